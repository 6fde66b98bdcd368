/** Fewer modes than this say nothing about the tail; they are carried even when fewer are reported. */
const fewestModes = 8;

/** k_max that is worked with when modes up to `modeOrder` are asked for. */
export function workingOrder(modeOrder: number): number {
  return Math.max(modeOrder, fewestModes);
}

/** An order at which V4 and K1 are cut, and whether the truncation is estimated from it. */
export interface Cut {
  readonly order: number;
  readonly estimate: boolean;
}

/** Where V4 and K1 are cut, descending: the working order, its half and its quarter, and the order asked for. */
export function cutsOf(modeOrder: number, evenOnly: boolean): Cut[] {
  const order = workingOrder(modeOrder);
  const halved = (k: number) => (evenOnly ? 2 * Math.round(k / 4) : Math.round(k / 2));
  const estimated = [order, halved(order), halved(halved(order))];
  return [...new Set([...estimated, modeOrder])]
    .sort((a, b) => b - a)
    .map((cut) => ({ order: cut, estimate: estimated.includes(cut) }));
}

/** Bounds on how much the next octave of modes is taken to shrink: never better than fourfold, never worse than this. */
const shrinkage = { best: 0.35, worst: 0.95 };

/**
 * Estimated distance of a value cut at k_max from the limit of all modes, given it cut at k_max, k_max/2 and k_max/4.
 *
 * With d₁, d₂ the last two differences and q = d₁/d₂, the rest is d₁ q/(1 − q) if every octave shrinks alike: exact for
 * algebraic convergence (corners in σ), generous for geometric (analytic σ). q is kept in [0.35, 0.95], and d₁ is taken
 * no smaller than d₂/8, so that neither a sign change of d₁ nor an irregular start makes the estimate small.
 */
export function truncationEstimate(full: number, half: number, quarter: number): number {
  const second = Math.abs(half - quarter);
  const first = Math.max(Math.abs(full - half), second / 8);
  const ratio = second === 0 ? shrinkage.best : Math.min(Math.max(first / second, shrinkage.best), shrinkage.worst);
  return (first * ratio) / (1 - ratio);
}
