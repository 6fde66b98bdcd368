import { DampedConjugateGradients, type DampedStep } from './damped-conjugate-gradients.ts';
import { searchLine } from './line-search.ts';
import { type DescentSettings, type Minimum, refuseUnless } from './minimum.ts';
import { decreaseOf, searchNearer } from './model-step.ts';
import type { Objective } from './objective.ts';
import type { Preconditioning } from './preconditioner.ts';
import { Progress } from './progress.ts';
import { firstStep, Ray, type Trial } from './ray.ts';
import { dot, norm } from './vector.ts';

export interface DampedNewtonSettings extends DescentSettings {
  /** Most Hessian-vector products in one iteration. */
  readonly products: number;
  /** Largest residual ‖∇f + (∇²f + δM)p‖ / ‖∇f‖ of a step p, in (0, 1). */
  readonly forcing: number;
  /** δ ≥ 0 of the first step, in units of M. It adapts afterwards. */
  readonly firstDamping: number;
  /** M: what damping is measured in, and what preconditions the steps. */
  readonly preconditioning: Preconditioning;
  /**
   * A step after which the gradient norm is more than this multiple of the least so far is not taken, however far f falls:
   * it is solved for again with more damping, up to `mostRefusals` times on end. Default: any growth is allowed.
   */
  readonly largestGrowth?: number;
}

/** Steps refused on end for the growth of the gradient; damping grows by 2 with each. */
const mostRefusals = 8;

/** A step is taken where f falls by more than this part of what the model promised. */
const leastRatio = 1e-4;
/** Growth of the gradient norm in one step up to which damping shrinks, and from which on it grows. */
const smallGrowth = 1.1;
const largeGrowth = 1.5;
/** Where damping begins again after 0; below a tenth of it, it is 0. */
const leastDamping = 1e-2;
/** What damping shrinks by after a good step; squared with every further one, down to the second number. */
const firstShrink = 0.7;
const lastShrink = 0.1;

/**
 * Newton's method with damping (K. Levenberg 1944, D. Marquardt 1963): steps (∇²f + δM) p = −∇f by conjugate gradients
 * preconditioned by M. δ doubles where f does not fall as the model says, the gradient grows, or ∇²f + δM is not positive
 * definite; it shrinks to 0 where f falls and the gradient does not grow: from there on the steps are Newton's, and each leaves `forcing` of
 * the gradient. Where ∇²f is indefinite δ stays above its negative part, and what stiff directions have of the gradient is
 * taken out while f creeps down along the others. A step that does not lower f is shortened by a line search; where that
 * fails too −M⁻¹∇f is searched, and where that fails it is `stalled`.
 *
 * @throws RangeError for settings out of range, a start of another length, or an objective without curvature
 */
export async function dampedNewton(
  objective: Objective,
  start: Float64Array,
  settings: DampedNewtonSettings,
): Promise<Minimum> {
  const { products, forcing, firstDamping, preconditioning } = settings;
  refuseUnless(objective.curvature !== undefined, 'Newton’s method needs Hessian-vector products', 'none');
  refuseUnless(products >= 1, 'products must be at least 1', products);
  refuseUnless(forcing > 0 && forcing < 1, 'forcing must lie between 0 and 1', forcing);
  refuseUnless(firstDamping >= 0 && firstDamping < Infinity, 'firstDamping must be finite, not negative', firstDamping);
  refuseUnless(preconditioning.every >= 1, 'preconditioning.every must be at least 1', preconditioning.every);
  return new DampedNewton(objective, start, settings).run();
}

class DampedNewton {
  readonly #settings: DampedNewtonSettings;
  readonly #progress: Progress;
  readonly #ray: Ray;
  readonly #conjugateGradients: DampedConjugateGradients;
  #gradientNorm = NaN;
  #leastNorm = Infinity;
  #damping: number;
  #shrink = firstShrink;

