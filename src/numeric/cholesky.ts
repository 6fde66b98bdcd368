/**
 * Cholesky factor of a symmetric positive *semi*definite matrix: A = L Lᵀ, lower triangular, without added jitter.
 *
 * Policy for near-singular A: a pivot not above `size · relativePivot · A_jj` is rounding noise of an exactly dependent direction;
 * its column of L is set to zero, so that direction receives no noise, which is the exact law of a singular covariance.
 * The number of such columns is returned and recorded by whoever samples; nothing is added to the diagonal.
 */
export interface FactorReport {
  /** Columns set to zero. */
  readonly deficient: number;
  /** A pivot was negative beyond rounding, or not finite: A is not a covariance. */
  readonly failed: boolean;
}

/**
 * Factor into `factor` (row-major size × size, strict upper part left as it is).
 * @param matrix row-major size × size; only the lower triangle is read
 * @param relativePivot 2⁻⁴⁹ where A was summed from float64 numbers; more where they have fewer digits
 */
export function choleskyInto(
  matrix: Float64Array,
  factor: Float64Array,
  size: number,
  relativePivot = 2 ** -49,
): FactorReport {
  let deficient = 0;
  for (let j = 0; j < size; j++) {
    const diagonal = matrix[j * size + j]!;
    const floor = size * relativePivot * diagonal;
    let pivot = diagonal;
    for (let k = 0; k < j; k++) pivot -= factor[j * size + k]! ** 2;
    if (!(pivot > floor)) {
      if (!(pivot >= -2 * floor)) return { deficient, failed: true };
      deficient++;
      for (let i = j; i < size; i++) factor[i * size + j] = 0;
      continue;
    }
    const root = Math.sqrt(pivot);
    factor[j * size + j] = root;
    for (let i = j + 1; i < size; i++) {
      let sum = matrix[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= factor[i * size + k]! * factor[j * size + k]!;
      factor[i * size + j] = sum / root;
    }
  }
  return { deficient, failed: false };
}
