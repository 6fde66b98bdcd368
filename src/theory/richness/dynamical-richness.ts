import { createMatrix, type Matrix } from '../../numeric/dense/matrix.ts';
import { type OutputBasis, outputBasis } from './output-basis.ts';
import { packedInner, packedTrace, squareOf } from './packed-products.ts';
import { RichnessError } from './richness-error.ts';
import type { RowMoments } from './row-moments.ts';
import { solveUpper } from './solve-upper.ts';

/** ◇ Where the centring enters; the default is the first. */
export const richnessEstimators = ['centre-then-project', 'project-then-centre'] as const;
export type RichnessEstimator = (typeof richnessEstimators)[number];

export interface RichnessSettings {
  readonly estimator: RichnessEstimator;
  /** Singular values of H_c F not above this part of the largest do not count for the rank. */
  readonly rankTolerance: number;
}

export interface DynamicalRichness extends RichnessSettings {
  /** D_LR ∈ [0, 1]: 0 rich, 1 lazy. */
  readonly value: number;
  /** r: rank of H_c F. */
  readonly rank: number;
  /** At most the r-th singular value of H_c F, over the largest (estimated to some per cent). */
  readonly smallestKept: number;
  /** At least the next one, over the largest; 0 where nothing is dropped. */
  readonly largestDropped: number;
  /** ‖Φ_cᵀΦ_c‖_F. */
  readonly kernelNorm: number;
  /** Whole sentences; empty where the rank is clear. */
  readonly warnings: readonly string[];
}

/**
 * The tolerance is above what rounding outputs to float32 makes of a zero singular value (10⁻⁸ of the largest) and below
 * what a trained network has.
 */
export const defaultRichnessSettings: RichnessSettings = { estimator: 'centre-then-project', rankTolerance: 1e-6 };

/** Features in an orthonormal basis Q̃ of the span of H_c F. */
export interface Projection {
  readonly basis: OutputBasis;
  /** Q̃ᵀ Φ_c, r × p. */
  readonly coordinates: Matrix;
  /** g with √n μ = R₁₁ᵀ g for the means μ of the outputs kept: F = [1/√n Q̃] [√n μᵀ; R]. */
  readonly mean: Float64Array;
  /** Whether the means of all outputs lie in the row space of H_c F; where not, F spans the constant too. */
  readonly meanInside: boolean;
  readonly kernelNorm: number;
}

/**
 * D_LR of the rows,
 *
 *     centre-then-project: 1 − ‖Q̃ᵀΦ_c‖_F² / (‖Φ_cᵀΦ_c‖_F √r),        Q̃ a basis of H_c F
 *     project-then-centre: 1 − ‖MᵀΦ_c‖_F² / (‖Φ_cᵀΦ_c‖_F ‖MᵀM‖_F),   M = H_c Q, Q a basis of F
 *
 * @throws RichnessError where features or outputs do not vary, or there are not more rows than the rank and one
 */
export function dynamicalRichness(moments: RowMoments, settings: Partial<RichnessSettings> = {}): DynamicalRichness {
  const chosen = completeSettings(settings);
  return richnessOf(projectionOf(moments, chosen.rankTolerance), chosen);
}

/** @throws RichnessError for an estimator of another name */
export function completeSettings(settings: Partial<RichnessSettings>): RichnessSettings {
  const { estimator, rankTolerance } = { ...defaultRichnessSettings, ...settings };
  if (!richnessEstimators.includes(estimator)) {
    throw new RichnessError(`estimator: one of ${richnessEstimators.join(', ')} is expected; got ${estimator}.`);
  }
  return { estimator, rankTolerance };
}

