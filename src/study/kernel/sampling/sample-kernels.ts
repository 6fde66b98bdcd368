import { leafItems } from '../../../numeric/dyadic-sum.ts';
import type { SampledSums } from '../../../parallel/merge-shards.ts';
import { sampleUntil } from '../../../parallel/sample-until.ts';
import { sampleNetworks } from '../../../parallel/sampling.ts';
import { type ShardStore, secondsOf, shardSizeOfRun } from '../../../parallel/shards.ts';
import { engineKind } from '../../../sample/engine/registry.ts';
import { estimateKernels, type SampledKernels, standardErrorOf } from '../../../sample/estimate.ts';
import type { SamplingPlan } from '../../../sample/plan.ts';
import type { Look } from '../../../sample/sequential.ts';
import type { StudyHost } from '../../host.ts';
import type { ErrorGoal, SampleSize } from '../language/sample-size.ts';
import { keptShards } from './kept-shards.ts';
import { SamplingDisplay, watchedComponent } from './sampling-display.ts';

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
    const sums = await new Sampling(plan, host, null, size.shard).to(size.networks, null);
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

/** Shards of one look at least, so that no worker waits long for the others at its end. */
const shardsOfLook = 16;
/** Seconds of one core that a shard must be foreseen to take to be kept: a look of shorter ones is soon sampled again. */
const worthKeeping = 0.5;

/** One plan on one host, sampled at once or look by look. */
class Sampling {
  readonly #plan: SamplingPlan;
  readonly #host: StudyHost;
  readonly #lookByLook: boolean;
  /** Networks per shard; undefined for as many as are worth a file. */
  readonly #shard: number | undefined;
  readonly #display: SamplingDisplay;

  constructor(
    plan: SamplingPlan,
    host: StudyHost,
    goal: (ErrorGoal & { readonly atMost: number }) | null,
    shard?: number,
  ) {
    this.#plan = plan;
    this.#host = host;
    this.#lookByLook = goal !== null;
    this.#shard = shard;
    this.#display = new SamplingDisplay(plan, host, goal);
  }

  async to(networks: number, before: SampledSums | null): Promise<SampledSums | null> {
    const plan = this.#plan;
    const { workers, signal } = this.#host;
    const left = networks - (before?.completed ?? 0);
    const chosen = () => (this.#lookByLook ? blockOfLook(plan, left) : shardSizeOfRun(plan, networks));
    const blockSize = this.#shard ?? (await chosen());
    return sampleNetworks({
      ...{ plan, networks, workers, signal, blockSize },
      ...(before && { before }),
      store: await this.#store(blockSize, left),
      onProgress: this.#display.show,
    });
  }

  /** Where shards are kept, if it is worth it: a sample that is one shard is only read, where a share of the work has left it. */
  async #store(blockSize: number, networks: number): Promise<ShardStore | undefined> {
    const { parts, code } = this.#host;
    if (parts === undefined) return undefined;
    if (this.#lookByLook && blockSize * (await secondsOf(this.#plan)) < worthKeeping) return undefined;
    const store = await keptShards(this.#plan, { parts, code });
    return networks <= blockSize ? { ...store, write: async () => {} } : store;
  }
}

/** Networks per task within a look; the bits do not depend on it. An engine that fills a device by itself is not cut short. */
async function blockOfLook(plan: SamplingPlan, networks: number): Promise<number> {
  const whole = await shardSizeOfRun(plan, networks);
  if ((await engineKind(plan.engine)).place === 'calling-thread') return whole;
  const share = Math.max(1, networks / (shardsOfLook * leafItems));
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
