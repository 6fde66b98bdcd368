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
  /** The window reaches at least this depth: every judged depth up to it is surely inside; the first depth if none is. */
  readonly lower: number;
  /** The first depth that is surely outside; ∞ if none is. */
  readonly upper: number;
  /**
   * The first crossing of e = τ, interpolated linearly between saved depths, within [lower, upper]: ∞ if there is none up
   * to the horizon, the first judged depth if it is already outside, NaN if no depth could be judged.
   */
  readonly estimate: number;
  /** The first depth that sampling can judge: see `windowEdge`; ∞ if there is none. */
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
 * A depth is judged from the first on where either z s ≤ τ, so that sampling could confirm a theory, or e − z s > τ.
 * Depths before it (K1 near t = 0, where it vanishes faster than its noise; K1(0) itself, where 0/0 has neither error nor
 * standard error) say nothing and count neither way. A theory that is right without any error at every depth is inside.
 *
 * If e crosses τ once, [lower, upper] misses t* only where one depth inside is found surely outside, or one outside surely
 * inside: each with the one-sided probability of z, however many depths are looked at, as long as neighbouring depths
 * share their noise (the depths of one run come from the same networks). Between saved depths e is taken to be monotone.
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
  if (times.length === 0 || error.length !== times.length || standardError.length !== times.length) {
    throw new RangeError(
      `window edge: ${times.length} depths, ${error.length} errors, ${standardError.length} standard errors`,
    );
  }
  const outside = times.map((_, i) => surelyOutside(error[i]!, standardError[i]!, tolerance, z));
  const says = (i: number) => error[i] !== 0 || standardError[i] !== 0;
  const start = times.findIndex(
    (_, i) => outside[i] || (says(i) && !Number.isNaN(error[i]) && z * standardError[i]! <= tolerance),
  );
  const judged = start >= 0 ? start : times.some((_, i) => says(i)) ? times.length : 0;
  let end = judged;
  while (end < times.length && surelyInside(error[end]!, standardError[end]!, tolerance, z)) end++;
  const last = end > judged ? end - 1 : -1;
  const first = outside.indexOf(true);
  return {
    outcome: outcomeOf(last, first, times.length),
    lower: times[Math.max(last, 0)]!,
    upper: first < 0 ? Number.POSITIVE_INFINITY : times[first]!,
    estimate: firstCrossing(times, error, tolerance, judged),
    from: times[judged] ?? Number.POSITIVE_INFINITY,
  };
}

/** @param last index of the last depth surely inside @param first index of the first surely outside; −1 if there is none */
function outcomeOf(last: number, first: number, count: number): WindowEdge['outcome'] {
  if (first < 0) return last === count - 1 ? 'inside' : 'bracketed';
  if (first <= 1) return 'none';
  return first === last + 1 ? 'known' : 'bracketed';
}

function firstCrossing(times: readonly number[], error: readonly number[], tolerance: number, judged: number): number {
  if (judged >= times.length) return Number.NaN;
  const seen = times.flatMap((t, i) => (i >= judged && !Number.isNaN(error[i]) ? [{ t, e: error[i]! }] : []));
  const at = seen.findIndex(({ e }) => e > tolerance);
  if (at < 0) return Number.POSITIVE_INFINITY;
  const after = seen[at]!;
  const before = seen[at - 1];
  if (before === undefined) return after.t;
  return before.t + ((tolerance - before.e) / (after.e - before.e)) * (after.t - before.t);
}