export function richnessOf(projection: Projection, settings: RichnessSettings): DynamicalRichness {
  const { basis, coordinates, mean, meanInside, kernelNorm } = projection;
  const { rank, smallestKept, largestDropped, warnings } = basis;
  const centred = settings.estimator === 'centre-then-project' || !meanInside;
  const alignment = centred ? centredAlignment(coordinates) : uncentredAlignment(coordinates, mean);
  const value = Math.min(1, Math.max(0, 1 - alignment / kernelNorm));
  return { ...settings, value, rank, smallestKept, largestDropped, kernelNorm, warnings };
}

/** ‖X‖²/√r. */
export function centredAlignment(coordinates: Matrix): number {
  return squareOf(coordinates.data) / Math.sqrt(coordinates.rows);
}

/**
 * ‖MᵀΦ_c‖²/‖MᵀM‖_F where F spans no constant: Q = [1/√n Q̃] E with E orthonormal and orthogonal to (1, −g), hence
 * ‖MᵀΦ_c‖² = ‖X‖² − ‖Xᵀg‖²/(1 + g²) and ‖MᵀM‖_F² = r − 1 + 1/(1 + g²)².
 */
export function uncentredAlignment(coordinates: Matrix, mean: Float64Array): number {
  const { rows, columns, data } = coordinates;
  const along = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) along[j]! += mean[i]! * data[i * columns + j]!;
  }
  const inside = 1 / (1 + squareOf(mean));
  return (squareOf(data) - squareOf(along) * inside) / Math.sqrt(rows - 1 + inside * inside);
}

/** @throws RichnessError as `dynamicalRichness` */
export function projectionOf(moments: RowMoments, rankTolerance: number): Projection {
  const { count, shape, outputMean, outputsFeatures } = moments;
  if (count < 2) throw new RichnessError(`D_LR needs at least two rows, which can differ; got ${count}.`);
  const kernelNorm = kernelNormOf(moments);
  const basis = outputBasis(moments, rankTolerance);
  const { rank, order, triangle, beside, largest } = basis;
  if (count <= rank + 1) {
    throw new RichnessError(
      `D_LR of outputs of rank ${rank} needs more than ${rank + 1} rows: fewer leave no direction that outputs could miss; ` +
        `got ${count}. Use more rows.`,
    );
  }
  const columns = shape.features;
  const solved = createMatrix(rank, columns + 1);
  for (let k = 0; k < rank; k++) {
    const from = order[k]! * columns;
    solved.data.set(outputsFeatures.subarray(from, from + columns), k * (columns + 1));
    solved.data[k * (columns + 1) + columns] = Math.sqrt(count) * outputMean[order[k]!]!;
  }
  solveUpper('upper-transposed', triangle, solved);
  const coordinates = createMatrix(rank, columns);
  const mean = new Float64Array(rank);
  for (let k = 0; k < rank; k++) {
    const from = k * (columns + 1);
    coordinates.data.set(solved.data.subarray(from, from + columns), k * columns);
    mean[k] = solved.data[from + columns]!;
  }
  // What is left of the means of the outputs dropped.
  const left = new Float64Array(shape.outputs - rank);
  for (let j = 0; j < left.length; j++) {
    left[j] = Math.sqrt(count) * outputMean[order[rank + j]!]!;
    for (let i = 0; i < rank; i++) left[j]! -= beside.data[i * left.length + j]! * mean[i]!;
  }
  const size = Math.sqrt(largest ** 2 + count * squareOf(outputMean));
  const meanInside = Math.sqrt(squareOf(left)) <= rankTolerance * size;
  return { basis, coordinates, mean, meanInside, kernelNorm };
}

/** ‖Φ_cᵀΦ_c‖_F. @throws RichnessError where the features do not vary beyond rounding */
export function kernelNormOf({ count, features, featureMean }: RowMoments): number {
  const least = (4 * Number.EPSILON) ** 2 * count * squareOf(featureMean);
  if (packedTrace(features) > least) return Math.sqrt(packedInner(features, features));
  throw new RichnessError(
    'the features are the same for every row (to rounding): a kernel without variance has no alignment. ' +
      'Use features that depend on the input.',
    { part: 'features' },
  );
}
