import type { ActivationName } from '../../train/layer-spec.ts';
import type { Precision } from '../../train/network.ts';
import type { OptimiserChoice } from '../training-optimiser.ts';

/** A stationary Markov chain by its law, or by its transition matrix, row by row. */
export type ChainChoice =
  | { readonly law: 'equal-mixing' | 'ring'; readonly states: number; readonly correlationLength: number }
  | { readonly law: 'matrix'; readonly transition: readonly (readonly number[])[] };

export interface SequenceChoice {
  /** T: positions. */
  readonly length: number;
  /** k: positions masked, exactly so many in every sequence. */
  readonly masked: number;
}

/** What a position sees of the others: nothing, the embeddings of its neighbours, or all by layers across positions. */
export type MixingName = 'none' | 'window' | 'token-mixing';

export interface StackChoice {
  /** L: residual blocks. */
  readonly layers: number;
  /** d: width of the stream. */
  readonly width: number;
  /** Neurons of a block. */
  readonly hidden: number;
  readonly activation: ActivationName;
  readonly mixing: MixingName;
  /** Neighbours that a position sees on each side; 0 unless `window`. */
  readonly radius: number;
  /** Neurons of a layer across positions; 0 unless `token-mixing`. */
  readonly tokenHidden: number;
}

export interface TrainingChoice extends OptimiserChoice {
  /** Sequences per step, all of them fresh. */
  readonly batch: number;
  readonly precision: Precision;
}

/** Which rows of the stream are measured: those of masked positions, or those of all. */
export type RowChoice = 'masked' | 'all';

export interface MeasureChoice {
  /** Rows of the stream at each measured position. */
  readonly samples: number;
  /** Measured positions, evenly spread. */
  readonly positions: number;
  /** Sequences on which the loss is measured. */
  readonly sequences: number;
  /** R: neighbours on each side whose decodability is measured. */
  readonly reach: number;
  /** Times that the loss is measured along the training, first and last included. */
  readonly checkpoints: number;
  /** Drift below which a transition belongs to a plateau. */
  readonly plateau: number;
  /** Share of the drift in its two largest transitions from which on it counts as concentrated. */
  readonly concentration: number;
}

/** One kind of network on one chain. */
export interface Variant {
  /** What it is called: unique. */
  readonly label: string;
  /** ξ of the chain. */
  readonly correlationLength: number;
  readonly chain: ChainChoice;
  readonly network: StackChoice;
  readonly rows: RowChoice;
}

/** A study of residual streams with nothing left to fill in: of one chain and one kind of network, or a sweep over them. */
export interface RenormalisationScenario {
  readonly format: 1;
  readonly kind: 'renormalisation' | 'renormalisation-sweep';
  readonly name: string;
  readonly purpose: string;
  readonly seed: string;
  readonly sequence: SequenceChoice;
  readonly training: TrainingChoice;
  readonly measure: MeasureChoice;
  /** Mixings × numbers of layers × correlation lengths, the last next to each other and ascending. */
  readonly variants: readonly Variant[];
  /** A seed for each repetition; the first is the scenario's own. */
  readonly seeds: readonly string[];
}

/** One network: a variant with one of the seeds. */
export interface PointPosition {
  readonly variant: number;
  readonly seed: number;
}

/** All networks, the seeds of a variant next to each other. */
export function pointPositions({ variants, seeds }: RenormalisationScenario): PointPosition[] {
  return variants.flatMap((_, variant) => seeds.map((_, seed) => ({ variant, seed })));
}

/** What one network depends on. */
export interface PointPlan {
  readonly chain: ChainChoice;
  readonly network: StackChoice;
  readonly rows: RowChoice;
  readonly sequence: SequenceChoice;
  readonly training: TrainingChoice;
  readonly measure: MeasureChoice;
  readonly seed: string;
}

/** The plan of a network. @throws RangeError for a position outside the scenario */
export function planAt(scenario: RenormalisationScenario, at: PointPosition): PointPlan {
  const { variants, seeds, sequence, training, measure } = scenario;
  const [variant, seed] = [variants[at.variant], seeds[at.seed]];
  if (!variant || seed === undefined) throw new RangeError(`no such network in the study: ${JSON.stringify(at)}`);
  const { chain, network, rows } = variant;
  return { chain, network, rows, sequence, training, measure, seed };
}

/** V: the number of symbols of a chain. */
export function statesOf(chain: ChainChoice): number {
  return chain.law === 'matrix' ? chain.transition.length : chain.states;
}

/** Measured positions, counted from 0: the middles of as many equal parts of the sequence. */
export function measuredPositions({ length }: SequenceChoice, { positions }: MeasureChoice): number[] {
  const count = Math.min(positions, length);
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * length) / count));
}

/** Steps at which an entry of the history of the loss ends: the last among them, each a constant factor after the one before. */
export function lossSteps({ checkpoints }: MeasureChoice, steps: number): number[] {
  const last = checkpoints - 1;
  return [...new Set(Array.from({ length: checkpoints }, (_, i) => Math.round(steps ** (i / last))))];
}
