import { describe, expect, it } from 'vitest';
import { sweepResult } from '#odepth/study/bottleneck-sweep/sweep-result';
import { sweepRows } from '#odepth/study/bottleneck-sweep/sweep-rows';
import { trendVerdict } from '#odepth/study/bottleneck-sweep/trend';
import { broken, pointsOf, type SyntheticPath, sweepOf } from './synthetic-points.ts';

/** Seeds far apart from each other: only differences seed by seed see the trend. */
const apart = [0, 7, -4];
const noise = [0.02, -0.01, 0.015, -0.02, 0.01];
const rising = (change: (seed: number, depth: number) => number) =>
  apart.map((shift, seed) =>
    [1, 2, 3, 4, 5].map((depth) => ({
      value: shift + change(seed, depth) + noise[(seed + 2 * depth) % 5]!,
      error: 0.01,
    })),
  );
const trend = (seeds: ReturnType<typeof rising>, direction: 'rises' | 'falls' = 'rises') =>
  trendVerdict({ claim: 'it rises', depths: [1, 2, 3, 4, 5], seeds, direction })!;

describe('a trend over effective depth', () => {
  it('is seen through seeds that lie far apart', () => {
    const verdict = trend(rising((_, depth) => depth));
    expect(verdict.outcome).toBe('holds');
    expect(verdict.statistic).toBeCloseTo(4, 1);
    expect(verdict.detail).toContain('all 4 steps the same way');
    expect(trend(rising((_, depth) => -depth)).outcome).toBe('fails');
    expect(
      trend(
        rising((_, depth) => -depth),
        'falls',
      ).outcome,
    ).toBe('holds');
  });

  it('fails where a step surely goes the other way, and not where noise does', () => {
    const drop = trend(rising((_, depth) => (depth === 4 ? 1 : depth)));
    expect(drop.outcome).toBe('fails');
    expect(drop.detail).toMatch(/1 of 4 steps the other way, 1 surely, most from 3 to 4: −1\.99/);
    const level = trend(rising((seed, depth) => (depth === 5 ? 2.9 + 0.1 * seed : Math.min(depth, 3)) - 0.05 * depth));
    expect(level.outcome).toBe('holds');
    expect(level.detail).toMatch(/steps the other way, none surely/);
  });

  it('is undecided where seeds disagree about it', () => {
    expect(trend(rising((seed, depth) => (seed - 0.9) * depth)).outcome).toBe('inconclusive');
    const same = [{ value: 1, error: 0 }];
    expect(trendVerdict({ claim: '', depths: [1, 2], seeds: [[...same, ...same]], direction: 'rises' })!.outcome).toBe(
      'inconclusive',
    );
  });

  it('takes the error of the path where there is one seed, and needs two depths', () => {
    const seed = (last: number) => [[1, 2, 3, 4, last].map((value) => ({ value, error: 0.1 }))];
    expect(trend(seed(5)).outcome).toBe('holds');
    expect(trend(seed(1.1)).outcome).toBe('fails');
    expect(trend(seed(3.9)).detail).toContain('± the error of the one path');
    const one = { claim: '', depths: [1], seeds: [[{ value: 1, error: 0 }]], direction: 'rises' } as const;
    expect(trendVerdict(one)).toBeUndefined();
  });
});

const wobble = [0.03, -0.02, -0.01];
const closing = (depth: number, seed: number): SyntheticPath => ({
  energy: 2 - 1 / depth + wobble[seed]!,
  cost: 2 + 3 / depth + wobble[seed]!,
});

