import { describe, expect, it } from 'vitest';
import { choleskyInto } from '#odepth/numeric/cholesky';
import { regressedMean } from '#odepth/numeric/regression';

describe('regressing out controls of known mean', () => {
  // y = 3 + 2 x1 − x2 + noise, with Cov(x) = [[2, 1], [1, 3]] and sample means (0.1, −0.2).
  const controls = { controlMeans: [0.1, -0.2], controlCovariance: Float64Array.of(2, 1, 1, 3) };
  const cross = [2 * 2 - 1, 2 * 1 - 3];
  const explained = 2 * 2 * 2 - 2 * 2 * 1 + 3;

  it('finds the coefficients and the variance that is left', () => {
    const { mean, variance } = regressedMean({ ...controls, cross, mean: 3 + 0.2 + 0.2, variance: explained + 0.25 });
    expect(mean).toBeCloseTo(3, 14);
    expect(variance).toBeCloseTo(0.25, 14);
  });

  it('leaves out a control that repeats another', () => {
    const { mean, variance } = regressedMean({
      mean: 3.2,
      variance: 4 * 2 + 0.25,
      controlMeans: [0.1, 0.1],
      controlCovariance: Float64Array.of(2, 2, 2, 2),
      cross: [4, 4],
    });
    expect(mean).toBeCloseTo(3, 14);
    expect(variance).toBeCloseTo(0.25, 14);
  });

  it('never states a variance below rounding', () => {
    const { variance } = regressedMean({ ...controls, cross, mean: 3.4, variance: explained });
    expect(variance).toBeGreaterThan(0);
    expect(variance).toBeLessThan(1e-12);
  });
});

describe('the semidefinite Cholesky factor', () => {
  it('has a zero column for a dependent direction, and says so', () => {
    const factor = new Float64Array(9);
    const matrix = Float64Array.of(4, 0, 0, 2, 1, 0, 4, 2, 9);
    expect(choleskyInto(matrix, factor, 3)).toEqual({ deficient: 1, failed: false });
    expect([...factor]).toEqual([2, 0, 0, 1, 0, 0, 2, 0, Math.sqrt(5)]);
  });

  it('refuses an indefinite or non-finite matrix', () => {
    expect(choleskyInto(Float64Array.of(1, 0, 2, 1), new Float64Array(4), 2).failed).toBe(true);
    expect(choleskyInto(Float64Array.of(Number.NaN), new Float64Array(1), 1).failed).toBe(true);
  });
});
