/**
 * Where a validity window ends, as far as sampling can tell.
 *
 * - `inside`: no end up to the horizon;
 * - `none`: the theory is outside at the first depth after 0, or at 0 itself;
 * - `known`: the end lies in one interval of the saved depths;
 * - `bracketed`: it lies somewhere between `lower` and `upper`; sampling cannot say where.
 */
export interface WindowEdge {
  readonly outcome: 'inside' | 'known' | 'bracketed' | 'none';
  /** The window reaches at least this depth: every depth from `from` to it is surely inside; the first depth if none is. */
  readonly lower: number;
  /** The first depth that is surely outside; ∞ if none is. */
  readonly upper: number;
  /**
   * The first crossing of e = τ within [lower, upper], interpolated linearly between the depths at which z s ≤ τ: ∞ if
   * there is none up to the horizon, the first such depth if e is above τ there, NaN if there is no such depth.
   */
  readonly estimate: number;
  /** The first depth that is surely inside or surely outside; ∞ if there is none. See `windowEdge`. */
  readonly from: number;
}

/** Surely within tolerance: e + z s ≤ τ. False for what is not a number. */
export function surelyInside(e: number, s: number, tolerance: number, z: number): boolean {
  return e + z * s <= tolerance;
}

/** Surely out of tolerance: e − z s > τ. False for what is not a number. */
export function surelyOutside(e: number, s: number, tolerance: number, z: number): boolean {
  return e - z * s > tolerance;
}

/**
 * The window edge t*, the first depth with e(t) > τ, from e with standard errors s on saved depths.
 *
 * Depths before the first decided one say nothing and count neither way: K1 vanishes at t = 0 faster than its noise, so that
 * no number of networks decides its first depths. Neither does a depth where e and s both are 0, as K1(0) = 0/0, unless
 * they are 0 at every depth. Where the first decided depth is inside, the window is judged from there
 * on (`from`); where it is outside, the edge may be anywhere before. After `from`, one undecided depth ends `lower`.
 *
 * If e crosses τ once, [lower, upper] misses t* only where a depth inside is found surely outside, or one outside surely
 * inside: for a single depth each has the one-sided probability of z. Depths of one run come from the same networks and
 * share most of their noise, so that looking at all of them adds little. Between saved depths e is taken to be monotone.
 * @param times saved depths t_0 < t_1 < …
 * @throws RangeError without depths, or if the arrays differ in length
 */
export function windowEdge(
  times: readonly number[],
  error: readonly number[],
  standardError: readonly number[],
  tolerance: number,
  z: number,
): WindowEdge {
  const count = times.length;
  if (count === 0 || error.length !== count || standardError.length !== count) {
    throw new RangeError(
      `window edge: ${count} depths, ${error.length} errors, ${standardError.length} standard errors`,
    );
  }
  const inside = times.map((_, i) => surelyInside(error[i]!, standardError[i]!, tolerance, z));
  const outside = times.map((_, i) => surelyOutside(error[i]!, standardError[i]!, tolerance, z));
  const says = (i: number) => error[i] !== 0 || standardError[i] !== 0;
  const silent = !times.some((_, i) => says(i));
  const start = times.findIndex((_, i) => (silent || says(i)) && (inside[i] || outside[i]));
  let last = -1;
  if (start >= 0) for (let i = start; inside[i]; i++) last = i;
  const first = outside.indexOf(true);
  const crossing = times.flatMap((t, i) =>
    i >= last && (outside[i] || z * standardError[i]! <= tolerance) ? [{ t, e: error[i]! }] : [],
  );
  return {
    outcome: outcomeOf(last, first, count),
    lower: times[Math.max(last, 0)]!,
    upper: times[first] ?? Number.POSITIVE_INFINITY,
    estimate: firstCrossing(crossing, tolerance),
    from: times[start] ?? Number.POSITIVE_INFINITY,
  };
}

/** @param last index of the last depth surely inside @param first index of the first surely outside; −1 if there is none */
function outcomeOf(last: number, first: number, count: number): WindowEdge['outcome'] {
  if (first < 0) return last === count - 1 ? 'inside' : 'bracketed';
  if (first <= 1) return 'none';
  return first === last + 1 ? 'known' : 'bracketed';
}

function firstCrossing(points: readonly { readonly t: number; readonly e: number }[], tolerance: number): number {
  const seen = points.filter(({ e }) => !Number.isNaN(e));
  if (seen.length === 0) return Number.NaN;
  const at = seen.findIndex(({ e }) => e > tolerance);
  if (at < 0) return Number.POSITIVE_INFINITY;
  const after = seen[at]!;
  const before = seen[at - 1];
  if (before === undefined) return after.t;
  return before.t + ((tolerance - before.e) / (after.e - before.e)) * (after.t - before.t);
}
