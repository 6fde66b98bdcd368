import type { Matrix } from '../../numeric/dense/matrix.ts';
import { RichnessError } from './richness-error.ts';
import type { RowMoments } from './row-moments.ts';
import type { Rows } from './rows.ts';

export interface SpectrumSettings {
  /** How many eigenvectors, and Π's, from the largest on; all p by default. Eigenvalues are always all. */
  readonly leading: number;
  /** H_cΦ in place of Φ, and centred targets and outputs; the paper's Eq. 5 has false, the default. */
  readonly centred: boolean;
  /** Eigenvalues not above this part of the largest do not count for the rank. */
  readonly rankTolerance: number;
}

/** Φ/√n = U S Vᵀ. */
export interface FeatureSpectrum extends SpectrumSettings {
  readonly count: number;
  /** ρ_k = S_k², descending, all p of them. */
  readonly values: Float64Array;
  /** Bound of the error of each ρ_k. */
  readonly bounds: Float64Array;
  /** Row k is v_k; leading × p. */
  readonly vectors: Matrix;
  /** Subtracted from features before the projection: the mean where `centred`, else zeros. */
  readonly origin: Float64Array;
  /** Eigenvalues above rankTolerance · ρ_1: the numerical rank of Φ. */
  readonly rank: number;
  /** Π*(k), k = 1 …, up to min(leading, rank): with targets, else one-hot labels, else absent. */
  readonly quality?: Float64Array;
  /** Π̂(k), absent without outputs. */
  readonly utilisation?: Float64Array;
}

/** @throws RichnessError where the features vanish */
export function featureSpectrum(moments: RowMoments, settings: Partial<SpectrumSettings> = {}): FeatureSpectrum {
  throw new RichnessError(`${moments.count} ${settings.leading}`);
}

/** e_k(x) = Φ(x) v_k/S_k for k < upTo ≤ min(leading, rank), a column each. @throws RichnessError beyond */
export function nystromExtension(spectrum: FeatureSpectrum, features: Rows, upTo?: number): Matrix {
  throw new RichnessError(`${spectrum.rank} ${features.rows} ${upTo}`);
}

export interface SpectrumErrors {
  /** Standard errors of ρ_k, ρ_k/ρ_1, Π*(k), Π̂(k), for the first `values.length`. */
  readonly values: Float64Array;
  readonly relative: Float64Array;
  readonly quality?: Float64Array;
  readonly utilisation?: Float64Array;
}

/** Delete-one-block error bars of the first `upTo` entries. */
export function spectrumErrors(
  total: RowMoments,
  blocks: readonly RowMoments[],
  spectrum: FeatureSpectrum,
  upTo: number,
): SpectrumErrors {
  throw new RichnessError(`${total.count} ${blocks.length} ${spectrum.rank} ${upTo}`);
}
