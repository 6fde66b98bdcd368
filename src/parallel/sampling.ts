import type { SamplingPlan } from '../sample/plan.ts';
import type { ShardResult } from '../sample/shard.ts';
import { computeShards } from './compute-shards.ts';
import { type SampledBefore, type SampledSums, ShardMerger } from './merge-shards.ts';
import { type Shard, type ShardStore, shardSizeOfRun, shardsOf } from './shards.ts';

/** State of a run while it goes on. */
export interface SamplingProgress {
  readonly done: number;
  readonly of: number;
  /** Those of `done` that an earlier run had left. */
  readonly kept: number;
  /** Sums over every finished shard so far, in order of arrival: for display only. */
  readonly partial: Float64Array;
}

interface Sampling {
  readonly plan: SamplingPlan;
  readonly workers: number;
  readonly onProgress?: (progress: SamplingProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface SamplingRun extends Sampling {
  readonly networks: number;
  /** Networks that are done already: the result is the same as if all had been sampled at once. */
  readonly before?: SampledBefore;
  /** Networks per task; any multiple of the leaf gives the same bits. Default `shardSizeOfRun`. */
  readonly blockSize?: number;
  /** Where shards are kept as soon as they are finished: those that are there are not sampled again. */
  readonly store?: ShardStore | undefined;
}

/**
 * Sample networks 0 … networks − 1 with the plan's engine, on worker threads where it has one each. When `signal` aborts, shards under way are finished and the result holds
 * the unbroken run of shards from 0: the same bytes as a run that asked for that many networks.
 * @returns null when nothing was completed
 * @throws EngineError where the engine cannot be had or does not cover the plan; Error naming the networks where a worker fails
 */
export async function sampleNetworks(run: SamplingRun): Promise<SampledSums | null> {
  const { before, plan, networks, store, signal } = run;
  const shards = shardsOf(networks, run.blockSize ?? (await shardSizeOfRun(plan, networks)), before?.completed ?? 0);
  const merger = new ShardMerger(shards, before, store);
  const progress = new Progress(run, networks, before?.completed ?? 0, merger.total());
  for (const [index, shard] of shards.entries()) {
    const kept = signal?.aborted ? null : await store?.read(shard);
    if (!kept) continue;
    progress.add(shard, kept, true);
    await merger.add(index, kept, true);
  }
  // Once, unless the store has lost what it had.
  for (let missing = merger.missing(); missing.length > 0 && !signal?.aborted; missing = merger.missing()) {
    const wanted = missing.map((index) => shards[index]!);
    await computeShards({
      ...{ plan, workers: run.workers, signal, shards: wanted },
      onResult: async (result, at) => {
        await store?.write(wanted[at]!, result);
        progress.add(wanted[at]!, result, false);
        await merger.add(missing[at]!, result, store !== undefined);
      },
    });
  }
  return merger.result();
}

/** Some shards of a plan, sampled and kept, and not merged. */
export interface ShardsRun extends Sampling {
  readonly shards: readonly Shard[];
  readonly store: ShardStore;
}

/** Samples those of the shards that are not kept yet, and keeps them. @returns how many are kept at the end. @throws as `sampleNetworks` */
export async function keepShards({ plan, shards, store, workers, signal, onProgress }: ShardsRun): Promise<number> {
  const networks = shards.reduce((sum, { count }) => sum + count, 0);
  const progress = new Progress({ ...(onProgress && { onProgress }) }, networks, 0, undefined);
  const missing: Shard[] = [];
  let done = 0;
  for (const shard of shards) {
    const kept = await store.read(shard);
    if (kept) {
      progress.add(shard, kept, true);
      done++;
    } else missing.push(shard);
  }
  if (missing.length === 0 || signal?.aborted) return done;
  await computeShards({
    ...{ plan, workers, signal, shards: missing },
    onResult: async (result, at) => {
      await store.write(missing[at]!, result);
      progress.add(missing[at]!, result, false);
      done++;
    },
  });
  return done;
}

/** How far a run is, for display. */
class Progress {
  readonly #run: Pick<Sampling, 'onProgress'>;
  readonly #of: number;
  #done: number;
  #kept: number;
  #partial: Float64Array | undefined;

  constructor(run: Pick<Sampling, 'onProgress'>, of: number, done: number, partial: Float64Array | undefined) {
    this.#run = run;
    this.#of = of;
    this.#done = done;
    this.#kept = done;
    this.#partial = partial;
  }

  add({ count }: Shard, { nodes }: ShardResult, kept: boolean): void {
    this.#done += count;
    if (kept) this.#kept += count;
    this.#partial ??= new Float64Array(nodes[0]?.sums.length ?? 0);
    for (const { sums } of nodes) for (let i = 0; i < sums.length; i++) this.#partial[i]! += sums[i]!;
    if (!kept) this.#run.onProgress?.({ done: this.#done, of: this.#of, kept: this.#kept, partial: this.#partial });
  }
}
