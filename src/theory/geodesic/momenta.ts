import type { LeakyResnet } from '../../model/leaky-resnet.ts';
import type { Matrix } from '../../numeric/dense/matrix.ts';
import { features } from './features.ts';
import type { KernelMetric } from './kernel-metric.ts';
import { combine, requireShape } from './matrices.ts';
import { product, productLeftTransposed, productRightTransposed } from './products.ts';

/**
 * The weights of least norm that move A at the given velocity, W = (L̃ A + ∂A) σ(A)⁺, w × n; with γ in the metric
 * (L̃ A + ∂A) σ(A)ᵀ (σ(A) σ(A)ᵀ + γ I)⁻¹, which moves it not quite so. (arXiv 2405.17573, section 2)
 */
export function leastNormWeights(effectiveDepth: number, metric: KernelMetric, a: Matrix, velocity: Matrix): Matrix {
  return metric.project(combine(effectiveDepth, a, 1, velocity)).weights;
}

/**
 * Legendre transform: B = (1/L̃) (L̃ A + ∂A) K⁺, w × N, or with (K + γ I)⁻¹. Without γ it is the B of least norm: a part
 * of B outside Im K moves nothing at this depth, so that the transform back is exact and this one is not unique for N > n.
 * @throws RangeError unless L̃ > 0
 */
export function momentaOf(effectiveDepth: number, metric: KernelMetric, a: Matrix, velocity: Matrix): Matrix {
  if (!(effectiveDepth > 0)) throw new RangeError(`momenta divide by L̃: it must be positive; got ${effectiveDepth}`);
  const moved = combine(1, a, 1 / effectiveDepth, velocity);
  return metric.applyInverse(metric.project(moved));
}

/** W = L̃ B σ(A)ᵀ, w × n: the weights at a stationary point (arXiv 2405.17573, section 3). */
export function weightsOfMomenta(resnet: LeakyResnet, a: Matrix, b: Matrix): Matrix {
  const weights = productRightTransposed(b, features(resnet, a));
  return combine(resnet.effectiveDepth, weights, 0, weights);
}

/** ∂_pA = W σ(A) − L̃ A, w × N. With W = L̃ B σ(A)ᵀ it is the Legendre transform back. */
export function velocityOfWeights(resnet: LeakyResnet, a: Matrix, weights: Matrix): Matrix {
  return combine(1, product(weights, features(resnet, a)), -resnet.effectiveDepth, a);
}

/**
 * The momenta that the data impose at p = 1, −(1/λ) ∂C/∂A_1 for C = (1/N) ‖Y − D A_1‖_F² and the penalty
 * (λ/2L̃) ∫ ‖W‖² dp: B_1 = (2/λN) Dᵀ(Y − D A_1), w × N.
 * @param target Y, outputs × N
 * @param outputMap D, outputs × w, or null where the outputs are A_1 itself
 * @throws RangeError unless λ > 0, or for shapes that do not fit
 */
export function terminalMomenta(penalty: number, a: Matrix, target: Matrix, outputMap: Matrix | null): Matrix {
  const scale = 2 / (requirePenalty(penalty) * a.columns);
  requireShape('the target Y', target, outputMap?.rows ?? a.rows, a.columns);
  if (outputMap === null) return combine(scale, target, -scale, a);
  requireShape('the output map D', outputMap, outputMap.rows, a.rows);
  const missing = combine(scale, target, -scale, product(outputMap, a));
  return productLeftTransposed(outputMap, missing);
}

/**
 * The target without output map for which (A_1, B_1) ends a stationary path, Y = A_1 + (λN/2) B_1: makes an exact solution
 * of the boundary-value problem out of any solution of the flow.
 */
export function targetOfMomenta(penalty: number, a: Matrix, b: Matrix): Matrix {
  return combine(1, a, (requirePenalty(penalty) * a.columns) / 2, b);
}

function requirePenalty(penalty: number): number {
  if (penalty > 0 && penalty < Infinity) return penalty;
  throw new RangeError(`the terminal condition needs a positive λ; got ${penalty}. At λ = 0 prescribe A_1 = Y instead`);
}
