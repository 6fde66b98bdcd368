/** lower ≤ value ≤ upper, and whether it is so. */
export interface BoundCheck {
  readonly lower: number;
  readonly value: number;
  readonly upper: number;
  /** lower − slack ≤ value ≤ upper + slack; false where a number is NaN. */
  readonly holds: boolean;
}

/** What both bounds share. */
export interface StabilisedPath {
  /** L̃. */
  readonly effectiveDepth: number;
  /** H. */
  readonly energy: number;
  /** γc, c ≥ ‖B_p‖_F² for all p; max_p γ_p ‖B_p‖_F² where γ depends on p. */
  readonly gammaMomentum: number;
  /** Error allowed in the value, absolute: what the solution and its quadratures are known to. */
  readonly slack: number;
}

/**
 * How far −2H/L̃ may be from min_p COI_γ (arXiv 2405.17573, theorem of section 3; proof restated in `README.md`):
 *
 *     −(ℓ/L̃ + √(γc))² ≤ −2H/L̃ − min_p COI_γ(A_p) ≤ γc
 *
 * @param pathLength ℓ = ∫ ‖∂_pA‖_{K+γ} dp
 */
export function bottleneckBound(path: StabilisedPath, minimumCost: number, pathLength: number): BoundCheck {
  const { effectiveDepth, energy, gammaMomentum, slack } = path;
  const lower = -((pathLength / effectiveDepth + Math.sqrt(gammaMomentum)) ** 2);
  return check(lower, (-2 * energy) / effectiveDepth - minimumCost, gammaMomentum, slack);
}

/**
 * How far the speed at one depth may be from what the energy says (same theorem):
 *
 *     −L̃ √(γc) ≤ ‖∂_pA‖_{K+γ} − L̃ √max(0, COI_γ + 2H/L̃) ≤ 2 L̃ √(γc)
 */
export function speedBound(path: StabilisedPath, speed: number, cost: number): BoundCheck {
  const { effectiveDepth, energy, gammaMomentum, slack } = path;
  const width = effectiveDepth * Math.sqrt(gammaMomentum);
  const value = speed - effectiveDepth * Math.sqrt(Math.max(0, cost + (2 * energy) / effectiveDepth));
  return check(-width, value, 2 * width, slack);
}

function check(lower: number, value: number, upper: number, slack: number): BoundCheck {
  return { lower, value, upper, holds: value >= lower - slack && value <= upper + slack };
}
