import type { Activation } from '../model/activation.ts';
import { choleskyInto } from '../numeric/cholesky.ts';
import { blockLawIncrements, explicitWeightIncrements, type IncrementSampler, type LayerState } from './increments.ts';
import type { KernelSampler, NetworkOutcome } from './kernel-sampler.ts';
import { LinearChain } from './linear-chain.ts';
import { addMixedNoise, conditionalCovarianceInto, gramInto, lowerTriangleInto } from './neuron-arrays.ts';
import { type ObservableLayout, type Observation, observation, writeObservables } from './observables.ts';
import type { SamplingPlan } from './plan.ts';
import { ResidualObserver } from './residual-observables.ts';

/**
 * Samples finite networks one at a time, layer by layer, in float64; the readable reference for every faster engine.
 *
 *     S = σ(φ)ᵀσ(φ)/n,   Q = C_W S + C_b 11ᵀ,   φ ← (1 − κ ε²) φ + ε Z chol(Q)ᵀ
 */
export class NetworkSampler implements KernelSampler {
  readonly #plan: SamplingPlan;
  readonly #activation: Activation;
  readonly #layout: ObservableLayout;
  readonly #increments: IncrementSampler;
  readonly #linear: LinearChain | null;
  readonly #state: LayerState;
  readonly #noise: Float64Array;
  readonly #initialFactor: Float64Array;
  readonly #covariance: Float64Array;
  readonly #kernel: Float64Array;
  readonly #products: Float64Array;
  readonly #seen: Observation;
  readonly #residual: ResidualObserver | null;
  readonly #isSaved: Uint8Array;

  constructor(plan: SamplingPlan, activation: Activation, layout: ObservableLayout) {
    const { ensemble, chain } = plan;
    const { inputs } = chain;
    const cells = inputs * ensemble.width;
    const seed = BigInt(plan.seed);
    this.#plan = plan;
    this.#activation = activation;
    this.#layout = layout;
    this.#increments =
      plan.sampler === 'block-law'
        ? blockLawIncrements(ensemble, seed, plan.random)
        : explicitWeightIncrements(ensemble, seed, plan.random);
    this.#linear = plan.controlVariates ? new LinearChain(ensemble, chain) : null;
    this.#state = {
      preactivation: new Float64Array(cells),
      activation: new Float64Array(cells),
      factor: new Float64Array(inputs * inputs),
    };
    this.#noise = new Float64Array(cells);
    this.#covariance = new Float64Array(inputs * inputs);
    this.#initialFactor = new Float64Array(inputs * inputs);
    lowerTriangleInto(chain.kernels, 0, inputs, this.#covariance);
    if (choleskyInto(this.#covariance, this.#initialFactor, inputs).failed) {
      throw new RangeError('the input kernel K(0) is not positive semidefinite');
    }
    this.#kernel = new Float64Array(layout.pairs);
    this.#products = new Float64Array(layout.pairs);
    this.#seen = observation(layout);
    this.#residual = plan.residuals ? new ResidualObserver(plan, layout) : null;
    this.#isSaved = new Uint8Array(ensemble.layers + 1);
    for (const layer of plan.savedLayers) this.#isSaved[layer] = 1;
  }

  run(network: number, out: Float64Array): NetworkOutcome {
    const { ensemble, chain } = this.#plan;
    const { layers, width, residualScale, leak, weightVariance, biasVariance } = ensemble;
    const { inputs } = chain;
    const { preactivation, activation, factor } = this.#state;
    const noise = this.#noise;
    const decay = 1 - leak * residualScale ** 2;
    const cells = preactivation.length;
    let deficientPivots = 0;
    let slot = 0;

    this.#increments.begin(network);
    this.#increments.drawInitial(noise);
    addMixedNoise(preactivation.fill(0), noise, this.#initialFactor, inputs, width, 0, 1);
    this.#linear?.begin(preactivation);

    for (let layer = 0; layer <= layers; layer++) {
      this.#activation.into(preactivation, activation, 0, cells);
      if (this.#linear) this.#activation.into(this.#linear.preactivation, this.#linear.activation, 0, cells);
      gramInto(activation, inputs, width, this.#products);
      if (this.#isSaved[layer] === 1) {
        if (!this.#observe(layer, out, slot * this.#layout.size))
          return { divergedAt: layer, deficientPivots, averageError: 0 };
        slot++;
      }
      if (layer === layers) break;
      conditionalCovarianceInto(this.#products, weightVariance, biasVariance, inputs, this.#covariance);
      const report = choleskyInto(this.#covariance, factor, inputs);
      if (report.failed) return { divergedAt: layer, deficientPivots, averageError: 0 };
      deficientPivots += report.deficient;
      this.#increments.draw(this.#state, noise);
      addMixedNoise(preactivation, noise, factor, inputs, width, decay, residualScale);
      this.#linear?.step(layer, noise);
    }
    return { divergedAt: null, deficientPivots, averageError: 0 };
  }

  #observe(layer: number, out: Float64Array, start: number): boolean {
    const { chain, ensemble } = this.#plan;
    const { pairs } = this.#layout;
    const { g, s, l, e, neuronCovariance, gaussianExcess } = this.#seen;
    gramInto(this.#state.preactivation, chain.inputs, ensemble.width, this.#kernel);
    const at = layer * pairs;
    for (let p = 0; p < pairs; p++) {
      g[p] = this.#kernel[p]! - chain.kernels[at + p]!;
      s[p] = this.#products[p]! - chain.products[at + p]!;
    }
    if (this.#linear) {
      this.#linear.observe(layer, l, neuronCovariance, gaussianExcess);
      this.#linear.linearSourceInto(layer, e);
      for (let p = 0; p < pairs; p++) e[p] = s[p]! - e[p]!;
    }
    const finite = writeObservables(this.#layout, this.#seen, ensemble.width, out, start);
    return finite && (this.#residual?.write(layer, this.#seen, this.#linear, out, start) ?? true);
  }
}
