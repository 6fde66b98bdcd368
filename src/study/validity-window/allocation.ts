import { normalQuantile, normalTail } from '../../numeric/normal-quantile.ts';
import type { RelativeErrors } from './relative-error.ts';
import { surelyInside, surelyOutside, windowEdge } from './window-edge.ts';

/** One theory curve of a point: its relative error against the sampled networks. */
export interface PointSeries extends RelativeErrors {
  readonly times: readonly number[];
}

/** What is known at one point of a sweep. */
export interface PointState {
  /** Networks that the errors rest on. */
  readonly networks: number;
  /** How often the point's networks have been added to: 0 at the first look. */
  readonly round: number;
  readonly series: readonly PointSeries[];
}

/** How far the refinement of window edges goes. */
export interface RefinementRule {
  /** z of the first look. */
  readonly standardErrors: number;
  readonly tolerances: readonly number[];
  /** Networks that a point is never given more than. */
  readonly atMost: number;
}

const smallestGrowth = 2;
const largestGrowth = 8;

/**
 * z_k of the k-th look (k = 0, 1, …) at the same growing sample: its one-sided tail is p/(k + 1)², p that of z_0 = z.
 * A wrong decision at any look then has a probability of at most Σ p/(k + 1)² < 1.65 p, where looking again and again with
 * the same z would be wrong in the end; the looks share their networks, which in practice keeps it near p.
 */
export function lookStandardErrors(z: number, round: number): number {
  return round === 0 ? z : normalQuantile(normalTail(z) / (round + 1) ** 2);
}

/**
 * How many networks a point should have at its next look: `networks` itself when every edge is decided, or when more would
 * not help (`atMost` is reached, or the theory's own error is what is too large).
 *
 * For an undecided edge, the depths that keep it open (between the last surely inside and the first surely outside) each
 * need z s < |e − τ| at the next look's z; sampling errors shrink like 1/√networks, theory errors not at all. The growth
 * asked for is the median over these depths: where e is closest to τ the answer diverges, and deciding half of the depths
 * halves the bracket at every round. A point grows by the largest factor that one of its edges asks for, within 2 … 8.
 */
export function nextNetworks(point: PointState, rule: RefinementRule): number {
  const now = lookStandardErrors(rule.standardErrors, point.round);
  const next = lookStandardErrors(rule.standardErrors, point.round + 1);
  let growth = 0;
  for (const series of point.series)
    for (const tolerance of rule.tolerances) growth = Math.max(growth, growthOf(series, tolerance, now, next));
  if (growth === 0) return point.networks;
  const factor = Math.min(largestGrowth, Math.max(smallestGrowth, growth));
  return Math.max(point.networks, Math.min(rule.atMost, Math.ceil(factor * point.networks)));
}

/** The factor that an edge asks for; 0 if it is decided or cannot be. */
function growthOf(series: PointSeries, tolerance: number, now: number, next: number): number {
  const { times, error, standardError, theoryPart } = series;
  const { outcome, lower, upper } = windowEdge(times, error, standardError, tolerance, now);
  if (outcome !== 'bracketed') return 0;
  const factors = times.flatMap((t, i) => {
    const e = error[i]!;
    const s = standardError[i]!;
    const open = t >= lower && t < upper && !surelyInside(e, s, tolerance, now) && !surelyOutside(e, s, tolerance, now);
    if (!open) return [];
    const room = (e - tolerance) ** 2 - (next * theoryPart[i]!) ** 2;
    const factor = (next ** 2 * (s ** 2 - theoryPart[i]! ** 2)) / room;
    return room > 0 && Number.isFinite(factor) ? [factor] : [];
  });
  factors.sort((a, b) => a - b);
  return factors[Math.floor(factors.length / 2)] ?? 0;
}
