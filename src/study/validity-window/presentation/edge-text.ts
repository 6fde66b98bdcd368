import { formatDepth } from '../../../figure/format.ts';
import type { WindowEdge } from '../window-edge.ts';

/** A depth to three digits. */
const depth = (t: number) => formatDepth(Number(t.toPrecision(3)));

/** Whether sampling says nothing at all of an edge: neither a depth that is reached nor one that is not. */
export function isUnknown({ outcome, lower, upper }: WindowEdge, times: readonly number[]): boolean {
  return outcome === 'bracketed' && lower === times[0] && !Number.isFinite(upper);
}

/**
 * A window edge as it is written: "> 4" (no end up to the last depth), "1.03 (1–1.1)" (in one interval of saved depths),
 * "0.5 … 2.1" (a range), "≥ 0.5" (undecided from there on), "< 0.1" (outside from the start), "undecided"; with
 * "judged from 0.4" where sampling says nothing of smaller depths.
 */
export function edgeText(edge: WindowEdge, times: readonly number[]): string {
  const { outcome, lower, upper, estimate, from } = edge;
  if (isUnknown(edge, times)) return 'undecided';
  const known = from > (times[1] ?? 0) && lower >= from ? ` (judged from ${depth(from)})` : '';
  if (outcome === 'inside') return `> ${depth(times.at(-1)!)}${known}`;
  if (outcome === 'none') return `< ${depth(upper)}`;
  if (outcome === 'known') return `${depth(estimate)} (${depth(lower)}–${depth(upper)})${known}`;
  if (Number.isFinite(upper)) return `${depth(lower)} … ${depth(upper)}${known}`;
  return `≥ ${depth(lower)}${known}`;
}

/** A tolerance in per cent: "1 %". */
export function percent(fraction: number): string {
  return `${Number((100 * fraction).toPrecision(3))} %`;
}
