import { type RankMeasures, rankNames } from '../../theory/renormalisation/ranks.ts';

export { rankNames };
export type RankName = keyof RankMeasures;

/**
 * What is measured of one stream: L + 1 layers, the first before block 1; P positions; offsets −R … R. Row by row; NaN where a
 * number is not defined, such as the rank of a layer whose rows are all the same.
 */
export interface StreamProfile {
  /** Layers × positions. */
  readonly ranks: Readonly<Record<RankName, Float64Array>>;
  /** Of the rows of all positions together, by layer. */
  readonly pooledRanks: Readonly<Record<RankName, Float64Array>>;
  /** 1 − CKA between a layer and the next: transitions × positions. */
  readonly drift: Float64Array;
  readonly pooledDrift: Float64Array;
  /** D_LR of every layer as features of the outputs, with its standard error. */
  readonly richness: Float64Array;
  readonly richnessError: Float64Array;
  /** R² of the symbol at an offset from a layer's row, layers × offsets. */
  readonly decodability: Float64Array;
}

/** Names of the arrays of a profile that are not ranks. */
export const profileNames = [
  'drift',
  'pooledDrift',
  'richness',
  'richnessError',
  'decodability',
] as const satisfies readonly (keyof StreamProfile)[];

/** The loss along a training: means over the steps since the one before, on fresh sequences, before each step. */
export interface LossHistory {
  readonly steps: readonly number[];
  readonly means: readonly number[];
  /** Standard errors from the spread over steps; NaN for a single step. */
  readonly errors: readonly number[];
}

/** Cross-entropy at masked positions of measured sequences, nats. */
export interface LossNumbers {
  readonly loss: number;
  /** From the spread over sequences. */
  readonly standardError: number;
  readonly accuracy: number;
}

/** Everything that is kept of one network. */
export interface PointResult extends LossNumbers {
  readonly history: LossHistory;
  readonly initial: StreamProfile;
  /** Null where the training diverged. */
  readonly trained: StreamProfile | null;
  /** Why it ended early; null where every step was done. */
  readonly failure: string | null;
  readonly parameters: number;
}

/** A network, and its stack at infinite width. */
export interface StudiedNetwork extends PointResult {
  /** Gaussian neurons with the mean kernel of the stack at the same inputs; null where there is none. */
  readonly meanKernel: StreamProfile | null;
}
