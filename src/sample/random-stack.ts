import type { Activation } from '../model/activation.ts';
import type { Ensemble } from '../model/ensemble.ts';
import type { RandomAddress } from '../numeric/random/address.ts';
import { createNormalStream, type NormalStream } from '../numeric/random/normal-stream.ts';
import { dot } from './neuron-arrays.ts';

/** Inputs whose kernel is drawn: N points of some coordinates, each N(0, 1). */
export interface GaussianInputs {
  /** N. */
  readonly count: number;
  readonly dimension: number;
  /** K(0)[a][b] = variance · x_a·x_b / dimension. */
  readonly variance: number;
}

/** The points, N × dimension: the same for all networks of a seed. */
export function gaussianInputs({ count, dimension }: GaussianInputs, seed: bigint): Float64Array {
  const points = new Float64Array(count * dimension);
  const stream = createNormalStream('philox', { seed, purpose: 'data-inputs', network: 0 });
  const all = new Float64Array(Math.ceil(points.length / 16) * 16);
  stream.fill(all, all.length);
  points.set(all.subarray(0, points.length));
  return points;
}

/**
 * One finite network of the ensemble, by its weights, on the points; `visit` sees φ^ℓ, N × n (input a, neuron i at [a·n + i]),
 * ℓ = 0 … L, which is overwritten by the next layer:
 *
 *     φ⁰ = √(variance/dimension) W x,   φ^{ℓ+1} = (1 − κ ε²) φ^ℓ + ε W^ℓ σ(φ^ℓ) + ε b^ℓ.
 *
 * The words come from (seed, 'random-stack', network), weights row by row and the bias of a neuron after its row.
 */
export function visitRandomStack(
  ensemble: Omit<Ensemble, 'inputKernel'>,
  activation: Activation,
  inputs: GaussianInputs,
  points: Float64Array,
  { seed, network }: Pick<RandomAddress, 'seed' | 'network'>,
  visit: (layer: number, preactivation: Float64Array) => void,
): void {
  const { width, layers, leak, residualScale, weightVariance, biasVariance } = ensemble;
  const { count, dimension, variance } = inputs;
  const stream = createNormalStream('philox', { seed, purpose: 'random-stack', network });
  const state = new Float64Array(count * width);
  const active = new Float64Array(count * width);
  addProduct(stream, state, points, dimension, width, Math.sqrt(variance / dimension), 0);
  visit(0, state);
  const decay = 1 - leak * residualScale ** 2;
  for (let layer = 1; layer <= layers; layer++) {
    activation.into(state, active, 0, active.length);
    for (let i = 0; i < state.length; i++) state[i] = decay * state[i]!;
    const scale = residualScale * Math.sqrt(weightVariance / width);
    addProduct(stream, state, active, width, width, scale, residualScale * Math.sqrt(biasVariance));
    visit(layer, state);
  }
}

/** state ← state + scale · W x + shift · b for a new W (width × columns) and b. */
function addProduct(
  stream: NormalStream,
  state: Float64Array,
  x: Float64Array,
  columns: number,
  width: number,
  scale: number,
  shift: number,
): void {
  const row = new Float64Array(Math.ceil((columns + 1) / 16) * 16);
  const count = state.length / width;
  for (let i = 0; i < width; i++) {
    stream.fill(row, row.length);
    const own = shift * row[columns]!;
    for (let a = 0; a < count; a++) {
      state[a * width + i] = state[a * width + i]! + scale * dot(row, 0, x, a * columns, columns) + own;
    }
  }
}
