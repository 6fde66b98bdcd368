import { SolverError } from './outcome.ts';

/** y^{ℓ+1} = step(ℓ, y^ℓ), y⁰ given; wanted at some layers. */
export interface RecursionProblem {
  /** Writes the next state into `out`; y and out are reused between calls. */
  readonly step: (layer: number, y: Float64Array, out: Float64Array) => void;
  readonly initial: Float64Array;
  /** Layers at which the state is visited, ascending, 0 included if wanted. */
  readonly layers: readonly number[];
  /** Called at each of `layers`; the state is only valid during the call. */
  readonly visit: (index: number, y: Float64Array) => void;
}

/**
 * Runs a recursion as far as the last layer asked for.
 * @throws SolverError when the state stops being finite
 */
export function recur({ step, initial, layers, visit }: RecursionProblem): void {
  let state = initial.slice();
  let next = new Float64Array(initial.length);
  let layer = 0;
  for (const [index, wanted] of layers.entries()) {
    if (!(Number.isInteger(wanted) && wanted >= layer)) {
      throw new RangeError(`layers must be ascending integers; got ${wanted} after ${layer}`);
    }
    for (; layer < wanted; layer++) {
      step(layer, state, next);
      const component = next.findIndex((value) => !Number.isFinite(value));
      if (component >= 0) {
        throw new SolverError(
          'not-finite',
          { from: 0, to: layers.at(-1) ?? 0, reached: layer, component },
          { steps: layer, rejected: 0, evaluations: layer + 1, smallestStep: 1, largestStep: 1 },
          'Look at the initial values, or stop before this layer.',
        );
      }
      [state, next] = [next, state];
    }
    visit(index, state);
  }
}
