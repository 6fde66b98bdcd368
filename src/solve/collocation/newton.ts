import type { Singularity } from './almost-block-diagonal.ts';
import type { BoundaryValueProblem } from './problem.ts';
import { type CollocationMatrix, type Defect, emptyDefect, measureDefect } from './system.ts';

export interface NewtonReport {
  readonly outcome: 'solved' | 'stalled' | 'out-of-iterations' | 'singular' | 'not-finite';
  /** The last accepted iterate, and its defect: the best there is, whatever the outcome. */
  readonly values: Float64Array;
  readonly defect: Defect;
  readonly iterations: number;
  readonly factorisations: number;
  /** Evaluations of the whole set of collocation equations. */
  readonly evaluations: number;
  /** Largest correction last applied or refused; NaN if there was none. */
  readonly correction: number;
  readonly singularity: Singularity | null;
}

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
 * J are kept while they do.
 */
export function newton(
  problem: BoundaryValueProblem,
  mesh: Float64Array,
  start: Float64Array,
  matrix: CollocationMatrix,
): NewtonReport {
  const n = problem.unknowns;
  const empty = () => emptyDefect(mesh.length - 1, n);
  let [values, defect] = [start.slice(), empty()];
  let [trial, trialDefect] = [start.slice(), empty()];
  let step = new Float64Array(start.length);
  let trialStep = new Float64Array(start.length);
  let [iterations, factorisations, evaluations, correction] = [0, 0, 1, Number.NaN];
  let singularity: Singularity | null = null;
  const report = (outcome: NewtonReport['outcome']): NewtonReport => {
    return { outcome, values, defect, iterations, factorisations, evaluations, correction, singularity };
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
  let kept = false;
  while (!withinTolerance(problem, mesh, defect)) {
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
    if (length === 1 && correction <= 16 * Number.EPSILON * largest(values)) return report('solved');
    kept = length === 1 && squared(trialStep) <= contractionToKeep ** 2 * level;
    if (kept) [step, trialStep] = [trialStep, step];
  }
  return report('solved');
}

/** Whether the equations hold to their share of the tolerance: 3 r_i/2h is the cubic's residual in the middle. */
function withinTolerance(problem: BoundaryValueProblem, mesh: Float64Array, defect: Defect): boolean {
  const { unknowns: n, left, right, tolerance } = problem;
  const { residual, middleRates } = defect;
  const atEnds = (from: number, to: number) => {
    for (let i = from; i < to; i++) if (!(Math.abs(residual[i]!) <= tolerance.boundary)) return false;
    return true;
  };
  if (!atEnds(0, left.count) || !atEnds(residual.length - right.count, residual.length)) return false;
  for (let u = 0; u < middleRates.length; u++) {
    const interval = Math.floor(u / n);
    const h = mesh[interval + 1]! - mesh[interval]!;
    const allowed = equationShare * tolerance.residual * (1 + Math.abs(middleRates[u]!));
    if (!(1.5 * Math.abs(residual[left.count + u]!) <= h * allowed)) return false;
  }
  return true;
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
