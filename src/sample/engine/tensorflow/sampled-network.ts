import type { Activation } from '../../../model/activation.ts';
import { choleskyInto } from '../../../numeric/cholesky.ts';
import type { NetworkOutcome } from '../../kernel-sampler.ts';
import { addMixedNoise, lowerTriangleInto } from '../../neuron-arrays.ts';
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
  readonly #noise: Float64Array;
  readonly #initial: Float64Array;
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
    this.#initial = new Float64Array(cells);
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

  /** Starts network number `network`; φ⁰ ~ N(0, K(0)) to rows[i N + a]. */
  begin(network: number, rows: Float32Array): void {
    const { width } = this.#plan.ensemble;
    const { inputs } = this.#plan.chain;
    this.#divergedAt = null;
    this.#deficientPivots = 0;
    this.#draws.begin(network);
    this.#draws.completionInto(this.#noise);
    addMixedNoise(this.#initial.fill(0), this.#noise, this.#initialFactor, inputs, width, 0, 1);
    for (let i = 0, at = 0; i < width; i++) for (let a = 0; a < inputs; a++) rows[at++] = this.#initial[a * width + i]!;
    this.#chain?.begin(this.#initial);
  }

  /** The next layer's W (n × n) and b (n). */
  draw(weights: Float32Array, bias: Float32Array): void {
    this.#draws.layerInto(weights, bias);
  }

  /** Takes the coupled chain over `layer`; σ(φ) and W σ + b as n × N rows. Nothing to do without control variates. */
  couple(layer: number, sigma: Float32Array, rows: Float32Array): void {
    const report = this.#chain?.step(layer, sigma, rows, this.#draws);
    if (report?.failed) this.#divergedAt = layer;
    else this.#deficientPivots += report?.deficient ?? 0;
  }

  /** Statistics of `layer`, the `slot`-th saved one, from n G and n S as N × N matrices. */
  observe(layer: number, slot: number, gram: Float32Array, sources: Float32Array): void {
    const { width } = this.#plan.ensemble;
    const { inputs, kernels, products } = this.#plan.chain;
    const { g, s, l, e, neuronCovariance, gaussianExcess } = this.#seen;
    const { pairs } = this.#layout;
    for (let a = 0, p = 0; a < inputs; a++) {
      for (let b = a; b < inputs; b++, p++) {
        g[p] = gram[a * inputs + b]! / width - kernels[layer * pairs + p]!;
        s[p] = sources[a * inputs + b]! / width - products[layer * pairs + p]!;
      }
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
}
