import {
  type InitialValueProblem,
  type InitialValueSolution,
  integrateWatched,
  integrationAdvice,
} from './initial-value.ts';
import { KinkFinder, type Switching } from './kinks.ts';
import { SolverError, type SolverOutcome, type SolverStatistics } from './outcome.ts';

/** An initial value problem whose rate is smooth except where a switching function s_i(t, y) changes sign. */
export interface PiecewiseProblem extends Omit<InitialValueProblem, 'rate'> {
  /**
   * Writes dy/dt into `out`. branch[i] = ±1 is the side of the kink s_i = 0 to be on: the rate must use it instead of the
   * sign of s_i, and be smooth in y on a fixed branch, also a little beyond the kink.
   */
  readonly rate: (t: number, y: Float64Array, out: Float64Array, branch: Int8Array) => void;
  readonly switching: Switching;
  /** Sign tests in every step, at least 2: a crossing that comes back within much less than this part of a step is missed. */
  readonly samplesPerStep: number;
  /** Sign changes before giving up. */
  readonly maximumKinks: number;
}

/** Switching function `index` changed its sign at `t`. */
export interface Kink {
  readonly t: number;
  readonly index: number;
}

export interface PiecewiseStatistics extends SolverStatistics {
  /** Sign changes, and places where the integration was started again for them (several may share one). */
  readonly kinks: number;
  readonly restarts: number;
}

export interface PiecewiseSolution extends InitialValueSolution {
  readonly kinks: readonly Kink[];
  /** Sides at `to`. */
  readonly branch: Int8Array;
  readonly statistics: PiecewiseStatistics;
}

/**
 * Integrates as `integrate`, with every kink located inside of its step to rounding. Each step is taken with the
 * branches frozen, so that the method sees a smooth rate and keeps its order; a step in which a function leaves its
 * branch is cut at the kink, and the integration started again from there on the other side (Hairer, Nørsett, Wanner,
 * II.6). The state at a kink comes from dense output, whose error is kept below ten times the tolerance; testing a step
 * takes time in proportion to the square of the number of unknowns. Functions that are zero at the start take the side that the rate leads to, or the negative one if it leads to
 * none.
 *
 * @throws SolverError as `integrate`, and when there are more kinks than allowed
 * @throws RangeError when the problem is not well posed
 */
export function integratePiecewise(problem: PiecewiseProblem): PiecewiseSolution {
  const { from, to, initial, switching, outputTimes, outputComponents } = problem;
  refuseBadSwitching(problem);
  const branch = new Int8Array(switching.count);
  const finder = new KinkFinder(switching, branch, initial.length, problem.samplesPerStep);
  const kinks: Kink[] = [];
  const outputs = new Float64Array(outputTimes.length * outputComponents.length);
  const work = { steps: 0, rejected: 0, evaluations: 0, smallestStep: Infinity, largestStep: 0, restarts: 0 };
  const statistics = (): PiecewiseStatistics => ({
    ...work,
    smallestStep: work.steps === 0 ? 0 : work.smallestStep,
    kinks: kinks.length,
  });
  const add = (part: SolverStatistics) => {
    work.steps += part.steps;
    work.rejected += part.rejected;
    work.evaluations += part.evaluations;
    if (part.steps > 0) work.smallestStep = Math.min(work.smallestStep, part.smallestStep);
    work.largestStep = Math.max(work.largestStep, part.largestStep);
  };
  const stop = (outcome: SolverOutcome, reached: number, component: number | null, advice: string): never => {
    throw new SolverError(outcome, { from, to, reached, component }, statistics(), advice);
  };

  chooseBranches(problem, branch);
  let [state, time, written, step] = [initial, from, 0, null as number | null];
  for (;;) {
    const piece: InitialValueProblem = {
      ...problem,
      rate: (t, y, out) => problem.rate(t, y, out, branch),
      from: time,
      initial: state,
      outputTimes: outputTimes.slice(written),
      maximumSteps: Math.max(1, problem.maximumSteps - work.steps),
    };
    let longest = 0;
    const watch = {
      firstStep: step,
      examine: (before: number, after: number, at: (t: number, out: Float64Array) => void) => {
        longest = Math.abs(after - before);
        return finder.examine(before, after, at);
      },
    };
    try {
      const part = integrateWatched(piece, watch);
      add(part.statistics);
      outputs.set(part.outputs.subarray(0, part.written * outputComponents.length), written * outputComponents.length);
      written += part.written;
      [state, time] = [part.final, part.reached];
    } catch (error) {
      if (!(error instanceof SolverError)) throw error;
      add(error.statistics);
      const { outcome } = error;
      const advice = outcome in integrationAdvice ? integrationAdvice[outcome as keyof typeof integrationAdvice] : '';
      stop(outcome, error.reached, error.component, advice);
    }
    const crossed = switchBranches(switching, time, state, branch);
    if (crossed.length === 0) return { outputs, final: state, kinks, branch, statistics: statistics() };
    for (const index of crossed) kinks.push({ t: time, index });
    if (kinks.length > problem.maximumKinks) stop('too-many-kinks', time, null, kinkAdvice(kinks));
    work.restarts++;
    step = longest;
  }
}

/** Changes the side of every function beyond its kink; returns which. */
function switchBranches(switching: Switching, t: number, y: Float64Array, branch: Int8Array): number[] {
  const values = new Float64Array(switching.count);
  switching.values(t, y, values);
  const crossed: number[] = [];
  values.forEach((value, i) => {
    if (value * branch[i]! >= 0) return;
    branch[i] = -branch[i]!;
    crossed.push(i);
  });
  return crossed;
}

/** Sides at the start: signs, and where there is none the sign a little way along the rate. */
function chooseBranches({ rate, switching, from, to, initial }: PiecewiseProblem, branch: Int8Array): void {
  const values = new Float64Array(switching.count);
  switching.values(from, initial, values);
  values.forEach((value, i) => {
    branch[i] = value > 0 ? 1 : -1;
  });
  if (!values.includes(0)) return;
  const slope = new Float64Array(initial.length);
  rate(from, initial, slope, branch);
  const ahead = 1e-6 * (to - from);
  const moved = new Float64Array(switching.count);
  switching.values(
    from + ahead,
    initial.map((value, i) => value + ahead * slope[i]!),
    moved,
  );
  values.forEach((value, i) => {
    if (value === 0 && moved[i]! > 0) branch[i] = 1;
  });
}

function kinkAdvice(kinks: readonly Kink[]): string {
  const { t, index } = kinks.at(-1)!;
  const times = kinks.filter((kink) => kink.index === index).length;
  return `Switching function ${index} was the last, at t = ${t}, for the ${times}th time. Allow more kinks, or look at the rate on both sides of it.`;
}

function refuseBadSwitching({ switching, samplesPerStep, maximumKinks }: PiecewiseProblem): void {
  const refuse = (what: string) => {
    throw new RangeError(`piecewise initial value problem: ${what}`);
  };
  const { count } = switching;
  if (!(Number.isInteger(count) && count >= 1)) refuse(`there must be at least one switching function; got ${count}`);
  if (!(Number.isInteger(samplesPerStep) && samplesPerStep >= 2)) {
    refuse(`samplesPerStep must be an integer of at least 2; got ${samplesPerStep}`);
  }
  if (!(maximumKinks >= 0)) refuse(`maximumKinks must not be negative; got ${maximumKinks}`);
}
