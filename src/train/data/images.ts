import type { Matrix } from '../../numeric/dense/matrix.ts';
import { addressedOrder } from '../../numeric/random/addressed-order.ts';
import type { DataSet, Examples } from './examples.ts';

/** Grey images of one size with their classes, as bytes. */
export interface ImageSet {
  readonly count: number;
  /** Pixels of one image. */
  readonly pixels: number;
  /** count × pixels, 0 … 255. */
  readonly bytes: Uint8Array;
  /** Class of each image. */
  readonly labels: Uint8Array;
}

export interface ImageChoice {
  /** Images for training, of those of the training set. */
  readonly train: number;
  readonly test: number;
  /** Only the classes 0 … classes − 1; null for all. */
  readonly classes: number | null;
}

/** How pixels became inputs: x = (pixel − mean)/deviation, both over all pixels of the chosen training images. */
export interface Normalisation {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * Images drawn from a training and a test set at the addresses (seed, 'data-split', 0 and 1), in the order of the sets, with
 * pixels shifted and scaled to mean 0 and variance 1 over the training images. The first images drawn are the same however
 * many there are.
 * @throws RangeError where a set has fewer images of the classes asked for, or its images another size
 */
export function imageData(
  training: ImageSet,
  testing: ImageSet,
  { train, test, classes }: ImageChoice,
  seed: bigint,
): DataSet & { readonly normalisation: Normalisation } {
  if (training.pixels !== testing.pixels)
    throw new RangeError(`images: ${training.pixels} pixels for training and ${testing.pixels} for testing`);
  const chosen = [chosenImages(training, train, classes, seed, 0), chosenImages(testing, test, classes, seed, 1)];
  const normalisation = normalisationOf(training, chosen[0]!);
  return {
    train: examplesOf(training, chosen[0]!, normalisation),
    test: examplesOf(testing, chosen[1]!, normalisation),
    outputs: classes ?? 1 + training.labels.reduce((most, label) => Math.max(most, label), 0),
    normalisation,
  };
}

function chosenImages(set: ImageSet, count: number, classes: number | null, seed: bigint, network: number): Int32Array {
  const order = addressedOrder(set.count, { seed, purpose: 'data-split', network });
  const fitting = classes === null ? order : order.filter((at) => set.labels[at]! < classes);
  if (fitting.length < count)
    throw new RangeError(`images: ${count} asked for, and the set has ${fitting.length} of the classes`);
  return fitting.slice(0, count).sort();
}

function normalisationOf({ pixels, bytes }: ImageSet, chosen: Int32Array): Normalisation {
  // Sums of whole numbers below 2⁵³: exact, in any order.
  let sum = 0;
  let squares = 0;
  for (const at of chosen) {
    for (let i = at * pixels; i < (at + 1) * pixels; i++) {
      sum += bytes[i]!;
      squares += bytes[i]! ** 2;
    }
  }
  const count = chosen.length * pixels;
  const mean = sum / count;
  const variance = squares / count - mean * mean;
  return { mean, deviation: variance > 0 ? Math.sqrt(variance) : 1 };
}

function examplesOf(
  { pixels, bytes, labels }: ImageSet,
  chosen: Int32Array,
  { mean, deviation }: Normalisation,
): Examples {
  const inputs: Matrix = {
    ...{ rows: chosen.length, columns: pixels, stride: pixels },
    data: new Float64Array(chosen.length * pixels),
  };
  for (const [i, at] of chosen.entries()) {
    for (let k = 0; k < pixels; k++) inputs.data[i * pixels + k] = (bytes[at * pixels + k]! - mean) / deviation;
  }
  return { count: chosen.length, inputs, labels: Int32Array.from(chosen, (at) => labels[at]!), targets: null };
}
