import { RichnessError } from './richness-error.ts';
import type { RowMoments, Values } from './row-moments.ts';

/**
 * What deleting a block does to centred second moments: with d = μ_b − μ, n' = n − n_b,
 *
 *     Σ' = Σ − Σ_b − w d dᵀ,   w = n n_b/n',      μ' = μ − (n_b/n') d.
 */
export interface Deletion {
  readonly block: RowMoments;
  /** n'. */
  readonly count: number;
  /** w. */
  readonly weight: number;
  /** n_b/n'. */
  readonly part: number;
  /** d of the features. */
  readonly features: Float64Array;
  /** d of the outputs. */
  readonly outputs: Float64Array;
  /** d of the initial features. */
  readonly initial: Float64Array;
}

/** @throws RichnessError where nothing is left */
export function deletionOf(total: RowMoments, block: RowMoments): Deletion {
  const count = total.count - block.count;
  if (count < 1) throw new RichnessError(`a block of ${block.count} rows out of ${total.count} cannot be deleted.`);
  const apart = (x: Float64Array, y: Float64Array) => x.map((value, i) => value - y[i]!);
  return {
    block,
    count,
    weight: total.count * (block.count / count),
    part: block.count / count,
    features: apart(block.featureMean, total.featureMean),
    outputs: apart(block.outputMean, total.outputMean),
    initial: apart(block.initialMean, total.initialMean),
  };
}

/** ‖Σ − Σ_b − w d dᵀ‖_F of packed symmetric matrices. */
export function squareNormWithout(total: Values, block: Values, weight: number, d: Float64Array): number {
  let diagonal = 0;
  let rest = 0;
  for (let j = 0, at = 0; j < d.length; j++) {
    const factor = weight * d[j]!;
    let column = 0;
    for (let i = 0; i < j; i++, at++) {
      const value = total[at]! - block[at]! - factor * d[i]!;
      column += value * value;
    }
    rest += column;
    diagonal += (total[at]! - block[at]! - factor * d[j]!) ** 2;
    at++;
  }
  return Math.sqrt(diagonal + 2 * rest);
}

/** ‖Σ − Σ_b − w d eᵀ‖_F², row by row. */
export function productSquareWithout(
  total: Values,
  block: Values,
  weight: number,
  d: Float64Array,
  e: Float64Array,
): number {
  let sum = 0;
  for (let i = 0, at = 0; i < d.length; i++) {
    const factor = weight * d[i]!;
    let row = 0;
    for (let j = 0; j < e.length; j++, at++) row += (total[at]! - block[at]! - factor * e[j]!) ** 2;
    sum += row;
  }
  return sum;
}

/** Packed Σ − Σ_b − w d dᵀ. */
export function squareWithout(total: Values, block: Values, weight: number, d: Float64Array): Float64Array {
  const out = new Float64Array(total.length);
  for (let j = 0, at = 0; j < d.length; j++) {
    const factor = weight * d[j]!;
    for (let i = 0; i <= j; i++, at++) out[at] = total[at]! - block[at]! - factor * d[i]!;
  }
  return out;
}
