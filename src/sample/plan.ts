import type { Ensemble } from '../model/ensemble.ts';
import type { InfiniteWidthChain } from '../model/infinite-width-chain.ts';
import type { EngineName, Precision } from './engine/names.ts';
import { type ObservableLayout, observableLayout } from './observables.ts';

/** Everything that fixes the bits of a sampling run: plain data, sent to every worker as it is. */
export interface SamplingPlan {
  readonly ensemble: Ensemble;
  /** Drives the control variates and centres the moments. */
  readonly chain: InfiniteWidthChain;
  /** Layers ℓ at which statistics are taken, ascending. */
  readonly savedLayers: readonly number[];
  /**
   * `block-law`: n N² work per layer, no weight matrix; `explicit-weights`: n² N, the definition itself;
   * `g-only-stochastic`: not networks but the G-only closure without expansion, N³ at any n.
   */
  readonly sampler: 'block-law' | 'explicit-weights' | 'g-only-stochastic';
  readonly random: 'xoshiro' | 'philox';
  readonly controlVariates: boolean;
  /** Whether the residual of the V4 equation is sampled too, part by part. */
  readonly residuals: boolean;
  /** 64-bit seed as a decimal string. */
  readonly seed: string;
  /** What computes it: bits may differ between engines and precisions, never with the number of workers. */
  readonly engine: EngineName;
  readonly precision: Precision;
}

/** Where the statistics of a plan's networks stand. */
export function layoutOf(plan: SamplingPlan): ObservableLayout {
  return observableLayout(plan.chain.inputs, plan.controlVariates, plan.residuals);
}
