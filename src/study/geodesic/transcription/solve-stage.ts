import { lanesOnThreads } from '../../../parallel/lane-team.ts';
import { letEventsIn } from '../../../parallel/let-events-in.ts';
import { lbfgs } from '../../../solve/minimise/lbfgs.ts';
import type { IterationRow, Minimum } from '../../../solve/minimise/minimum.ts';
import { newtonCg } from '../../../solve/minimise/newton-cg.ts';
import { norm } from '../../../solve/minimise/vector.ts';
import { KroneckerPreconditioner } from '../../../solve/transcription/kronecker.ts';
import { type LossParts, TranscriptionObjective } from '../../../solve/transcription/objective.ts';
import type { TranscriptionProblem } from '../../../solve/transcription/problem.ts';
import type { TranscriptionSolver } from '../geodesic-scenario.ts';
import type { HistoryRow } from '../solution.ts';
import { kfacDescent } from './kfac-descent.ts';

/** Rounding error of the loss, relative: sums over a few thousand terms. */
const valueRounding = 1e-13;
/** Iterations without progress before a solve counts as stalled. */
const patience = 100;
/** Most Hessian–vector products in one Newton step, the forcing term of its conjugate gradients, its first trust radius. */
const newton = { products: 400, forcing: 0.3, firstRadius: 1 } as const;

/** How one problem is minimised. */
export interface StageSolver extends Pick<TranscriptionSolver, 'optimiser' | 'memory' | 'iterations'> {
  /** Damped Newton steps after the iterations of `kfac`. */
  readonly newtonSteps: number;
}

/** One problem, solved on one mesh. */
export interface StageResult {
  /** W, E, D, not scaled. */
  readonly parameters: Float64Array;
  readonly loss: LossParts;
  /** max over stages of the optimiser's residual; its root mean square. */
  readonly stationarity: number;
  readonly meanStationarity: number;
  readonly minimum: Minimum;
  readonly history: readonly HistoryRow[];
}

/**
 * Minimises the loss of a transcription from `start` (W, E, D), until the root mean square over depth of the stationarity
 * ‖W − L̃Bσᵀ‖/‖W‖ is at most `tolerance`: in the scaled unknowns u it is ‖∇‖/(μ‖u‖).
 */
export async function solveStage(
  problem: TranscriptionProblem,
  start: Float64Array,
  solver: StageSolver,
  tolerance: number,
  host: {
    readonly workers: number;
    /** Of random numbers that a solver may need. */
    readonly seed: bigint;
    readonly onIteration: (row: HistoryRow) => 'stop' | undefined;
  },
): Promise<StageResult> {
  const { optimiser, newtonSteps } = solver;
  const curvature = optimiser === 'newton-cg' || (optimiser === 'kfac' && newtonSteps > 0);
  const team = lanesOnThreads(problem, curvature, host.workers);
  try {
    const objective = new TranscriptionObjective(problem, team);
    const x = new Float64Array(objective.size);
    objective.scale(start, x);
    const mu = problem.lambdaOverDepth;
    const history: HistoryRow[] = [];
    let solved = false;
    const onIteration = async (row: IterationRow, at: Float64Array): Promise<'stop' | undefined> => {
      await letEventsIn();
      const stationarity = row.gradientNorm / (mu * norm(at));
      const { evaluations, products, value: loss } = row;
      history.push({ evaluations, products, loss, stationarity });
      solved = stationarity <= tolerance;
      return host.onIteration(history.at(-1)!) ?? (solved ? 'stop' : undefined);
    };
    const settings = { iterations: solver.iterations, gradientTolerance: 0, valueRounding, patience, onIteration };
    const { memory } = solver;
    const descents = {
      lbfgs: () => lbfgs(objective, x, { ...settings, memory }),
      'newton-cg': () => newtonCg(objective, x, { ...settings, ...newton, preconditionerMemory: memory }),
      kfac: () => {
        const matrix = new KroneckerPreconditioner(problem, team, objective, host.seed);
        return kfacDescent(objective, x, matrix, { ...settings, memory, newtonSteps });
      },
    };
    const minimum = await descents[optimiser]();
    const gradient = new Float64Array(objective.size);
    await objective.evaluate(minimum.x, gradient);
    const parameters = new Float64Array(objective.size);
    objective.unscale(minimum.x, parameters);
    return {
      parameters,
      loss: objective.loss,
      stationarity: objective.stationarity(minimum.x, gradient),
      meanStationarity: minimum.gradientNorm / (mu * norm(minimum.x)),
      minimum: solved && minimum.outcome === 'stopped' ? { ...minimum, outcome: 'converged' } : minimum,
      history,
    };
  } finally {
    await team.close();
  }
}
