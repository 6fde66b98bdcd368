import type { Matrix } from '#odepth/numeric/dense/matrix';
import { createNormalStream } from '#odepth/numeric/random/normal-stream';
import type { Network, NetworkInputs } from '#odepth/train/network';

/** `count` standard normal numbers, the same for the same number. */
export function normals(count: number, number: number): Float64Array {
  const drawn = new Float64Array(16 * Math.ceil(count / 16));
  createNormalStream('philox', { seed: 7n, purpose: 'test', network: number }).fill(drawn, drawn.length);
  return drawn.subarray(0, count);
}

/** A rows × columns matrix of `normals`. */
export function normalRows(rows: number, columns: number, number: number): Matrix {
  return { rows, columns, stride: columns, data: normals(rows * columns, number) };
}

/** Weights of the central difference of order 6: f′ ≈ Σ_k w_k (f(x + kh) − f(x − kh))/h. */
const weights = [3 / 4, -3 / 20, 1 / 60];
const spacing = 1e-3;

/**
 * For every array of parameters, the largest difference between its gradient of Σ G ⊙ outputs (G normal numbers) and central
 * differences of order 6, over the largest entry of that gradient; over a hundredth of the largest of all where an array has
 * next to no gradient, as the biases of keys, which move all scores of a query alike.
 */
export function gradientErrors(network: Network<Float64Array>, inputs: NetworkInputs): Map<string, number> {
  const probe = (outputs: Matrix) => normalRows(outputs.rows, outputs.columns, 99);
  const objective = () => {
    const outputs = network.forward(inputs, 'train');
    const { data } = probe(outputs);
    return outputs.data.reduce((sum, value, i) => sum + value * data[i]!, 0);
  };
  network.backward(probe(network.forward(inputs, 'train')));
  const gradient = network.gradient.slice();
  const { parameters } = network;
  const errors = new Map<string, number>();
  const least = 0.01 * Math.max(...gradient.map(Math.abs));
  for (const { name, offset, rows, columns } of network.layout) {
    let worst = 0;
    let largest = least;
    for (let i = offset; i < offset + rows * columns; i++) {
      const value = parameters[i]!;
      const at = (distance: number) => {
        parameters[i] = value + distance;
        return objective();
      };
      const slope = weights.reduce(
        (sum, weight, k) => sum + (weight * (at((k + 1) * spacing) - at(-(k + 1) * spacing))) / spacing,
        0,
      );
      parameters[i] = value;
      worst = Math.max(worst, Math.abs(slope - gradient[i]!));
      largest = Math.max(largest, Math.abs(gradient[i]!));
    }
    errors.set(name, worst / largest);
  }
  return errors;
}

/** Numbers of a network away from its special initial values, so that gains differ from 1 and shifts from 0. */
export function shakeParameters({ parameters }: Network<Float64Array>, amount: number): void {
  const noise = normals(parameters.length, 98);
  for (let i = 0; i < parameters.length; i++) parameters[i]! += amount * noise[i]!;
}
