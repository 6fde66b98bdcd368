import { formatDepth } from '../../../figure/format.ts';
import type { WindowEdge } from '../window-edge.ts';

/** A depth to three digits. */
const depth = (t: number) => formatDepth(Number(t.toPrecision(3)));

/**
 * A window edge as it is written: "> 4" (no end up to the horizon), "1.03 (1–1.1)" (in one interval of saved depths),
 * "between 0.5 and 2.1", "undecided from 0.5 on", "none" (outside from the start).
 */
export function edgeText({ outcome, lower, upper, estimate }: WindowEdge, horizon: number): string {
  if (outcome === 'inside') return `> ${depth(horizon)}`;
  if (outcome === 'none') return `none (< ${depth(upper)})`;
  if (outcome === 'known') return `${depth(estimate)} (${depth(lower)}–${depth(upper)})`;
  if (Number.isFinite(upper)) return `between ${depth(lower)} and ${depth(upper)}`;
  return `undecided from ${depth(lower)} on`;
}

/** A tolerance in per cent: "1 %". */
export function percent(fraction: number): string {
  return `${Number((100 * fraction).toPrecision(3))} %`;
}
