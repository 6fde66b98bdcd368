import { activationOf } from '../../model/activation.ts';
import type { Ensemble } from '../../model/ensemble.ts';
import { emptyChain, type InfiniteWidthChain } from '../../model/infinite-width-chain.ts';
import { EngineError } from '../../sample/engine/engine.ts';
import type { Precision } from '../../sample/engine/names.ts';
import { withFastestEngine } from '../../sample/engine/registry.ts';
import type { SamplingPlan } from '../../sample/plan.ts';
import type { StudyHost } from '../host.ts';
import { sampleKernels, varianceReduction } from '../kernel/sampling/sample-kernels.ts';
import { infiniteWidthChain } from '../kernel/theory/infinite-width.ts';
import type { Clock } from './clock.ts';
import { updatesOf } from './speed-plan.ts';
import { throughput } from './throughput.ts';

/**
 * The main sampling of Kawase & Ota, arXiv 2604.15742 (tanh, N = 4, n = 64, L = 800, T = 2), as cited: not measured here. Their
 * notebook's sampler (PyTorch, two threads) runs at 49–57 M updates/s on an idle machine of the kind in the record, and their notebook
 * prints the time, about 19 000 s.
 */
export const authorsRun = {
  networks: 5e6,
  seconds: 19_000,
  standardError: 0.025,
  updatesPerSecond: [49e6, 57e6],
} as const;

const authorsEnsemble: Ensemble = {
  ...{ activation: 'tanh', weightVariance: 2, biasVariance: 0, leak: 0, width: 64, layers: 800 },
  ...{ residualScale: 0.05, horizon: 2 },
  inputKernel: Array.from({ length: 4 }, (_, a) => Array.from({ length: 4 }, (_, b) => (a === b ? 2 : 0.6))),
};

/** What K1[0,0](2) to the authors' standard error takes here. */
export interface EqualError {
  readonly engine: string;
  readonly precision: Precision;
  readonly workers: number;
  /** Networks that the estimates below rest on. */
  readonly networks: number;
  /** (plain / coupled)² of the standard errors of K1[0,0](2): how many times fewer networks. */
  readonly varianceReduction: number;
  readonly networksPerSecond: number;
  /** Networks to the authors' standard error, with control variates and without. */
  readonly needed: number;
  readonly neededPlain: number;
  /** Of sampling, theory not included. */
  readonly seconds: number;
  /** The authors' seconds over these. */
  readonly speedUp: number;
}

/**
 * The paper's main sampling with coupled control variates on the fastest engine that every machine has: the standard error
 * from `networks` of them, and the speed, give the time to the authors' error.
 */
export async function equalError(
  precision: Precision,
  networks: number,
  seconds: number,
  clock: Clock,
  host: Pick<StudyHost, 'workers'>,
): Promise<EqualError> {
  const chain = infiniteWidthChain(authorsEnsemble, await activationOf('tanh'), 1e-10);
  const plan = await authorsPlan(precision, chain);
  const quiet: StudyHost = { workers: host.workers, report: () => {}, now: clock.wall };
  const sampled = await sampleKernels(plan, { networks }, quiet);
  if (sampled?.kernels.coupled == null) throw new Error('nothing was sampled');
  const error = sampled.kernels.coupled.K1.error[0]!;
  const needed = networks * (error / authorsRun.standardError) ** 2;
  const reduction = varianceReduction(sampled)!.K1;
  const { wall } = await throughput(plan, host.workers, clock, seconds);
  const networksPerSecond = wall / updatesOf(plan);
  const taken = needed / networksPerSecond;
  return {
    ...{ engine: plan.engine, precision, workers: host.workers, networks, varianceReduction: reduction },
    ...{ networksPerSecond, needed, neededPlain: needed * reduction },
    ...{ seconds: taken, speedUp: authorsRun.seconds / taken },
  };
}

/** Whether some engine that every machine has samples networks in a precision. */
export async function samplesEverywhere(precision: Precision): Promise<boolean> {
  try {
    await authorsPlan(precision, emptyChain(authorsEnsemble));
    return true;
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}

/** Only the last depth: what the authors' number needs. */
function authorsPlan(precision: Precision, chain: InfiniteWidthChain): Promise<SamplingPlan> {
  const ensemble = authorsEnsemble;
  return withFastestEngine({
    ...{ ensemble, chain, precision, sampler: 'block-law', random: 'xoshiro', controlVariates: true, residuals: false },
    ...{ savedLayers: [ensemble.layers], seed: '1' },
  });
}
