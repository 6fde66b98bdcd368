import type { Progress } from './progress.ts';
import { alongInto, dot, largest } from './vector.ts';

/** φ(step) = f(x + step · direction) and φ'(step). Where f is not finite: value Infinity, slope NaN. */
export interface Trial {
  readonly step: number;
  readonly value: number;
  readonly slope: number;
}

/** A point, a direction, and the latest trial point along it. */
export class Ray {
  x: Float64Array;
  gradient: Float64Array;
  value = NaN;
  readonly direction: Float64Array;
  trialX: Float64Array;
  trialGradient: Float64Array;
  readonly #progress: Progress;

  constructor(start: Float64Array, progress: Progress) {
    this.x = start.slice();
    this.gradient = new Float64Array(start.length);
    this.direction = new Float64Array(start.length);
    this.trialX = new Float64Array(start.length);
    this.trialGradient = new Float64Array(start.length);
    this.#progress = progress;
  }

  /** f and ∇f at x itself. */
  async begin(): Promise<void> {
    this.value = await this.#progress.evaluate(this.x, this.gradient);
  }

  /** Evaluates at x + step · direction; the gradient there is in `trialGradient`. */
  async at(step: number): Promise<Trial> {
    alongInto(this.trialX, this.x, step, this.direction);
    const value = await this.#progress.evaluate(this.trialX, this.trialGradient);
    const slope = dot(this.trialGradient, this.direction);
    return Number.isFinite(value) && Number.isFinite(slope)
      ? { step, value, slope }
      : { step, value: Infinity, slope: NaN };
  }

  /** Moves to the latest trial point; the point left is then in `trialX` and `trialGradient`. */
  move(value: number): void {
    [this.x, this.trialX] = [this.trialX, this.x];
    [this.gradient, this.trialGradient] = [this.trialGradient, this.gradient];
    this.value = value;
  }
}

/**
 * First step to try along a direction, −∇f or a preconditioned one, where nothing is known of the curvature: as long as the
 * previous step, else 1 % of x, else 1 % of what would bring f to zero along −∇f (Hager & Zhang, I0). Too short a step is only
 * some evaluations, too long may leave the basin.
 */
export function firstStep(ray: Ray, directionNorm: number, previousLength: number): number {
  if (previousLength > 0) return previousLength / directionNorm;
  const size = largest(ray.x);
  if (size > 0) return (0.01 * size) / largest(ray.direction);
  return ray.value === 0 ? 1 / directionNorm : (0.01 * Math.abs(ray.value)) / directionNorm ** 2;
}
