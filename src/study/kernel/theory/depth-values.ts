import type { Ensemble } from '../../../model/ensemble.ts';
import { type InitialValueProblem, type InitialValueSolution, integrate } from '../../../solve/initial-value.ts';
import { recur } from '../../../solve/recursion.ts';
import type { KernelEquations } from '../../../theory/kernel/kernel-equations.ts';
import { layersOf, type SavedDepths } from '../language/depth-grid.ts';
import type { TheoryOptions } from './solution.ts';

/** Steps the integration may take before it gives up. */
const maximumSteps = 100_000;
/** Local errors are held this much below the tolerance, so that the error accumulated over the depth stays within it. */
const localShare = 0.25;
/** Rounding makes smaller local tolerances meaningless. */
const smallestTolerance = 1e-14;

/** The equations solved at the saved depths. */
export interface DepthValues {
  readonly depths: number;
  /** The state, depths × width; without its modes U at the end, unless the residual of the V4 equation is wanted. */
  readonly states: Float64Array;
  readonly width: number;
  /** Largest relative error estimate of a Gaussian average met on the way. */
  readonly averageError: number;
  /** What it took, in words. */
  readonly work: string;
}

/** Solves the equations in continuous depth or layer by layer. */
export function depthValues(
  equations: KernelEquations,
  ensemble: Ensemble,
  options: TheoryOptions,
  depths: SavedDepths,
): DepthValues {
  const width = options.residuals ? equations.layout.size : equations.layout.U;
  const unknowns = equations.layout.size;
  if (options.depth === 'layers') {
    const states = throughLayers(equations, ensemble, layersOf(depths), width);
    const work = `${depths.layers.at(-1) ?? 0} layers, ${unknowns} unknowns`;
    return { depths: depths.times.length, states, width, averageError: equations.background.averageError, work };
  }
  const { outputs, statistics } = throughTime(equations, options.tolerance, depths.times, width);
  const { steps, rejected, evaluations } = statistics;
  const work = `${steps} steps of ODEX (${rejected} rejected), ${evaluations} evaluations, ${unknowns} unknowns, tolerance ${options.tolerance}`;
  return { depths: depths.times.length, states: outputs, width, averageError: equations.background.averageError, work };
}

function throughTime(
  equations: KernelEquations,
  tolerance: number,
  times: readonly number[],
  width: number,
): InitialValueSolution {
  const to = times.at(-1) ?? 0;
  const initial = equations.initial();
  // Collinear inputs that σ drives apart make the rate singular at depth 0; one layer so thin that its error, of second
  // order, is below the tolerance is not.
  const from = equations.collinear(initial) ? 0.1 * Math.min(1, to) * Math.sqrt(Math.max(tolerance, 1e-12)) : 0;
  const start = from === 0 ? initial : new Float64Array(initial.length);
  if (from > 0) equations.stepInto(initial, start, from);
  equations.refuseNearlyCollinear(start);
  const problem: InitialValueProblem = {
    rate: (_, y, out) => equations.rateInto(y, out),
    from,
    to,
    initial: start,
    tolerance: componentTolerances(equations, Math.max(localShare * tolerance, smallestTolerance)),
    outputTimes: times.filter((time) => time >= from),
    outputComponents: Array.from({ length: width }, (_, i) => i),
    maximumSteps,
    maximumStep: Infinity,
  };
  const solution = width === initial.length ? integratePiecewise(problem) : integrate(problem);
  const early = times.filter((time) => time < from);
  if (early.length === 0) return solution;
  const outputs = new Float64Array(times.length * width);
  for (const [i, time] of early.entries()) {
    equations.stepInto(initial, start, time);
    outputs.set(start.subarray(0, width), i * width);
  }
  outputs.set(solution.outputs, early.length * width);
  return { ...solution, outputs };
}

/** As `integrate` for all components, ending a step at every output: dense output of thousands of modes costs more. */
function integratePiecewise(problem: InitialValueProblem): InitialValueSolution {
  const size = problem.initial.length;
  const outputs = new Float64Array(problem.outputTimes.length * size);
  let { from, initial: final } = problem;
  let statistics = { steps: 0, rejected: 0, evaluations: 0, smallestStep: Infinity, largestStep: 0 };
  for (const [i, to] of problem.outputTimes.entries()) {
    const piece = integrate({ ...problem, from, to, initial: final, outputTimes: [], outputComponents: [] });
    final = piece.final;
    from = to;
    outputs.set(final, i * size);
    statistics = {
      steps: statistics.steps + piece.statistics.steps,
      rejected: statistics.rejected + piece.statistics.rejected,
      evaluations: statistics.evaluations + piece.statistics.evaluations,
      smallestStep: Math.min(statistics.smallestStep, piece.statistics.smallestStep || Infinity),
      largestStep: Math.max(statistics.largestStep, piece.statistics.largestStep),
    };
  }
  return { outputs, final, statistics };
}

function throughLayers(
  equations: KernelEquations,
  ensemble: Ensemble,
  layers: readonly number[],
  width: number,
): Float64Array {
  const states = new Float64Array(layers.length * width);
  const step = ensemble.horizon / ensemble.layers;
  recur({
    step: (_, y, out) => equations.stepInto(y, out, step),
    initial: equations.initial(),
    layers,
    visit: (index, y) => states.set(y.subarray(0, width), index * width),
  });
  return states;
}

/**
 * Tolerances by component. Absolute ones are in units of the quantity at depth 0 (√(K_aa K_bb) for the pair (a, b)).
 *
 * The solver bounds the root mean square over all components, so that a thousand small modes could hide the error of
 * one K0: every block of n of the N unknowns gets the tolerance √(n/N) smaller, which bounds its own root mean square.
 */
function componentTolerances(
  equations: KernelEquations,
  tolerance: number,
): { relative: Float64Array; absolute: Float64Array } {
  const { layout, pairs } = equations;
  const relative = new Float64Array(layout.size);
  const absolute = new Float64Array(layout.size);
  const scale = pairScales(equations);
  const block = (from: number, length: number, unit: (i: number) => number) => {
    const share = tolerance * Math.sqrt(length / layout.size);
    for (let i = 0; i < length; i++) {
      relative[from + i] = share;
      absolute[from + i] = share * unit(i);
    }
  };
  const packedScale = packedScales(scale);
  block(layout.K0, pairs.count, (p) => scale[p]!);
  for (const part of [layout.sourceOnly, layout.gOnly, ...layout.cuts]) {
    if (part === null) continue;
    block(part.V4, pairs.packedCount, (i) => packedScale[i]!);
    block(part.K1, pairs.count, (p) => scale[p]!);
  }
  for (const cut of layout.cuts) block(cut.m4, layout.fourthCount, () => 1);
  const modes = layout.U - layout.m;
  block(layout.m, modes, () => 1);
  block(layout.U, layout.size - layout.U, (i) => scale[Math.floor(i / modes)]!);
  return { relative, absolute };
}

/** √(K_aa K_bb) at depth 0, by pairs: the natural unit of K0 and K1; products of two for V4. */
export function pairScales(equations: KernelEquations): Float64Array {
  const { pairs } = equations;
  const y = equations.initial();
  return Float64Array.from({ length: pairs.count }, (_, p) =>
    Math.sqrt(y[pairs.firstDiagonal[p]!]! * y[pairs.secondDiagonal[p]!]!),
  );
}

export function packedScales(scale: Float64Array): Float64Array {
  const packed: number[] = [];
  for (let p = 0; p < scale.length; p++) for (let q = p; q < scale.length; q++) packed.push(scale[p]! * scale[q]!);
  return Float64Array.from(packed);
}
