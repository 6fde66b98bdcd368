import { type DyadicNode, DyadicSum, leafItems } from '../numeric/dyadic-sum.ts';
import { availableEngine, engineKind } from '../sample/engine/registry.ts';
import type { SamplingPlan } from '../sample/plan.ts';
import { type Divergence, type ShardResult, ShardSampler } from '../sample/shard.ts';
import { letEventsIn } from './let-events-in.ts';
import { runPool } from './pool.ts';

/** A range of networks: the unit of work whose content depends on the plan and the range only. */
export interface Shard {
  readonly first: number;
  readonly count: number;
}

/** The merged statistics of the first `networks` addressed networks. */
export interface SampledSums {
  /** Networks asked for and done, in address order from 0. */
  readonly completed: number;
  /** Networks in the sums: completed less diverged. */
  readonly networks: number;
  readonly sums: Float64Array;
  readonly diverged: readonly Divergence[];
  readonly deficientPivots: number;
  /** The nodes behind `sums`, from which a later run can go on. */
  readonly nodes: readonly DyadicNode[];
  /** As in `ShardResult`. */
  readonly averageError: number;
}

/** What an earlier run has left: networks 0 … completed − 1, a multiple of the leaf. */
export type SampledBefore = Pick<SampledSums, 'completed' | 'diverged' | 'deficientPivots' | 'averageError' | 'nodes'>;

/** State of a run while it goes on. */
export interface SamplingProgress {
  readonly done: number;
  readonly of: number;
  /** Sums over every finished shard so far, in order of arrival: for display only. */
  readonly partial: Float64Array;
}

/** Networks per shard: a power of two of whole leaves, about `work` seconds of it, independent of the worker count. */
export async function shardSize(plan: SamplingPlan, work = 1): Promise<number> {
  const { seconds } = (await engineKind(plan.engine)).predict(plan);
  const leaves = Math.max(1, work / (Math.max(1e-9, seconds) * leafItems));
  return leafItems * 2 ** Math.min(16, Math.floor(Math.log2(leaves)));
}

/** Networks first … networks − 1 in ranges that end at multiples of `size`. */
export function shardsOf(networks: number, size: number, first = 0): Shard[] {
  const shards: Shard[] = [];
  for (let at = first; at < networks; ) {
    const end = Math.min(networks, size * (Math.floor(at / size) + 1));
    shards.push({ first: at, count: end - at });
    at = end;
  }
  return shards;
}

export interface SamplingRun {
  readonly plan: SamplingPlan;
  readonly networks: number;
  /** Networks that are done already: the result is the same as if all had been sampled at once. */
  readonly before?: SampledBefore;
  readonly workers: number;
  /** Networks per task; any multiple of the leaf gives the same bits. Default `shardSize(plan)`. */
  readonly blockSize?: number;
  readonly onProgress?: (progress: SamplingProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sample networks 0 … networks − 1 with the plan's engine, on worker threads where it has one each. When `signal` aborts, shards under way are finished and the result holds
 * the unbroken run of shards from 0: the same bytes as a run that asked for that many networks.
 * @returns null when nothing was completed
 * @throws EngineError where the engine cannot be had or does not cover the plan
 */
export async function sampleNetworks(run: SamplingRun): Promise<SampledSums | null> {
  const { before, plan } = run;
  const kind = await availableEngine(plan);
  const shards = shardsOf(run.networks, run.blockSize ?? (await shardSize(plan)), before?.completed ?? 0);
  const waiting = new Map<number, ShardResult>();
  const sum = new DyadicSum();
  for (const { level, index, sums } of before?.nodes ?? []) sum.add({ level, index, sums: sums.slice() });
  const diverged: Divergence[] = [...(before?.diverged ?? [])];
  let merged = 0;
  let completed = before?.completed ?? 0;
  let deficientPivots = before?.deficientPivots ?? 0;
  let averageError = before?.averageError ?? 0;
  let partial: Float64Array | null = sum.total() ?? null;
  let done = completed;

  const onResult = (result: ShardResult, index: number): void => {
    partial ??= new Float64Array(result.nodes[0]?.sums.length ?? 0);
    for (const { sums } of result.nodes) for (let i = 0; i < sums.length; i++) partial[i]! += sums[i]!;
    done += shards[index]!.count;
    waiting.set(index, result);
    for (let next = waiting.get(merged); next !== undefined; next = waiting.get(merged)) {
      waiting.delete(merged);
      for (const node of next.nodes) sum.add(node);
      diverged.push(...next.diverged);
      deficientPivots += next.deficientPivots;
      averageError = Math.max(averageError, next.averageError);
      completed += shards[merged]!.count;
      merged++;
    }
    run.onProgress?.({ done, of: run.networks, partial });
  };
  if (kind.place === 'workers') {
    await runPool<Shard, ShardResult>({
      module: new URL('./sampling-worker.js', import.meta.url),
      setup: plan,
      workers: run.workers,
      tasks: shards,
      signal: run.signal,
      onResult,
    });
  } else await runHere(plan, shards, run.signal, onResult);
  const sums = sum.total();
  if (sums === undefined) return null;
  return {
    completed,
    networks: completed - diverged.length,
    sums,
    diverged,
    deficientPivots,
    averageError,
    nodes: sum.nodes(),
  };
}

/** One engine on this thread, shard after shard; signals and timers are served between them. */
async function runHere(
  plan: SamplingPlan,
  shards: readonly Shard[],
  signal: AbortSignal | undefined,
  onResult: (result: ShardResult, index: number) => void,
): Promise<void> {
  const sampler = await ShardSampler.open(plan);
  try {
    for (const [index, { first, count }] of shards.entries()) {
      if (signal?.aborted) return;
      onResult(await sampler.sample(first, count), index);
      await letEventsIn();
    }
  } finally {
    await sampler.dispose();
  }
}
