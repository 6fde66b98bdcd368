/** GiB that the factors of a collocation may take. */
export const mostFactors = 2;

/** Intervals that fit in: each has factors of (5/2) n² numbers for n = 2wN unknowns at a node, half of them given at p = 0. */
export function affordableIntervals(width: number, points: number): number {
  const unknowns = 2 * width * points;
  return Math.floor((mostFactors * 2 ** 30) / (8 * 2.5 * unknowns ** 2));
}
