import type { RowShape } from './rows.ts';

/** Numbers in either precision: blocks kept for their differences only may be in float32 (`compactMoments`). */
export type Values = Float64Array | Float32Array;

/**
 * First and second moments of n rows [Φ F Y Φ₀], *about their own mean*: a large constant offset costs no digits. All the
 * measures of this folder are functions of them; no n × n matrix is formed. Plain data with typed arrays, to be sent between
 * threads (`transferableBuffers`).
 *
 * Symmetric matrices and triangles are packed, the upper triangle column by column: entry (i ≤ j) at j (j + 1)/2 + i.
 * Others are row by row.
 */
export interface RowMoments {
  readonly shape: RowShape;
  /** n ≥ 1. */
  readonly count: number;
  readonly featureMean: Float64Array;
  readonly outputMean: Float64Array;
  readonly targetMean: Float64Array;
  readonly initialMean: Float64Array;
  /** Φ_cᵀΦ_c, packed p × p. */
  readonly features: Values;
  /** R with RᵀR = F_cᵀF_c from an orthogonal factorisation of F_c, so that its condition is not squared; packed C × C. */
  readonly outputFactor: Float64Array;
  /** F_cᵀΦ_c, C × p. */
  readonly outputsFeatures: Float64Array;
  /** Y_cᵀΦ_c, K × p. */
  readonly targetsFeatures: Values;
  /** Σ |Y_c|², column by column of Y. */
  readonly targetSquares: Float64Array;
  /** Φ₀_cᵀΦ₀_c, packed p₀ × p₀. */
  readonly initial: Values;
  /** Φ₀_cᵀΦ_c, p₀ × p. */
  readonly initialFeatures: Values;
  /** Rows of each class. */
  readonly classCounts: Float64Array;
  /** Σ over the rows of each class of Φ_c, classes × p. */
  readonly classSums: Float64Array;
}
