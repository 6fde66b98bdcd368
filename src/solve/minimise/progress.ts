import {
  type IterationRow,
  type MinimiserOutcome,
  type MinimiserSettings,
  type Minimum,
  refuseUnless,
} from './minimum.ts';
import type { Objective } from './objective.ts';

const longestHistory = 10_000;

/** The bookkeeping of one minimisation: counts, best point, history, and the tests that end it. */
export class Progress {
  /** Lowest value of an accepted point. */
  lowest = Infinity;
  readonly #objective: Objective;
  readonly #settings: MinimiserSettings;
  readonly #valueRounding: number;
  readonly #patience: number;
  readonly #best: Float64Array;
  #bestValue = NaN;
  #bestGradient = NaN;
  #smallestGradient = Infinity;
  #lastGain = 0;
  #iteration = -1;
  #evaluations = 0;
  #products = 0;
  #history: IterationRow[] = [];
  #every = 1;
  #last: IterationRow | null = null;

  /** `patience` and `valueRounding` as `DescentSettings`; Infinity and 0 for methods that may go uphill. */
  constructor(
    objective: Objective,
    start: Float64Array,
    settings: MinimiserSettings,
    valueRounding: number,
    patience: number,
  ) {
    refuseUnless(start.length === objective.size, `the start must have ${objective.size} unknowns`, start.length);
    const bad = start.findIndex((value) => !Number.isFinite(value));
    refuseUnless(bad < 0, `every unknown of the start must be finite`, `${start[bad]} at ${bad}`);
    const { iterations, gradientTolerance } = settings;
    refuseUnless(iterations >= 0, 'iterations must not be negative', iterations);
    refuseUnless(gradientTolerance >= 0, 'gradientTolerance must not be negative', gradientTolerance);
    refuseUnless(valueRounding >= 0 && valueRounding < 1, 'valueRounding must lie in [0, 1)', valueRounding);
    refuseUnless(patience >= 1, 'patience must be at least 1', patience);
    this.#objective = objective;
    this.#settings = settings;
    this.#valueRounding = valueRounding;
    this.#patience = patience;
    this.#best = start.slice();
  }

  /** Highest value that is as good as the lowest, to rounding. */
  get ceiling(): number {
    return this.lowest + this.#valueRounding * Math.abs(this.lowest);
  }

  evaluate(x: Float64Array, gradient: Float64Array): Promise<number> {
    this.#evaluations++;
    return this.#objective.evaluate(x, gradient);
  }

  curvature(v: Float64Array, out: Float64Array): Promise<void> {
    this.#products++;
    return this.#objective.curvature!(v, out);
  }

  /** Notes an accepted point. @returns how the minimisation ends here, or null where it goes on */
  async accept(x: Float64Array, value: number, gradientNorm: number, step: number): Promise<MinimiserOutcome | null> {
    this.#iteration++;
    const row: IterationRow = {
      iteration: this.#iteration,
      evaluations: this.#evaluations,
      products: this.#products,
      value,
      gradientNorm,
      step,
    };
    this.#write(row);
    const finite = Number.isFinite(value) && Number.isFinite(gradientNorm);
    if (finite) this.#compare(x, value, gradientNorm);
    else if (this.#iteration === 0) [this.#bestValue, this.#bestGradient] = [value, gradientNorm];
    const wish = await this.#settings.onIteration?.(row, x);
    if (!finite) return 'not-finite';
    if (this.#bestGradient <= this.#settings.gradientTolerance) return 'converged';
    if (wish === 'stop') return 'stopped';
    if (this.#iteration >= this.#settings.iterations) return 'too-many-iterations';
    return this.#iteration - this.#lastGain >= this.#patience ? 'stalled' : null;
  }

  end(outcome: MinimiserOutcome): Minimum {
    const last = this.#last;
    if (last !== null && this.#history.at(-1) !== last) this.#history.push(last);
    return {
      x: this.#best,
      value: this.#bestValue,
      gradientNorm: this.#bestGradient,
      outcome,
      iterations: this.#iteration,
      evaluations: this.#evaluations,
      curvatureProducts: this.#products,
      history: this.#history,
    };
  }

  #compare(x: Float64Array, value: number, gradientNorm: number): void {
    const rounding = this.#valueRounding * Math.abs(this.lowest);
    const lower = this.lowest === Infinity || value < this.lowest - rounding;
    if (lower || gradientNorm < this.#smallestGradient) this.#lastGain = this.#iteration;
    if (lower || (value <= this.ceiling && gradientNorm < this.#bestGradient)) {
      this.#best.set(x);
      this.#bestValue = value;
      this.#bestGradient = gradientNorm;
    }
    this.lowest = Math.min(this.lowest, value);
    this.#smallestGradient = Math.min(this.#smallestGradient, gradientNorm);
  }

  #write(row: IterationRow): void {
    this.#last = row;
    if (row.iteration % this.#every !== 0) return;
    this.#history.push(row);
    if (this.#history.length <= longestHistory) return;
    this.#every *= 2;
    this.#history = this.#history.filter(({ iteration }) => iteration % this.#every === 0);
  }
}
