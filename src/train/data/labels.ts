import type { Matrix } from '../../numeric/dense/matrix.ts';
import { addressedOrder } from '../../numeric/random/addressed-order.ts';

/**
 * Labels of which a fraction has changed places: the labels at round(f N) positions, drawn at random, are dealt out among
 * these positions in a random order, so that the numbers of examples per class stay. Address: (seed, 'label-shuffle', 0 and 1).
 */
export function shuffledLabels(labels: Int32Array, fraction: number, seed: bigint): Int32Array {
  const moved = Math.round(fraction * labels.length);
  const order = (count: number, network: number) => addressedOrder(count, { seed, purpose: 'label-shuffle', network });
  const places = order(labels.length, 0).subarray(0, moved);
  const out = labels.slice();
  for (const [i, from] of order(moved, 1).entries()) out[places[i]!] = labels[places[from]!]!;
  return out;
}

/** Rows of a one in the column of the label and zeros elsewhere, times `scale`. */
export function oneHot(labels: Int32Array, classes: number, scale = 1): Matrix {
  const data = new Float64Array(labels.length * classes);
  for (const [i, label] of labels.entries()) data[i * classes + label] = scale;
  return { rows: labels.length, columns: classes, stride: classes, data };
}
