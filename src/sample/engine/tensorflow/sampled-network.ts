import type { Activation } from '../../../model/activation.ts';
import { choleskyInto } from '../../../numeric/cholesky.ts';
import type { NetworkOutcome } from '../../kernel-sampler.ts';
import { addMixedNoise, gramInto, lowerTriangleInto } from '../../neuron-arrays.ts';
import { type ObservableLayout, type Observation, observation, writeObservables } from '../../observables.ts';
import type { SamplingPlan } from '../../plan.ts';
import { CoupledChain } from './coupled-chain.ts';
import { WeightDraws } from './draws.ts';

/** What the host keeps of one network of a batch: its random numbers, its coupled chain, its statistics and how it went. */
export class SampledNetwork {
  /** Saved layers × layout.size. */
  readonly statistics: Float64Array;
  readonly #plan: SamplingPlan;
  readonly #layout: ObservableLayout;
  readonly #draws: WeightDraws;
  readonly #chain: CoupledChain | null;
  readonly #initialFactor: Float64Array;
  /** N × n: normals of φ⁰, then increments. */
  readonly #noise: Float64Array;
  /** N × n: φ⁰, then φ^ℓ or σ(φ^ℓ). */
  readonly #state: Float64Array;
  readonly #kernel: Float64Array;
  /** S^ℓ by pairs, as `sum` left it. */
  readonly #products: Float64Array;
  readonly #seen: Observation;
  #divergedAt: number | null = null;
  #deficientPivots = 0;

  /** @throws RangeError where K(0) or some F(K0) is not positive semidefinite. */
  constructor(plan: SamplingPlan, activation: Activation, layout: ObservableLayout) {
    const { inputs, kernels } = plan.chain;
    const cells = inputs * plan.ensemble.width;
    this.#plan = plan;
    this.#layout = layout;
    this.statistics = new Float64Array(layout.size * plan.savedLayers.length);
    this.#draws = new WeightDraws(plan);
    this.#chain = plan.controlVariates ? new CoupledChain(plan, activation) : null;
    this.#noise = new Float64Array(cells);
    this.#state = new Float64Array(cells);
    this.#kernel = new Float64Array(layout.pairs);
    this.#products = new Float64Array(layout.pairs);
    this.#seen = observation(layout);
    this.#initialFactor = new Float64Array(inputs * inputs);
    const covariance = new Float64Array(inputs * inputs);
    lowerTriangleInto(kernels, 0, inputs, covariance);
    if (choleskyInto(covariance, this.#initialFactor, inputs).failed) {
      throw new RangeError('the input kernel K(0) is not positive semidefinite');
    }
  }

  /** A network whose numbers are still finite. */
  get finite(): boolean {
    return this.#divergedAt === null;
  }

  get outcome(): NetworkOutcome {
    return { divergedAt: this.#divergedAt, deficientPivots: this.#deficientPivots, averageError: 0 };
  }

  /** Starts network number `network`; φ⁰ ~ N(0, K(0)), rounded to float32, to rows[i N + a]. */
  begin(network: number, rows: Float32Array): void {
    const { width } = this.#plan.ensemble;
    const { inputs } = this.#plan.chain;
    const state = this.#state;
    this.#divergedAt = null;
    this.#deficientPivots = 0;
    this.#draws.begin(network);
    this.#draws.completionInto(this.#noise);
    addMixedNoise(state.fill(0), this.#noise, this.#initialFactor, inputs, width, 0, 1);
    for (let i = 0; i < width; i++) for (let a = 0; a < inputs; a++) rows[i * inputs + a] = state[a * width + i]!;
    this.#transpose(rows, state);
    this.#chain?.begin(state);
  }

  /** The next layer's W (n × n) and b (n). */
  draw(weights: Float32Array, bias: Float32Array): void {
    this.#draws.layerInto(weights, bias);
  }

  /** Sums S^ℓ from σ(φ^ℓ), n × N: before `observe` and `couple` of the layer. */
  sum(sigma: Float32Array): void {
    this.#transpose(sigma, this.#state);
    gramInto(this.#state, this.#plan.chain.inputs, this.#plan.ensemble.width, this.#products);
  }

  /** Takes the coupled chain over `layer` with W σ + b, n × N. */
  couple(layer: number, increments: Float32Array): void {
    if (this.#chain === null) return;
    this.#transpose(increments, this.#noise);
    const { failed, deficient } = this.#chain.step(layer, this.#products, this.#noise, this.#draws);
    if (failed) this.#divergedAt = layer;
    else this.#deficientPivots += deficient;
  }

  /** Statistics of `layer`, the `slot`-th saved one, from φ^ℓ, n × N. */
  observe(layer: number, slot: number, preactivation: Float32Array): void {
    const { width } = this.#plan.ensemble;
    const { inputs, kernels, products } = this.#plan.chain;
    const { g, s, l, e, neuronCovariance, gaussianExcess } = this.#seen;
    const { pairs } = this.#layout;
    this.#transpose(preactivation, this.#state);
    gramInto(this.#state, inputs, width, this.#kernel);
    for (let p = 0; p < pairs; p++) {
      g[p] = this.#kernel[p]! - kernels[layer * pairs + p]!;
      s[p] = this.#products[p]! - products[layer * pairs + p]!;
    }
    if (this.#chain) {
      const { linear } = this.#chain;
      linear.observe(layer, l, neuronCovariance, gaussianExcess);
      linear.linearSourceInto(layer, e);
      for (let p = 0; p < pairs; p++) e[p] = s[p]! - e[p]!;
    }
    if (!writeObservables(this.#layout, this.#seen, width, this.statistics, slot * this.#layout.size)) {
      this.#divergedAt = layer;
    }
  }

  /** out[a n + i] = rows[i N + a]. */
  #transpose(rows: Float32Array, out: Float64Array): void {
    const { width } = this.#plan.ensemble;
    const { inputs } = this.#plan.chain;
    for (let i = 0, at = 0; i < width; i++) for (let a = 0; a < inputs; a++) out[a * width + i] = rows[at++]!;
  }
}
