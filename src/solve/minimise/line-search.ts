import type { Ray, Trial } from './ray.ts';

const sufficientDecrease = 0.1;
const curvature = 0.9;
const bisection = 0.5;
const contraction = 0.66;
const expansion = 5;
/** Evaluations in one search; a smooth function needs one to three. */
const mostTrials = 30;

/**
 * A step along a descent direction that satisfies the Wolfe conditions, exact or approximate (W. W. Hager, H. Zhang,
 * *SIAM J. Optim.* 16 (2005) 170, section 4). With φ(α) = f(x + αd), δ = 0.1 and σ = 0.9 it accepts α where
 *
 *     φ(α) ≤ φ(0) + δ α φ'(0)                          and  φ'(α) ≥ σ φ'(0),   or
 *     φ(α) ≤ ceiling,  φ'(α) ≤ (2δ − 1) φ'(0)          and  φ'(α) ≥ σ φ'(0).
 *
 * The second line compares slopes, not values, so that it can be met until the gradient itself is lost in rounding; values
 * alone stop at an error of √ε in x. `ceiling` is φ(0) plus the rounding of f. A trial that is not finite counts as +∞:
 * the step is halved. Where no such step is found (a kink, a wall) the lowest trial below φ(0) is taken.
 *
 * @returns the step, at which f was evaluated last; null where no trial lies below φ(0)
 */
export async function searchLine(ray: Ray, slope: number, first: number, ceiling: number): Promise<Trial | null> {
  return new LineSearch(ray, { step: 0, value: ray.value, slope }, ceiling).run(first);
}

type Bracket = readonly [low: Trial, high: Trial];

class LineSearch {
  readonly #ray: Ray;
  readonly #start: Trial;
  readonly #ceiling: number;
  #trials = 0;
  #last: Trial;
  #best: Trial;
  /** The trial that satisfies the conditions, once there is one. */
  #found: Trial | null = null;

  constructor(ray: Ray, start: Trial, ceiling: number) {
    this.#ray = ray;
    this.#start = start;
    this.#ceiling = ceiling;
    this.#last = start;
    this.#best = start;
  }

  async run(first: number): Promise<Trial | null> {
    let bracket = await this.#bracket(first);
    while (!this.#over(bracket)) {
      const width = bracket[1].step - bracket[0].step;
      bracket = await this.#secantTwice(bracket);
      if (this.#over(bracket) || bracket[1].step - bracket[0].step <= contraction * width) continue;
      bracket = await this.#update(bracket, (bracket[0].step + bracket[1].step) / 2);
    }
    if (this.#found !== null) return this.#found;
    if (this.#best === this.#start) return null;
    return this.#best === this.#last ? this.#last : this.#ray.at(this.#best.step);
  }

  #over([low, high]: Bracket): boolean {
    const middle = (low.step + high.step) / 2;
    return this.#found !== null || this.#trials >= mostTrials || middle === low.step || middle === high.step;
  }

  async #at(step: number): Promise<Trial> {
    const trial = await this.#ray.at(step);
    const { value, slope } = this.#start;
    this.#trials++;
    this.#last = trial;
    if (trial.value < this.#best.value) this.#best = trial;
    const steepEnough = trial.slope >= curvature * slope;
    const lower = trial.value <= value + sufficientDecrease * step * slope;
    const flatter = trial.value <= this.#ceiling && trial.slope <= (2 * sufficientDecrease - 1) * slope;
    if (steepEnough && (lower || flatter)) this.#found = trial;
    return trial;
  }

  /** An interval at whose lower end φ is no higher than at 0 and falls, and at whose upper end φ rises or lies higher. */
  async #bracket(first: number): Promise<Bracket> {
    let low = this.#start;
    let trial = await this.#at(first);
    while (this.#found === null && this.#trials < mostTrials && trial.slope < 0 && trial.value <= this.#ceiling) {
      low = trial;
      trial = await this.#at(expansion * trial.step);
    }
    return trial.slope >= 0 ? [low, trial] : this.#bisect([low, trial]);
  }

  /** From an upper end where φ falls but lies too high, or is not finite, to one where φ rises. */
  async #bisect([from, to]: Bracket): Promise<Bracket> {
    let low = from;
    let high = to;
    while (!this.#over([low, high])) {
      const trial = await this.#at((1 - bisection) * low.step + bisection * high.step);
      if (trial.slope >= 0) return [low, trial];
      if (trial.slope < 0 && trial.value <= this.#ceiling) low = trial;
      else high = trial;
    }
    return [low, high];
  }

  async #update(bracket: Bracket, step: number): Promise<Bracket> {
    const [low, high] = bracket;
    if (!(step > low.step && step < high.step)) return bracket;
    const trial = await this.#at(step);
    if (trial.slope >= 0) return [low, trial];
    if (trial.slope < 0 && trial.value <= this.#ceiling) return [trial, high];
    return this.#bisect([low, trial]);
  }

  async #secantTwice(bracket: Bracket): Promise<Bracket> {
    const [low, high] = bracket;
    const step = secant(low, high);
    const next = await this.#update(bracket, step);
    if (this.#over(next)) return next;
    if (step === next[1].step) return this.#update(next, secant(high, next[1]));
    if (step === next[0].step) return this.#update(next, secant(low, next[0]));
    return next;
  }
}

/** Where the line through two slopes is zero. */
function secant(a: Trial, b: Trial): number {
  return (a.step * b.slope - b.step * a.slope) / (b.slope - a.slope);
}
