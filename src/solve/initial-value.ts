import { Outcome, Solver } from 'odex';
import { SolverError, type SolverOutcome, type SolverStatistics } from './outcome.ts';

/** y' = rate(t, y), y(from) given; wanted at `outputTimes`. Nothing here has a hidden default. */
export interface InitialValueProblem {
  /** Writes dy/dt into `out`; y and out are reused between calls. */
  readonly rate: (t: number, y: Float64Array, out: Float64Array) => void;
  readonly from: number;
  /** End of the integration; may lie before `from`. */
  readonly to: number;
  readonly initial: Float64Array;
  /** Local error per step, in a root mean square over components, is kept below absolute + relative · |y|. */
  readonly tolerance: { readonly relative: number | Float64Array; readonly absolute: number | Float64Array };
  /** Depths at which the solution is wanted, in the order of the integration, between `from` and `to`. */
  readonly outputTimes: readonly number[];
  /** Components wanted there. */
  readonly outputComponents: readonly number[];
  /** Steps tried before giving up. */
  readonly maximumSteps: number;
  /** Longest step; a rate with a feature narrower than this may be stepped over. Infinity for the whole interval. */
  readonly maximumStep: number;
}

export interface InitialValueSolution {
  /** outputTimes × outputComponents, row by row. */
  readonly outputs: Float64Array;
  /** The whole state at `to`. */
  readonly final: Float64Array;
  readonly statistics: SolverStatistics;
}

/** Looks into every accepted step, and may end the integration inside of it. */
export interface StepWatch {
  /** First step tried, or null for the solver's own choice. */
  readonly firstStep: number | null;
  /**
   * Returns the time, after `before` and up to `after`, at which to stop, or null to go on. `at` writes the whole state
   * at a time in the step, and is only valid during the call. null looks at nothing, and spares dense output, whose cost
   * grows with the square of the unknowns.
   */
  readonly examine: ((before: number, after: number, at: StateAt) => number | null) | null;
}

export type StateAt = (t: number, out: Float64Array) => void;

/** Where a watched integration ended: at `to`, or where its watch stopped it. */
export interface WatchedSolution extends InitialValueSolution {
  readonly reached: number;
  /** Output times up to `reached`, whose rows of `outputs` are filled. */
  readonly written: number;
}

type Failure = Extract<SolverOutcome, 'not-finite' | 'step-underflow' | 'too-many-steps'>;

/** What to do about an integration that failed. */
export const integrationAdvice: Record<Failure, string> = {
  'not-finite': 'Look at the initial values, or stop the integration before this depth.',
  'step-underflow': 'Loosen the tolerance if it is close to 1e-15, or stop the integration before this depth.',
  'too-many-steps': 'Loosen the tolerance, shorten the interval, or allow more steps.',
};

/** Evaluations that one step of the extrapolation method can take at most (columns 2, 6, …, 34 and one more). */
const evaluationsPerStep = 164;

/**
 * Integrates with the extrapolation method ODEX (Hairer, Nørsett, Wanner, *Solving Ordinary Differential Equations I*,
 * II.9), variable in step and order, with dense output of the components asked for.
 *
 * @throws SolverError when the rate is not finite, the step underflows, or the steps run out
 * @throws RangeError when the problem is not well posed (lengths, order of output times, tolerances)
 */
export function integrate(problem: InitialValueProblem): InitialValueSolution {
  refuseBadProblem(problem);
  return new Integration(problem, null).run();
}

/** `integrate` under a watch: the final state is the one at `reached`. Throws as `integrate`. */
export function integrateWatched(problem: InitialValueProblem, watch: StepWatch): WatchedSolution {
  refuseBadProblem(problem);
  return new Integration(problem, watch).run();
}

type Interpolate = (component: number, t: number) => number;

class Integration {
  readonly #problem: InitialValueProblem;
  readonly #watch: StepWatch | null;
  readonly #direction: number;
  readonly #state: Float64Array;
  readonly #rate: Float64Array;
  readonly #outputs: Float64Array;
  #written = 0;
  #reached: number;
  #stalled = 0;
  #steps = 0;
  #evaluations = 0;
  #stopped = false;
  #smallest = Infinity;
  #largest = 0;

  constructor(problem: InitialValueProblem, watch: StepWatch | null) {
    this.#problem = problem;
    this.#watch = watch;
    this.#direction = problem.to >= problem.from ? 1 : -1;
    this.#state = new Float64Array(problem.initial.length);
    this.#rate = new Float64Array(problem.initial.length);
    this.#outputs = new Float64Array(problem.outputTimes.length * problem.outputComponents.length);
    this.#reached = problem.from;
  }

