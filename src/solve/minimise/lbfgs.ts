import { LimitedMemory } from './limited-memory.ts';
import { searchLine } from './line-search.ts';
import { type DescentSettings, type Minimum, refuseUnless } from './minimum.ts';
import type { Objective } from './objective.ts';
import { Progress } from './progress.ts';
import { Ray } from './ray.ts';
import { dot, largest, norm } from './vector.ts';

export interface LbfgsSettings extends DescentSettings {
  /** Pairs kept: 5 … 50. Costs 2 · memory · size numbers, and 4 · memory passes over them an iteration. */
  readonly memory: number;
}

/**
 * Limited-memory BFGS (J. Nocedal, S. J. Wright, *Numerical Optimization*, 2nd ed., section 7.2) with the line search of
 * `searchLine`. Pairs without positive curvature are skipped; where a search fails the pairs are dropped and it starts
 * again from −∇f, and where that fails too it is `stalled`. One gradient an iteration, as a rule.
 *
 * @throws RangeError for settings out of range or a start of another length; what happens later is an outcome
 */
export async function lbfgs(objective: Objective, start: Float64Array, settings: LbfgsSettings): Promise<Minimum> {
  const { memory } = settings;
  refuseUnless(Number.isInteger(memory) && memory >= 1, 'memory must be a positive integer', memory);
  const progress = new Progress(objective, start, settings, settings);
  const pairs = new LimitedMemory(memory, start.length);
  const ray = new Ray(start, progress);
  await ray.begin();
  let gradientNorm = norm(ray.gradient);
  let length = 0;
  let outcome = await progress.accept(ray.x, ray.value, gradientNorm, 0);
  while (outcome === null) {
    const { direction } = ray;
    pairs.applyInto(direction, -1, ray.gradient);
    const slope = dot(ray.gradient, direction);
    const first = pairs.count > 0 ? 1 : firstStep(ray, gradientNorm, length);
    const trial = slope < 0 ? await searchLine(ray, slope, first, progress.ceiling) : null;
    if (trial === null && pairs.count === 0) return progress.end('stalled');
    if (trial === null) {
      pairs.clear();
      continue;
    }
    ray.move(trial.value);
    pairs.add(ray.x, ray.trialX, ray.gradient, ray.trialGradient);
    gradientNorm = norm(ray.gradient);
    length = trial.step * norm(direction);
    outcome = await progress.accept(ray.x, ray.value, gradientNorm, length);
  }
  return progress.end(outcome);
}

/**
 * Multiple of −∇f to try where nothing is known of the curvature: as long as the previous step, else 1 % of x, else 1 % of
 * what would bring f to zero (Hager & Zhang, I0). Too short a step is only some evaluations, too long may leave the basin.
 */
export function firstStep(ray: Ray, gradientNorm: number, previousLength: number): number {
  if (previousLength > 0) return previousLength / gradientNorm;
  const size = largest(ray.x);
  if (size > 0) return (0.01 * size) / largest(ray.gradient);
  return ray.value === 0 ? 1 / gradientNorm : (0.01 * Math.abs(ray.value)) / gradientNorm ** 2;
}
