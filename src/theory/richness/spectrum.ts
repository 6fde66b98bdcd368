import { unpackUpper } from '../../numeric/dense/gram.ts';
import { createMatrix, type Matrix } from '../../numeric/dense/matrix.ts';
import { ordinaryProduct } from '../../numeric/dense/ordinary-product.ts';
import { leadingEigenpairs } from '../../numeric/eigen/leading-eigenpairs.ts';
import { squareOf } from './packed-products.ts';
import { RichnessError } from './richness-error.ts';
import type { RowMoments } from './row-moments.ts';
import type { Rows } from './rows.ts';

export interface SpectrumSettings {
  /** How many eigenvectors, and Π's, from the largest on; all p by default. Eigenvalues are always all. */
  readonly leading: number;
  /** H_cΦ in place of Φ, and centred targets and outputs; Eq. 5 has false, the default. */
  readonly centred: boolean;
  /** Eigenvalues not above this part of the largest do not count for the rank. */
  readonly rankTolerance: number;
}

/** Φ/√n = U S Vᵀ (Eq. 5). */
export interface FeatureSpectrum extends SpectrumSettings {
  readonly count: number;
  /** ρ_k = S_k², descending, all p of them; rounding can make the last ones negative. */
  readonly values: Float64Array;
  /** How far each ρ_k can be from an eigenvalue of the moment matrix. */
  readonly bounds: Float64Array;
  /** Row k is v_k; leading × p. */
  readonly vectors: Matrix;
  /** Subtracted from features before the projection: their mean where `centred`, else zeros. */
  readonly origin: Float64Array;
  /** Eigenvalues above rankTolerance · ρ_1: the numerical rank of Φ. */
  readonly rank: number;
  /** Π*(k), k = 1 … min(leading, rank): of the targets, else of one-hot labels, else absent. */
  readonly quality?: Float64Array;
  /** Π̂(k), absent without outputs. */
  readonly utilisation?: Float64Array;
}

/** Functions on the sample by what features see of them, centred or not. */
export interface Seen {
  /** YᵀΦ, a row per function. */
  readonly products: Matrix;
  /** Σ|Y|² over rows and functions. */
  readonly square: number;
}

/**
 * Eigenvalues ρ_k and right singular vectors v_k of Φ/√n from ΦᵀΦ/n, with e_k = Φ v_k/S_k on the sample, ‖e_k‖² = (1/n) Σ e_k² = 1, and ◇
 *
 *     Π*(k) = Σ_{j≤k} ‖P_{e_j} Y‖²/‖Y‖² = Σ_{j≤k} ‖YᵀΦ v_j‖²/(n ρ_j Σ|Y|²),    Π̂(k) the same for F.
 *
 * Eigenvalues below 10⁻¹⁵ p ρ_1 are rounding: of the singular values S_k those below some 10⁻⁷ S_1.
 * @throws RichnessError where the features vanish, or settings are out of range
 */
export function featureSpectrum(moments: RowMoments, settings: Partial<SpectrumSettings> = {}): FeatureSpectrum {
  const { shape, count } = moments;
  const size = shape.features;
  const { leading, centred, rankTolerance } = { leading: size, centred: false, rankTolerance: 1e-12, ...settings };
  if (!(Number.isInteger(leading) && leading >= 1 && leading <= size)) {
    throw new RichnessError(
      `leading: a whole number from 1 to ${size}, the number of features, is expected; got ${leading}.`,
    );
  }
  if (!(rankTolerance > 0 && rankTolerance < 1)) {
    throw new RichnessError(`rankTolerance: a number in (0, 1) is expected; got ${rankTolerance}.`);
  }
  const { values, vectors, bounds } = leadingEigenpairs(secondMoment(moments, centred), leading);
  if (!(values[0]! > 0)) {
    throw new RichnessError('the features vanish for every row: there is no spectrum.', { part: 'features' });
  }
  let rank = 0;
  while (rank < size && values[rank]! > rankTolerance * values[0]!) rank++;
  const origin = centred ? moments.featureMean.slice() : new Float64Array(size);
  const found = { leading, centred, rankTolerance, count, values, bounds, vectors, origin, rank };
  const targets = targetsSeen(moments, centred);
  const outputs = shape.outputs > 0 ? outputsSeen(moments, centred) : undefined;
  return {
    ...found,
    ...(targets && { quality: cumulativeShares(targets, vectors, values, Math.min(rank, leading), count) }),
    ...(outputs && { utilisation: cumulativeShares(outputs, vectors, values, Math.min(rank, leading), count) }),
  };
}

