import type { Activation } from '../../../model/activation.ts';
import { inputPairs } from '../../../model/ensemble.ts';
import type { KernelSampler, NetworkOutcome } from '../../kernel-sampler.ts';
import { type ChainState, gaussianCovariance } from '../../linear-chain.ts';
import { type ObservableLayout, type Observation, observation, writeObservables } from '../../observables.ts';
import { layoutOf, type SamplingPlan } from '../../plan.ts';
import { ResidualObserver } from '../../residual-observables.ts';
import { NetworkKernels } from './network-kernels.ts';

/** Samples networks of a plan one at a time with the WebAssembly kernels; observables from their sums as in `NetworkSampler`. */
export class KernelledSampler implements KernelSampler {
  readonly #plan: SamplingPlan;
  readonly #layout: ObservableLayout;
  readonly #network: NetworkKernels;
  readonly #seen: Observation;
  readonly #pairs: ReturnType<typeof inputPairs>;
  readonly #sums: ReturnType<typeof sumViews>;
  readonly #residual: ResidualObserver | null;
  readonly #chainState: ChainState | null;

  /** @throws RangeError as `NetworkKernels.open` */
  static async open(plan: SamplingPlan, activation: Activation): Promise<KernelledSampler> {
    return new KernelledSampler(plan, await NetworkKernels.open(plan, activation));
  }

  private constructor(plan: SamplingPlan, network: NetworkKernels) {
    const layout = layoutOf(plan);
    const { inputs, pairs } = layout;
    const { width } = plan.ensemble;
    this.#plan = plan;
    this.#layout = layout;
    this.#network = network;
    this.#seen = observation(layout);
    this.#pairs = inputPairs(inputs);
    this.#sums = sumViews(network, layout, plan);
    this.#residual = plan.residuals ? new ResidualObserver(plan, layout) : null;
    this.#chainState =
      plan.residuals && plan.controlVariates
        ? {
            activation: network.view('activationRows', inputs * width),
            response: network.view('responseRows', pairs * width),
            deviation: network.view('deviationRows', pairs * width),
          }
        : null;
  }

  run(network: number, out: Float64Array): NetworkOutcome {
    const { ensemble, savedLayers } = this.#plan;
    const { kernels } = this.#network;
    this.#network.begin(network);
    let start = 0;
    for (const layer of savedLayers) {
      kernels.advance(layer);
      if (kernels.failed.value !== 0 || !this.#observe(layer, out, start)) return this.#outcome(kernels.layer.value);
      start += this.#layout.size;
    }
    kernels.advance(ensemble.layers);
    return this.#outcome(kernels.failed.value === 0 ? null : kernels.layer.value);
  }

  #outcome(divergedAt: number | null): NetworkOutcome {
    return { divergedAt, deficientPivots: this.#network.kernels.deficient.value, averageError: 0 };
  }

  #observe(layer: number, out: Float64Array, start: number): boolean {
    const { chain, ensemble, controlVariates } = this.#plan;
    const { pairs } = this.#layout;
    const { g, s } = this.#seen;
    const { kernel, kernelSums, products } = this.#sums;
    const at = layer * pairs;
    kernel.set(chain.kernels.subarray(at, at + pairs));
    if (controlVariates) this.#setTransport(at);
    this.#network.kernels.observe();
    for (let p = 0; p < pairs; p++) {
      g[p] = kernelSums[p]! - chain.kernels[at + p]!;
      s[p] = products[p]! - chain.products[at + p]!;
    }
    if (controlVariates) this.#observeChain(layer);
    const finite = writeObservables(this.#layout, this.#seen, ensemble.width, out, start);
    return finite && (this.#residual?.write(layer, this.#seen, this.#chainState, out, start) ?? true);
  }

  /** Coefficients of χ X at the pairs of a layer: of X_aa, X_ab and X_bb. */
  #setTransport(at: number): void {
    const { susceptibilities } = this.#plan.chain;
    const { transport } = this.#sums;
    this.#pairs.forEach(([a, b], p) => {
      const from = 3 * (at + p);
      const own = a === b;
      transport[3 * p] = own ? 0 : susceptibilities[from]!;
      transport[3 * p + 1] = susceptibilities[own ? from : from + 1]!;
      transport[3 * p + 2] = own ? 0 : susceptibilities[from + 2]!;
    });
  }

  /** `LinearChain`'s `observe` and `linearSourceInto` from their sums. */
  #observeChain(layer: number): void {
    const { chain, ensemble } = this.#plan;
    const { pairs } = this.#layout;
    const { s, l, e, neuronCovariance, gaussianExcess } = this.#seen;
    const { width, weightVariance } = ensemble;
    const { meanSums, sourceSums, transportSums, covarianceSums, excessSums } = this.#sums;
    for (let p = 0, q = 0; p < pairs; p++) {
      l[p] = meanSums[p]! / width;
      const source =
        sourceSums[p]! / width - chain.products[layer * pairs + p]! + transportSums[p]! / (width * weightVariance);
      e[p] = s[p]! - source;
      for (let r = p; r < pairs; r++, q++) {
        neuronCovariance[q] = covarianceSums[q]!;
        gaussianExcess[q] = excessSums[q]! - gaussianCovariance(chain, layer, this.#pairs[p]!, this.#pairs[r]!);
      }
    }
  }
}

function sumViews(
  network: NetworkKernels,
  { pairs, packed }: ObservableLayout,
  { precision, controlVariates }: SamplingPlan,
) {
  const chain = controlVariates ? packed : 0;
  return {
    kernel: network.view('kernel', pairs),
    transport: network.view('transport', 3 * pairs),
    kernelSums: network.view('kernelSums', pairs),
    products: network.view(precision === 'float64' ? 'products' : 'productSums', pairs),
    meanSums: network.view('meanSums', pairs),
    sourceSums: network.view('sourceSums', pairs),
    transportSums: network.view('transportSums', pairs),
    covarianceSums: network.view('covarianceSums', chain),
    excessSums: network.view('excessSums', chain),
  };
}
