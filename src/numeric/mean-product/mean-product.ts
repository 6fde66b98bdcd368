/**
 * E₂(K) = E[f(u_a) f(u_b)], u ~ N(0, K), at one N × N matrix K after another: what a recursion that lives on K alone needs,
 * once per step.
 */
export interface MeanProduct {
  /**
   * @param kernel K by pairs (0,0), (0,1), …, (1,1), …
   * @param out E₂ by pairs. Variables that are equal to rounding get equal rows; f's mean products stay a covariance.
   * @returns estimate of the largest error, relative to √(E₂_aa E₂_bb); NaN, with `out` undefined, when K is not a covariance
   *   with positive finite variances or an average does not exist
   */
  into(kernel: Float64Array, out: Float64Array): number;
}

/** Two variances that differ by less than this, relative, are equal: K of equal variables carries rounding. */
const equal = 1e-13;

/**
 * 1 when two variables are the same, −1 when one is minus the other, 0 otherwise, all to rounding; `deviation` as
 * `correlationInto` gives it.
 */
export function likeness(kaa: number, kbb: number, kab: number, deviation: number): -1 | 0 | 1 {
  if (deviation !== 0 || !(Math.abs(kaa - kbb) <= equal * kaa)) return 0;
  return kab > 0 ? 1 : -1;
}

/** Positions of the pairs (a, a). */
export function diagonals(inputs: number): Int32Array {
  return Int32Array.from({ length: inputs }, (_, a) => a * inputs - (a * (a - 1)) / 2);
}
