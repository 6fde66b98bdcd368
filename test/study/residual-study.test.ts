import { describe, expect, it } from 'vitest';
import type { SeriesRow } from '#odepth/record/series';
import { scenarioDigest } from '#odepth/scenario/digest';
import { predictCost } from '#odepth/study/kernel/cost';
import { initialSourceVerdicts } from '#odepth/study/kernel/verdicts';
import { row } from '../record/rows.ts';
import { resolve, withLines } from '../scenario/helpers.ts';
import { resultOf } from './result.ts';

const comparison = { tolerance: 0.1, standardErrors: 3 };
const host = { workers: 1, report: () => {}, now: () => 0 };
const asked = (extra: string) => resolve(withLines({ sampling: `sampling: {networks: 64${extra}}` }));

describe('sampling.residuals', () => {
  it('off is the same as absent: one digest, nothing in the scenario', async () => {
    const [absent, off, on] = await Promise.all([asked(''), asked(', residuals: false'), asked(', residuals: true')]);
    expect(off).toStrictEqual(absent);
    expect(JSON.stringify(absent)).not.toContain('residuals');
    expect(await scenarioDigest(off)).toBe(await scenarioDigest(absent));
    expect(await scenarioDigest(on)).not.toBe(await scenarioDigest(absent));
  });

  it('adds rows, arrays, verdicts and cost, and changes no other sampled number', async () => {
    const [absent, on] = await Promise.all([asked(''), asked(', residuals: true')]);
    const [without, result] = [await resultOf(absent, host), await resultOf(on, host)];
    const added = result.summary.quantities.filter(({ quantity }) => /^R|^Sigma/.test(quantity));
    expect([...new Set(added.map(({ quantity, source }) => `${source} ${quantity}`))].sort()).toEqual([
      ...['exact R', 'exact Rsource', 'exact Rstep', 'exact Rtransport', 'exact Sigma', 'g-only Sigma', 'sampled R'],
      ...['sampled Rsource', 'sampled Rstep', 'sampled Rtransport', 'sampled Sigma', 'sampled-plain R'],
      ...['sampled-plain Rsource', 'sampled-plain Rstep', 'sampled-plain Rtransport', 'sampled-plain Sigma'],
      'source-only Sigma',
    ]);
    const sampledRows = (rows: readonly SeriesRow[]) =>
      rows.filter(({ source, quantity }) => source.startsWith('sampled') && !/^R|^Sigma/.test(quantity));
    expect(sampledRows(result.summary.quantities)).toEqual(sampledRows(without.summary.quantities));
    expect(result.arrays.get('sampled.R')!.shape).toEqual([11, 3, 3]);
    expect(result.arrays.get('exact.Rtransport.error')!.shape).toEqual([11, 3, 3]);
    expect(without.arrays.has('sampled.R')).toBe(false);
    expect(result.summary.verdicts.length - without.summary.verdicts.length).toBe(3);
    const numbers = (lines: readonly string[]) => Number(/(\d+) numbers/.exec(lines.join('\n'))![1]);
    expect(numbers((await predictCost(on)).lines)).toBeGreaterThan(numbers((await predictCost(absent)).lines));
  });
});

describe('the claim U1 = 0 at t = 0', () => {
  const u1 = (source: SeriesRow['source'], t: number, value: number, error: number) =>
    row({ quantity: 'U1', component: '0,0', source, t, value, error });
  const sampled = [u1('sampled', 0, 0, 0), u1('sampled', 1, -0.3, 0.01), u1('sampled', 2, -0.2, 0.01)];

  it('holds for a closure that starts at 0 and fails for one that does not, relative to the largest sampled |U1|', () => {
    const verdicts = initialSourceVerdicts([...sampled, u1('exact', 0, 0, 0), u1('g-only', 0, -0.2, 0)], comparison);
    expect(verdicts.map(({ claim, outcome }) => [claim.split(':')[0], outcome])).toEqual([
      ['g-only', 'fails'],
      ['exact', 'holds'],
    ]);
    expect(verdicts[0]!.statistic).toBeCloseTo(2 / 3, 12);
  });

  it('is inconclusive where the sampled number is not sharp enough', () => {
    const vague = [u1('sampled', 0, 0, 0.02), ...sampled.slice(1)];
    expect(initialSourceVerdicts([...vague, u1('exact', 0, 0, 0)], comparison)[0]!.outcome).toBe('inconclusive');
  });

  it('is not made unless depth 0 and a deeper one were sampled', () => {
    const exact = u1('exact', 0, 0, 0);
    expect(initialSourceVerdicts([...sampled.slice(1), exact], comparison)).toEqual([]);
    expect(initialSourceVerdicts([sampled[0]!, exact], comparison)).toEqual([]);
    expect(initialSourceVerdicts([exact], comparison)).toEqual([]);
  });
});
