import { LimitedMemory } from './limited-memory.ts';
import { searchLine } from './line-search.ts';
import { type DescentSettings, type Minimum, refuseUnless } from './minimum.ts';
import type { Objective } from './objective.ts';
import type { Preconditioning } from './preconditioner.ts';
import { Progress } from './progress.ts';
import { firstStep, Ray } from './ray.ts';
import { differenceInto, dot, norm } from './vector.ts';

export interface LbfgsSettings extends DescentSettings {
  /** Pairs kept: 5 … 50. Costs 2 · memory · size numbers, and 4 · memory passes over them an iteration. */
  readonly memory: number;
  /** What pairs are added to in place of the identity. They are kept where it is made anew. */
  readonly preconditioning?: Preconditioning;
}

/**
 * Limited-memory BFGS (J. Nocedal, S. J. Wright, *Numerical Optimization*, 2nd ed., section 7.2) with the line search of
 * `searchLine`, from a multiple of the identity or of a preconditioner's inverse. Pairs without positive curvature are
 * skipped; where a search fails the pairs are dropped and it starts again from −∇f, or −M⁻¹∇f with M made anew, and where
 * that fails too it is `stalled`. One gradient an iteration, as a rule.
 *
 * @throws RangeError for settings out of range or a start of another length; what happens later is an outcome
 */
export async function lbfgs(objective: Objective, start: Float64Array, settings: LbfgsSettings): Promise<Minimum> {
  const { memory, preconditioning } = settings;
  refuseUnless(Number.isInteger(memory) && memory >= 1, 'memory must be a positive integer', memory);
  const every = preconditioning?.every ?? Infinity;
  refuseUnless(every >= 1, 'preconditioning.every must be at least 1', every);
  const progress = new Progress(objective, start, settings, settings.valueRounding, settings.patience);
  const pairs = new LimitedMemory(memory, start.length, preconditioning?.matrix);
  const ray = new Ray(start, progress);
  await ray.begin();
  let gradientNorm = norm(ray.gradient);
  let length = 0;
  // Iterations since the preconditioner was made.
  let age = every;
  let outcome = await progress.accept(ray.x, ray.value, gradientNorm, 0);
  while (outcome === null) {
    if (preconditioning && age >= every) {
      await preconditioning.matrix.refresh(ray.x);
      pairs.rescale();
      age = 0;
    }
    const { direction } = ray;
    pairs.applyInto(direction, -1, ray.gradient);
    const slope = dot(ray.gradient, direction);
    const first = pairs.count > 0 ? 1 : firstStep(ray, norm(direction), length);
    const trial = slope < 0 ? await searchLine(ray, slope, first, progress.ceiling) : null;
    const bare = pairs.count === 0 && (!preconditioning || age === 0);
    if (trial === null && bare) return progress.end('stalled');
    if (trial === null) {
      pairs.clear();
      age = every;
      continue;
    }
    age++;
    ray.move(trial.value);
    const s = ray.trialX;
    const y = ray.trialGradient;
    differenceInto(s, ray.x, s);
    differenceInto(y, ray.gradient, y);
    pairs.add(s, y);
    gradientNorm = norm(ray.gradient);
    length = norm(s);
    outcome = await progress.accept(ray.x, ray.value, gradientNorm, length);
  }
  return progress.end(outcome);
}
