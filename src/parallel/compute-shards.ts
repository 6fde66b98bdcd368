import { availableEngine } from '../sample/engine/registry.ts';
import type { SamplingPlan } from '../sample/plan.ts';
import { type ShardResult, ShardSampler } from '../sample/shard.ts';
import { letEventsIn } from './let-events-in.ts';
import { runPool } from './pool.ts';
import type { Shard } from './shards.ts';

export interface ShardWork {
  readonly plan: SamplingPlan;
  readonly shards: readonly Shard[];
  readonly workers: number;
  readonly signal?: AbortSignal | undefined;
  /** In any order; what a shard's worker does next waits for it. */
  readonly onResult: (result: ShardResult, index: number) => void | Promise<void>;
}

/**
 * Sample shards with the plan's engine, on worker threads where it has one each. When `signal` aborts, those under way are finished.
 * @throws EngineError where the engine cannot be had or does not cover the plan; Error naming the networks where a worker fails
 */
export async function computeShards(work: ShardWork): Promise<void> {
  const { plan, shards, workers, signal, onResult } = work;
  const kind = await availableEngine(plan);
  if (kind.place === 'calling-thread') return runHere(work);
  await runPool<Shard, ShardResult>({
    module: new URL('./sampling-worker.js', import.meta.url),
    setup: plan,
    workers,
    tasks: shards,
    label: (index) => shardText(shards[index]!),
    signal,
    onResult,
  });
}

/** One engine on this thread, shard after shard; signals and timers are served between them. */
async function runHere({ plan, shards, signal, onResult }: ShardWork): Promise<void> {
  if (shards.length === 0) return;
  const sampler = await ShardSampler.open(plan);
  try {
    for (const [index, { first, count }] of shards.entries()) {
      if (signal?.aborted) return;
      await onResult(await sampler.sample(first, count), index);
      await letEventsIn();
    }
  } finally {
    await sampler.dispose();
  }
}

function shardText({ first, count }: Shard): string {
  return `networks ${first} to ${first + count - 1}`;
}
