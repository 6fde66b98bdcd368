import type { Shard, ShardStore } from '../../../parallel/shards.ts';
import type { NpyArray } from '../../../record/npy.ts';
import { decodePart, encodePart } from '../../../record/part.ts';
import type { SamplingPlan } from '../../../sample/plan.ts';
import type { ShardResult } from '../../../sample/shard.ts';
import { canonicalJson, sha256 } from '../../../scenario/digest.ts';
import type { PartStore } from '../../host.ts';
import { putSums, sumsIn } from './sums-part.ts';

const format = 1;

/**
 * File names of a plan's shards: SHA-256 of all that decides their bits, which is the plan but for the chain that follows from it, the
 * range of networks, and the code.
 */
export async function shardNames(
  { chain: _chain, ...settings }: SamplingPlan,
  code: string | undefined,
): Promise<(shard: Shard) => Promise<string>> {
  const plan = await sha256(canonicalJson({ ...settings, code: code ?? '' }));
  return async ({ first, count }) => `${await sha256(canonicalJson({ plan, first, count }))}.shard`;
}

/** The shards of a plan among the parts that a host keeps. */
export async function keptShards(
  plan: SamplingPlan,
  { parts, code }: { readonly parts: PartStore; readonly code?: string | undefined },
): Promise<ShardStore> {
  const nameOf = await shardNames(plan, code);
  return {
    read: async (shard) => {
      const bytes = await parts.read(await nameOf(shard));
      return bytes && decodeShard(bytes);
    },
    write: async (shard, result) => parts.write(await nameOf(shard), encodeShard(result)),
  };
}

/** A shard as bytes for a part store. */
export function encodeShard({ networks, ...kept }: ShardResult): Uint8Array {
  const arrays = new Map<string, NpyArray>();
  return encodePart({ format, networks, ...putSums(arrays, kept) }, arrays);
}

/** What `encodeShard` wrote; null for anything else, such as a part kept by another version. */
export function decodeShard(bytes: Uint8Array): ShardResult | null {
  return decodePart(bytes, format, (header, arrays) => {
    const { networks } = header;
    if (typeof networks !== 'number') throw new RangeError('no number of networks');
    return { networks, ...sumsIn(header, arrays) };
  });
}
