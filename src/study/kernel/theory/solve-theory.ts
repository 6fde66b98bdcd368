import type { Activation } from '../../../model/activation.ts';
import type { Ensemble } from '../../../model/ensemble.ts';
import { type DistinctInputs, distinctInputs } from '../../../theory/kernel/distinct-inputs.ts';
import { KernelEquations } from '../../../theory/kernel/kernel-equations.ts';
import { TheoryError } from '../../../theory/kernel/theory-error.ts';
import type { SavedDepths } from '../language/depth-grid.ts';
import { closureSolution } from './closure-values.ts';
import { type DepthValues, depthValues } from './depth-values.ts';
import { sayingWhy } from './failure.ts';
import { pathValues } from './path-values.ts';
import { residualSolution } from './residual-values.ts';
import type { ClosureSolution, TheoryOptions, TheorySolution } from './solution.ts';
import { predictTheoryCost } from './theory-cost.ts';

/** Mode orders that `auto` tries. */
const orders = [16, 24, 32, 48, 64, 96, 128, 192];
/** Closures that the fixed quadrature of the paper can treat. */
const publishable = ['source-only', 'g-only'] as const;
/** Predicted seconds beyond which `auto` does not raise the order further. */
const automaticBudget = 20;

/**
 * Solves the closures asked for, at the saved depths; with `average`, those of them that a fixed rule can treat follow once more
 * with it.
 *
 * @throws TheoryError when the theory has no answer (see the message), or would need more than the stated limit of memory
 * @throws SolverError when the integration does not reach the last depth
 */
export function solveTheory(
  ensemble: Ensemble,
  activation: Activation,
  options: TheoryOptions,
  depths: SavedDepths,
): TheorySolution {
  const inputs = distinctInputs(ensemble.inputKernel);
  const notes: string[] = [];
  if (inputs.count < ensemble.inputKernel.length) {
    notes.push(
      `${ensemble.inputKernel.length - inputs.count} inputs repeat others exactly; the theory is solved for ${inputs.count}.`,
    );
  }
  if (options.closures.length === 0) return { closures: [], averageError: 0, notes };
  const refusal = predictTheoryCost(ensemble, options, depths.times.length).refusal;
  if (refusal !== null) throw new TheoryError(refusal);
  const solve = (modeOrder: number) => solveAt(ensemble, activation, options, depths, inputs, modeOrder);
  let solved: Solved;
  if (options.modeOrder !== 'auto' || !options.closures.includes('exact')) {
    solved = solve(options.modeOrder === 'auto' ? orders[0]! : options.modeOrder);
  } else {
    solved = solveAutomatically(ensemble, options, depths, solve, notes);
  }
  const path = options.closures.includes('path')
    ? sayingWhy(() => pathValues(ensemble, activation, options, averageTolerance(options), inputs, depths))
    : null;
  const averageError = Math.max(solved.values.averageError, path?.averageError ?? 0);
  if (averageError > options.tolerance) {
    notes.push(
      `Some Gaussian averages reached only a relative accuracy of ${averageError.toExponential(1)}, short of the tolerance ${options.tolerance}: the activation has kinks or the inputs are nearly collinear.`,
    );
  }
  const all = path ? [...solved.closures, path.solution] : solved.closures;
  const converged = options.closures.flatMap((name) => all.filter(({ closure }) => closure === name));
  const closures = [...converged, ...solvePublished(ensemble, activation, options, depths, inputs)];
  return { closures, averageError, notes };
}

interface Solved {
  readonly values: DepthValues;
  readonly closures: readonly ClosureSolution[];
}

