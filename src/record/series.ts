/**
 * Where a number comes from: a closure of the theory (`published-…`: with the fixed quadrature of the paper), sampled networks
 * (coupled, or plain averages), or the sampled G-only stochastic closure.
 */
export type Source =
  | 'source-only'
  | 'g-only'
  | 'exact'
  | 'path'
  | 'published-source-only'
  | 'published-g-only'
  | 'sampled'
  | 'sampled-plain'
  | 'g-only-stochastic';

/** What the number beside it means: the solver's tolerance, the estimated truncation error, or one standard error. */
export type ErrorKind = 'tolerance' | 'truncation' | 'standard';

/** One row of the tidy table: one quantity, one component, one depth, one source. */
export interface SeriesRow {
  /** K0, G, V4, K1, U1 for the kernel study. V4 and K1 are coefficients: the measured effect is V4 / n, K1 / n. */
  readonly quantity: string;
  /** "a,b" for N × N quantities, "a,b,c,d" for V4. */
  readonly component: string;
  /** Layer index ℓ where t is a layer's depth; null for continuous depth between layers. */
  readonly layer: number | null;
  readonly t: number;
  readonly source: Source;
  readonly value: number;
  readonly error: number;
  readonly errorKind: ErrorKind;
}

/** A claim, decided. `statistic` is compared with `threshold` as `rule` says. */
export interface Verdict {
  readonly claim: string;
  readonly statistic: number;
  readonly threshold: number;
  readonly outcome: 'holds' | 'fails' | 'inconclusive';
  /** What was compared with what, in words and numbers. */
  readonly detail: string;
  /** The two numbers behind the statistic, where the claim compares one theory number with one sampled number. */
  readonly compared?: Compared;
}

/** A theory number beside a sampled number: one quantity, one component, one depth. */
export interface Compared {
  readonly quantity: string;
  readonly component: string;
  readonly t: number;
  readonly theory: Source;
  readonly theoryValue: number;
  readonly theoryError: number;
  readonly sampled: Source;
  readonly sampledValue: number;
  /** One standard error. */
  readonly sampledError: number;
  /** (theory − sampled) / combinedError(theoryError, sampledError). */
  readonly standardErrors: number;
}

/**
 * Scale of a difference of two independent numbers: √(a² + b²), where a and b are standard errors or error estimates.
 */
export function combinedError(a: number, b: number): number {
  return Math.hypot(a, b);
}

/**
 * (a − b) in units of the combined error; 0 where both are equal, ±∞ where they differ and neither has an error,
 * NaN where a value is NaN.
 */
export function differenceInErrors(a: number, aError: number, b: number, bError: number): number {
  const difference = a - b;
  return difference === 0 ? 0 : difference / combinedError(aError, bError);
}

/**
 * A claim "e ≤ τ" where e is known to a standard error s, all in the same unit: it *holds* if e + z s ≤ τ, *fails* if e − z s > τ,
 * and is *inconclusive* in between: a smaller error (more samples, a finer truncation) would decide it.
 * @param standardErrors z
 */
export function decide(
  difference: number,
  error: number,
  tolerance: number,
  standardErrors: number,
): Verdict['outcome'] {
  const margin = standardErrors * error;
  if (difference + margin <= tolerance) return 'holds';
  return difference - margin > tolerance ? 'fails' : 'inconclusive';
}
