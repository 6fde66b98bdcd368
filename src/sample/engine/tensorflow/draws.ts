import { createNormalStream, type NormalStream } from '../../../numeric/random/normal-stream.ts';
import { NeuronNoise } from '../../neuron-noise.ts';
import type { SamplingPlan } from '../../plan.ts';

/**
 * The random numbers of one network of explicit weights, addressed and ordered as in `explicitWeightIncrements`: by layer the
 * n biases where C_b > 0, then the n rows of W, each padded to whole groups of sixteen. Drawn in float64, rounded once.
 */
export class WeightDraws {
  readonly #plan: SamplingPlan;
  readonly #seed: bigint;
  readonly #stream: NormalStream;
  readonly #completion: NeuronNoise;
  readonly #row: Float64Array;

  constructor(plan: SamplingPlan) {
    const { width } = plan.ensemble;
    this.#plan = plan;
    this.#seed = BigInt(plan.seed);
    this.#stream = createNormalStream(plan.random, this.#address('explicit-weights', 0));
    this.#completion = new NeuronNoise(plan.random, this.#address('completion', 0), plan.chain.inputs, width);
    this.#row = new Float64Array(Math.ceil(width / 16) * 16);
  }

  begin(network: number): void {
    this.#stream.reset(this.#address('explicit-weights', network));
    this.#completion.reset(this.#address('completion', network));
  }

  /** N × n normals beside the weights: those of the initial rows first, then those of directions without noise. */
  completionInto(out: Float64Array): void {
    this.#completion.fillLayer(out);
  }

  /** b_i ~ N(0, C_b) to bias[i], W_ij ~ N(0, C_W/n) to weights[i n + j] of the next layer. */
  layerInto(weights: Float32Array, bias: Float32Array): void {
    const { width, weightVariance, biasVariance } = this.#plan.ensemble;
    const row = this.#row;
    if (biasVariance > 0) {
      const scale = Math.sqrt(biasVariance);
      this.#stream.fill(row, row.length);
      for (let i = 0; i < width; i++) bias[i] = scale * row[i]!;
    }
    const scale = Math.sqrt(weightVariance / width);
    for (let i = 0; i < width; i++) {
      this.#stream.fill(row, row.length);
      for (let j = 0; j < width; j++) weights[i * width + j] = scale * row[j]!;
    }
  }

  #address(purpose: 'explicit-weights' | 'completion', network: number) {
    return { seed: this.#seed, purpose, network };
  }
}
