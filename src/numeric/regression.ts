import { choleskyInto } from './cholesky.ts';

/**
 * Coefficients β = Cov(x)⁻¹ Cov(x, y) of the linear regression of y on x_1 … x_p. A control that adds nothing to those
 * before it gets coefficient 0; so do all of them when `covariance` is not one.
 * @param covariance Cov(x_i, x_j), p × p row by row
 * @param cross Cov(x_i, y)
 */
export function regressionCoefficients(covariance: Float64Array, cross: readonly number[]): Float64Array {
  const size = cross.length;
  const beta = new Float64Array(size);
  const factor = new Float64Array(size * size);
  if (choleskyInto(covariance, factor, size).failed) return beta;
  for (let i = 0; i < size; i++) {
    const pivot = factor[i * size + i]!;
    if (pivot === 0) continue;
    let sum = cross[i]!;
    for (let j = 0; j < i; j++) sum -= factor[i * size + j]! * beta[j]!;
    beta[i] = sum / pivot;
  }
  for (let i = size - 1; i >= 0; i--) {
    const pivot = factor[i * size + i]!;
    if (pivot === 0) continue;
    let sum = beta[i]!;
    for (let j = i + 1; j < size; j++) sum -= factor[j * size + i]! * beta[j]!;
    beta[i] = sum / pivot;
  }
  return beta;
}
