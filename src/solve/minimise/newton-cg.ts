import { ConjugateGradients, type TruncatedStep } from './conjugate-gradients.ts';
import { LimitedMemory } from './limited-memory.ts';
import { searchLine } from './line-search.ts';
import { type DescentSettings, type Minimum, refuseUnless } from './minimum.ts';
import { decreaseOf, searchNearer } from './model-step.ts';
import type { Objective } from './objective.ts';
import { Progress } from './progress.ts';
import { firstStep, Ray, type Trial } from './ray.ts';
import { dot, multipleInto, norm } from './vector.ts';

export interface NewtonCgSettings extends DescentSettings {
  /** Most Hessian-vector products in one iteration. */
  readonly products: number;
  /** Largest residual ‖∇f + ∇²f p‖ / ‖∇f‖ of a step p, in (0, 1): 0.1 … 0.5. Near the minimum it tends to 0 by itself. */
  readonly forcing: number;
  /** Longest first step, in the given variables. The trust radius adapts afterwards. */
  readonly firstRadius: number;
  /**
   * How many pairs (d, ∇²f d) of the latest conjugate gradients precondition the next; 0 for none. On ill-conditioned
   * problems 8 … 20 save a third to a half of the products; they cost 4 · memory · size numbers.
   */
  readonly preconditionerMemory: number;
}

/** A step is taken where f falls by more than this part of what the model promised. */
const leastRatio = 1e-4;

/**
 * Newton's method with truncated conjugate gradients within a trust region (Steihaug; Nocedal & Wright, algorithms 4.1 and
 * 7.2). A step that does not lower f is shortened by a line search instead of being solved for again, so that every
 * iteration costs one run of conjugate gradients and the Hessian is always that of the latest point (J. Nocedal,
 * Y. Yuan 1998). Where the line search fails too, −∇f is searched; where that fails, it is `stalled`. Conjugate gradients
 * stop by the second choice of S. Eisenstat and H. Walker (*SIAM J. Sci. Comput.* 17 (1996) 16): the order of convergence
 * is two. Their own pairs precondition the next run (J. Morales, J. Nocedal, *SIAM J. Optim.* 10 (2000) 1079).
 *
 * @throws RangeError for settings out of range, a start of another length, or an objective without curvature
 */
export async function newtonCg(
  objective: Objective,
  start: Float64Array,
  settings: NewtonCgSettings,
): Promise<Minimum> {
  refuseBadSettings(objective, settings);
  return new NewtonCg(objective, start, settings).run();
}

class NewtonCg {
  readonly #settings: NewtonCgSettings;
  readonly #progress: Progress;
  readonly #ray: Ray;
  readonly #conjugateGradients: ConjugateGradients;
  /** Pairs of the latest run, which precondition the next, and the store that the next will fill. */
  #pairs: LimitedMemory | null;
  #nextPairs: LimitedMemory | null;
  #gradientNorm = NaN;
  #forcing: number;
  #radius: number;