  run(): WatchedSolution {
    const { from, to, initial, outputTimes, outputComponents, tolerance } = this.#problem;
    while (outputTimes[this.#written] === from) this.#write((component) => initial[component]!);
    if (from === to) return this.#solution(initial.slice(), 0);
    const solver = new Solver(initial.length);
    solver.relativeTolerance = plain(tolerance.relative);
    solver.absoluteTolerance = plain(tolerance.absolute);
    solver.maxSteps = this.#problem.maximumSteps;
    solver.maxStepSize = Math.min(this.#problem.maximumStep, Math.abs(to - from));
    const between = outputTimes.some((time) => time !== from && time !== to) && outputComponents.length > 0;
    const examined = this.#watch !== null && this.#watch.examine !== null;
    solver.denseOutput = between || examined;
    if (this.#watch?.firstStep) solver.initialStepSize = this.#watch.firstStep;
    if (solver.denseOutput) solver.denseComponents = examined ? [...initial.keys()] : [...new Set(outputComponents)];
    const result = solver.solve(
      (t, y) => this.#guardedRate(t, y),
      from,
      Array.from(initial),
      to,
      (_, before, t, __, interpolate) => this.#accept(before, t, interpolate),
    );
    const rejected = Math.max(0, result.nStep - result.nAccept);
    if (this.#stopped) return this.#solution(this.#state, rejected);
    if (result.outcome !== Outcome.Converged) this.#stop('too-many-steps', null, rejected);
    while (this.#written < outputTimes.length) this.#write((component) => result.y[component]!);
    this.#reached = to;
    return this.#solution(Float64Array.from(result.y), rejected);
  }

  #solution(final: Float64Array, rejected: number): WatchedSolution {
    const statistics = this.#statistics(rejected);
    return { outputs: this.#outputs, final, statistics, reached: this.#reached, written: this.#written };
  }

  #guardedRate(t: number, y: readonly number[]): Float64Array {
    this.#evaluations++;
    const distance = Math.abs(t - this.#reached);
    this.#stalled = distance === 0 ? this.#stalled + 1 : 0;
    const tooClose = distance > 0 && distance < 4 * Number.EPSILON * Math.abs(this.#reached);
    if (tooClose || this.#stalled > 50) this.#stop('step-underflow', null, 0);
    if (this.#evaluations > evaluationsPerStep * this.#problem.maximumSteps) this.#stop('too-many-steps', null, 0);
    const state = this.#state;
    for (let i = 0; i < state.length; i++) state[i] = y[i]!;
    const rate = this.#rate;
    this.#problem.rate(t, state, rate);
    let poison = 0;
    for (let i = 0; i < rate.length; i++) poison += rate[i]! * 0;
    if (poison !== 0)
      this.#stop(
        'not-finite',
        rate.findIndex((value) => !Number.isFinite(value)),
        0,
      );
    return rate;
  }

  #accept(before: number, t: number, interpolate?: Interpolate | false): boolean {
    if (t === before) return true;
    const stop = interpolate ? this.#examine(before, t, interpolate) : null;
    this.#steps++;
    this.#reached = stop ?? t;
    const step = Math.abs(this.#reached - before);
    this.#smallest = Math.min(this.#smallest, step);
    this.#largest = Math.max(this.#largest, step);
    if (!interpolate) return true;
    const { outputTimes, to } = this.#problem;
    for (;;) {
      const time = outputTimes[this.#written];
      if (time === undefined || time === to || (time - this.#reached) * this.#direction > 0) return stop === null;
      this.#write((component) => interpolate(component, time));
    }
  }

  #examine(before: number, after: number, interpolate: Interpolate): number | null {
    const examine = this.#watch?.examine;
    if (!examine) return null;
    const at: StateAt = (t, out) => {
      for (let i = 0; i < out.length; i++) out[i] = interpolate(i, t);
    };
    const stop = examine(before, after, at);
    if (stop === null) return null;
    this.#stopped = true;
    at(stop, this.#state);
    return stop;
  }

  #write(value: (component: number) => number): void {
    const { outputComponents } = this.#problem;
    const row = this.#written * outputComponents.length;
    for (let i = 0; i < outputComponents.length; i++) this.#outputs[row + i] = value(outputComponents[i]!);
    this.#written++;
  }

  #statistics(rejected: number): SolverStatistics {
    return {
      steps: this.#steps,
      rejected,
      evaluations: this.#evaluations,
      smallestStep: this.#steps === 0 ? 0 : this.#smallest,
      largestStep: this.#largest,
    };
  }

  #stop(outcome: Failure, component: number | null, rejected: number): never {
    const { from, to } = this.#problem;
    const where = { from, to, reached: this.#reached, component };
    throw new SolverError(outcome, where, this.#statistics(rejected), integrationAdvice[outcome]);
  }
}

function plain(tolerance: number | Float64Array): number | number[] {
  return typeof tolerance === 'number' ? tolerance : Array.from(tolerance);
}

function refuseBadProblem(problem: InitialValueProblem): void {
  const { from, to, initial, tolerance, outputTimes, outputComponents, maximumSteps, maximumStep } = problem;
  const refuse = (what: string) => {
    throw new RangeError(`initial value problem: ${what}`);
  };
  if (!(Number.isFinite(from) && Number.isFinite(to))) refuse(`the interval from ${from} to ${to} is not finite`);
  if (initial.length === 0) refuse('there are no unknowns');
  const bad = initial.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) refuse(`initial value ${bad} is ${initial[bad]}`);
  for (const [name, part] of Object.entries(tolerance)) {
    const values = typeof part === 'number' ? [part] : part;
    if (typeof part !== 'number' && part.length !== initial.length) {
      refuse(`${part.length} ${name} tolerances for ${initial.length} unknowns`);
    }
    if (!values.every((value) => value > 0 && value < 1e6))
      refuse(`every ${name} tolerance must be positive and finite`);
  }
  if (!(maximumSteps >= 1)) refuse(`maximumSteps must be at least 1; got ${maximumSteps}`);
  if (!(maximumStep > 0)) refuse(`maximumStep must be positive; got ${maximumStep}`);
  const direction = to >= from ? 1 : -1;
  let last = from;
  for (const time of outputTimes) {
    if (!((time - last) * direction >= 0 && (to - time) * direction >= 0)) {
      refuse(`output times must run from ${from} to ${to}; got ${time} after ${last}`);
    }
    last = time;
  }
  for (const component of outputComponents) {
    if (!(Number.isInteger(component) && component >= 0 && component < initial.length)) {
      refuse(`output component ${component} of ${initial.length} unknowns`);
    }
  }
}
