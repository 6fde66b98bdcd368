import type { Singularity } from './almost-block-diagonal.ts';
import type { BoundaryValueProblem } from './problem.ts';
import { type CollocationMatrix, type Defect, type DefectSize, emptyDefect, measureDefect, sizeOf } from './system.ts';

export interface NewtonReport {
  readonly outcome: 'solved' | 'stalled' | 'out-of-iterations' | 'singular' | 'not-finite' | 'stopped';
  /** The last accepted iterate, and its defect: the best there is, whatever the outcome. */
  readonly values: Float64Array;
  readonly defect: Defect;
  /** How far the equations are from holding at it. */
  readonly size: DefectSize;
  readonly iterations: number;
  readonly factorisations: number;
  /** Evaluations of the whole set of collocation equations. */
  readonly evaluations: number;
  /** Largest correction last applied or refused; NaN if there was none. */
  readonly correction: number;
  readonly singularity: Singularity | null;
}

/** Work before this mesh. */
export type WorkSoFar = Pick<NewtonReport, 'iterations' | 'factorisations' | 'evaluations'>;

/** Share of the residual tolerance to which the collocation equations are solved, as in scipy's solve_bvp. */
const equationShare = 0.05;
/** Least decrease that a step must bring, as a share of the decrease that its linear model promises. */
const decreaseShare = 0.2;
/** Shortest step tried. */
const shortestStep = 1 / 128;
/** The matrix is kept while full steps shrink the correction at least this much. */
const contractionToKeep = 0.3;

/**
 * Solves the collocation equations on one mesh from `start`. Newton's method, damped by halving until the natural level
 * ‖J⁻¹ r‖², which does not depend on how equations are scaled, decreases (Ascher, Mattheij, Russell 1995, 8.1); the factors of
 * J are kept while they do. The start, too, is an iterate that `onIteration` is told of.
 */
export async function newton(
  problem: BoundaryValueProblem,
  mesh: Float64Array,
  start: Float64Array,
  matrix: CollocationMatrix,
  before: WorkSoFar,
): Promise<NewtonReport> {
  const { unknowns: n, tolerance } = problem;
  const empty = () => emptyDefect(mesh.length - 1, n);
  let [values, defect] = [start.slice(), empty()];
  let [trial, trialDefect] = [start.slice(), empty()];
  let step = new Float64Array(start.length);
  let trialStep = new Float64Array(start.length);
  let [iterations, factorisations, evaluations, correction] = [0, 0, 1, Number.NaN];
  let singularity: Singularity | null = null;
  let size: DefectSize = { equations: Number.NaN, boundary: Number.NaN };
  const report = (outcome: NewtonReport['outcome']): NewtonReport => {
    return { outcome, values, defect, size, iterations, factorisations, evaluations, correction, singularity };
  };
  const accept = async () => {
    size = sizeOf(problem, mesh, defect);
    const wish = await problem.onIteration?.({
      mesh,
      values,
      rates: defect.rates,
      residual: size.equations,
      iterations: before.iterations + iterations,
      factorisations: before.factorisations + factorisations,
      evaluations: before.evaluations + evaluations,
    });
    return wish === 'stop';
  };
  /** Factors at the current values: then the matrix is fresh, and `step` its correction. */
  const refresh = (): boolean => {
    singularity = matrix.factor(values, defect);
    factorisations++;
    step.set(defect.residual);
    if (singularity === null) matrix.solve(step);
    return singularity === null;
  };

  if (!measureDefect(problem, mesh, values, defect)) return report('not-finite');
  if (await accept()) return report('stopped');
  let kept = false;
  while (!(size.boundary <= tolerance.boundary && size.equations <= equationShare * tolerance.residual)) {
    if (iterations === problem.maximumIterations) return report('out-of-iterations');
    if (!kept && !refresh()) return report('singular');
    iterations++;
    const level = squared(step);
    if (!Number.isFinite(level)) return report('not-finite');
    correction = largest(step);
    let length = 1;
    for (; length >= shortestStep; length /= 2) {
      for (let u = 0; u < values.length; u++) trial[u] = values[u]! - length * step[u]!;
      evaluations++;
      if (!measureDefect(problem, mesh, trial, trialDefect)) continue;
      trialStep.set(trialDefect.residual);
      matrix.solve(trialStep);
      if (squared(trialStep) <= (1 - 2 * length * decreaseShare) * level) break;
      // At rounding level the correction cannot shrink: it is applied, and that is the answer.
      if (length === 1 && correction <= 16 * Number.EPSILON * largest(values)) break;
    }
    if (length < shortestStep) {
      if (!kept) return report('stalled');
      kept = false;
      continue;
    }
    [values, trial] = [trial, values];
    [defect, trialDefect] = [trialDefect, defect];
    if (await accept()) return report('stopped');
    if (length === 1 && correction <= 16 * Number.EPSILON * largest(values)) return report('solved');
    kept = length === 1 && squared(trialStep) <= contractionToKeep ** 2 * level;
    if (kept) [step, trialStep] = [trialStep, step];
  }
  return report('solved');
}

function squared(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * x[i]!;
  return sum;
}

function largest(x: Float64Array): number {
  let most = 0;
  for (let i = 0; i < x.length; i++) most = Math.max(most, Math.abs(x[i]!));
  return most;
}
