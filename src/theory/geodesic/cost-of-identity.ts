import type { Matrix } from '../../numeric/dense/matrix.ts';
import { singularValues } from '../../numeric/singular-values.ts';
import { type FeatureMap, features } from './features.ts';
import { exactMetric, normSquared, type RankCut, type Stabiliser, stabilisedMetric } from './kernel-metric.ts';
import { innerProduct } from './matrices.ts';

/**
 * COI(A) = ‖A‖²_K = ‖A σ(A)⁺‖_F², the squared norm of the smallest W with W σ(A) = A (arXiv 2405.17573, section 2);
 * Infinity where there is none.
 */
export function costOfIdentity(map: FeatureMap, a: Matrix, cut: RankCut): number {
  return normSquared(exactMetric(features(map, a), cut), a);
}

/** COI_γ(A) = Tr[A (K + γ I)⁻¹ Aᵀ], finite everywhere; with the γ that was used. @throws RangeError as `stabilisedMetric` */
export function stabilisedCostOfIdentity(
  map: FeatureMap,
  a: Matrix,
  stabiliser: Stabiliser,
): { readonly cost: number; readonly gamma: number } {
  const metric = stabilisedMetric(features(map, a), stabiliser);
  return { cost: normSquared(metric, a), gamma: metric.gamma };
}

/**
 * ‖A‖_*²/‖A‖_F² from the singular values of A: a rank that does not jump. For ReLU and the identity *without bias* it is
 * at most COI(A), since then ‖σ(A)‖_F ≤ ‖A‖_F; with bias it need not be (A = a: COI = a²/(1 + a²) < 1): see `nuclearBound`.
 * NaN at A = 0.
 */
export function stableRank(values: Float64Array): number {
  return sum(values) ** 2 / values.reduce((total, value) => total + value * value, 0);
}

/** ‖A‖_*²/‖σ(A)‖_F² ≤ COI(A), bias row included, any activation: ‖A‖_* = ‖W σ(A)‖_* ≤ ‖W‖_F ‖σ(A)‖_F. */
export function nuclearBound(map: FeatureMap, a: Matrix): number {
  const s = features(map, a);
  return sum(singularValues(a)) ** 2 / innerProduct(s, s);
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
