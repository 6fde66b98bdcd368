import type { SampledQuantity } from '../../../sample/kernel-estimates.ts';
import type { Draft } from '../../../scenario/kind.ts';
import { complaint } from '../../../scenario/message-catalogue.ts';
import { firstComponents, isComponent } from '../quantities.ts';

/** A standard error to be reached: of which number, and how small. */
export interface ErrorGoal {
  readonly quantity: SampledQuantity;
  /** "a,b", or "a,b,c,d" for V4, at the last saved depth. */
  readonly component: string;
  readonly standardError: number;
}

/** How many networks: so many, kept in shards of a size where one is asked for, or as many as an error takes. */
export type SampleSize =
  | { readonly networks: number; readonly shard?: number | undefined }
  | { readonly until: ErrorGoal; readonly atMost: number };

/** The fields that say how many networks there are to be; exactly one of both ways in a scenario that was accepted. */
interface SizeFields {
  readonly networks?: number | undefined;
  readonly until?: ErrorGoal | undefined;
  readonly atMost?: number | undefined;
  readonly shard?: number | undefined;
}

/** Shards of one scenario, at most: each of them is a file. */
const mostShards = 100_000;

export function sampleSizeOf({ networks, until, atMost, shard }: SizeFields): SampleSize {
  if (until !== undefined && atMost !== undefined) return { until, atMost };
  return { networks: networks ?? 0, shard };
}

/** Refuses anything but `networks`, or `until` with `atMost`; shards where they are of no use; and an error of what is not sampled. */
export function checkSampleSize(
  draft: Draft,
  { networks, until, atMost, shard }: SizeFields,
  inputs: number | null,
): void {
  const fields = { networks, until, atMost };
  const given = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  const place = until ? ['until'] : atMost === undefined ? [] : ['atMost'];
  const [first = '', second = ''] = given;
  const right = given.length === 1 ? first === 'networks' : first === 'until' && second === 'atMost';
  if (!right) draft.refuse(['sampling', ...place], complaint.sampling.size(given));
  if (shard !== undefined) {
    const path = ['sampling', 'shard'];
    if (until) draft.refuse(path, complaint.sampling.shardOfLooks(shard));
    if (networks !== undefined && networks > mostShards * shard)
      draft.refuse(path, complaint.sampling.manyShards(shard, Math.ceil(networks / shard), mostShards));
  }
  if (!until || inputs === null) return;
  const { quantity, component } = until;
  if (!isComponent(quantity, inputs, component)) {
    const words = complaint.published.component(quantity, firstComponents(quantity, inputs), component);
    draft.refuse(['sampling', 'until', 'component'], words);
  }
}