  constructor(objective: Objective, start: Float64Array, settings: DampedNewtonSettings) {
    const progress = new Progress(objective, start, settings, settings.valueRounding, settings.patience);
    this.#settings = settings;
    this.#progress = progress;
    this.#ray = new Ray(start, progress);
    this.#conjugateGradients = new DampedConjugateGradients(start.length, (v, out) => progress.curvature(v, out));
    this.#damping = settings.firstDamping;
  }

  async run(): Promise<Minimum> {
    const { matrix, every } = this.#settings.preconditioning;
    const ray = this.#ray;
    await ray.begin();
    this.#gradientNorm = this.#leastNorm = norm(ray.gradient);
    let length = 0;
    let outcome = await this.#progress.accept(ray.x, ray.value, this.#gradientNorm, 0);
    for (let iteration = 0; outcome === null; iteration++) {
      if (iteration % every === 0) await matrix.refresh(ray.x);
      const trial = (await this.#newtonStep()) ?? (await this.#steepest(0.1 * length));
      if (trial === null) return this.#progress.end('stalled');
      length = trial.step * norm(ray.direction);
      ray.move(trial.value);
      this.#gradientNorm = norm(ray.gradient);
      this.#leastNorm = Math.min(this.#leastNorm, this.#gradientNorm);
      outcome = await this.#progress.accept(ray.x, ray.value, this.#gradientNorm, length);
    }
    return this.#progress.end(outcome);
  }

  /** The first step that is not refused, or the last one tried. */
  async #newtonStep(): Promise<Trial | null> {
    for (let refusals = 0; ; refusals++) {
      const trial = await this.#try(await this.#solve(), refusals < mostRefusals);
      if (trial !== 'refused') return trial;
    }
  }

  #solve(): Promise<DampedStep> {
    const { forcing, gradientTolerance, products, preconditioning } = this.#settings;
    // A residual below half the tolerance is as good as none.
    const residual = Math.max(forcing * this.#gradientNorm, gradientTolerance / 2);
    const limits = { damping: this.#damping, residual, products };
    const { direction, gradient } = this.#ray;
    return this.#conjugateGradients.solveInto(direction, gradient, limits, preconditioning.matrix);
  }

  /** The point after the step, or nearer along it; adapts the damping. @returns null where f falls nowhere along it */
  async #try(step: DampedStep, mayRefuse: boolean): Promise<Trial | 'refused' | null> {
    const ray = this.#ray;
    const slope = dot(ray.gradient, ray.direction);
    if (!(slope < 0)) {
      this.#grow(0);
      return null;
    }
    const trial = await ray.at(1);
    const ratio = decreaseOf(ray, slope, trial, this.#settings.valueRounding) / step.decrease;
    const trialNorm = norm(ray.trialGradient);
    const growth = trialNorm / this.#gradientNorm;
    if (mayRefuse && !(trialNorm <= (this.#settings.largestGrowth ?? Infinity) * this.#leastNorm)) {
      this.#grow(0);
      return 'refused';
    }
    if (step.end === 'negative-curvature') this.#grow(-1.2 * step.leastCurvature);
    else if (!(ratio >= 0.25 && growth <= largeGrowth)) this.#grow(0);
    else if (ratio > 0.75 && growth <= smallGrowth) this.#ease();
    if (ratio > leastRatio && trial.value <= this.#progress.ceiling) return trial;
    return searchNearer(ray, slope, trial, this.#progress.ceiling);
  }

  async #steepest(length: number): Promise<Trial | null> {
    const ray = this.#ray;
    this.#settings.preconditioning.matrix.applyInto(ray.direction, -1, ray.gradient);
    const slope = dot(ray.gradient, ray.direction);
    return searchLine(ray, slope, firstStep(ray, norm(ray.direction), length), this.#progress.ceiling);
  }

  #grow(least: number): void {
    this.#damping = Math.max(2 * this.#damping, leastDamping, least);
    this.#shrink = firstShrink;
  }

  #ease(): void {
    this.#damping *= this.#shrink;
    this.#shrink = Math.max(lastShrink, this.#shrink * this.#shrink);
    if (this.#damping < leastDamping / 10) this.#damping = 0;
  }
}
