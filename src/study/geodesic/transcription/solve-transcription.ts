import type { Task } from '../../../model/task.ts';
import { minimiserOutcomes } from '../../../solve/minimise/minimum.ts';
import { gradedMesh } from '../../../solve/transcription/mesh.ts';
import type { TranscriptionProblem } from '../../../solve/transcription/problem.ts';
import { type Trajectory, trajectoryOf } from '../../../solve/transcription/trajectory.ts';
import { hamiltonian } from '../../../theory/geodesic/hamiltonian.ts';
import type { StudyHost } from '../../host.ts';
import { discreteProblem, initialMaps } from '../discrete-problem.ts';
import { discreteSolution } from '../discrete-solution.ts';
import {
  continuationStages,
  type GeodesicScenario,
  newtonSteps,
  type Stage,
  type TranscriptionSolver,
} from '../geodesic-scenario.ts';
import { drift } from '../hamiltonian-drift.ts';
import type { GeodesicSolution, HistoryRow, SolvedStage, StartingPath } from '../solution.ts';
import { refinedMesh } from './refine-mesh.ts';
import { type StageResult, type StageSolver, solveStage } from './solve-stage.ts';
import { type Controls, controlsOf, controlsOfParameters, initialControls, parametersFrom } from './start.ts';

/** Stationarity at which what is on the way counts as solved: an easier problem, and the problem itself on a coarser mesh. */
const onTheWay = { stage: 0.3, mesh: 1e-2 } as const;
/** Times that the largest mesh is laid anew where its drift is above what is asked for. */
const relaid = 2;

/** A cold start begins with L-BFGS: far from a minimum a Newton step is no better than one of its, and costs many times as much. */
const warmUp: StageSolver = { optimiser: 'lbfgs', memory: 20, iterations: 500, newtonSteps: 0 };

/** What a transcription needs besides scenario and data. */
export interface TranscriptionOptions {
  readonly workers: number;
  readonly host: Pick<StudyHost, 'report' | 'signal'>;
  /** A solution of a neighbouring problem, in place of the scenario's initial weights and its continuation. */
  readonly start?: StartingPath | undefined;
}

/**
 * Solves a geodesic by transcription: the stages of the continuation on the first mesh, then the scenario's own problem
 * on meshes twice as fine, each laid by what the one before showed, until the Hamiltonian is as flat as asked for.
 * It returns the best it has, however it ended.
 *
 * @throws RangeError where the memory cannot be had
 */
export async function solveTranscription(
  scenario: GeodesicScenario & { readonly solver: TranscriptionSolver },
  task: Task,
  options: TranscriptionOptions,
): Promise<GeodesicSolution> {
  return new Transcription(scenario, task, options).run();
}

/** A stage as it stands after its solve. */
interface Solved {
  readonly problem: TranscriptionProblem;
  readonly result: StageResult;
  readonly trajectory: Trajectory;
  readonly energies: readonly number[];
}

class Transcription {
  readonly #scenario: GeodesicScenario & { readonly solver: TranscriptionSolver };
  readonly #task: Task;
  readonly #options: TranscriptionOptions;
  readonly #maps: ReturnType<typeof initialMaps>;
  readonly #history: HistoryRow[] = [];
  readonly #stages: SolvedStage[] = [];
  readonly #own: StageSolver;
  #evaluations = 0;
  #products = 0;

  constructor(
    scenario: GeodesicScenario & { readonly solver: TranscriptionSolver },
    task: Task,
    options: TranscriptionOptions,
  ) {
    this.#scenario = scenario;
    this.#task = task;
    this.#options = options;
    this.#maps = initialMaps(scenario, task);
    this.#own = { ...scenario.solver, newtonSteps: newtonSteps(scenario.solver.iterations) };
  }

