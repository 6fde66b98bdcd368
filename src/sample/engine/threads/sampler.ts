import type { Activation } from '../../../model/activation.ts';
import { inputPairs } from '../../../model/ensemble.ts';
import type { InfiniteWidthChain } from '../../../model/infinite-width-chain.ts';
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
  readonly #sums: ReturnType<typeof sumViews>;
  /** By saved layer: coefficients of X in χ X, and E[h h]. */
  readonly #transports: readonly Float64Array[];
  readonly #gaussian: readonly Float64Array[];
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
    const chained = plan.controlVariates ? plan.savedLayers : [];
    this.#transports = chained.map((layer) => transportAt(plan.chain, layer));
    this.#gaussian = chained.map((layer) => gaussianCovariances(plan.chain, layer));
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
    for (let slot = 0; slot < savedLayers.length; slot++) {
      kernels.advance(savedLayers[slot]!);
      if (kernels.failed.value !== 0 || !this.#observe(slot, out)) return this.#outcome(kernels.layer.value);
    }
    kernels.advance(ensemble.layers);
    return this.#outcome(kernels.failed.value === 0 ? null : kernels.layer.value);
  }

  #outcome(divergedAt: number | null): NetworkOutcome {
    return { divergedAt, deficientPivots: this.#network.kernels.deficient.value, averageError: 0 };
  }

  #observe(slot: number, out: Float64Array): boolean {
    const { chain, ensemble, controlVariates, savedLayers } = this.#plan;
    const { pairs, size } = this.#layout;
    const layer = savedLayers[slot]!;
    const start = slot * size;
    const { g, s } = this.#seen;
    const { kernel, transport, kernelSums, products } = this.#sums;
    const at = layer * pairs;
    kernel.set(chain.kernels.subarray(at, at + pairs));
    if (controlVariates) transport.set(this.#transports[slot]!);
    this.#network.kernels.observe();
    for (let p = 0; p < pairs; p++) {
      g[p] = kernelSums[p]! - chain.kernels[at + p]!;
      s[p] = products[p]! - chain.products[at + p]!;
    }
    if (controlVariates) this.#observeChain(slot);
    const finite = writeObservables(this.#layout, this.#seen, ensemble.width, out, start);
    return finite && (this.#residual?.write(layer, this.#seen, this.#chainState, out, start) ?? true);
  }

  /** `LinearChain`'s `observe` and `linearSourceInto` from their sums. */
  #observeChain(slot: number): void {
    const { chain, ensemble, savedLayers } = this.#plan;
    const at = savedLayers[slot]! * this.#layout.pairs;
    const gaussian = this.#gaussian[slot]!;
    const { pairs } = this.#layout;
    const { s, l, e, neuronCovariance, gaussianExcess } = this.#seen;
    const { width, weightVariance } = ensemble;
    const { meanSums, sourceSums, transportSums, covarianceSums, excessSums } = this.#sums;
    for (let p = 0, q = 0; p < pairs; p++) {
      l[p] = meanSums[p]! / width;
      const source = sourceSums[p]! / width - chain.products[at + p]! + transportSums[p]! / (width * weightVariance);
      e[p] = s[p]! - source;
      for (let r = p; r < pairs; r++, q++) {
        neuronCovariance[q] = covarianceSums[q]!;
        gaussianExcess[q] = excessSums[q]! - gaussian[q]!;
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

/** Coefficients of χ X at the pairs of a layer: of X_aa, X_ab and X_bb. */
function transportAt({ inputs, susceptibilities }: InfiniteWidthChain, layer: number): Float64Array {
  const pairs = inputPairs(inputs);
  const out = new Float64Array(3 * pairs.length);
  pairs.forEach(([a, b], p) => {
    const from = 3 * (layer * pairs.length + p);
    if (a === b) out[3 * p + 1] = susceptibilities[from]!;
    else out.set(susceptibilities.subarray(from, from + 3), 3 * p);
  });
  return out;
}

/** E[h_p h_r] at a layer, packed. */
function gaussianCovariances(chain: InfiniteWidthChain, layer: number): Float64Array {
  const pairs = inputPairs(chain.inputs);
  return Float64Array.from(
    pairs.flatMap((first, p) => pairs.slice(p).map((second) => gaussianCovariance(chain, layer, first, second))),
  );
}
