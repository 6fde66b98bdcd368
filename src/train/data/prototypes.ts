import { normalMatrix } from '../../model/normal-matrix.ts';
import type { DataSet, Examples } from './examples.ts';

/** Classes around random points. */
export interface Prototypes {
  readonly classes: number;
  readonly dimension: number;
  /** Standard deviation of every coordinate about the point of its class, whose coordinates are N(0, 1). */
  readonly noise: number;
  readonly train: number;
  readonly test: number;
}

/**
 * Class c has a point m_c ~ N(0, I); example i is of class i mod C, x = m_c + noise · N(0, I). Addresses: (seed,
 * 'data-inputs', 0) for the points, 1 and 2 for the noise of training and test examples.
 */
export function prototypes({ classes, dimension, noise, train, test }: Prototypes, seed: bigint): DataSet {
  const draw = (network: number, rows: number, scale: number) =>
    normalMatrix({ seed, purpose: 'data-inputs', network }, rows, dimension, scale);
  const points = draw(0, classes, 1);
  const examples = (count: number, network: number): Examples => {
    const inputs = draw(network, count, noise);
    const labels = Int32Array.from({ length: count }, (_, i) => i % classes);
    for (const [i, label] of labels.entries()) {
      for (let k = 0; k < dimension; k++) inputs.data[i * dimension + k]! += points.data[label * dimension + k]!;
    }
    return { count, inputs, labels, targets: null };
  };
  return { train: examples(train, 1), test: examples(test, 2), outputs: classes };
}