  async run(): Promise<GeodesicSolution> {
    const { solver } = this.#scenario;
    const { start } = this.#options;
    const { mesh, tolerance } = solver;
    const all = continuationStages(this.#scenario);
    const own = all.at(-1)!;
    const first = gradedMesh(mesh.intervals, mesh.grading);
    let controls: Controls = start
      ? controlsOf(start)
      : initialControls(this.#scenario, all[0]!.effectiveDepth, solver, this.#maps);
    const warm = solver.optimiser === 'newton-cg' ? [{ stage: all[0]!, by: warmUp }] : [];
    // What is solved only to begin the next from need not settle.
    const roughly: StageSolver = { ...solver, newtonSteps: 0 };
    const easier = start ? [] : [...warm, ...all.slice(0, -1).map((stage) => ({ stage, by: roughly }))];
    for (const { stage, by } of easier) {
      const solved = await this.#solve(stage, first, controls, Math.max(tolerance, onTheWay.stage), by);
      if (this.#stopped) return this.#finish(solved, false);
      controls = controlsOfParameters(solved.problem, solved.result.parameters);
    }
    let nodes = first;
    for (let relays = 0; ; ) {
      const last = nodes.length - 1 >= mesh.max;
      const wanted = last ? tolerance : Math.max(tolerance, onTheWay.mesh);
      const solved = await this.#solve(own, nodes, controls, wanted);
      const flat = drift(solved.energies) <= mesh.drift;
      // A mesh is laid anew for what is solved on it; what is not solved would be no better for it.
      const done = last && (flat || relays === relaid || solved.result.minimum.outcome !== 'converged');
      const final = mesh.refine === 'none' || done;
      if (this.#stopped || final) return this.#finish(solved, final);
      if (last) relays++;
      controls = controlsOfParameters(solved.problem, solved.result.parameters);
      if (flat && !last) {
        return this.#finish(await this.#solve(own, nodes, controls, tolerance), true);
      }
      const intervals = Math.min(mesh.max, 2 * (nodes.length - 1));
      nodes = refinedMesh(nodes, solved.trajectory, solved.energies, mesh.refine, solver.scheme, intervals);
    }
  }

  get #stopped(): boolean {
    return this.#options.host.signal?.aborted === true;
  }

  async #solve(
    stage: Stage,
    nodes: Float64Array,
    controls: Controls,
    tolerance: number,
    by: StageSolver = this.#own,
  ): Promise<Solved> {
    const { solver } = this.#scenario;
    const { host, workers } = this.#options;
    const problem = discreteProblem(this.#scenario, stage, this.#task, this.#maps, { scheme: solver.scheme, nodes });
    const warming = by === warmUp ? ', L-BFGS' : '';
    const label = `${stageLabel(stage, this.#scenario)}, ${nodes.length - 1} intervals${warming}`;
    const before = { evaluations: this.#evaluations, products: this.#products };
    const total = (row: HistoryRow): HistoryRow => ({
      ...row,
      evaluations: row.evaluations + before.evaluations,
      products: row.products + before.products,
    });
    const onIteration = (row: HistoryRow): 'stop' | undefined => {
      const { evaluations, loss, stationarity } = total(row);
      const state = `${evaluations} gradients, loss ${loss.toPrecision(7)}, stationarity ${stationarity.toExponential(1)}`;
      host.report({ stage: 'solving', part: label, state });
      return this.#stopped ? 'stop' : undefined;
    };
    const result = await solveStage(problem, parametersFrom(controls, problem), by, tolerance, {
      workers,
      seed: BigInt(this.#scenario.seed),
      onIteration,
    });
    const { minimum } = result;
    this.#evaluations += minimum.evaluations + 1;
    this.#products += minimum.curvatureProducts;
    this.#history.push(...result.history.map(total));
    const trajectory = trajectoryOf(problem, result.parameters);
    const energies = trajectory.states.map((a, k) => hamiltonian(problem.resnet, a, trajectory.momenta[k]!));
    this.#stages.push({
      ...stage,
      label,
      intervals: nodes.length - 1,
      evaluations: this.#evaluations,
      products: this.#products,
      iterations: minimum.iterations,
      loss: result.loss.fit + result.loss.penalty,
      hamiltonianDrift: drift(energies),
      outcome: minimum.outcome,
    });
    return { problem, result, trajectory, energies };
  }

  /** `final`: whether this was the last solve. One before it, though converged, is no answer to what the scenario asks. */
  #finish({ problem, result, trajectory }: Solved, final: boolean): GeodesicSolution {
    const outcome = final ? result.minimum.outcome : 'stopped';
    const converged = outcome === 'converged';
    const reached = result.meanStationarity.toExponential(1);
    const { tolerance } = this.#scenario.solver;
    const message = converged
      ? `stationarity ${reached} after ${this.#evaluations} gradients and ${this.#products} Hessian–vector products`
      : `${minimiserOutcomes[outcome]}; stationarity ${reached} where solver.tolerance asks for ${tolerance}`;
    return discreteSolution(this.#scenario, this.#task, this.#maps, problem, result, trajectory, {
      history: this.#history,
      stages: this.#stages,
      converged,
      message,
    });
  }
}

/** What tells a stage from the scenario's own problem, e.g. "softplus 20, L̃ = 3". */
function stageLabel(
  { activation, effectiveDepth, lambdaOverDepth }: Stage,
  { model, penalty }: GeodesicScenario,
): string {
  const name = typeof activation === 'string' ? activation : `softplus ${activation.softplus}`;
  const depth = effectiveDepth === model.effectiveDepth ? [] : [`L̃ = ${effectiveDepth}`];
  const lambda = lambdaOverDepth === penalty.lambdaOverDepth ? [] : [`λ/L̃ = ${lambdaOverDepth}`];
  return [name, ...depth, ...lambda].join(', ');
}