/** ΦᵀΦ/n, or Φ_cᵀΦ_c/n. */
export function secondMoment({ shape, count, features, featureMean }: RowMoments, centred: boolean): Matrix {
  const size = shape.features;
  const m = createMatrix(size, size);
  unpackUpper(features, m, true);
  for (let i = 0, at = 0; i < size; i++) {
    const factor = centred ? 0 : featureMean[i]!;
    for (let j = 0; j < size; j++, at++) m.data[at] = m.data[at]! / count + factor * featureMean[j]!;
  }
  return m;
}

/** Targets, or one-hot labels, or nothing. */
export function targetsSeen(moments: RowMoments, centred: boolean): Seen | undefined {
  const { shape, count, targetsFeatures, targetMean, targetSquares } = moments;
  if (shape.targets > 0) {
    const square = targetSquares.reduce((sum, value) => sum + value, 0);
    return seen(targetsFeatures, targetMean, square, moments, centred);
  }
  if (shape.classes === 0) return undefined;
  const shares = moments.classCounts.map((rows) => rows / count);
  // One-hot: Σ|Y_c|² = n − Σ n_c²/n, Y_cᵀΦ_c the sums over classes.
  return seen(moments.classSums, shares, count * (1 - squareOf(shares)), moments, centred);
}

export function outputsSeen(moments: RowMoments, centred: boolean): Seen {
  return seen(moments.outputsFeatures, moments.outputMean, squareOf(moments.outputFactor), moments, centred);
}

function seen(
  centredProducts: RowMoments['targetsFeatures'],
  mean: Float64Array,
  centredSquare: number,
  { count, featureMean }: RowMoments,
  centred: boolean,
): Seen {
  const products = createMatrix(mean.length, featureMean.length);
  products.data.set(centredProducts);
  if (centred) return { products, square: centredSquare };
  for (let i = 0, at = 0; i < mean.length; i++) {
    const factor = count * mean[i]!;
    for (let j = 0; j < featureMean.length; j++, at++) products.data[at]! += factor * featureMean[j]!;
  }
  return { products, square: centredSquare + count * squareOf(mean) };
}

/** Σ_{j≤k} ‖YᵀΦ v_j‖²/(n ρ_j Σ|Y|²), k = 1 … upTo; zeros where Y vanishes. */
export function cumulativeShares(
  { products, square }: Seen,
  vectors: Matrix,
  values: Float64Array,
  upTo: number,
  count: number,
): Float64Array {
  const along = createMatrix(products.rows, upTo);
  ordinaryProduct('A Bᵀ', products, { ...vectors, rows: upTo }, along);
  const shares = new Float64Array(upTo);
  if (square === 0) return shares;
  for (let i = 0; i < products.rows; i++) for (let k = 0; k < upTo; k++) shares[k]! += along.data[i * upTo + k]! ** 2;
  let sum = 0;
  return shares.map((share, k) => {
    sum += share / (count * values[k]! * square);
    return sum;
  });
}

/**
 * e_k(x) = (Φ(x) − origin) v_k/S_k for k < upTo ≤ min(leading, rank), a column each: at the sample the eigenfunctions themselves.
 * Beyond it an extension that needs n > p to mean something. @throws RichnessError beyond these, or for other features
 */
export function nystromExtension(spectrum: FeatureSpectrum, features: Rows, upTo?: number): Matrix {
  const { vectors, values, rank, leading, origin } = spectrum;
  const most = Math.min(rank, leading);
  const count = upTo ?? most;
  if (!(Number.isInteger(count) && count >= 1 && count <= most)) {
    throw new RichnessError(
      `upTo: a whole number from 1 to ${most}, the eigenfunctions known, is expected; got ${count}.`,
    );
  }
  if (features.columns !== origin.length) {
    throw new RichnessError(`features: ${origin.length} columns are expected, got ${features.columns}.`);
  }
  const rows = createMatrix(features.rows, features.columns);
  for (let i = 0; i < rows.rows; i++) {
    for (let j = 0; j < rows.columns; j++) {
      rows.data[i * rows.columns + j] = features.data[i * features.stride + j]! - origin[j]!;
    }
  }
  const out = createMatrix(features.rows, count);
  ordinaryProduct('A Bᵀ', rows, { ...vectors, rows: count }, out);
  for (let at = 0; at < out.data.length; at++) out.data[at]! /= Math.sqrt(values[at % count]!);
  return out;
}
