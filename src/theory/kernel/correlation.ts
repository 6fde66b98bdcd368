import { type Correlation, correlationInto } from '../../numeric/correlation.ts';
import { TheoryError } from './theory-error.ts';

/**
 * Writes ρ and √(1 − ρ²) of a pair of inputs into `out`.
 * @throws TheoryError when the 2 × 2 kernel is not positive semidefinite
 */
export function kernelCorrelationInto(kcc: number, kdd: number, kcd: number, out: Correlation): void {
  if (correlationInto(kcc, kdd, kcd, out)) return;
  const rho = kcd / Math.sqrt(kcc * kdd);
  throw new TheoryError(`K is not a kernel: variances ${kcc} and ${kdd} with covariance ${kcd} (correlation ${rho})`);
}