function solveAt(
  ensemble: Ensemble,
  activation: Activation,
  options: TheoryOptions,
  depths: SavedDepths,
  inputs: DistinctInputs,
  modeOrder: number,
  gaussHermite?: number,
): Solved {
  const { tolerance } = options;
  const closures = options.closures.filter((closure) => closure !== 'path');
  const equations = sayingWhy(
    () =>
      new KernelEquations({
        initialKernel: inputs.kernel,
        inputs: inputs.count,
        activation,
        weightVariance: ensemble.weightVariance,
        biasVariance: ensemble.biasVariance,
        leak: ensemble.leak,
        closures,
        modeOrder,
        averageTolerance: averageTolerance(options),
        gaussHermite,
      }),
  );
  const values = sayingWhy(() => depthValues(equations, ensemble, options, depths));
  return {
    values,
    closures: closures.map((closure) => ({
      ...closureSolution(closure, equations, values, ensemble, tolerance, inputs, modeOrder),
      residuals: options.residuals
        ? residualSolution(closure, equations, values, ensemble, options, inputs, modeOrder)
        : {},
    })),
  };
}

/** The closures with the fixed quadrature; none without `average`. Their errors are the integration's: the rule has no estimate. */
function solvePublished(
  ensemble: Ensemble,
  activation: Activation,
  options: TheoryOptions,
  depths: SavedDepths,
  inputs: DistinctInputs,
): ClosureSolution[] {
  if (options.average === undefined) return [];
  const closures = publishable.filter((closure) => options.closures.includes(closure));
  if (closures.length === 0) return [];
  const { gaussHermite } = options.average;
  const solved = solveAt(ensemble, activation, { ...options, closures }, depths, inputs, 0, gaussHermite);
  return closures.map((closure, i) => ({ ...solved.closures[i]!, source: `published-${closure}` as const }));
}

/** Error asked of the Gaussian averages: well below what the solution is to keep. */
function averageTolerance({ tolerance }: TheoryOptions): number {
  return Math.max(1e-13, Math.min(1e-11, tolerance / 100));
}

function solveAutomatically(
  ensemble: Ensemble,
  options: TheoryOptions,
  depths: SavedDepths,
  solve: (modeOrder: number) => Solved,
  notes: string[],
): Solved {
  let order = orders[0]!;
  for (;;) {
    const solved = solve(order);
    const reached = relativeTruncation(solved.closures, depths.times.length);
    const next = orders[orders.indexOf(order) + 1];
    if (reached <= options.truncation) return solved;
    const stop = (why: string) => {
      notes.push(
        `modeOrder auto stopped at ${order} with an estimated relative truncation error of ${reached.toPrecision(2)}, short of ${options.truncation}: ${why}.`,
      );
      return solved;
    };
    if (next === undefined) return stop('it is the largest order tried');
    const { seconds, refusal } = predictTheoryCost(ensemble, { ...options, modeOrder: next }, depths.times.length);
    if (refusal !== null) return stop(`order ${next} would need too much memory`);
    if (seconds > automaticBudget) {
      return stop(
        `order ${next} would take about ${Math.ceil(seconds)} s, more than the budget of ${automaticBudget} s; set modeOrder to take them`,
      );
    }
    order = next;
  }
}

/** Largest truncation estimate of V4 and K1 over the depths, in the norm over components, relative to the largest value. */
function relativeTruncation(closures: readonly ClosureSolution[], depths: number): number {
  const exact = closures.find(({ closure }) => closure === 'exact');
  if (exact === undefined) return 0;
  const { K0, V4, K1 } = exact.quantities;
  const share = (error: number, value: number) => (error === 0 ? 0 : error / value);
  // A K1 below a millionth of K0 is zero for every purpose (identity activation).
  const mean = Math.max(largestNorm(K1.value, depths), 1e-6 * largestNorm(K0.value, depths));
  return Math.max(
    share(largestNorm(V4.error, depths), largestNorm(V4.value, depths)),
    share(largestNorm(K1.error, depths), mean),
  );
}

function largestNorm(values: Float64Array, depths: number): number {
  const components = values.length / depths;
  let largest = 0;
  for (let depth = 0; depth < depths; depth++) {
    let square = 0;
    for (let i = depth * components; i < (depth + 1) * components; i++) square += values[i]! ** 2;
    largest = Math.max(largest, square);
  }
  return Math.sqrt(largest);
}
