import { depthTime } from '../../../model/ensemble.ts';
import { leafItems } from '../../../numeric/dyadic-sum.ts';
import { sampleUntil } from '../../../parallel/sample-until.ts';
import { type SampledSums, sampleNetworks, shardSize } from '../../../parallel/sampling.ts';
import { engineKind } from '../../../sample/engine/registry.ts';
import {
  estimateKernels,
  firstCorrection,
  type SampledKernels,
  standardErrorOf,
  type WatchedComponent,
} from '../../../sample/estimate.ts';
import type { SamplingPlan } from '../../../sample/plan.ts';
import type { Look } from '../../../sample/sequential.ts';
import type { StudyHost } from '../../host.ts';
import type { ErrorGoal, SampleSize } from '../language/sample-size.ts';
import { componentsOf } from '../quantities.ts';

/** Everything sampled in one run. */
export interface KernelSampling {
  readonly plan: SamplingPlan;
  /** Networks asked for; where an error was asked for, those it took, or the most allowed if the run was stopped before. */
  readonly asked: number;
  readonly sums: SampledSums;
  readonly kernels: SampledKernels;
  /** How a standard error was reached, where one was asked for. */
  readonly sequential: SequentialOutcome | null;
}

/** A standard error that was asked for, and what came of it. */
export interface SequentialOutcome {
  readonly goal: ErrorGoal;
  readonly atMost: number;
  readonly looks: readonly Look[];
  readonly ending: 'reached' | 'most' | 'stopped';
  /** Standard error of the networks in the record. */
  readonly standardError: number;
}

/** No estimate can be made from what was sampled. */
export class SamplingError extends Error {
  override name = 'SamplingError';
}

/**
 * Sample the scenario's networks on the host's workers.
 * @returns null when the run was stopped before two networks were complete
 * @throws SamplingError when fewer than two networks stayed finite; EngineError when the plan's engine cannot be had
 */
export async function sampleKernels(
  plan: SamplingPlan,
  size: SampleSize,
  host: StudyHost,
): Promise<KernelSampling | null> {
  if ('networks' in size) {
    const sums = await new Sampling(plan, host, null).to(size.networks, null);
    return finished(plan, size.networks, sums, null);
  }
  const { until: goal, atMost } = size;
  const watched = watchedComponent(plan, goal);
  const sampling = new Sampling(plan, host, { ...goal, atMost });
  const result = await sampleUntil(
    { standardError: goal.standardError, atMost },
    (sums) => standardErrorOf(plan, sums, watched),
    (networks, before) => sampling.to(networks, before),
  );
  if (result === null) return null;
  const { sums, looks, ending } = result;
  const standardError = standardErrorOf(plan, sums.sums, watched);
  const asked = ending === 'stopped' ? atMost : sums.completed;
  return finished(plan, asked, sums, { goal, atMost, looks, ending, standardError });
}

function finished(
  plan: SamplingPlan,
  asked: number,
  sums: SampledSums | null,
  sequential: SequentialOutcome | null,
): KernelSampling | null {
  const enough = enoughNetworks(sums);
  return enough && { plan, asked, sums: enough, kernels: estimateKernels(plan, enough.sums), sequential };
}

/** The sums where they hold two networks; null where too few were sampled. @throws SamplingError where too few stayed finite */
export function enoughNetworks(sums: SampledSums | null): SampledSums | null {
  if (sums === null || sums.networks >= 2) return sums;
  const first = sums.diverged[0];
  if (first === undefined) return null;
  throw new SamplingError(
    `${sums.diverged.length} of ${sums.completed} networks diverged (the first: network ${first.network} at layer ${first.layer}); ` +
      'no estimate is possible. Lower residualScale or weightVariance, or choose a bounded activation.',
  );
}

/** Where the component of a goal stands. */
function watchedComponent({ chain }: SamplingPlan, { quantity, component }: ErrorGoal): WatchedComponent {
  return { quantity, index: componentsOf(quantity, chain.inputs).indexOf(component) };
}

/** Shares of one look that a worker is given at least, so that no worker waits long for the others at its end. */
const sharesOfLook = 16;

/** One plan on one host, sampled at once or look by look. */
class Sampling {
  readonly #plan: SamplingPlan;
  readonly #host: StudyHost;
  readonly #goal: (ErrorGoal & { readonly atMost: number }) | null;
  readonly #watched: WatchedComponent;
  readonly #name: string;
  readonly #began: number;

  constructor(plan: SamplingPlan, host: StudyHost, goal: (ErrorGoal & { readonly atMost: number }) | null) {
    const { ensemble, savedLayers } = plan;
    this.#plan = plan;
    this.#host = host;
    this.#goal = goal;
    this.#watched = goal ? watchedComponent(plan, goal) : firstCorrection;
    const { quantity, component } = goal ?? { quantity: 'K1', component: '0,0' };
    this.#name = `${quantity}[${component}](${depthTime(ensemble, savedLayers.at(-1) ?? 0)})`;
    this.#began = host.now();
  }

  async to(networks: number, before: SampledSums | null): Promise<SampledSums | null> {
    const plan = this.#plan;
    const { workers, signal, now, report } = this.#host;
    return sampleNetworks({
      ...{ plan, networks, workers, signal },
      ...(before && { before }),
      ...(this.#goal && { blockSize: await blockOfLook(plan, networks - (before?.completed ?? 0)) }),
      onProgress: ({ done, of, partial }) => {
        const standardError = standardErrorOf(plan, partial, this.#watched);
        report({
          ...{ stage: 'sampling', done, watched: this.#name, standardError },
          ...this.#outlook(done, of, standardError),
          samplingSeconds: now() - this.#began,
        });
      },
    });
  }

  /** Networks that there will be; where an error is asked for, as many as the present one lets expect. */
  #outlook(done: number, of: number, seen: number): { of: number; goal?: number } {
    if (this.#goal === null) return { of };
    const { standardError: goal, atMost } = this.#goal;
    const expected = Math.ceil(done * (seen / goal) ** 2);
    return { of: Math.min(atMost, Math.max(done, expected || of)), goal };
  }
}

/** Networks per task within a look; the bits do not depend on it. An engine that fills a device by itself is not cut short. */
async function blockOfLook(plan: SamplingPlan, networks: number): Promise<number> {
  const whole = await shardSize(plan);
  if ((await engineKind(plan.engine)).place === 'calling-thread') return whole;
  const share = Math.max(1, networks / (sharesOfLook * leafItems));
  return Math.min(whole, leafItems * 2 ** Math.floor(Math.log2(share)));
}

/** (plain error / coupled error)² at the last saved layer: how many times fewer networks the same error takes. */
export function varianceReduction({ kernels, plan }: KernelSampling): { K1: number; V4: number } | null {
  if (kernels.coupled === null) return null;
  const { plain, coupled } = kernels;
  const ratio = (quantity: 'K1' | 'V4') => {
    const depths = plan.savedLayers.length;
    const last = (plain[quantity].error.length / depths) * (depths - 1);
    return (plain[quantity].error[last]! / coupled[quantity].error[last]!) ** 2;
  };
  return { K1: ratio('K1'), V4: ratio('V4') };
}
