import { choleskyInto } from './cholesky.ts';

/** First and second moments of a target y and of controls x_1 … x_p whose means are known to be zero. */
export interface ControlledMoments {
  readonly mean: number;
  readonly variance: number;
  readonly controlMeans: readonly number[];
  /** Cov(x_i, x_j), p × p row by row; singular where controls coincide. */
  readonly controlCovariance: Float64Array;
  /** Cov(x_i, y). */
  readonly cross: readonly number[];
}

/** Share of the variance of y below which what is left cannot be told from rounding. */
const rounding = 2 ** -46;

/**
 * Mean of y with the controls regressed out: ȳ − β x̄ with β = Cov(x)⁻¹ Cov(x, y), and the variance of what is left.
 * β is taken from the same sample, which biases the mean by O(1/sample size). A control that adds nothing to those before it
 * is left out, and the variance left is never stated below rounding, 2⁻⁴⁶ of that of y.
 */
export function regressedMean(moments: ControlledMoments): { mean: number; variance: number } {
  const { controlMeans, controlCovariance, cross } = moments;
  const size = cross.length;
  const factor = new Float64Array(size * size);
  if (choleskyInto(controlCovariance, factor, size).failed) return { mean: moments.mean, variance: moments.variance };
  let { mean, variance } = moments;
  // With L Lᵀ = Cov(x), u = L⁻¹ Cov(x, y) and v = L⁻¹ x̄: β x̄ = u·v and the explained variance is u·u.
  const u = new Float64Array(size);
  const v = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const pivot = factor[i * size + i]!;
    if (pivot === 0) continue;
    let a = cross[i]!;
    let b = controlMeans[i]!;
    for (let j = 0; j < i; j++) {
      a -= factor[i * size + j]! * u[j]!;
      b -= factor[i * size + j]! * v[j]!;
    }
    u[i] = a / pivot;
    v[i] = b / pivot;
    mean -= u[i]! * v[i]!;
    variance -= u[i]! ** 2;
  }
  return { mean, variance: Math.max(rounding * moments.variance, variance) };
}
