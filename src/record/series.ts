/** Where a number comes from. */
export type Source = 'source-only' | 'g-only' | 'exact' | 'sampled' | 'sampled-plain';

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
}
