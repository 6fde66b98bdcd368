import { packedLength } from '../../numeric/dense/gram.ts';
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
  /** Σ Y_c² over the rows, per column of Y. */
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

/** Names of the arrays of `RowMoments` with their lengths. */
function lengths({ features: p, outputs, targets, initialFeatures: initial, classes }: RowShape) {
  return {
    featureMean: p,
    outputMean: outputs,
    targetMean: targets,
    initialMean: initial,
    features: packedLength(p),
    outputFactor: packedLength(outputs),
    outputsFeatures: outputs * p,
    targetsFeatures: targets * p,
    targetSquares: targets,
    initial: packedLength(initial),
    initialFeatures: initial * p,
    classCounts: classes,
    classSums: classes * p,
  };
}

/** Those whose rounding to float32 no condition number multiplies. */
const compactable = ['features', 'targetsFeatures', 'initial', 'initialFeatures'] as const;

/**
 * The block with its large parts rounded to float32, what `output` multiplies kept in float64: enough for differences between
 * blocks (error bars), not for totals.
 */
export function compactMoments(block: RowMoments): RowMoments {
  const rounded = Object.fromEntries(compactable.map((name) => [name, Float32Array.from(block[name])]));
  return { ...block, ...rounded };
}

/** What to hand over when moments are posted to another thread. */
export function transferableBuffers(moments: RowMoments): ArrayBuffer[] {
  const names = Object.keys(lengths(moments.shape)) as (keyof ReturnType<typeof lengths>)[];
  return names.map((name) => moments[name].buffer as ArrayBuffer);
}

/** Bytes of the moments of one block, and of one that is compact. */
export function momentBytes(shape: RowShape): { readonly full: number; readonly compact: number } {
  const all = lengths(shape);
  const full = 8 * Object.values(all).reduce((sum, length) => sum + length, 0);
  return { full, compact: full - 4 * compactable.reduce((sum, name) => sum + all[name], 0) };
}
