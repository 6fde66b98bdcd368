import type { MatrixOf, RealArray } from '../numeric/dense/matrix.ts';
import type { NamedArrays, Network, NetworkInputs } from './network.ts';
import type { OptimiserSpec } from './optimiser.ts';

/**
 * `softmax-cross-entropy`: (1/N) Σ_i [log Σ_c exp f_c(x_i) − f_{y_i}(x_i)], labels y, over the rows i whose label is not −1;
 * `mean-square`: (1/N) Σ_i ‖f(x_i) − y_i‖², the sum over outputs, no ½.
 */
export type LossName = 'softmax-cross-entropy' | 'mean-square';

/**
 * Examples with what they should give: labels 0 … C − 1, or −1 for a row that is not asked for, or rows of C numbers; one for
 * every row of outputs, those of an example one after the other.
 */
export interface TrainingData {
  readonly inputs: NetworkInputs;
  readonly targets: Int32Array | MatrixOf<RealArray>;
}

/** Mean loss over the rows asked for, and how many outputs are largest where the label (or the largest target) is. */
export interface LossValue {
  /** NaN where no row is asked for. */
  readonly loss: number;
  readonly correct: number;
  /** Rows asked for. */
  readonly asked: number;
}

/** The same examples again and again, in batches. */
export interface FixedData {
  readonly data: TrainingData;
  /** Examples per step; the last batch of an epoch may be smaller. `full`: all of them, in their order. */
  readonly batchSize: number | 'full';
  /** Shuffles: the order of epoch e has the address (seed, 'shuffle', e). */
  readonly seed: bigint;
}

/** Examples made for every step. */
export interface BatchSource {
  /**
   * The examples of step s = 0, 1, …: a function of s alone, so that a training goes on from a snapshot bit for bit. At most
   * the capacity of the network; read before the next call.
   */
  batch(step: number): TrainingData;
}

/** Fresh examples in every step. */
export interface FreshData {
  readonly batches: BatchSource;
}

export type TrainingSettings = {
  readonly network: Network;
  readonly loss: LossName;
  readonly optimiser: OptimiserSpec;
} & (FixedData | FreshData);

/** A training in progress: createTraining(settings), in create-training.ts. */
export interface Training {
  /** Steps done. */
  readonly step: number;
  /** One step; the loss on its batch before the step. @throws TrainingDivergedError for a loss that is not finite */
  advance(): LossValue;
  /** Network, moments and step, copied: `restore` goes on bit for bit. */
  snapshot(): NamedArrays;
  restore(arrays: NamedArrays): void;
}

export type TrainingRun = TrainingSettings & {
  /** Steps at the end. */
  readonly steps: number;
  /** Goes on from here. */
  readonly from?: NamedArrays;
  /** Steps (0 is before the first) at which `onCheckpoint` is called, ascending. */
  readonly checkpoints?: readonly number[];
  readonly onCheckpoint?: (training: Training) => void;
  /** Asked after every step: true ends the run there. */
  readonly stop?: (step: number) => boolean;
};

/** What trainNetwork(run), in train-network.ts, comes back with. */
export interface TrainingOutcome {
  readonly end: 'finished' | 'stopped';
  readonly step: number;
  /** On the last batch, before its step; NaN without a step. */
  readonly loss: number;
  readonly training: Training;
}

/** evaluateNetwork(network, loss, data, room?), in evaluate-network.ts: in chunks of the capacity, mode `evaluate`. */
export interface Evaluation {
  readonly loss: number;
  /** Share of the rows asked for that are counted correct. */
  readonly accuracy: number;
}

/** Filled by evaluateNetwork where given: p and C numbers for every row of outputs. */
export interface EvaluationRoom {
  readonly features?: MatrixOf<RealArray>;
  readonly outputs?: MatrixOf<RealArray>;
}
