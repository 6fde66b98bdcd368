import { expect, it } from 'vitest';
import { erf, exp } from '#odepth/numeric/elementary';
import { createNetwork } from '#odepth/train/create-network';
import { normals } from './central-differences.ts';

const special = [0, 1e-310, -1e-40, 5e-324, 6.5, -6.5, 8.5, -8.5, 37.7, -37.7, 38.4, -38.4, 38.6, -38.6, 1e30, -1e30];
const scales = [1e-8, 1, 3, 10, 50];

/** Values about 0 at several scales, all cells of erf among them, and what lies beyond its table and that of e^x. */
const values = Float64Array.of(
  ...special,
  ...[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN],
  ...Array.from({ length: 193 }, (_, i) => (i - 96) / 12),
  ...scales.flatMap((scale, k) => Array.from(normals(400, k), (value) => scale * value)),
);

it.each([
  ['float64', 0],
  ['float64', 1],
  ['float32', 0],
  ['float32', 1],
  ['float32', 2],
  ['float32', 3],
] as const)('gelu and its derivative are made of erf and e^x to the bit: %s, %i values left out', (precision, left) => {
  // x is the biases of a layer without weights, and what comes back to them the derivative.
  const outputs = values.length - left;
  const layers = [
    { kind: 'dense', outputs },
    { kind: 'activation', activation: 'gelu' },
    { kind: 'dense', outputs: 1 },
  ] as const;
  const network = createNetwork({ input: { inputs: 1 }, layers, capacity: 1 }, precision, 1n);
  network.array('dense-1.weights').data.fill(0);
  network.array('dense-2.weights').data.fill(1);
  const x = network.array('dense-1.biases').data;
  x.set(values.subarray(0, outputs));
  const one = { rows: 1, columns: 1, stride: 1, data: Float64Array.of(1) };
  const rounded = (of: (value: number) => number) =>
    new (precision === 'float64' ? Float64Array : Float32Array)(Array.from(x, of));
  const distribution = (value: number) => 0.5 + 0.5 * erf(Math.SQRT1_2 * value);
  const expected = rounded((value) => value * distribution(value));
  network.forward(one, 'evaluate');
  expect(network.features.data).toEqual(expected);
  network.forward(one, 'train');
  expect(network.features.data).toEqual(expected);
  network.outputGradient.data.fill(1);
  network.backward(network.outputGradient);
  const slopes = rounded((value) => distribution(value) + value * (0.3989422804014327 * exp(-0.5 * value * value)));
  // Sums over rows begin at 0, so that −0 is lost.
  expect(network.array('dense-1.biases', 'gradient').data).toEqual(slopes.map((slope) => 0 + slope));
});
