/**
 * Where a number comes from. Kernel studies: a closure of the theory (`published-…`: with the fixed quadrature of the paper),
 * sampled networks (coupled, or plain averages), or the sampled G-only stochastic closure. Geodesic studies: the way the
 * path was found (an initial value carried along the Hamiltonian `flow`; the regularised problem solved by `transcription`,
 * by `collocation`, or by `training` a network), or an inequality's `bound`. Studies of richness: `measured` on given arrays.
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
  | 'g-only-stochastic'
  | 'flow'
  | 'transcription'
  | 'collocation'
  | 'training'
  | 'bound'
  | 'measured';

/**
 * What the error beside a value means: the solver's `tolerance`, an estimated `truncation` error, one `standard` error, the
 * estimated error of the mesh (`resolution`), or what the optimiser left undone (`residual`).
 */
export type ErrorKind = 'tolerance' | 'truncation' | 'standard' | 'resolution' | 'residual';

/** One row of the tidy table: one quantity, one component, one depth, one source. */
export interface SeriesRow {
  /**
   * Kernel study: K0, G, V4, K1, U1; V4 and K1 are coefficients, the measured effect is V4 / n, K1 / n. Geodesic study: the
   * names of its summary, e.g. coi, kinetic, singularValue. Study of richness: D_LR and those beside it.
   */
  readonly quantity: string;
  /** "a,b" for N × N quantities, "a,b,c,d" for V4, the index for a family such as singular values, "" for a single number. */
  readonly component: string;
  /** Layer index ℓ where t is a layer's depth; null for continuous depth between layers. */
  readonly layer: number | null;
  /** Depth: the depth time t of a kernel study, the depth p ∈ [0, 1] along a geodesic or a profile; the training step of measured features. */
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

/** A theory number beside a sampled number (or a reference beside what is held against it): one quantity, one component, one depth. */
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
