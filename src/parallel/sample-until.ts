import { leafItems } from '../numeric/dyadic-sum.ts';
import { type Look, nextLook, type StoppingRule } from '../sample/sequential.ts';
import type { SampledSums } from './merge-shards.ts';

/** A sample that was taken look by look. */
export interface SequentialSums {
  readonly sums: SampledSums;
  /** Every look, the last one included; none where the run was stopped before the first. */
  readonly looks: readonly Look[];
  /** Why it ended: the error asked for is reached, the most networks are done, or the run was stopped from outside. */
  readonly ending: 'reached' | 'most' | 'stopped';
}

/**
 * Samples until the standard error of one number is reached: see `nextLook`, which says what stopping does to the estimate.
 * @param errorOf standard error from sums, as in `standardErrorOf`
 * @param sampleTo networks 0 … `networks` − 1, going on from `before`; fewer where it is stopped
 * @returns null when nothing was completed
 */
export async function sampleUntil(
  rule: StoppingRule,
  errorOf: (sums: Float64Array) => number,
  sampleTo: (networks: number, before: SampledSums | null) => Promise<SampledSums | null>,
): Promise<SequentialSums | null> {
  let sums: SampledSums | null = null;
  const looks: Look[] = [];
  for (;;) {
    const last = looks.at(-1) ?? null;
    const target = nextLook(rule, last, leafItems);
    if (target === null || sums?.networks === 0) break;
    sums = await sampleTo(target, sums);
    if (sums === null) return null;
    if (sums.completed < target) return { sums, looks, ending: 'stopped' };
    looks.push({ networks: sums.completed, standardError: errorOf(sums.sums) });
  }
  return sums && { sums, looks, ending: looks.at(-1)!.standardError <= rule.standardError ? 'reached' : 'most' };
}
