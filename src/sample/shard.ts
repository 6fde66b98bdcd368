import type { Activation } from '../model/activation.ts';
import { type DyadicNode, DyadicSum, leafItems } from '../numeric/dyadic-sum.ts';
import type { KernelSampler } from './kernel-sampler.ts';
import { NetworkSampler } from './network.ts';
import { type ObservableLayout, observableLayout, sumsLayout } from './observables.ts';
import type { SamplingPlan } from './plan.ts';
import { StochasticClosureSampler } from './stochastic-closure.ts';

/** A network that did not stay finite, by address; it is counted and listed, and left out of the sums. */
export interface Divergence {
  readonly network: number;
  readonly layer: number;
}

/** Sufficient statistics of a range of networks. */
export interface ShardResult {
  /** Networks in the sums. */
  readonly networks: number;
  readonly nodes: readonly DyadicNode[];
  readonly diverged: readonly Divergence[];
  /** Zero columns met in Cholesky factors of Q, over all networks and layers. */
  readonly deficientPivots: number;
  /** Largest error estimate of a Gaussian average that a sampler took, relative; 0 where it takes none. */
  readonly averageError: number;
}

/** Samples ranges of networks of one plan; allocates its work arrays once. */
export class ShardSampler {
  readonly #sampler: KernelSampler;
  readonly #size: number;
  readonly #sums: ReturnType<typeof sumsLayout>;

  constructor(plan: SamplingPlan, activation: Activation) {
    const layout = layoutOf(plan);
    this.#sampler =
      plan.sampler === 'g-only-stochastic'
        ? new StochasticClosureSampler(plan, activation, layout)
        : new NetworkSampler(plan, activation, layout);
    this.#size = layout.size * plan.savedLayers.length;
    this.#sums = sumsLayout(layout, plan.savedLayers.length);
  }

  /** Networks first … first + count − 1. @throws RangeError unless `first` begins a leaf of the dyadic sum. */
  sample(first: number, count: number): ShardResult {
    if (first % leafItems !== 0)
      throw new RangeError(`a shard must begin at a multiple of ${leafItems}, not at ${first}`);
    const sum = new DyadicSum();
    const single = new Float64Array(this.#size);
    const diverged: Divergence[] = [];
    let deficientPivots = 0;
    let averageError = 0;
    for (let leaf = first; leaf < first + count; leaf += leafItems) {
      const sums = new Float64Array(this.#sums.length);
      const fold = this.#sums.folds[(leaf / leafItems) % 2]!;
      for (let network = leaf; network < Math.min(leaf + leafItems, first + count); network++) {
        const outcome = this.#sampler.run(network, single);
        deficientPivots += outcome.deficientPivots;
        averageError = Math.max(averageError, outcome.averageError);
        if (outcome.divergedAt !== null) {
          diverged.push({ network, layer: outcome.divergedAt });
          continue;
        }
        sums[fold.count]! += 1;
        for (let i = 0; i < this.#size; i++) sums[fold.values + i]! += single[i]!;
      }
      sum.add({ level: 0, index: leaf / leafItems, sums });
    }
    return { networks: count - diverged.length, nodes: sum.nodes(), diverged, deficientPivots, averageError };
  }
}

export function layoutOf(plan: SamplingPlan): ObservableLayout {
  return observableLayout(plan.chain.inputs, plan.controlVariates, plan.residuals);
}
