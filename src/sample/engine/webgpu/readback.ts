import { inputPairs, pairIndex } from '../../../model/ensemble.ts';
import type { NetworkOutcome } from '../../kernel-sampler.ts';
import { observation, writeObservables } from '../../observables.ts';
import { layoutOf, type SamplingPlan } from '../../plan.ts';
import { gaussianCovariance, isDiagonal, susceptibility } from './chain-table.ts';
import type { Extent } from './extent.ts';

/**
 * Turns a network's float32 sums into its statistics, in float64.
 *
 * Sums are over deviations from float32 values of K0 and E₂(K0); what those lack of the float64 values is added here.
 */
export class Readback {
  /** Saved layers × layout.size: the statistics of the network read last. */
  readonly statistics: Float64Array;
  readonly #plan: SamplingPlan;
  readonly #extent: Extent;
  readonly #layout;
  readonly #seen;
  readonly #pairs;
  /** E[h h] by saved layer. */
  readonly #gaussian: readonly Float64Array[];

  constructor(plan: SamplingPlan, extent: Extent) {
    this.#plan = plan;
    this.#extent = extent;
    this.#layout = layoutOf(plan);
    this.#seen = observation(this.#layout);
    this.#pairs = inputPairs(extent.inputs);
    this.#gaussian = extent.coupled
      ? plan.savedLayers.map((layer) => gaussianCovariance(plan.chain.kernels, extent.inputs, layer))
      : [];
    this.statistics = new Float64Array(this.#layout.size * plan.savedLayers.length);
  }

  /** Statistics of the network whose sums begin at `start`; it diverged where Q was no covariance or a sum is not finite. */
  read(sums: Float32Array, start: number): NetworkOutcome {
    const { savedLayers, ensemble } = this.#plan;
    const failedAt = sums[start]!;
    const outcome = { deficientPivots: sums[start + 1]!, averageError: 0 };
    for (const [slot, layer] of savedLayers.entries()) {
      if (failedAt >= 0 && failedAt < layer) break;
      this.#observe(sums, start + 2 + slot * this.#extent.depthSums, layer);
      if (this.#extent.coupled) this.#observeChain(sums, start + 2 + slot * this.#extent.depthSums, slot, layer);
      const at = slot * this.#layout.size;
      if (!writeObservables(this.#layout, this.#seen, ensemble.width, this.statistics, at)) {
        return { divergedAt: layer, ...outcome };
      }
    }
    return { divergedAt: failedAt >= 0 ? failedAt : null, ...outcome };
  }

  /** g and s. */
  #observe(sums: Float32Array, at: number, layer: number): void {
    const { chain, ensemble } = this.#plan;
    const { pairs } = this.#extent;
    for (let p = 0; p < pairs; p++) {
      this.#seen.g[p] = sums[at + pairs + p]! / ensemble.width + excess(chain.kernels[layer * pairs + p]!);
      this.#seen.s[p] = sums[at + p]! / ensemble.width + excess(chain.products[layer * pairs + p]!);
    }
  }

  /** l, e, A and w. */
  #observeChain(sums: Float32Array, depthAt: number, slot: number, layer: number): void {
    const { chain, ensemble } = this.#plan;
    const { pairs, packed, inputs, pairSums } = this.#extent;
    const { width, weightVariance } = ensemble;
    const { s, l, e, neuronCovariance, gaussianExcess } = this.#seen;
    const at = depthAt + 2 * pairs;
    const response = at + pairs;
    for (let p = 0; p < pairs; p++) {
      const [a, b] = this.#pairs[p]!;
      const kernel = chain.kernels[layer * pairs + p]!;
      l[p] = (sums[at + p]! + sums[response + p]!) / width + excess(kernel);
      const diagonal = isDiagonal([a, b]);
      const [onA, own, onB] = susceptibility(chain.susceptibilities, (layer * pairs + p) * 3, diagonal);
      const transported =
        onA * sums[response + pairIndex(inputs, a, a)]! +
        own * sums[response + p]! +
        onB * sums[response + pairIndex(inputs, b, b)]!;
      const source = sums[at + 2 * pairs + p]! / width + excess(chain.products[layer * pairs + p]!);
      e[p] = s[p]! - (source + transported / (width * weightVariance));
    }
    const products = depthAt + pairSums;
    const gaussian = this.#gaussian[slot]!;
    for (let q = 0; q < packed; q++) {
      neuronCovariance[q] = sums[products + 2 * q]! / width;
      gaussianExcess[q] = sums[products + 2 * q + 1]! / width - gaussian[q]!;
    }
  }
}

/** What the float32 value of x has too much. */
function excess(x: number): number {
  return Math.fround(x) - x;
}
