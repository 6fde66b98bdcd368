/**
 * Size of the terms left out of a series of positive terms cut at R, from the sums over (R/4, R/2] and (R/2, R].
 *
 * If the sum over the next octave shrinks by at least the same ratio, the rest is at most last · q / (1 − q) with
 * q = last / previous: exact for power laws, generous for geometric and stretched-exponential decay. A series that does
 * not shrink (q near 1) gets a large estimate, never a small one.
 */
export function tailEstimate(previous: number, last: number): number {
  if (last === 0) return 0;
  const ratio = Math.min(last / previous, 0.99);
  return (last * ratio) / (1 - ratio);
}
