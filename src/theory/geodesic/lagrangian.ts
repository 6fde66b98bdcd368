import type { Matrix } from '../../numeric/dense/matrix.ts';
import type { KernelMetric } from './kernel-metric.ts';

/**
 * (1/2L̃) ‖L̃ A + ∂_pA‖²_K and its three parts (arXiv 2405.17573, section 2), K⁺ or (K + γ I)⁻¹ as the metric has it:
 *
 *     (L̃/2) ‖A‖²_K + ⟨∂A, A⟩_K + (1/2L̃) ‖∂A‖²_K
 *
 * The first is minus the potential energy, the last the kinetic energy. Times λ and integrated over p this is the penalty.
 */
export interface LagrangianSplit {
  /** ‖A‖²_K, the cost of identity. */
  readonly costOfIdentity: number;
  /** ‖∂_pA‖_K. */
  readonly speed: number;
  /** −(L̃/2) ‖A‖²_K. */
  readonly potential: number;
  /** ⟨∂_pA, A⟩_K. */
  readonly cross: number;
  /** (1/2L̃) ‖∂_pA‖²_K. */
  readonly kinetic: number;
  /** −potential + cross + kinetic. */
  readonly total: number;
}

/**
 * The split at one depth.
 * @param a A, w × N
 * @param velocity ∂_pA, w × N
 * @throws RangeError unless L̃ > 0
 */
export function lagrangianSplit(
  effectiveDepth: number,
  metric: KernelMetric,
  a: Matrix,
  velocity: Matrix,
): LagrangianSplit {
  if (!(effectiveDepth > 0))
    throw new RangeError(`the Lagrangian divides by L̃: it must be positive; got ${effectiveDepth}`);
  const at = metric.project(a);
  const moving = metric.project(velocity);
  const costOfIdentity = metric.inner(at, at);
  const cross = metric.inner(moving, at);
  const square = metric.inner(moving, moving);
  const potential = -(effectiveDepth / 2) * costOfIdentity;
  const kinetic = square / (2 * effectiveDepth);
  return { costOfIdentity, speed: Math.sqrt(square), potential, cross, kinetic, total: kinetic + cross - potential };
}
