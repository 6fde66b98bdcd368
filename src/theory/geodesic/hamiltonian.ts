import type { LeakyResnet } from '../../model/leaky-resnet.ts';
import type { Matrix } from '../../numeric/dense/matrix.ts';
import { features } from './features.ts';
import { innerProduct } from './matrices.ts';
import { productRightTransposed } from './products.ts';

/**
 * H(A, B) = (L̃/2) ‖B σ(A)ᵀ‖_F² − L̃ Tr[B Aᵀ], constant in p along the flow; no inverse of the kernel anywhere
 * (arXiv 2405.17573, section 3).
 */
export function hamiltonian(resnet: LeakyResnet, a: Matrix, b: Matrix): number {
  const c = productRightTransposed(b, features(resnet, a));
  return resnet.effectiveDepth * (innerProduct(c, c) / 2 - innerProduct(b, a));
}

/** H = (1/2L̃) ‖W‖_F² − L̃ Tr[B Aᵀ] where W = L̃ B σ(A)ᵀ is at hand. @throws RangeError unless L̃ > 0 */
export function hamiltonianOfWeights(effectiveDepth: number, weights: Matrix, a: Matrix, b: Matrix): number {
  if (!(effectiveDepth > 0)) throw new RangeError(`H of the weights divides by L̃; got ${effectiveDepth}`);
  return innerProduct(weights, weights) / (2 * effectiveDepth) - effectiveDepth * innerProduct(b, a);
}

/**
 * ‖∂_pA‖_K = L̃ √(COI + 2H/L̃), exact where Im Aᵀ ⊂ Im σ(A)ᵀ and without γ; with COI_γ only within the second of the
 * bounds in `bounds.ts`. A radicand below zero, which COI_γ and rounding allow, counts as zero.
 */
export function speedFromEnergy(effectiveDepth: number, costOfIdentity: number, energy: number): number {
  return effectiveDepth * Math.sqrt(Math.max(0, costOfIdentity + (2 * energy) / effectiveDepth));
}

/**
 * Depth in which A moves as far as it is long, both measured by the kernel: ‖A‖_K/‖∂_pA‖_K. About 1/L̃ where the cost of
 * identity is well above its minimum, of order 1 or longer inside the bottleneck (separation of timescales, section 3).
 */
export function timescale(costOfIdentity: number, speed: number): number {
  return Math.sqrt(costOfIdentity) / speed;
}
