import { cubicPiece, evaluateCubic } from './collocation/hermite-cubic.ts';
import { nodesToAdd, type OffMeshResidual, offMeshResidual, refine } from './collocation/mesh.ts';
import { type NewtonReport, newton } from './collocation/newton.ts';
import { type BoundaryValueProblem, type NodeValues, refuseBadProblem } from './collocation/problem.ts';
import type { CollocationRoom } from './collocation/room.ts';
import { CollocationMatrix } from './collocation/system.ts';

/** Every way a boundary value solve can end. The value is the message; `converged` is the only one that is an answer. */
export const boundaryValueOutcomes = {
  converged: 'the collocation equations hold, and so does the differential equation between the nodes',
  'too-many-intervals': 'the residual between the nodes asks for more intervals than allowed',
  'newton-failed': "Newton's method did not solve the collocation equations",
  'singular-jacobian': 'the collocation equations are singular: the solution is not isolated, or does not exist',
  'not-finite': 'the rate, its derivative or a boundary condition is not a finite number',
  stopped: 'the caller stopped the solve',
} as const;

export type BoundaryValueOutcome = keyof typeof boundaryValueOutcomes;

export interface BoundaryValueStatistics {
  readonly iterations: number;
  readonly factorisations: number;
  /** Evaluations of the whole set of collocation equations (2 · intervals + 1 rates each). */
  readonly evaluations: number;
  /** Intervals of each mesh in turn. */
  readonly intervals: readonly number[];
}

/** The answer, or the best iterate there was: `outcome` says which, `message` why, where and what to do. */
export interface BoundaryValueSolution extends NodeValues {
  readonly outcome: BoundaryValueOutcome;
  readonly message: string;
  /** dy/dp at the nodes; with the values it makes the piecewise cubic that `evaluateAt` evaluates. */
  readonly rates: Float64Array;
  /** Residual of each interval, as in the problem's tolerance. */
  readonly residuals: Float64Array;
  /** Largest residual of the collocation equations, in the scale of `residuals`. */
  readonly equationResidual: number;
  readonly boundaryResidual: number;
  readonly statistics: BoundaryValueStatistics;
}

/**
 * Solves a two-point boundary value problem by collocation of order 4 on a mesh that is refined where the residual
 * between the nodes is above the tolerance. Newton's method may fail on one mesh (the next starts from where it got);
 * a second failure ends the solve. Read `outcome`: what did not converge comes back too, and does not throw.
 *
 * @throws RangeError when the problem is not well posed, or does not fit the room
 */
export async function solveBoundaryValue(
  problem: BoundaryValueProblem,
  room: CollocationRoom,
): Promise<BoundaryValueSolution> {
  refuseBadProblem(problem, room);
  const tolerance = problem.tolerance.residual;
  const work = { iterations: 0, factorisations: 0, evaluations: 0, intervals: [] as number[] };
  let { mesh, values }: NodeValues = problem.guess;
  for (let failures = 0; ; ) {
    const report = await newton(problem, mesh, values, new CollocationMatrix(problem, room, mesh), work);
    work.iterations += report.iterations;
    work.factorisations += report.factorisations;
    work.evaluations += report.evaluations;
    work.intervals.push(mesh.length - 1);
    const residual = offMeshResidual(problem, mesh, report.values, report.defect);
    const end = (outcome: BoundaryValueOutcome) => finish(problem, outcome, mesh, report, residual, work);
    if (report.outcome === 'singular') return end('singular-jacobian');
    if (report.outcome === 'not-finite' || report.outcome === 'stopped') return end(report.outcome);
    if (report.outcome !== 'solved') failures++;
    const extra = nodesToAdd(residual.perInterval, tolerance);
    if (extra === 0 && report.outcome === 'solved') return end('converged');
    if (extra === 0 || failures === 2) return end('newton-failed');
    if (mesh.length - 1 + extra > problem.maximumIntervals) {
      return end(report.outcome === 'solved' ? 'too-many-intervals' : 'newton-failed');
    }
    ({ mesh, values } = refine({ mesh, values: report.values }, report.defect.rates, residual.perInterval, tolerance));
  }
}

/** Writes the solution's piecewise cubic at p, inside the mesh, into `out`. @throws RangeError for p outside */
export function evaluateAt(
  solution: NodeValues & { readonly rates: Float64Array },
  p: number,
  out: Float64Array,
): void {
  const { mesh, values, rates } = solution;
  if (!(p >= mesh[0]! && p <= mesh.at(-1)!)) throw new RangeError(`${p} is not between ${mesh[0]} and ${mesh.at(-1)}`);
  let low = 0;
  let high = mesh.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (mesh[middle]! <= p) low = middle;
    else high = middle;
  }
  const piece = cubicPiece(mesh, values, rates, low, out.length);
  evaluateCubic(piece, (p - mesh[low]!) / piece.length, out, null);
}

function finish(
  problem: BoundaryValueProblem,
  outcome: BoundaryValueOutcome,
  mesh: Float64Array,
  report: NewtonReport,
  { perInterval, components }: OffMeshResidual,
  statistics: BoundaryValueStatistics,
): BoundaryValueSolution {
  const { equations, boundary } = report.size;
  const worst = perInterval.reduce((best, value, i) => (value > perInterval[best]! ? i : best), 0);
  const where =
    `${mesh.length - 1} intervals, ${statistics.iterations} Newton steps, largest residual ` +
    `${perInterval[worst]!.toExponential(2)} (tolerance ${problem.tolerance.residual.toExponential(2)}) between p = ` +
    `${mesh[worst]} and ${mesh[worst + 1]} in unknown ${components[worst]}, boundary residual ${boundary.toExponential(2)}`;
  const message = `${boundaryValueOutcomes[outcome]}: ${where}.${advice(problem, outcome, mesh, report)}`;
  return {
    outcome,
    message,
    mesh: mesh.slice(),
    values: report.values,
    rates: report.defect.rates,
    residuals: perInterval,
    equationResidual: equations,
    boundaryResidual: boundary,
    statistics,
  };
}

function advice(
  problem: BoundaryValueProblem,
  outcome: BoundaryValueOutcome,
  mesh: Float64Array,
  { outcome: newtonOutcome, correction, singularity, defect }: NewtonReport,
): string {
  switch (outcome) {
    case 'converged':
    case 'stopped':
      return '';
    case 'too-many-intervals':
      return ` Allow more than ${problem.maximumIntervals} intervals, or loosen the tolerance.`;
    case 'newton-failed': {
      const last = `${newtonOutcome === 'stalled' ? 'it stalled' : 'its steps ran out'} with a correction of ${correction.toExponential(2)}`;
      return ` On the last mesh ${last}. Start nearer to the solution (continuation in a parameter), on a finer mesh, or check the derivatives.`;
    }
    case 'singular-jacobian':
      return ` The pivot of unknown ${singularity?.column} at p = ${mesh[singularity?.node ?? 0]} vanishes. Check that the boundary conditions determine the solution, or start elsewhere.`;
    case 'not-finite': {
      const at = defect.rates.findIndex((value) => !Number.isFinite(value));
      const first =
        at < 0
          ? ''
          : ` Unknown ${at % problem.unknowns} at p = ${mesh[Math.floor(at / problem.unknowns)]} is the first.`;
      return `${first} Look at the guess.`;
    }
  }
}
