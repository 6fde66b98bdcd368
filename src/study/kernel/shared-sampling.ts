import { activationOf } from '../../model/activation.ts';
import { keepShards } from '../../parallel/sampling.ts';
import { type Shard, shardSizeOfRun, shardsOf } from '../../parallel/shards.ts';
import type { SamplingPlan } from '../../sample/plan.ts';
import type { StudyHost, StudyShared, WorkShare } from '../host.ts';
import { inShare } from '../in-share.ts';
import { SharingError } from '../sharing-error.ts';
import type { KernelScenario } from './kernel-scenario.ts';
import { sampleSizeOf } from './language/sample-size.ts';
import { keptShards, shardNames } from './sampling/kept-shards.ts';
import { SamplingDisplay } from './sampling/sampling-display.ts';
import { closurePlan, type SamplingBlock, samplingOutline, samplingPlan } from './sampling/sampling-plan.ts';
import { chainTolerance, infiniteWidthChain } from './theory/infinite-width.ts';

/** The file name of every shard: those of the networks, then those of the G-only closure beside them. @throws SharingError */
export async function partNames(
  scenario: KernelScenario,
  _digest: string,
  { code }: Pick<StudyHost, 'code'>,
): Promise<readonly string[]> {
  const names: string[] = [];
  const sampling = sharedSampling(scenario);
  for (const { plan, shards } of await sharedSamples(sampling, await samplingOutline(scenario, sampling))) {
    const nameOf = await shardNames(plan, code);
    for (const shard of shards) names.push(await nameOf(shard));
  }
  return names;
}

/** Samples and keeps the shards of one share, those of the list of `partNames`. @throws SharingError; as `sampleNetworks` */
export async function runShare(scenario: KernelScenario, host: StudyHost, share: WorkShare): Promise<StudyShared> {
  const { parts, code, workers, signal } = host;
  if (parts === undefined) throw new RangeError('a share of the work is of use only where parts are kept');
  const sampling = sharedSampling(scenario);
  host.report({ stage: 'theory', what: 'infinite-width chain' });
  const chain = infiniteWidthChain(scenario.ensemble, await activationOf(scenario.ensemble.activation), chainTolerance);
  let position = 0;
  let done = 0;
  let of = 0;
  for (const { plan, shards } of await sharedSamples(sampling, await samplingPlan(scenario, sampling, chain))) {
    const own = shards.filter(() => inShare(position++, share));
    of += own.length;
    const display = new SamplingDisplay(plan, host, null);
    done += await keepShards({
      ...{ plan, shards: own, workers, signal, onProgress: display.show },
      store: await keptShards(plan, { parts, code }),
    });
  }
  return { shared: { done, of } };
}

/** One sample of a scenario: networks, or runs of the G-only closure. */
interface SharedSample {
  readonly plan: SamplingPlan;
  readonly shards: readonly Shard[];
}

async function sharedSamples(sampling: SamplingBlock, plan: SamplingPlan): Promise<SharedSample[]> {
  const sample = async (plan: SamplingPlan, networks: number, shard?: number): Promise<SharedSample> => ({
    plan,
    shards: shardsOf(networks, shard ?? (await shardSizeOfRun(plan, networks))),
  });
  const size = sampleSizeOf(sampling);
  const own = 'networks' in size ? [await sample(plan, size.networks, size.shard)] : [];
  const { gOnlyStochastic: beside } = sampling;
  return beside ? [...own, await sample(closurePlan(plan), beside.networks)] : own;
}

/** The `sampling` block of a scenario whose shards are known beforehand. @throws SharingError for another one */
function sharedSampling({ name, sampling }: KernelScenario): SamplingBlock {
  if (sampling === null)
    throw new SharingError(
      `the scenario "${name}" samples nothing, so that there is nothing to share out among workers. Use odepth run.`,
    );
  const size = sampleSizeOf(sampling);
  if ('networks' in size) return sampling;
  throw new SharingError(
    `the scenario "${name}" samples until a standard error is reached (sampling.until): how many networks that takes is not known beforehand, so that they cannot be shared out among workers. ` +
      `Write sampling.networks in place of sampling.until and sampling.atMost (--set sampling.until=null --set sampling.atMost=null --set sampling.networks=${size.atMost}), or use odepth run.`,
  );
}
