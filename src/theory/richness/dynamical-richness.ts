import { RichnessError } from './richness-error.ts';
import type { RowMoments } from './row-moments.ts';

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
  /** A lower bound of the r-th singular value of H_c F, over the largest. */
  readonly smallestKept: number;
  /** An upper bound of the next one, over the largest; 0 where r = C. */
  readonly largestDropped: number;
  /** ‖Φ_cᵀΦ_c‖_F. */
  readonly kernelNorm: number;
  /** Whole sentences; empty where the rank is clear. */
  readonly warnings: readonly string[];
}

export const defaultRichnessSettings: RichnessSettings = { estimator: 'centre-then-project', rankTolerance: 1e-9 };

/** D_LR of the rows. @throws RichnessError where features or outputs do not vary, or there are too few rows */
export function dynamicalRichness(moments: RowMoments, settings: Partial<RichnessSettings> = {}): DynamicalRichness {
  throw new RichnessError(`${moments.count} ${settings.estimator}`);
}
