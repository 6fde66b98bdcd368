import { activationOf } from '../../model/activation.ts';
import type { Ensemble } from '../../model/ensemble.ts';
import type { InfiniteWidthChain } from '../../model/infinite-width-chain.ts';
import type { EngineName, Precision } from '../../sample/engine/names.ts';
import type { SamplingPlan } from '../../sample/plan.ts';
import { infiniteWidthChain } from '../kernel/theory/infinite-width.ts';

/** What is timed. */
export interface SpeedTask {
  readonly activation: 'relu' | 'tanh';
  readonly width: number;
  readonly layers: number;
  readonly sampler: 'block-law' | 'explicit-weights';
  /** Coupled control variates. */
  readonly coupled: boolean;
}

/** N of every speed measurement. */
const speedInputs = 4;
/** Depths at which statistics are taken, the first and the last layer included. */
const depths = 9;
/** Of the chain's averages: speed does not depend on it. */
const chainTolerance = 1e-9;

/**
 * Four inputs up to depth time 2: variance 2, correlation 0.3, C_W = 2 for tanh (the setting of arXiv 2604.15742), C_W = 1 for
 * ReLU.
 */
function speedEnsemble({ activation, width, layers }: SpeedTask): Ensemble {
  return {
    ...{ activation, width, layers, weightVariance: activation === 'tanh' ? 2 : 1, biasVariance: 0, leak: 0 },
    ...{ horizon: 2, residualScale: Math.sqrt(2 / layers) },
    inputKernel: Array.from({ length: speedInputs }, (_, a) =>
      Array.from({ length: speedInputs }, (_, b) => (a === b ? 2 : 0.6)),
    ),
  };
}

/** The chain of a task; it depends on activation and layers alone. */
export async function speedChain(task: SpeedTask): Promise<InfiniteWidthChain> {
  return infiniteWidthChain(speedEnsemble(task), await activationOf(task.activation), chainTolerance);
}

/** The plan of a task, with statistics at nine depths. */
export function speedPlan(
  task: SpeedTask,
  engine: EngineName,
  precision: Precision,
  chain: InfiniteWidthChain,
): SamplingPlan {
  const { layers, sampler, coupled } = task;
  const evenly = Array.from({ length: depths }, (_, i) => Math.round((layers * i) / (depths - 1)));
  return {
    ...{ ensemble: speedEnsemble(task), chain, savedLayers: [...new Set(evenly)], sampler, engine, precision },
    ...{ random: 'xoshiro', controlVariates: coupled, residuals: false, seed: '1' },
  };
}

/** Neuron·input·layer updates of one network. */
export function updatesOf({ ensemble: { width, layers, inputKernel } }: SamplingPlan): number {
  return width * layers * inputKernel.length;
}
