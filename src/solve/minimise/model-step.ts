import { searchLine } from './line-search.ts';
import type { Ray, Trial } from './ray.ts';

/** f(x) − f(trial); by the slopes at both ends where the values agree to the rounding of f. */
export function decreaseOf(ray: Ray, slope: number, trial: Trial, valueRounding: number): number {
  const difference = ray.value - trial.value;
  const noise = 10 * valueRounding * Math.abs(ray.value);
  return Math.abs(difference) <= noise ? -0.5 * (slope + trial.slope) : difference;
}

/** A point nearer than `trial`, at step 1, which was refused: first where a parabola has its least value. @returns null where f falls nowhere */
export async function searchNearer(ray: Ray, slope: number, trial: Trial, ceiling: number): Promise<Trial | null> {
  const parabola = (0.5 * slope) / (slope + ray.value - trial.value);
  const first = parabola > 0.1 ? Math.min(parabola, 0.5) : 0.1;
  return searchLine(ray, slope, first, ceiling);
}
