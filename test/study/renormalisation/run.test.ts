import { describe, expect, it } from 'vitest';
import type { Json } from '#odepth/record/json';
import { encodeNpz, parseNpz } from '#odepth/record/npz';
import type { StudyHost, StudyResult } from '#odepth/study/host';
import { predictCost } from '#odepth/study/renormalisation/cost';
import type { RenormalisationScenario } from '#odepth/study/renormalisation/renormalisation-scenario';
import { present, run } from '#odepth/study/renormalisation/run';
import { renormalisationKind } from '#odepth/study/renormalisation/scenario';
import { renormalisationSweepKind } from '#odepth/study/renormalisation-sweep/scenario';
import { resolved, withLines } from '../geodesic/scenarios.ts';
import { small, sweep } from './scenarios.ts';

/** A host with a part store in memory; stops at the `stopAt`-th part that is kept. */
function hostWith(workers: number, parts = new Map<string, Uint8Array>(), stopAt = Number.POSITIVE_INFINITY) {
  const stop = new AbortController();
  let kept = 0;
  const host: StudyHost = {
    ...{ workers, signal: stop.signal, report: () => {}, now: () => 0, code: 'code' },
    parts: {
      read: async (name) => parts.get(name) ?? null,
      write: async (name, content) => {
        parts.set(name, content);
        kept++;
        if (kept >= stopAt) stop.abort();
      },
    },
  };
  return { host, parts };
}

async function completed(scenario: RenormalisationScenario, host: StudyHost): Promise<StudyResult> {
  const result = await run(scenario, 'digest', host);
  if (!('summary' in result)) throw new Error(JSON.stringify(result));
  return result;
}

describe('a study of residual streams', () => {
  it('is the same for any number of workers, and after a stop in the middle of a training', async () => {
    // Long enough that the stop arrives on the way.
    const scenario = await resolved(renormalisationKind, small.replace('steps: 12', 'steps: 1200'));
    const one = await completed(scenario, hostWith(1).host);
    const first = hostWith(1, new Map(), 3);
    expect(await run(scenario, 'digest', first.host)).toMatchObject({
      stopped: expect.stringContaining('of 2 networks'),
    });
    expect([...first.parts.keys()].some((name) => name.endsWith('.training'))).toBe(true);
    const again = await completed(scenario, hostWith(2, first.parts).host);
    expect(again.machine).toEqual({ continued: 1 });
    expect(again.summary).toEqual(one.summary);
    expect(again.arrays).toEqual(one.arrays);
    // Thresholds of verdicts change no network: nothing is trained again.
    const other = { ...scenario, measure: { ...scenario.measure, concentration: 0.9 } };
    const before = new Map(first.parts);
    await completed(other, hostWith(1, first.parts).host);
    expect(first.parts).toEqual(before);
  });

  it('says every quantity by layer as odepth rank does, initial weights beside, in units that a profile can be drawn from', async () => {
    const { summary } = await completed(await resolved(renormalisationKind, small), hostWith(2).host);
    const rows = (quantity: string, source = 'training') =>
      summary.quantities.filter((row) => row.quantity === quantity && row.source === source);
    expect(rows('effectiveRank').map(({ component, layer, t }) => [component, layer, t])).toEqual([
      ...[
        ['0', 0, 0],
        ['1', 1, 0.5],
        ['2', 2, 1],
      ],
    ]);
    expect(rows('effectiveRank', 'sampled').map(({ component }) => component)).toEqual([
      'initial:0',
      'initial:1',
      'initial:2',
      'mean kernel:0',
      'mean kernel:1',
      'mean kernel:2',
    ]);
    expect(rows('drift').map(({ component, t }) => [component, t])).toEqual([
      ...[
        ['0,1', 0.25],
        ['1,2', 0.75],
      ],
    ]);
    expect(rows('decodability')).toHaveLength(15);
    expect(rows('D_LR')).toHaveLength(3);
    for (const name of [
      'effectiveRankSquared',
      'participationRatio',
      'stableRank',
      'pooledEffectiveRank',
      'pooledDrift',
    ])
      expect(rows(name).length).toBeGreaterThan(1);
    const value = (quantity: string, source: string) => rows(quantity, source)[0]!.value;
    expect(value('stationaryEntropy', 'exact')).toBeCloseTo(Math.log(4), 12);
    expect(value('bayesFloor', 'exact')).toBeLessThanOrEqual(value('reachableFloor', 'exact'));
    expect(value('reachableFloor', 'exact')).toBeLessThan(Math.log(4));
    expect(value('orderParameter', 'training')).toBeCloseTo(
      rows('effectiveRank')[0]!.value - rows('effectiveRank')[2]!.value,
      12,
    );
    expect(new Set(summary.quantities.map((row) => `${row.quantity} ${row.component} ${row.source}`)).size).toBe(
      summary.quantities.length,
    );
  });

  it('of all ways of mixing is shown from its record alone, and calls blind what can learn nothing', async () => {
    const scenario = await resolved(renormalisationSweepKind, sweep);
    const { summary, arrays, provenance } = await completed(scenario, hostWith(2).host);
    const shown = present({
      scenario: JSON.parse(JSON.stringify(scenario)) as Json,
      rows: summary.quantities,
      provenance,
      arrays: parseNpz(encodeNpz(arrays)),
    });
    expect(shown.figures.map(({ name }) => name)).toEqual([
      ...['ranks', 'order-parameter', 'drift', 'decodability', 'richness', 'loss', 'training'],
    ]);
    expect(shown.headline!.rows.map(([label]) => label)).toEqual(scenario.variants.map(({ label }) => label));
    const blind = summary.verdicts.find(({ claim }) => claim.startsWith('none: the loss'))!;
    expect(blind.outcome).toBe('fails');
    expect(blind.detail).toContain('learned nothing beyond the stationary law');
    expect(summary.verdicts.filter(({ claim }) => claim.startsWith('(ii)'))).toHaveLength(3);
    expect(summary.verdicts.at(-1)).toMatchObject({ claim: expect.stringContaining('Bayes floor'), outcome: 'holds' });
  });

  it('leaves out what diverged, and says that it is unsolved', async () => {
    const wild = withLines(small, {
      'training:': 'training: {optimiser: sgd, learningRate: 1.0e+6, batch: 4, steps: 60}',
    });
    const { summary, unsolved, arrays } = await completed(await resolved(renormalisationKind, wild), hostWith(1).host);
    expect(unsolved).toContain('diverged');
    expect(summary.quantities.some(({ source }) => source === 'training')).toBe(false);
    expect(summary.verdicts.every(({ outcome }) => outcome !== 'holds')).toBe(true);
    expect([...arrays.get('done.0')!.data]).toEqual([0, 0]);
    const scenario = await resolved(renormalisationKind, wild);
    const json = JSON.parse(JSON.stringify(scenario)) as Json;
    const shown = present({ scenario: json, rows: summary.quantities, provenance: {}, arrays });
    expect(shown.figures.map(({ name }) => name)).toContain('ranks');
  });

  it('foresees its cost, more for layers across positions than for windows', async () => {
    const seconds = async (mixing: string) => {
      const text = small.replace('mixing: window', `mixing: ${mixing}`).replace('steps: 12', 'steps: 100000');
      return (await predictCost(await resolved(renormalisationKind, text))).seconds;
    };
    const [none, window, mixer] = [await seconds('none'), await seconds('window'), await seconds('token-mixing')];
    expect(none).toBeLessThan(window);
    expect(window).toBeLessThan(mixer);
  });
});
