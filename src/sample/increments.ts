import type { Ensemble } from '../model/ensemble.ts';
import type { RandomAddress } from '../numeric/random/address.ts';
import { createNormalStream } from '../numeric/random/normal-stream.ts';
import { dot } from './neuron-arrays.ts';
import { NeuronNoise } from './neuron-noise.ts';

/** What a sampler knows of the layer when it draws the next increment. */
export interface LayerState {
  /** φ^ℓ, N × n. */
  readonly preactivation: Float64Array;
  /** σ(φ^ℓ), N × n. */
  readonly activation: Float64Array;
  /** Cholesky factor of Q = C_W S + C_b, N × N lower. */
  readonly factor: Float64Array;
}

/**
 * One way of drawing a network's increments. `draw` leaves in `noise` (N × n) standard normals Z with
 * increment = Z Lᵀ in law, where L Lᵀ = Q: what the infinite-width chain is driven with.
 */
export interface IncrementSampler {
  begin(network: number): void;
  /** Z of the initial rows φ⁰ ~ N(0, K(0)). */
  drawInitial(noise: Float64Array): void;
  draw(state: LayerState, noise: Float64Array): void;
}

/**
 * Exact block law: given φ^ℓ the n rows of the increment are independent N(0, ε² Q), so Z itself is drawn; no weights.
 * Same law as explicit weights at n N² instead of n² N operations per layer (Kawase & Ota 2604.15742, conditional Gaussianity).
 */
export function blockLawIncrements(ensemble: Ensemble, seed: bigint, random: 'xoshiro' | 'philox'): IncrementSampler {
  const address = (network: number): RandomAddress => ({ seed, purpose: 'block-law', network });
  const noise = new NeuronNoise(random, address(0), ensemble.inputKernel.length, ensemble.width);
  return {
    begin: (network) => noise.reset(address(network)),
    drawInitial: (out) => noise.fillLayer(out),
    draw: (_, out) => noise.fillLayer(out),
  };
}

/**
 * The definition: W_ij ~ N(0, C_W/n) and b_i ~ N(0, C_b) drawn and multiplied out. Z = increment L⁻ᵀ is recovered by forward
 * substitution; where L has a zero column (dependent inputs) that component of Z does not act on the network and is drawn
 * from a stream of its own.
 */
export function explicitWeightIncrements(
  ensemble: Ensemble,
  seed: bigint,
  random: 'xoshiro' | 'philox',
): IncrementSampler {
  const { width, weightVariance, biasVariance } = ensemble;
  const inputs = ensemble.inputKernel.length;
  const address = (network: number): RandomAddress => ({ seed, purpose: 'explicit-weights', network });
  const completionAddress = (network: number): RandomAddress => ({ seed, purpose: 'completion', network });
  const initial = new NeuronNoise(random, completionAddress(0), inputs, width);
  const stream = createNormalStream(random, address(0));
  const row = new Float64Array(Math.ceil(width / 16) * 16);
  const bias = new Float64Array(row.length);
  const completion = new Float64Array(inputs * width);
  const weightScale = Math.sqrt(weightVariance / width);
  const biasScale = Math.sqrt(biasVariance);
  return {
    begin(network) {
      stream.reset(address(network));
      initial.reset(completionAddress(network));
    },
    drawInitial: (out) => initial.fillLayer(out),
    draw({ activation, factor }, out) {
      if (biasVariance > 0) stream.fill(bias, bias.length);
      for (let i = 0; i < width; i++) {
        stream.fill(row, row.length);
        const shift = biasScale * bias[i]!;
        for (let a = 0; a < inputs; a++) {
          out[a * width + i] = weightScale * dot(row, 0, activation, a * width, width) + shift;
        }
      }
      if (hasZeroColumn(factor, inputs)) initial.fillLayer(completion);
      whiten(out, factor, completion, inputs, width);
    },
  };
}

/** Whether some direction of L Lᵀ receives no noise. */
export function hasZeroColumn(factor: Float64Array, inputs: number): boolean {
  for (let a = 0; a < inputs; a++) if (factor[a * inputs + a] === 0) return true;
  return false;
}

/** Solve Z Lᵀ = rows in place; components of zero columns are taken from `completion`. */
export function whiten(
  rows: Float64Array,
  factor: Float64Array,
  completion: Float64Array,
  inputs: number,
  width: number,
): void {
  for (let a = 0; a < inputs; a++) {
    const pivot = factor[a * inputs + a]!;
    for (let b = 0; b < a; b++) {
      const weight = factor[a * inputs + b]!;
      for (let i = 0; i < width; i++) rows[a * width + i]! -= weight * rows[b * width + i]!;
    }
    for (let i = 0; i < width; i++) {
      rows[a * width + i] = pivot === 0 ? completion[a * width + i]! : rows[a * width + i]! / pivot;
    }
  }
}
