import { letEventsIn } from '../../../parallel/let-events-in.ts';
import type { BoundaryValueIterate, NodeValues } from '../../../solve/collocation/problem.ts';
import { CollocationRoom } from '../../../solve/collocation/room.ts';
import { type BoundaryValueSolution, solveBoundaryValue } from '../../../solve/collocation.ts';
import type { Attempt } from '../../../solve/continuation.ts';
import type { StudyHost } from '../../host.ts';
import type { CollocationSolver, GeodesicScenario, Stage } from '../geodesic-scenario.ts';
import type { GeodesicSolution, HistoryRow, SolvedStage } from '../solution.ts';
import { affordableIntervals, mostFactors } from './affordable-intervals.ts';
import type { Path } from './path.ts';
import { pathEquations } from './path-equations.ts';
import { hamiltonianDrift, pathLoss } from './path-loss.ts';
import { type PathEnds, type PathProblem, problemOfStage } from './path-problem.ts';
import { stageLabel } from './stages.ts';

/** Residual that is enough on the way to the scenario's own problem. */
const toleranceUnderway = 1e-3;

/** What is told of every iterate, and may stop the walk. */
export type CollocationHost = Pick<StudyHost, 'report' | 'signal'>;

/** The latest answer to the scenario's own problem. */
interface OwnAnswer {
  readonly path: Path;
  /** Whether it is all that was asked for. */
  readonly converged: boolean;
  readonly message: string;
}

/** Solves of the problems on the way to a scenario's own, one after the other in the same room, and their bookkeeping. */
export class CollocationWalk {
  /** Every iterate; products count factorisations, evaluations those of all collocation equations. */
  readonly history: HistoryRow[];
  readonly stages: SolvedStage[];
  /** The scenario's own problem, as far as it was solved; null where the walk did not come to it. */
  own: OwnAnswer | null = null;
  readonly #model: GeodesicScenario['model'];
  readonly #solver: CollocationSolver;
  readonly #ends: PathEnds;
  readonly #host: CollocationHost;
  readonly #room: CollocationRoom;
  readonly #mostIntervals: number;
  #evaluations: number;
  #factorisations: number;

  /** `before`: what was done to have something to start from; its history is gone on with. */
  constructor(
    { model, solver }: { readonly model: GeodesicScenario['model']; readonly solver: CollocationSolver },
    ends: PathEnds,
    host: CollocationHost,
    before: Pick<GeodesicSolution, 'history' | 'stages'> | null,
  ) {
    const leftCount = model.width * ends.initial.columns;
    const { intervals, max } = solver.mesh;
    const affordable = affordableIntervals(model.width, ends.initial.columns);
    this.history = [...(before?.history ?? [])];
    this.stages = [...(before?.stages ?? [])];
    this.#evaluations = this.stages.at(-1)?.evaluations ?? 0;
    this.#factorisations = this.stages.at(-1)?.products ?? 0;
    this.#model = model;
    this.#solver = solver;
    this.#ends = ends;
    this.#host = host;
    this.#room = new CollocationRoom(2 * leftCount, leftCount);
    this.#mostIntervals = Math.max(intervals, Math.min(max, affordable));
  }

  /**
   * The path of one stage, good enough to go on from where the collocation equations hold on its mesh. `own`: whether it is
   * the scenario's own problem, to be solved on as fine a mesh and as exactly as asked for.
   */
  async solve(stage: Stage, guess: NodeValues, own: boolean): Promise<Attempt<Path>> {
    const problem = problemOfStage(this.#model, this.#ends, stage);
    const { tolerance, iterations, mesh } = this.#solver;
    const label = stageLabel(stage);
    const refined = own && mesh.refine === 'residual';
    const residual = own ? tolerance : Math.max(tolerance, toleranceUnderway);
    const solution = await solveBoundaryValue(
      {
        ...pathEquations(problem),
        guess,
        tolerance: { residual, boundary: residual },
        maximumIterations: iterations,
        maximumIntervals: refined ? this.#mostIntervals : guess.mesh.length - 1,
        onIteration: (iterate) => this.#note(problem, label, iterate),
      },
      this.#room,
    );
    const { evaluations, factorisations } = solution.statistics;
    this.#evaluations += evaluations;
    this.#factorisations += factorisations;
    const { outcome } = solution;
    const holds = outcome === 'converged' || outcome === 'too-many-intervals';
    const enough = outcome === 'converged' || (holds && !refined);
    this.#close(problem, label, stage, solution, enough ? 'converged' : outcome);
    const message = enough && !refined ? unrefined(solution) : `${solution.message}${this.#limits(solution)}`;
    if (own) this.own = { path: solution, converged: enough, message };
    return holds ? { converged: true, solution, message } : { converged: false, message };
  }

  async #note(problem: PathProblem, label: string, iterate: BoundaryValueIterate): Promise<undefined | 'stop'> {
    const { fit, penalty } = pathLoss(problem, iterate);
    const { iterations, residual, mesh } = iterate;
    const loss = fit + penalty;
    this.history.push({
      evaluations: this.#evaluations + iterate.evaluations,
      products: this.#factorisations + iterate.factorisations,
      loss,
      stationarity: residual,
    });
    this.#host.report({
      stage: 'solving',
      part: `${label}, ${mesh.length - 1} intervals`,
      state: `Newton step ${iterations}, loss ${loss.toPrecision(6)}, residual ${residual.toExponential(1)}`,
    });
    await letEventsIn();
    return this.#host.signal?.aborted === true ? 'stop' : undefined;
  }

  #close(problem: PathProblem, label: string, stage: Stage, solution: BoundaryValueSolution, outcome: string): void {
    const { fit, penalty } = pathLoss(problem, solution);
    const intervals = solution.mesh.length - 1;
    this.stages.push({
      ...stage,
      label: `${label}, ${intervals} intervals`,
      intervals,
      evaluations: this.#evaluations,
      products: this.#factorisations,
      iterations: solution.statistics.iterations,
      loss: fit + penalty,
      hamiltonianDrift: hamiltonianDrift(problem, solution),
      outcome,
    });
  }

  #limits({ outcome }: BoundaryValueSolution): string {
    if (outcome !== 'too-many-intervals' || this.#mostIntervals >= this.#solver.mesh.max) return '';
    return ` More than ${this.#mostIntervals} would take over ${mostFactors} GiB: fewer points or neurons, or method: transcription, allow a finer mesh.`;
  }
}

/** The equations are all that can hold on a mesh that is not refined. */
function unrefined({ mesh, residuals }: BoundaryValueSolution): string {
  const largest = Math.max(...residuals).toExponential(2);
  return `the collocation equations hold on ${mesh.length - 1} intervals, which were not to be refined: largest residual between the nodes ${largest}.`;
}
