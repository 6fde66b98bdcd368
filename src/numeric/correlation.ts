/** Below this share of independent variance two variables count as collinear: it cannot be told from rounding. */
const collinear = 1e-13;

/** Correlation of two variables, split so that nothing is lost near ±1. */
export interface Correlation {
  /** ρ = K_cd / √(K_cc K_dd), within [−1, 1]. */
  rho: number;
  /** √(1 − ρ²); exactly 0 for collinear variables. */
  deviation: number;
}

/**
 * Writes ρ and √(1 − ρ²) of a pair into `out`.
 * @returns false, and nothing written, when the 2 × 2 matrix is not positive semidefinite or not a number
 */
export function correlationInto(kcc: number, kdd: number, kcd: number, out: Correlation): boolean {
  const rho = kcd / Math.sqrt(kcc * kdd);
  if (!(Math.abs(rho) <= 1 + 1e-9)) return false;
  const share = (1 - rho) * (1 + rho);
  if (share <= collinear) {
    out.rho = Math.sign(rho);
    out.deviation = 0;
  } else {
    out.rho = rho;
    out.deviation = Math.sqrt(share);
  }
  return true;
}