  constructor(objective: Objective, start: Float64Array, settings: NewtonCgSettings) {
    const { preconditionerMemory, forcing, firstRadius, valueRounding, patience } = settings;
    const store = () => (preconditionerMemory > 0 ? new LimitedMemory(preconditionerMemory, start.length) : null);
    const progress = new Progress(objective, start, settings, valueRounding, patience);
    this.#settings = settings;
    this.#progress = progress;
    this.#ray = new Ray(start, progress);
    this.#conjugateGradients = new ConjugateGradients(
      start.length,
      (v, out) => progress.curvature(v, out),
      preconditionerMemory > 0,
    );
    this.#pairs = store();
    this.#nextPairs = store();
    this.#forcing = forcing;
    this.#radius = firstRadius;
  }

  async run(): Promise<Minimum> {
    const ray = this.#ray;
    await ray.begin();
    this.#gradientNorm = norm(ray.gradient);
    let outcome = await this.#progress.accept(ray.x, ray.value, this.#gradientNorm, 0);
    while (outcome === null) {
      const step = await this.#solve();
      const trial = (await this.#try(step)) ?? (await this.#steepest(step.length));
      if (trial === null) return this.#progress.end('stalled');
      const length = trial.step * norm(ray.direction);
      ray.move(trial.value);
      const before = this.#gradientNorm;
      this.#gradientNorm = norm(ray.gradient);
      this.#forcing = this.#nextForcing(this.#gradientNorm / before);
      outcome = await this.#progress.accept(ray.x, ray.value, this.#gradientNorm, length);
    }
    return this.#progress.end(outcome);
  }

  async #solve(): Promise<TruncatedStep> {
    const { gradientTolerance, products } = this.#settings;
    // A residual below half the tolerance is as good as none.
    const residual = Math.max(this.#forcing * this.#gradientNorm, gradientTolerance / 2);
    const limits = { radius: this.#radius, residual, products };
    const { direction, gradient } = this.#ray;
    const next = this.#nextPairs;
    next?.clear();
    const step = await this.#conjugateGradients.solveInto(direction, gradient, limits, this.#pairs, (d, image) =>
      next?.add(d, image),
    );
    if (next !== null && next.count > 0) [this.#pairs, this.#nextPairs] = [next, this.#pairs];
    return step;
  }

  /** The point after the step, or nearer along it; adapts the radius. @returns null where f falls nowhere along it */
  async #try(step: TruncatedStep): Promise<Trial | null> {
    const ray = this.#ray;
    const slope = dot(ray.gradient, ray.direction);
    if (!(slope < 0)) return null;
    const trial = await ray.at(1);
    const ratio = decreaseOf(ray, slope, trial, this.#settings.valueRounding) / step.decrease;
    if (ratio > leastRatio && trial.value <= this.#progress.ceiling) {
      const atEdge = step.end === 'radius' || step.end === 'negative-curvature';
      if (ratio < 0.25) this.#radius = step.length / 2;
      else if (ratio > 0.75 && atEdge) this.#radius *= ratio > 0.9 ? 4 : 2;
      return trial;
    }
    const nearer = await searchNearer(ray, slope, trial, this.#progress.ceiling);
    if (nearer !== null) this.#radius = nearer.step * step.length;
    return nearer;
  }

  async #steepest(failedLength: number): Promise<Trial | null> {
    const ray = this.#ray;
    multipleInto(ray.direction, -1, ray.gradient);
    const first = firstStep(ray, this.#gradientNorm, 0.1 * failedLength);
    const trial = await searchLine(ray, -(this.#gradientNorm ** 2), first, this.#progress.ceiling);
    if (trial !== null) this.#radius = trial.step * this.#gradientNorm;
    return trial;
  }

  /** Second choice of Eisenstat & Walker with γ = 0.9, α = 2 and their safeguard; `ratio` of the last two gradient norms. */
  #nextForcing(ratio: number): number {
    const chosen = 0.9 * ratio * ratio;
    const guard = 0.9 * this.#forcing * this.#forcing;
    return Math.min(this.#settings.forcing, guard > 0.1 ? Math.max(chosen, guard) : chosen);
  }
}

function refuseBadSettings(objective: Objective, settings: NewtonCgSettings): void {
  const { products, forcing, firstRadius, preconditionerMemory: memory } = settings;
  refuseUnless(objective.curvature !== undefined, 'Newton’s method needs Hessian-vector products', 'none');
  refuseUnless(products >= 1, 'products must be at least 1', products);
  refuseUnless(forcing > 0 && forcing < 1, 'forcing must lie between 0 and 1', forcing);
  refuseUnless(firstRadius > 0 && firstRadius < Infinity, 'firstRadius must be positive and finite', firstRadius);
  refuseUnless(Number.isInteger(memory) && memory >= 0, 'preconditionerMemory must be a natural number', memory);
}
