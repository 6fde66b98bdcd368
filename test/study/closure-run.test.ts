import { describe, expect, it } from 'vitest';
import type { SeriesRow, Source } from '#odepth/record/series';
import { encodeSummary } from '#odepth/record/summary';
import { readScenarioSource } from '#odepth/scenario/read';
import { predictCost } from '#odepth/study/kernel/cost';
import { kernelMethods } from '#odepth/study/kernel/presentation/methods';
import { kernelPanels } from '#odepth/study/kernel/presentation/panels';
import { kernelVerdicts } from '#odepth/study/kernel/verdicts';
import { resolveKernel } from '../scenario/helpers.ts';
import { resultOf } from './result.ts';

const host = { workers: 2, report: () => {}, now: () => 0 };
const file = new URL('../../scenarios/kernel/closure-error.yaml', import.meta.url).pathname;
const small = [
  ...['ensemble.horizon=1', 'theory.modeOrder=6', 'sampling.networks=64', 'save.count=3'],
  'inputs.kernel=[[2, 0.6], [0.6, 2]]',
];

async function scenarioWith(...set: string[]) {
  return resolveKernel(await readScenarioSource(file), { set: [...small, ...set] });
}

describe('a scenario with sampling.gOnlyStochastic', () => {
  it('gives rows, arrays, settings and streams of the closure beside those of the networks, which it leaves alone', async () => {
    const beside = await scenarioWith('sampling.gOnlyStochastic.networks=96');
    const result = await resultOf(beside, host);
    const rows = result.summary.quantities;
    const of = (list: readonly SeriesRow[], source: Source) => list.filter((row) => row.source === source);
    expect(of(rows, 'g-only-stochastic')).toHaveLength(of(rows, 'sampled').length);
    expect(result.arrays.get('g-only-stochastic.V4')!.shape).toEqual([3, 3, 3]);
    expect(result.provenance['streams']).toMatchObject({ purposes: ['block-law', 'g-only-stochastic', 'chi-square'] });
    expect(JSON.parse(encodeSummary(result.summary))).toMatchObject({ gOnlyStochastic: { networks: 96, asked: 96 } });
    expect(JSON.stringify(result.provenance['used'])).toContain('96 of 96');

    const { gOnlyStochastic: _, ...sampling } = beside.sampling!;
    const without = await resultOf({ ...beside, sampling }, host);
    expect(of(without.summary.quantities, 'g-only-stochastic')).toEqual([]);
    expect(rows.filter((row) => row.source !== 'g-only-stochastic')).toEqual(without.summary.quantities);
    // The closure alone is the same closure: its streams are its own.
    const alone = { ...sampling, networks: 96, sampler: 'g-only-stochastic' as const };
    const { quantities, verdicts } = (await resultOf({ ...beside, sampling: alone }, host)).summary;
    expect(of(quantities, 'g-only-stochastic')).toEqual(of(rows, 'g-only-stochastic'));
    expect(of(quantities, 'sampled').concat(of(quantities, 'sampled-plain'))).toEqual([]);
    expect(verdicts.map(({ compared }) => compared!.sampled)).toEqual(Array(4).fill('g-only-stochastic'));
  });

  it('works with control variates off: plain averages', async () => {
    const scenario = await scenarioWith('sampling.controlVariates=false', 'sampling.gOnlyStochastic.networks=96');
    const rows = (await resultOf(scenario, host)).summary.quantities;
    const closure = rows.filter((row) => row.source === 'g-only-stochastic');
    expect(closure.length).toBeGreaterThan(0);
    for (const { value, error } of closure) expect(Number.isFinite(value) && error >= 0).toBe(true);
  });

  it('is forecast and described', async () => {
    const scenario = await scenarioWith();
    expect((await predictCost(scenario)).lines.join('\n')).toMatch(
      /80000 networks, g-only-stochastic, engine \S+ float64; about \d+ s/,
    );
    const text = JSON.stringify(kernelMethods(scenario, []));
    expect(text).toContain('runs of the G-only stochastic closure');
    expect(text).toContain('non-central Wishart');
  });

  it('is refused beside itself, at the place of the sampler', async () => {
    await expect(scenarioWith('sampling.sampler=g-only-stochastic')).rejects.toThrow(
      /sampling\.sampler: .*closure would be sampled twice/,
    );
  });
});

describe('verdicts on the two errors of the G-only closure', () => {
  const row = (quantity: string, source: Source, value: number): SeriesRow => ({
    ...{ quantity, component: quantity === 'V4' ? '0,0,0,0' : '0,0', layer: 1, t: 1, source, value },
    ...{ error: 0.01, errorKind: 'standard' },
  });
  const rows = [
    ...[row('V4', 'g-only', 9.9), row('V4', 'g-only-stochastic', 10), row('V4', 'sampled', 12)],
    ...[row('K1', 'g-only', -4), row('K1', 'g-only-stochastic', -4.1), row('K1', 'sampled', -2.5)],
  ];
  const comparison = { tolerance: 0.1, standardErrors: 3 };

  it('name the error of the expansion and that of the closure apart, beside the verdicts there were', () => {
    const verdicts = kernelVerdicts(rows, 1, comparison);
    expect(verdicts.map(({ claim, outcome }) => `${claim}: ${outcome}`)).toEqual([
      'g-only: V4[0,0,0,0] at t = 1 is within 10 % of the sampled one: fails',
      'g-only: K1[0,0] at t = 1 is within 10 % of the sampled one: fails',
      'g-only (perturbation theory of its own closure): V4[0,0,0,0] at t = 1 is within 10 % of the G-only stochastic closure: holds',
      'G-only stochastic closure: V4[0,0,0,0] at t = 1 is within 10 % of the sampled one: fails',
      'g-only (perturbation theory of its own closure): K1[0,0] at t = 1 is within 10 % of the G-only stochastic closure: holds',
      'G-only stochastic closure: K1[0,0] at t = 1 is within 10 % of the sampled one: fails',
    ]);
    expect(verdicts[2]!.compared).toMatchObject({ theory: 'g-only', sampled: 'g-only-stochastic', sampledValue: 10 });
    const networksOnly = rows.filter(({ source }) => source !== 'g-only-stochastic');
    expect(kernelVerdicts(networksOnly, 1, comparison)).toEqual(verdicts.slice(0, 2));
  });

  it('and the closure is drawn as a second set of points, the networks being the reference', () => {
    const [panel] = kernelPanels('K1', rows, 32);
    expect(panel!.samples.map(({ label }) => label)).toEqual([
      'sampled ± 1 standard error',
      'G-only stochastic closure ± 1 standard error',
    ]);
    expect(panel!.samples[1]!.style).not.toEqual(panel!.samples[0]!.style);
  });
});
