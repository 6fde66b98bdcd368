/** One solve at one value of the parameter: an answer to go on from, or why there is none. */
export type Attempt<Solution> =
  | { readonly converged: true; readonly solution: Solution; readonly message: string }
  | { readonly converged: false; readonly message: string };

/** A family of problems in one parameter, walked from an easy member to the wanted ones. */
export interface Continuation<Solution> {
  /** Values wanted, in the order of the walk; the first one is solved without a predecessor. Logarithms, where ratios matter. */
  readonly parameters: readonly number[];
  /** Solves at one value, starting from the last answer (null for the first value). */
  readonly solve: (
    parameter: number,
    previous: { readonly parameter: number; readonly solution: Solution } | null,
  ) => Attempt<Solution> | Promise<Attempt<Solution>>;
  /** Shortest step between two values of the parameter: a failure on a shorter one ends the walk. */
  readonly smallestStep: number;
}

/** What happened at one value of the parameter. */
export interface ContinuationStep {
  readonly parameter: number;
  readonly converged: boolean;
  readonly message: string;
}

export interface ContinuationResult<Solution> {
  /** Answers at the wanted values that were reached, in order: all of them if `complete`. */
  readonly solutions: readonly Solution[];
  readonly complete: boolean;
  /** The last answer, wanted or on the way; null if there was none at all. */
  readonly last: { readonly parameter: number; readonly solution: Solution } | null;
  /** Every attempt, failures and intermediate values included. */
  readonly steps: readonly ContinuationStep[];
}

/**
 * Continuation: each problem starts from its neighbour's answer. A step that fails is halved and tried again from the
 * last answer; after two successes in a row the next step is twice as long, up to the next wanted value. Ends early,
 * without throwing, when the first value fails or a failing step cannot be halved above `smallestStep`.
 *
 * @throws RangeError when there are no values, one is not finite, or `smallestStep` is not positive
 */
export async function continueInParameter<Solution>(
  continuation: Continuation<Solution>,
): Promise<ContinuationResult<Solution>> {
  const { parameters, solve, smallestStep } = continuation;
  if (parameters.length === 0 || !parameters.every(Number.isFinite)) {
    throw new RangeError(`continuation needs finite values of its parameter; got [${parameters.join(', ')}]`);
  }
  if (!(smallestStep > 0)) throw new RangeError(`the smallest step must be positive; got ${smallestStep}`);
  const solutions: Solution[] = [];
  const steps: ContinuationStep[] = [];
  let last: { parameter: number; solution: Solution } | null = null;
  for (const target of parameters) {
    let step = last === null ? 0 : target - last.parameter;
    let successes = 0;
    for (;;) {
      const nearTarget: boolean = last === null || Math.abs(target - last.parameter) <= Math.abs(step);
      const parameter: number = last === null || nearTarget ? target : last.parameter + step;
      const attempt: Attempt<Solution> = await solve(parameter, last);
      steps.push({ parameter, converged: attempt.converged, message: attempt.message });
      if (attempt.converged) {
        last = { parameter, solution: attempt.solution };
        if (parameter === target) break;
        successes++;
        if (successes > 1) step *= 2;
      } else {
        const tried: number = last === null ? 0 : parameter - last.parameter;
        if (Math.abs(tried) / 2 < smallestStep) return { solutions, complete: false, last, steps };
        step = tried / 2;
        successes = 0;
      }
    }
    if (last !== null) solutions.push(last.solution);
  }
  return { solutions, complete: true, last, steps };
}