describe('the claims of a sweep', () => {
  it('name where k* is bracketed, and where and by how much it is not', async () => {
    const scenario = await sweepOf('{effectiveDepth: [1, 2, 8], seeds: 3}');
    const points = pointsOf(scenario, (depth, { seed }) =>
      depth === 8 ? { ...closing(depth, seed), cost: 1.7 + wobble[seed]! } : closing(depth, seed),
    );
    const { verdicts } = sweepResult(scenario, 'digest', points, 0).summary;
    const bracket = (depth: number) => verdicts.find(({ claim }) => claim.endsWith(`at L̃ = ${depth}`))!;
    expect(bracket(1)).toMatchObject({ outcome: 'holds', statistic: expect.closeTo(-1, 10) });
    expect(bracket(1).detail).toContain('a gap of 4.00; 3 of 3 seeds bracket it by themselves');
    expect(bracket(8).outcome).toBe('fails');
    expect(bracket(8).detail).toMatch(/min COIᵧ falls short of k\* by 0\.300.*0 of 3 seeds/);
    expect(verdicts.slice(0, 2).map(({ outcome }) => outcome)).toEqual(['holds', 'holds']);
  });

  it('about single paths fail where one path fails, and name it', async () => {
    const scenario = await sweepOf('{effectiveDepth: [1, 2], seeds: 2}');
    const points = pointsOf(scenario, (depth, { seed }) => ({
      ...closing(depth, seed),
      change:
        depth === 2 && seed === 1
          ? { verdicts: [{ claim: 'it is so', statistic: 11, threshold: 9, outcome: 'fails', detail: 'too large' }] }
          : {},
    }));
    const verdict = sweepResult(scenario, 'digest', points, 0).summary.verdicts.at(-1)!;
    expect(verdict).toMatchObject({ claim: 'at every point: it is so', outcome: 'fails', statistic: 11 });
    expect(verdict.detail).toBe('holds on 3 of 4 paths; the worst, at effectiveDepth = 2, seed = 2: too large');
  });

  it('are not about k* without a teacher, and are made for every penalty', async () => {
    const scenario = await sweepOf('{effectiveDepth: [1, 2], lambdaOverDepth: [0.001, 0.01]}', { 'penalty:': '' });
    const points = pointsOf(scenario, (depth) => ({ ...closing(depth, 0), change: { teacherRank: null } }));
    const claims = sweepResult(scenario, 'digest', points, 0).summary.verdicts.map(({ claim }) => claim);
    expect(claims).toContain('−2H/L̃ rises with L̃ at λ/L̃ = 0.001');
    expect(claims).toContain('the least COIᵧ falls with L̃ at λ/L̃ = 0.01');
    expect(claims.join()).not.toContain('k*');
  });
});

describe('points that are not solved', () => {
  it('stay in where they are finite, named in a note', async () => {
    const scenario = await sweepOf('{effectiveDepth: [1, 2], seeds: 2}');
    const points = pointsOf(scenario, (depth, { seed }) => ({
      ...closing(depth, seed),
      more: { stationarity: 0.25 },
      change: { converged: depth === 1, message: 'iterations used up' },
    }));
    const { summary, unsolved } = sweepResult(scenario, 'digest', points, 0);
    expect(unsolved).toBeUndefined();
    expect(summary.notes).toEqual([
      '2 of 4 points did not converge and are recorded as they are, with a stationarity of at most 0.25 (effectiveDepth = 2, seed = 1: iterations used up): effectiveDepth = 2, seed = 1; effectiveDepth = 2, seed = 2.',
    ]);
  });

  it('make the sweep unsolved where they are not finite, and are left out of means', async () => {
    const scenario = await sweepOf('{effectiveDepth: [1, 2], seeds: 3}');
    const points = pointsOf(scenario, (depth, { seed }) => ({
      ...{ energy: depth + seed, cost: 9 },
      change: seed === 2 ? broken : {},
    }));
    const { unsolved, summary, arrays } = sweepResult(scenario, 'digest', points, 0);
    expect(unsolved).toMatch(
      /^the solution is not finite at effectiveDepth = 1, seed = 3; effectiveDepth = 2, seed = 3\./,
    );
    const mean = summary.quantities.find(
      ({ quantity, component }) => quantity === 'bottleneckRankFromEnergy' && component === 'effectiveDepth = 2',
    );
    expect(mean).toMatchObject({ value: 2.5, error: expect.closeTo(0.5, 12), errorKind: 'standard' });
    expect(summary.quantities.every(({ value }) => Number.isFinite(value))).toBe(true);
    const { shape, data } = arrays.get('bottleneckRankFromEnergy')!;
    expect(shape).toEqual([3, 1, 2]);
    expect([...data]).toEqual([1, 2, 2, 3, Number.NaN, Number.NaN]);
  });

  it('of a single seed, means are the number itself with its own error', async () => {
    const scenario = await sweepOf('{effectiveDepth: [1, 2]}');
    const rows = sweepRows(
      scenario,
      pointsOf(scenario, (depth) => ({ energy: depth, cost: 9 })),
    );
    const energies = rows.filter(({ quantity }) => quantity === 'bottleneckRankFromEnergy');
    expect(energies.map(({ component, value, error }) => [component, value, error])).toEqual([
      ['effectiveDepth = 1', 1, 0.01],
      ['effectiveDepth = 2', 2, 0.01],
      ['effectiveDepth = 1, seed = 1', 1, 0.01],
      ['effectiveDepth = 2, seed = 1', 2, 0.01],
    ]);
  });
});
