import { describe, expect, it } from 'vitest';
import { concentrationClaim, monotoneTrend, orderParameter, selectivity } from '#odepth/theory/renormalisation/claims';
import { type MeanEstimate, marginOf, meanEstimate, meanProfile } from '#odepth/theory/renormalisation/mean-estimate';

const estimate = (value: number, standardError: number, count = 3): MeanEstimate => ({ value, standardError, count });

describe('means over seeds', () => {
  it('are means, deviations over √n and Student margins', () => {
    const { value, standardError, count } = meanEstimate([1, 2, 6]);
    expect([value, count]).toEqual([3, 3]);
    expect(standardError).toBeCloseTo(Math.sqrt(7 / 3), 14);
    // t(0.05, 2) = 2.919986.
    expect(marginOf(meanEstimate([1, 2, 6]), 0.05) / standardError).toBeCloseTo(2.919986, 6);
    expect(meanEstimate([0.1, 0.1, 0.1]).standardError).toBe(0);
    expect(meanEstimate([4]).standardError).toBeNaN();
    expect(() => meanEstimate([])).toThrow(/no values/);
  });

  it('of profiles go layer by layer and refuse profiles of other lengths', () => {
    const rows = [Float64Array.of(1, 2), [3, 4]];
    expect(meanProfile(rows).map(({ value }) => value)).toEqual([2, 3]);
    expect(() => meanProfile([[1, 2], [1]])).toThrow(/number 1 \(counted from 0\) has 1 layers, but the first has 2/);
    expect(() => meanProfile([])).toThrow(/no profiles/);
  });
});

describe('a monotone trend', () => {
  const seeds = [
    [10, 8.1, 6.9, 3.0],
    [10.2, 8.0, 7.0, 3.3],
    [9.9, 8.2, 7.2, 3.2],
  ];

  it('holds where every step is down and the whole way surely', () => {
    const found = monotoneTrend(seeds);
    expect(found.outcome).toBe('holds');
    expect([found.falling, found.surelyFalling]).toEqual([3, 3]);
    expect(found.total.value).toBeCloseTo((7 + 6.9 + 6.7) / 3, 12);
    expect(found.total).toEqual(orderParameter(seeds));
    expect(found.totalInErrors).toBeCloseTo(found.total.value / found.total.standardError, 12);
    // A plateau step that falls in the mean but not surely.
    const flat = monotoneTrend(seeds.map(([a, b, c, d], i) => [a!, b!, b! - [0.1, -0.05, 0.02][i]!, Math.min(c!, d!)]));
    expect([flat.outcome, flat.falling, flat.surelyFalling]).toEqual(['holds', 3, 2]);
  });

  it('fails where one step is surely up, or the whole way is', () => {
    expect(monotoneTrend(seeds.map((ranks) => [...ranks, ranks[3]! + 1 + ranks[0]! / 100])).outcome).toBe('fails');
    expect(monotoneTrend(seeds.map((ranks) => [...ranks].reverse())).outcome).toBe('fails');
  });

  it('is undecided where a step is up within its error, where nothing is sure, and with one seed', () => {
    const wobble = seeds.map((ranks, i) => [...ranks, ranks[3]! + [0.5, -0.2, 0.1][i]!]);
    expect(monotoneTrend(wobble).outcome).toBe('inconclusive');
    // Four errors up: sure of one step, not of one among four. t(0.05, 2) = 2.9, t(0.05/4, 2) = 6.2.
    const rise = 4 / Math.sqrt(3);
    const four = seeds.map((ranks, i) => [...ranks, ranks[3]! + 0.1 * (rise + [1, 0, -1][i]!)]);
    expect(monotoneTrend(four).steps[3]!.value / monotoneTrend(four).steps[3]!.standardError).toBeCloseTo(-4, 10);
    expect(monotoneTrend(four).outcome).toBe('inconclusive');
    expect(
      monotoneTrend([
        [2, 1],
        [5, 1],
        [1.5, 1.4],
      ]).outcome,
    ).toBe('inconclusive');
    const alone = monotoneTrend([seeds[0]!]);
    expect([alone.outcome, alone.falling, alone.surelyFalling]).toEqual(['inconclusive', 3, 0]);
    expect(alone.totalInErrors).toBeNaN();
    expect(() => monotoneTrend([[1], [2]])).toThrow(/at least two layers/);
    expect(() => monotoneTrend(seeds, { confidence: 95 })).toThrow(
      /confidence: a number in \[0\.5, 1\) is expected; got 95/,
    );
  });
});

describe('selectivity', () => {
  it('holds where the rank falls at short correlations and much less at long ones', () => {
    expect(selectivity(estimate(6, 0.2), estimate(0.5, 0.2)).outcome).toBe('holds');
    expect(selectivity(estimate(6, 0.2), estimate(-2, 0.2)).outcome).toBe('holds');
  });

  it('fails where the rank falls at both, or grows at short ones', () => {
    expect(selectivity(estimate(6, 0.2), estimate(7, 0.2)).outcome).toBe('fails');
    expect(selectivity(estimate(-6, 0.2), estimate(-9, 0.2)).outcome).toBe('fails');
    expect(selectivity(estimate(6, 0.2), estimate(4, 0.05), { part: 0.8 }).outcome).toBe('holds');
  });

  it('is undecided at the edge and without errors, with the freedom of Welch and Satterthwaite', () => {
    expect(selectivity(estimate(6, 0.2), estimate(3, 0.2)).outcome).toBe('inconclusive');
    expect(selectivity(estimate(6, Number.NaN, 1), estimate(0, 0.1)).outcome).toBe('inconclusive');
    // Equal variances and counts: 2 (n − 1).
    const even = selectivity(estimate(8, 0.2, 5), estimate(1, 0.1, 5));
    expect([even.freedom, even.contrast]).toEqual([8, 3]);
    expect(even.standardError).toBeCloseTo(0.1 * Math.SQRT2, 14);
    expect(selectivity(estimate(8, 0.2, 5), estimate(1, 0, 5)).freedom).toBe(4);
    expect(selectivity(estimate(8, 0, 5), estimate(1, 0, 5)).outcome).toBe('holds');
  });
});

describe('concentration of drift', () => {
  it('holds, fails and is undecided by its share over seeds', () => {
    const peaked = [
      [0.01, 0.5, 0.02, 0.01],
      [0.02, 0.45, 0.02, 0.01],
      [0.01, 0.55, 0.03, 0.02],
    ];
    const found = concentrationClaim(peaked);
    expect(found.outcome).toBe('holds');
    expect(found.even).toBe(0.5);
    expect(found.largest.value).toBeCloseTo((0.5 / 0.54 + 0.45 / 0.5 + 0.55 / 0.61) / 3, 13);
    const spread = [
      [1, 1.1, 1, 1],
      [1, 1, 1.2, 1],
      [1.1, 1, 1, 1],
    ];
    expect(concentrationClaim(spread).outcome).toBe('fails');
    expect(concentrationClaim(spread, { share: 0.51 }).outcome).toBe('inconclusive');
    expect(concentrationClaim([peaked[0]!]).outcome).toBe('inconclusive');
    // Two transitions have everything, concentrated or not.
    expect(
      concentrationClaim([
        [1, 1],
        [1, 2],
        [2, 1],
      ]).outcome,
    ).toBe('inconclusive');
  });
});
