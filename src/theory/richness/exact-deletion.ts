import { choleskyInto } from '../../numeric/cholesky.ts';
import { unpackUpper } from '../../numeric/dense/gram.ts';
import { createMatrix, type Matrix } from '../../numeric/dense/matrix.ts';
import { ordinaryProduct } from '../../numeric/dense/ordinary-product.ts';
import type { Deletion } from './deletion.ts';
import { centredAlignment, type Projection, type RichnessEstimator, uncentredAlignment } from './dynamical-richness.ts';
import type { RowMoments } from './row-moments.ts';
import { solveUpper } from './solve-upper.ts';

/** ‖MᵀΦ_c‖²/‖MᵀM‖_F after a deletion; undefined where that takes rank from the outputs. */
export type DeletedAlignment = (deletion: Deletion) => number | undefined;

/** Whether the constant enters the alignment. */
export const usesMean = (projection: Projection, estimator: RichnessEstimator) =>
  estimator === 'project-then-centre' && projection.meanInside;

/**
 * Exactly: in the basis Q̃ of all rows the outputs left have Gram matrix I − S, S = W_bᵀW_b + w ω ωᵀ with W_b = R_b R₁₁⁻¹ and
 * ω = R₁₁⁻ᵀ d, well conditioned however ill F is; I − S = L Lᵀ, and the coordinates become L⁻¹ (X − X_b).
 */
export function exactAlignment(
  total: RowMoments,
  projection: Projection,
  estimator: RichnessEstimator,
): DeletedAlignment {
  const { basis, coordinates } = projection;
  const { rank, order, triangle } = basis;
  const p = coordinates.columns;
  const outputs = total.shape.outputs;
  return ({ block, count, weight, part, features, outputs: apart }) => {
    // Columns of X_b, then of W_bᵀ, ω and the new mean.
    const stacked = createMatrix(rank, p + outputs + 2);
    const columns = stacked.columns;
    const factor = createMatrix(outputs, outputs);
    unpackUpper(block.outputFactor, factor, false);
    for (let k = 0; k < rank; k++) {
      const output = order[k]!;
      const row = k * columns;
      const scale = weight * apart[output]!;
      for (let j = 0; j < p; j++) stacked.data[row + j] = block.outputsFeatures[output * p + j]! + scale * features[j]!;
      for (let i = 0; i < outputs; i++) stacked.data[row + p + i] = factor.data[i * outputs + output]!;
      stacked.data[row + p + outputs] = Math.sqrt(weight) * apart[output]!;
      stacked.data[row + p + outputs + 1] = Math.sqrt(count) * (total.outputMean[output]! - part * apart[output]!);
    }
    solveUpper('upper-transposed', triangle, stacked);
    const lower = remainingFactor(stacked, p, outputs + 1);
    if (!lower) return undefined;
    const left = createMatrix(rank, p + 1);
    for (let k = 0; k < rank; k++) {
      for (let j = 0; j < p; j++)
        left.data[k * (p + 1) + j] = coordinates.data[k * p + j]! - stacked.data[k * columns + j]!;
      left.data[k * (p + 1) + p] = stacked.data[(k + 1) * columns - 1]!;
    }
    solveUpper('upper-transposed', lower, left);
    const moved = createMatrix(rank, p);
    const mean = new Float64Array(rank);
    for (let k = 0; k < rank; k++) {
      moved.data.set(left.data.subarray(k * (p + 1), k * (p + 1) + p), k * p);
      mean[k] = left.data[k * (p + 1) + p]!;
    }
    return usesMean(projection, estimator) ? uncentredAlignment(moved, mean) : centredAlignment(moved);
  };
}

/** Lᵀ of I − V Vᵀ = L Lᵀ, V the columns from `first` on; undefined where it is singular to half the digits. */
function remainingFactor(stacked: Matrix, first: number, count: number): Matrix | undefined {
  const rank = stacked.rows;
  const v: Matrix = { rows: rank, columns: count, stride: stacked.columns, data: stacked.data.subarray(first) };
  const gram = createMatrix(rank, rank);
  ordinaryProduct('A Bᵀ', v, v, gram);
  for (let i = 0; i < gram.data.length; i++) gram.data[i] = (i % (rank + 1) === 0 ? 1 : 0) - gram.data[i]!;
  const lower = new Float64Array(rank * rank);
  const { deficient, failed } = choleskyInto(gram.data, lower, rank);
  if (failed || deficient > 0) return undefined;
  const upper = createMatrix(rank, rank);
  for (let i = 0; i < rank; i++) {
    if (lower[i * rank + i]! < 1e-4) return undefined;
    for (let j = 0; j <= i; j++) upper.data[j * rank + i] = lower[i * rank + j]!;
  }
  return upper;
}
