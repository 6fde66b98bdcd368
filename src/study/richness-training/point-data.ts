import type { RealArray } from '../../numeric/dense/matrix.ts';
import { addressedOrder } from '../../numeric/random/addressed-order.ts';
import { type DataSet, type Examples, examplesAt, joinedExamples } from '../../train/data/examples.ts';
import { type ImageSet, imageData, type Normalisation } from '../../train/data/images.ts';
import { oneHot, shuffledLabels } from '../../train/data/labels.ts';
import { linearTeacher } from '../../train/data/linear-teacher.ts';
import { modularAddition } from '../../train/data/modular-addition.ts';
import { prototypes } from '../../train/data/prototypes.ts';
import { syntheticImages } from '../../train/data/synthetic-images.ts';
import type { NetworkInputs, Precision } from '../../train/network.ts';
import type { TrainingData } from '../../train/training.ts';
import type { MeasureChoice, PointPlan, TaskChoice, TrainingChoice } from './training-scenario.ts';

/** A training and a test set of images. */
export interface ImagePair {
  readonly training: ImageSet;
  readonly testing: ImageSet;
}

/** The data of one network: what it learns, what it is tested on, and the examples whose features are measured. */
export interface PointData extends DataSet {
  readonly measured: Examples;
  /** Of images. */
  readonly normalisation: Normalisation | null;
}

/** Draws the data of a network at its seed. @throws RangeError where images are asked for and none are there, or too few */
export function pointData(
  { task, measure, seed }: Pick<PointPlan, 'task' | 'measure' | 'seed'>,
  images: ImagePair | null,
): PointData {
  const key = BigInt(seed);
  const { normalisation, ...data } = drawn(task, images, key);
  const train = withShuffledLabels(data.train, task, key);
  const { test, outputs } = data;
  return { train, test, outputs, normalisation, measured: measuredExamples(train, test, measure, key) };
}

function drawn(task: TaskChoice, images: ImagePair | null, seed: bigint): DataSet & Pick<PointData, 'normalisation'> {
  if ('modularAddition' in task) return { ...modularAddition(task.modularAddition, seed), normalisation: null };
  if ('prototypes' in task) return { ...prototypes(task.prototypes, seed), normalisation: null };
  if ('linearTeacher' in task) return { ...linearTeacher(task.linearTeacher, seed), normalisation: null };
  if (task.images.dataset === 'synthetic') {
    const { training, testing } = syntheticImages({ ...task.images, classes: task.images.classes ?? 10 }, seed);
    return imageData(training, testing, task.images, seed);
  }
  if (images === null) throw new RangeError('the study needs images, and there are none');
  return imageData(images.training, images.testing, task.images, seed);
}

function withShuffledLabels(examples: Examples, task: TaskChoice, seed: bigint): Examples {
  const fraction =
    'images' in task ? task.images.shuffleLabels : 'prototypes' in task ? task.prototypes.shuffleLabels : 0;
  if (fraction === 0 || examples.labels === null) return examples;
  return { ...examples, labels: shuffledLabels(examples.labels, fraction, seed) };
}

/** At most n examples in a random order, so that blocks of them are alike; address (seed, 'data-split', 2). */
function measuredExamples(train: Examples, test: Examples, { on, examples }: MeasureChoice, seed: bigint): Examples {
  const from = on === 'train' ? train : on === 'test' ? test : joinedExamples(train, test);
  const order = addressedOrder(from.count, { seed, purpose: 'data-split', network: 2 });
  return examplesAt(from, order.subarray(0, examples));
}

/** Examples as a network of a precision reads them, with the targets of a loss: labels, or numbers over α. */
export function trainingData(examples: Examples, training: TrainingChoice, outputs: number): TrainingData {
  const inputs = networkInputs(examples.inputs, training.precision);
  const { labels, targets } = examples;
  if (training.loss === 'cross-entropy') {
    if (labels === null) throw new RangeError('cross-entropy needs labels, and the targets are numbers');
    return { inputs, targets: labels };
  }
  const numbers = labels === null ? targets! : oneHot(labels, outputs);
  return {
    inputs,
    targets: { ...numbers, data: inPrecision(numbers.data, training.precision, 1 / training.targetScale) },
  };
}

function networkInputs(inputs: Examples['inputs'], precision: Precision): NetworkInputs {
  if ('tokens' in inputs) return inputs.tokens;
  return { ...inputs, data: inPrecision(inputs.data, precision, 1) };
}

function inPrecision(values: Float64Array, precision: Precision, scale: number): RealArray {
  const out = precision === 'float64' ? new Float64Array(values.length) : new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) out[i] = scale * values[i]!;
  return out;
}
