import { leafItems } from '../numeric/dyadic-sum.ts';
import { engineKind } from '../sample/engine/registry.ts';
import type { SamplingPlan } from '../sample/plan.ts';
import type { ShardResult } from '../sample/shard.ts';

/** A range of networks: the unit of work whose content depends on the plan and the range only. */
export interface Shard {
  readonly first: number;
  readonly count: number;
}

/** Keeps finished shards of one plan between runs. */
export interface ShardStore {
  /** null where it is not there, or damaged. */
  read(shard: Shard): Promise<ShardResult | null>;
  write(shard: Shard, result: ShardResult): Promise<void>;
}

/** Seconds of one core in a shard, at least: keeping it must cost little. */
const shortestShard = 1;
/** Shards that a run is cut into before they grow longer. */
const manyShards = 4096;
/** Seconds of one core from which on shards do not grow any more: what a run loses that is killed, and what one that is stopped is waited for. */
const longestShard = 30;

/** Networks per shard: a power of two of whole leaves, about `work` seconds of one core, independent of the worker count. */
export async function shardSize(plan: SamplingPlan, work = 1): Promise<number> {
  const leaves = Math.max(1, work / ((await secondsOf(plan)) * leafItems));
  return leafItems * 2 ** Math.min(16, Math.floor(Math.log2(leaves)));
}

/** Networks per shard of a run of so many: one to two seconds of one core, and up to a minute where there would be very many. */
export async function shardSizeOfRun(plan: SamplingPlan, networks: number): Promise<number> {
  const total = networks * (await secondsOf(plan));
  // Rounded down to a power of two, it is half of that at least.
  return shardSize(plan, 2 * Math.min(longestShard, Math.max(shortestShard, total / manyShards)));
}

/** Seconds of one network on one core, or on the device, as foreseen: the same number on every machine. */
export async function secondsOf(plan: SamplingPlan): Promise<number> {
  return Math.max(1e-9, (await engineKind(plan.engine)).predict(plan).seconds);
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
