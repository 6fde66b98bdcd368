import { describe, expect, it } from 'vitest';
import { normalMatrix } from '#odepth/model/normal-matrix';
import { normalTail } from '#odepth/numeric/normal-quantile';
import { studentQuantile } from '#odepth/numeric/student-quantile';
import { compareSchemes } from '#odepth/study/layer-steps/comparison';

describe('Student’s quantile', () => {
  it.each([
    // Tables: Abramowitz & Stegun 26.10.
    [0.025, 1, 12.706],
    [0.025, 2, 4.303],
    [0.025, 4, 2.776],
    [0.005, 7, 3.499],
    [0.05, 30, 1.697],
  ])('of tail %d and %d degrees of freedom is %d', (tail, freedom, value) => {
    expect(studentQuantile(tail, freedom)).toBeCloseTo(value, 3);
  });

  it('has closed forms for one and two degrees of freedom, and falls to the normal one', () => {
    const tail = 0.0123;
    expect(studentQuantile(tail, 1)).toBeCloseTo(1 / Math.tan(Math.PI * tail), 9);
    const part = 1 - 2 * tail;
    expect(studentQuantile(tail, 2)).toBeCloseTo(part * Math.sqrt(2 / (1 - part ** 2)), 9);
    expect(studentQuantile(normalTail(2), 4000)).toBeCloseTo(2, 2);
    expect(() => studentQuantile(0.7, 3)).toThrow('tail');
    expect(() => studentQuantile(0.1, 0)).toThrow('degrees of freedom');
  });
});

/** Test errors of two schemes at L = 6, 12 over seeds whose difficulty differs by far more than the schemes do. */
function errors(gain: number, seeds: number, noise: number) {
  const address = { seed: 5n, purpose: 'test', network: 1 } as const;
  const hard = normalMatrix(address, 1, seeds, 1).data;
  const jitter = normalMatrix({ ...address, network: 2 }, 2, seeds, noise).data;
  const reference = [0, 1].map((l) => Array.from(hard, (z) => Math.exp(z - 0.3 * l)));
  const scheme = reference.map((row, l) => row.map((value, i) => value * Math.exp(gain + jitter[l * seeds + i]!)));
  return { reference, scheme };
}

const outcomes = (gain: number, seeds = 8, noise = 0.01) => {
  const { reference, scheme } = errors(gain, seeds, noise);
  return compareSchemes([6, 12], scheme, reference, 2).map(({ outcome }) => outcome);
};

describe('schemes compared seed by seed', () => {
  it('tell a gain of 3 % from seeds that differ by a factor', () => {
    expect(outcomes(-0.03)).toEqual(['holds', 'holds', 'holds']);
    expect(outcomes(0.03)).toEqual(['fails', 'fails', 'fails']);
    expect(outcomes(-0.002)).toEqual(['inconclusive', 'inconclusive', 'inconclusive']);
  });

  it('give the mean log ratio with its standard error, and the mean over layers last', () => {
    const { reference, scheme } = errors(-0.05, 8, 0.01);
    const [six, twelve, all] = compareSchemes([6, 12], scheme, reference, 2);
    expect([six!.layers, twelve!.layers, all!.layers]).toEqual([6, 12, null]);
    expect(six!.logRatio.mean).toBeCloseTo(-0.05, 1);
    expect(six!.logRatio.standardError).toBeLessThan(0.01);
    expect(all!.logRatio.mean).toBeCloseTo((six!.logRatio.mean + twelve!.logRatio.mean) / 2, 14);
    expect(six!.difference.standardError).toBeGreaterThan(six!.logRatio.standardError);
    expect(six!.needed).toBeCloseTo(studentQuantile(normalTail(2), 7), 12);
  });

  it('ask for more standard errors where seeds are few', () => {
    const two = compareSchemes([6], [[0.9, 0.8]], [[1, 1]], 2)[0]!;
    expect(two.needed).toBeGreaterThan(10);
    expect(two.outcome).toBe('inconclusive');
  });

  it('leave out pairs of which one is missing, and decide nothing with fewer than two', () => {
    const [six, twelve, all] = compareSchemes(
      [6, 12],
      [
        [1, null, 2],
        [1, 2, 3],
      ],
      [
        [2, 1, 4],
        [2, 4, null],
      ],
      2,
    );
    expect([six!, twelve!, all!].map(({ logRatio }) => logRatio.count)).toEqual([2, 2, 1]);
    expect(all!.outcome).toBe('inconclusive');
  });

  it('do not call equal errors lower', () => {
    expect(compareSchemes([6], [[1, 2, 3]], [[1, 2, 3]], 2)[0]!.outcome).toBe('fails');
  });
});
