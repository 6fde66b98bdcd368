import { choleskyInto } from '../../numeric/cholesky.ts';
import { createMatrix, type Matrix } from '../../numeric/dense/matrix.ts';
import { singularDecomposition, singularValues } from '../../numeric/singular-values.ts';
import { combine, innerProduct } from './matrices.ts';
import { product, productRightTransposed } from './products.ts';

/** γ of (K + γ I)⁻¹: a number, or a multiple of ‖K‖_op. It changes the functional: physics, not a numerical jitter. */
export type Stabiliser = { readonly absolute: number } | { readonly relative: number };

/** What counts as zero where K⁺ is taken without γ. */
export interface RankCut {
  /** Singular values of σ(A) not above this part of the largest are zero. */
  readonly rank: number;
  /** Rows of M leave Im K where ‖M − M K⁺K‖_F exceeds this part of ‖M‖_F. */
  readonly image: number;
}

/** A w × N matrix M seen through the kernel: M = W σ(A) + remainder with the W of least ‖W‖² (+ ‖remainder‖²/γ). */
export interface Projection {
  /** W, w × n. */
  readonly weights: Matrix;
  /** M − W σ(A), w × N. */
  readonly remainder: Matrix;
  /** Without γ: some row of M is not in Im K, so that ‖M‖²_K = ∞. */
  readonly outside: boolean;
}

/** ⟨M, M'⟩_K = Tr[M K⁺ M'ᵀ] at one A, or with (K + γ I)⁻¹ for K⁺ (arXiv 2405.17573, section 2). */
export interface KernelMetric {
  /** γ; 0 where K⁺ is meant. */
  readonly gamma: number;
  project(m: Matrix): Projection;
  /** ⟨M, M'⟩ of two projections. Without γ: ∞ for one M outside Im K with itself, NaN for it with another. */
  inner(first: Projection, second: Projection): number;
  /** M K⁺ or M (K + γ I)⁻¹, w × N. */
  applyInverse(m: Projection): Matrix;
}

/**
 * The metric of K⁺, from the singular values of S = σ(A) = U Σ Vᵀ: W = M V Σ⁻¹ Uᵀ, M K⁺ = M V Σ⁻² Vᵀ, ⟨M, M'⟩ = Tr[W W'ᵀ].
 * @param s σ(A), n × N
 */
export function exactMetric(s: Matrix, cut: RankCut): KernelMetric {
  if (!(cut.rank >= 0 && cut.rank < 1 && cut.image >= 0 && cut.image < 1)) {
    throw new RangeError(`rank cut: both parts must lie in [0, 1); got rank ${cut.rank}, image ${cut.image}`);
  }
  const { values, left, right } = singularDecomposition(s);
  const least = cut.rank * (values[0] ?? 0);
  const kept = values.filter((value) => value > least).length;
  const basis: Matrix = { ...right, rows: kept };
  // U Σ⁻¹, n × kept.
  const scaled = createMatrix(s.rows, kept);
  for (let i = 0; i < s.rows; i++) {
    for (let k = 0; k < kept; k++) scaled.data[i * kept + k] = left.data[i * left.stride + k]! / values[k]!;
  }
  return {
    gamma: 0,
    project(m) {
      const weights = productRightTransposed(productRightTransposed(m, basis), scaled);
      const remainder = combine(1, m, -1, product(weights, s));
      const outside = innerProduct(remainder, remainder) > cut.image ** 2 * innerProduct(m, m);
      return { weights, remainder, outside };
    },
    inner(first, second) {
      if (first.outside || second.outside) return first === second ? Infinity : Number.NaN;
      return innerProduct(first.weights, second.weights);
    },
    applyInverse: ({ weights }) => product(product(weights, scaled), basis),
  };
}

/**
 * The metric of (K + γ I)⁻¹, from the n × n matrix S Sᵀ + γ I alone: W = M Sᵀ (S Sᵀ + γ I)⁻¹, and with R = M − W S
 *
 *     ⟨M, M'⟩ = Tr[W W'ᵀ] + Tr[R R'ᵀ]/γ,   M (K + γ I)⁻¹ = R/γ.
 *
 * The square of M is a minimum over W and a sum of squares: errors of W enter squared, and nothing cancels at small γ.
 * @param s σ(A), n × N
 * @throws RangeError where γ is not positive, or so small that S Sᵀ + γ I is singular to rounding
 */
export function stabilisedMetric(s: Matrix, stabiliser: Stabiliser): KernelMetric {
  const n = s.rows;
  const gram = productRightTransposed(s, s);
  // S Sᵀ and K share their largest eigenvalue.
  const gamma =
    'absolute' in stabiliser ? stabiliser.absolute : stabiliser.relative * (singularValues(gram)[0] ?? Number.NaN);
  if (!(gamma > 0 && gamma < Infinity)) {
    throw new RangeError(`γ must be positive and finite; got ${gamma}. Without γ the inverse is K⁺: use a rank cut`);
  }
  for (let i = 0; i < n; i++) gram.data[i * n + i]! += gamma;
  const factor = new Float64Array(n * n);
  const { deficient, failed } = choleskyInto(gram.data, factor, n);
  if (failed || deficient > 0) {
    throw new RangeError(`γ = ${gamma} is lost in the rounding of K: take a larger one, or K⁺ with a rank cut`);
  }
  return {
    gamma,
    project(m) {
      const weights = productRightTransposed(m, s);
      for (let i = 0; i < m.rows; i++) solveInPlace(factor, n, weights.data, i * n);
      return { weights, remainder: combine(1, m, -1, product(weights, s)), outside: false };
    },
    inner: (first, second) =>
      innerProduct(first.weights, second.weights) + innerProduct(first.remainder, second.remainder) / gamma,
    applyInverse: ({ remainder }) => combine(1 / gamma, remainder, 0, remainder),
  };
}

/** ‖M‖² in the metric. */
export function normSquared(metric: KernelMetric, m: Matrix): number {
  const projected = metric.project(m);
  return metric.inner(projected, projected);
}

/** x ← (L Lᵀ)⁻¹ x for the n entries from `at` on. */
function solveInPlace(factor: Float64Array, n: number, x: Float64Array, at: number): void {
  for (let i = 0; i < n; i++) {
    let sum = x[at + i]!;
    for (let k = 0; k < i; k++) sum -= factor[i * n + k]! * x[at + k]!;
    x[at + i] = sum / factor[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    const value = x[at + i]! / factor[i * n + i]!;
    x[at + i] = value;
    for (let k = 0; k < i; k++) x[at + k]! -= factor[i * n + k]! * value;
  }
}
