import { TheoryError } from './theory-error.ts';

/** Below this share of independent variance two inputs count as collinear: it cannot be told from rounding. */
const collinear = 1e-13;

/** Correlation of two inputs, split so that nothing is lost near ±1. */
export interface Correlation {
  /** ρ = K_cd / √(K_cc K_dd), within [−1, 1]. */
  rho: number;
  /** √(1 − ρ²); exactly 0 for collinear inputs. */
  deviation: number;
}

/**
 * Writes ρ and √(1 − ρ²) of a pair into `out`.
 * @throws TheoryError when the 2 × 2 kernel is not positive semidefinite
 */
export function correlationInto(kcc: number, kdd: number, kcd: number, out: Correlation): void {
  const rho = kcd / Math.sqrt(kcc * kdd);
  if (!(Math.abs(rho) <= 1 + 1e-9)) {
    throw new TheoryError(`K is not a kernel: variances ${kcc} and ${kdd} with covariance ${kcd} (correlation ${rho})`);
  }
  const share = (1 - rho) * (1 + rho);
  if (share <= collinear) {
    out.rho = Math.sign(rho);
    out.deviation = 0;
  } else {
    out.rho = rho;
    out.deviation = Math.sqrt(share);
  }
}
