import { type DyadicNode, DyadicSum, leafItems } from '../numeric/dyadic-sum.ts';
import type { Engine, NetworkReceiver } from './engine/engine.ts';
import { openEngine } from './engine/registry.ts';
import { sumsLayout } from './observables.ts';
import { layoutOf, type SamplingPlan } from './plan.ts';

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

/** Samples ranges of networks of one plan with the engine that it names. */
export class ShardSampler {
  readonly #engine: Engine;
  readonly #size: number;
  readonly #sums: ReturnType<typeof sumsLayout>;

  private constructor(plan: SamplingPlan, engine: Engine) {
    const layout = layoutOf(plan);
    this.#engine = engine;
    this.#size = layout.size * plan.savedLayers.length;
    this.#sums = sumsLayout(layout, plan.savedLayers.length);
  }

  /** @throws EngineError where the plan's engine cannot be had or does not cover it */
  static async open(plan: SamplingPlan): Promise<ShardSampler> {
    return new ShardSampler(plan, await openEngine(plan));
  }

  /** Networks first … first + count − 1. @throws RangeError unless `first` begins a leaf of the dyadic sum. */
  async sample(first: number, count: number): Promise<ShardResult> {
    if (first % leafItems !== 0)
      throw new RangeError(`a shard must begin at a multiple of ${leafItems}, not at ${first}`);
    const sum = new DyadicSum();
    const diverged: Divergence[] = [];
    let deficientPivots = 0;
    let averageError = 0;
    let sums = new Float64Array(this.#sums.length);
    const end = first + count;
    const size = this.#size;
    const receive: NetworkReceiver = (network, statistics, outcome) => {
      deficientPivots += outcome.deficientPivots;
      averageError = Math.max(averageError, outcome.averageError);
      const leaf = Math.floor(network / leafItems);
      if (outcome.divergedAt !== null) diverged.push({ network, layer: outcome.divergedAt });
      else {
        const { count, values } = this.#sums.folds[leaf % 2]!;
        sums[count]! += 1;
        addAt(sums, values, statistics, size);
      }
      if (network + 1 === end || (network + 1) % leafItems === 0) {
        sum.add({ level: 0, index: leaf, sums });
        sums = new Float64Array(this.#sums.length);
      }
    };
    const { batch } = this.#engine;
    for (let at = first; at < end; at += batch) await this.#engine.run(at, Math.min(batch, end - at), receive);
    return { networks: count - diverged.length, nodes: sum.nodes(), diverged, deficientPivots, averageError };
  }

  dispose(): Promise<void> {
    return this.#engine.dispose();
  }
}

/** sums[to + i] += values[i], 0 ≤ i < count. A function of its own: variables of a closure would be read anew for every number. */
function addAt(sums: Float64Array, to: number, values: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) sums[to + i]! += values[i]!;
}
