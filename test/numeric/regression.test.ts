import { describe, expect, it } from 'vitest';
import { choleskyInto } from '#odepth/numeric/cholesky';
import { regressionCoefficients } from '#odepth/numeric/regression';

describe('regression coefficients', () => {
  it('solve Cov(x) β = Cov(x, y)', () => {
    const beta = regressionCoefficients(Float64Array.of(2, 1, 1, 3), [2 * 2 - 1, 2 * 1 - 3]);
    expect(beta[0]).toBeCloseTo(2, 14);
    expect(beta[1]).toBeCloseTo(-1, 14);
  });

  it('leave out a control that repeats another', () => {
    expect([...regressionCoefficients(Float64Array.of(2, 2, 2, 2), [4, 4])]).toEqual(
      [2, 0].map((x) => expect.closeTo(x, 14)),
    );
  });

  it('are zero for what is no covariance', () => {
    expect([...regressionCoefficients(Float64Array.of(1, 2, 2, 1), [1, 1])]).toEqual([0, 0]);
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
