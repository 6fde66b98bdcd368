import type { ErrorKind, Source } from '../../../record/series.ts';
import type { Closure } from '../../../theory/kernel/layout.ts';
import type { KernelQuantity, ResidualQuantity } from '../quantities.ts';

/** What can be solved: closures of the moment equations, and the path theory, which needs one input and layers. */
export type TheoryClosure = Closure | 'path';

/** The `theory` block of a scenario. */
export interface TheoryOptions {
  readonly closures: readonly TheoryClosure[];
  /** k_max of `exact`; `auto` raises it until the truncation estimate meets `truncation`. */
  readonly modeOrder: number | 'auto';
  /** Relative truncation error that `auto` aims at. */
  readonly truncation: number;
  /** Tolerance of the depth integration, relative to the size of each quantity. */
  readonly tolerance: number;
  readonly depth: 'continuous' | 'layers';
  /** Solves source-only and g-only, where they are among the closures, a second time with a fixed rule of so many nodes. */
  readonly average?: { readonly gaussHermite: number } | undefined;
  /** Whether the residual of the V4 equation is wanted too. */
  readonly residuals?: boolean;
}

/** One quantity at all depths: depth × components (pairs, or packed pairs of pairs for V4), row by row. */
export interface QuantityValues {
  readonly value: Float64Array;
  readonly error: Float64Array;
  readonly errorKind: ErrorKind;
}

export interface ClosureSolution {
  readonly closure: TheoryClosure;
  /** The closure, or `published-…` where the averages were taken with the fixed rule. */
  readonly source: Source;
  /** k_max used; null for closures without modes. */
  readonly modeOrder: number | null;
  /** What the solution took, in words. */
  readonly work: string;
  /** G is the prediction for the ensemble's width: K0 + K1 / n. V4, K1 and U1 are coefficients. */
  readonly quantities: Readonly<Record<KernelQuantity, QuantityValues>>;
  /**
   * Where it was asked for: Sigma = Σ(K0), and for `exact` the residual of the V4 equation: R and its transport and step
   * parts as n → ∞, and the source part at the ensemble's width to order 1/n, which R does not hold.
   */
  readonly residuals: Readonly<Partial<Record<ResidualQuantity, QuantityValues>>>;
}

export interface TheorySolution {
  readonly closures: readonly ClosureSolution[];
  /** Largest error estimate of a Gaussian average, relative. */
  readonly averageError: number;
  /** What a reader should know: why `auto` stopped, averages short of their tolerance, repeated inputs. */
  readonly notes: readonly string[];
}
