import type { ImageChoice } from '../../train/data/images.ts';
import type { LinearTeacher } from '../../train/data/linear-teacher.ts';
import type { ModularAddition } from '../../train/data/modular-addition.ts';
import type { Prototypes } from '../../train/data/prototypes.ts';
import type { ActivationName } from '../../train/layer-spec.ts';
import type { Precision } from '../../train/network.ts';
import type { OptimiserChoice } from '../training-optimiser.ts';
import type { QuantityName } from './quantities.ts';

interface Shuffled {
  /** Share of the training labels that change places. */
  readonly shuffleLabels: number;
}

export type DataSetName = 'fashion-mnist' | 'idx' | 'synthetic';

/** The data of one kind of network. */
export type TaskChoice =
  | { readonly modularAddition: ModularAddition }
  | { readonly images: ImageChoice & Shuffled & { readonly dataset: DataSetName } }
  | { readonly prototypes: Prototypes & Shuffled }
  | { readonly linearTeacher: LinearTeacher };

export interface TransformerChoice {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly hidden: number;
  readonly layerNorm: boolean;
  readonly activation: ActivationName;
  readonly outputScale: number;
}

export interface MlpChoice {
  readonly widths: readonly number[];
  readonly activation: ActivationName;
  readonly batchNorm: boolean;
  readonly initialScale: number;
  readonly outputScale: number;
}

export interface DeepLinearChoice {
  readonly widths: readonly number[];
  readonly initialScale: number;
}

export type NetworkChoice =
  | { readonly transformer: TransformerChoice }
  | { readonly mlp: MlpChoice }
  | { readonly deepLinear: DeepLinearChoice };

export interface TrainingChoice extends OptimiserChoice {
  readonly loss: 'cross-entropy' | 'mean-square';
  readonly batch: number | 'full';
  readonly precision: Precision;
  readonly trainOnly: 'all' | 'last-layer';
  /** α: targets are y/α. */
  readonly targetScale: number;
}

/** One way to train: a condition at a swept value. */
export interface Variant {
  /** What it is called: unique. */
  readonly label: string;
  readonly condition: string;
  /** The swept value; null without a sweep. */
  readonly value: number | null;
  readonly task: TaskChoice;
  readonly network: NetworkChoice;
  readonly training: TrainingChoice;
}

export interface MeasureChoice {
  readonly checkpoints: number;
  readonly spacing: 'log' | 'linear';
  readonly on: 'train' | 'test' | 'all';
  readonly examples: number;
  readonly blocks: number;
}

/** A claim of a scenario; networks are named by the labels of their variants. */
export type Claim =
  | {
      readonly grokking: {
        readonly of: string;
        readonly train: number;
        readonly before: number;
        readonly after: number;
        readonly fall: number;
      };
    }
  | {
      readonly ratio: {
        readonly quantity: QuantityName;
        readonly of: string;
        readonly to: string;
        readonly atLeast: number;
      };
    }
  | {
      readonly comparable: {
        readonly quantity: QuantityName;
        readonly of: string;
        readonly to: string;
        readonly within: number;
      };
    }
  | {
      readonly monotone: {
        readonly quantity: QuantityName;
        readonly direction: 'rises' | 'falls';
        readonly of: string;
      };
    }
  | { readonly best: { readonly quantity: QuantityName; readonly with: QuantityName; readonly of: string } }
  | {
      readonly bound: {
        readonly quantity: QuantityName;
        readonly of: string;
        readonly side: 'atLeast' | 'atMost';
        readonly value: number;
      };
    }
  | { readonly linearLimit: { readonly of: string; readonly limit: 'rich' | 'lazy'; readonly within: number } };

/** A study of richness along training with nothing left to fill in. */
export interface RichnessTrainingScenario {
  readonly format: 1;
  readonly kind: 'richness-training';
  readonly name: string;
  readonly purpose: string;
  readonly seed: string;
  /** Names in the order given; one empty name where there are none. */
  readonly conditions: readonly string[];
  /** The swept field with its values, ascending; null where nothing is swept. */
  readonly sweep: { readonly field: string; readonly values: readonly number[] } | null;
  /** Conditions × swept values, the values of a condition next to each other. */
  readonly variants: readonly Variant[];
  readonly measure: MeasureChoice;
  /** A seed for each repetition; the first is the scenario's own. */
  readonly seeds: readonly string[];
  readonly claims: readonly Claim[];
}

/** One network: a variant with one of the seeds. */
export interface PointPosition {
  readonly variant: number;
  readonly seed: number;
}

/** All networks, the seeds of a variant next to each other. */
export function pointPositions({ variants, seeds }: RichnessTrainingScenario): PointPosition[] {
  return variants.flatMap((_, variant) => seeds.map((_, seed) => ({ variant, seed })));
}

/** What one network depends on, with the data set's content left aside. */
export interface PointPlan {
  readonly task: TaskChoice;
  readonly network: NetworkChoice;
  readonly training: TrainingChoice;
  readonly measure: MeasureChoice;
  readonly seed: string;
}

/** The plan of a network. @throws RangeError for a position outside the scenario */
export function planAt({ variants, seeds, measure }: RichnessTrainingScenario, at: PointPosition): PointPlan {
  const [variant, seed] = [variants[at.variant], seeds[at.seed]];
  if (!variant || seed === undefined) throw new RangeError(`no such network in the study: ${JSON.stringify(at)}`);
  const { task, network, training } = variant;
  return { task, network, training, measure, seed };
}

/** Examples for training, and coordinates of an output. */
export function taskSize(task: TaskChoice): {
  readonly train: number;
  readonly test: number;
  readonly outputs: number | null;
} {
  if ('modularAddition' in task) {
    const { modulus, trainFraction } = task.modularAddition;
    const train = Math.round(trainFraction * modulus ** 2);
    return { train, test: modulus ** 2 - train, outputs: modulus };
  }
  if ('linearTeacher' in task) return task.linearTeacher;
  if ('prototypes' in task) return { ...task.prototypes, outputs: task.prototypes.classes };
  return { ...task.images, outputs: task.images.classes };
}

/** Steps at which a network is measured: 0, the last, and in between spaced as asked for; each once. */
export function checkpointSteps({ checkpoints, spacing }: MeasureChoice, steps: number): number[] {
  const between = checkpoints - 2;
  const inner = Array.from({ length: between }, (_, i) =>
    spacing === 'linear' ? ((i + 1) / (between + 1)) * steps : steps ** (i / Math.max(1, between)),
  );
  return [...new Set([0, ...inner.map(Math.round), steps])].sort((a, b) => a - b);
}
