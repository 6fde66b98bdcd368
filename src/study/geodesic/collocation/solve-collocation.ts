import type { Task } from '../../../model/task.ts';
import type { NodeValues } from '../../../solve/collocation/problem.ts';
import { continueInParameter } from '../../../solve/continuation.ts';
import { gradedMesh } from '../../../solve/transcription/mesh.ts';
import { continuationStages, type GeodesicScenario, type Stage } from '../geodesic-scenario.ts';
import type { GeodesicSolution, StartingPath } from '../solution.ts';
import { solveTranscription } from '../transcription/solve-transcription.ts';
import { type CollocationHost, CollocationWalk } from './collocation-walk.ts';
import { freePath, onMesh, type Path, pathOfSolution, withRates } from './path.ts';
import { type PathProblem, pathEnds, problemOfStage } from './path-problem.ts';
import { equationResidual, solutionOfPath } from './solution-of-path.ts';
import { easyStage, stageAt, stageLabel } from './stages.ts';
import { transcriptionBefore } from './transcription-before.ts';

/** Shortest part of the way from one stage to the next. */
const smallestStep = 1 / 64;

export interface CollocationOptions {
  /** Where to start, in place of what the scenario says: states and momenta of a solution by any method. */
  readonly start?: StartingPath | undefined;
  /** Threads of a transcription before. */
  readonly workers: number;
  readonly host: CollocationHost;
}

/**
 * A stationary path of a scenario by collocation of Hamilton's equations in (A, B): from a solution at hand or a
 * transcription, which is a minimum and stays one; or from the path without weights through a large λ and the stages of
 * the continuation, halving steps that fail. Which of several stationary paths this finds is a matter of its stages, and it
 * need not be a minimum; of a deep network the paths at large λ may end before its own λ is reached.
 *
 * What is not solved comes back as the best that there is, with `converged` false.
 * @throws RangeError where the scenario has another method, or the matrices do not fit in memory
 */
export async function solveCollocation(
  scenario: GeodesicScenario,
  task: Task,
  options: CollocationOptions,
): Promise<GeodesicSolution> {
  const { model, solver } = scenario;
  if (solver.method !== 'collocation') throw new RangeError(`collocation of a scenario with method: ${solver.method}`);
  const { host } = options;
  const ends = pathEnds(scenario, task);
  const before =
    options.start === undefined && solver.start === 'transcription'
      ? await solveTranscription({ ...scenario, solver: transcriptionBefore(solver) }, task, options)
      : null;
  const walk = new CollocationWalk({ model, solver }, ends, host, before);
  const stages = continuationStages(scenario);
  const own = problemOfStage(model, ends, stages.at(-1)!);
  const mesh = gradedMesh(solver.mesh.intervals, solver.mesh.grading);
  const start = options.start ?? before;
  const end =
    start === null
      ? await alongStages(walk, stages, mesh, (stage) => problemOfStage(model, ends, stage), host)
      : await nearby(walk, stages.at(-1)!, onMesh(pathOfSolution(own, start), mesh));
  const found = [walk.own?.path, end.last].flatMap((path) => (path ? [withRates(path, own)] : []));
  const residuals = found.map((path) => equationResidual(own, path));
  const best = found[residuals.indexOf(Math.min(...residuals))] ?? withRates(freePath(own, mesh), own);
  return solutionOfPath(own, best, {
    history: walk.history,
    stages: walk.stages,
    converged: end.converged,
    message: end.message,
  });
}

/** How the walk ended, and the last answer that it had. */
interface End {
  readonly converged: boolean;
  readonly message: string;
  readonly last: Path | null;
}

async function nearby(walk: CollocationWalk, stage: Stage, guess: NodeValues): Promise<End> {
  if (!guess.values.every(Number.isFinite)) {
    return { converged: false, message: 'states, momenta or rates of the start are not finite numbers', last: null };
  }
  await walk.solve(stage, guess, true);
  return { ...walk.own!, last: null };
}

/** From λ → ∞ through the stages, on one mesh up to the last problem; each is guessed from the two answers before it. */
async function alongStages(
  walk: CollocationWalk,
  stages: readonly Stage[],
  mesh: Float64Array,
  problemOf: (stage: Stage) => PathProblem,
  host: CollocationHost,
): Promise<End> {
  const first = stages[0]!;
  const easy = easyStage(first, problemOf(first));
  const all = easy.lambdaOverDepth > first.lambdaOverDepth ? [easy, ...stages] : stages;
  const answers: { readonly position: number; readonly path: Path }[] = [];
  const { complete, last, steps } = await continueInParameter<Path>({
    parameters: [...all.keys()],
    smallestStep,
    solve: async (position) => {
      if (host.signal?.aborted === true) return { converged: false, message: 'the caller stopped the solve' };
      const stage = stageAt(all, position);
      const guess = extrapolated(answers, position) ?? freePath(problemOf(stage), mesh);
      const attempt = await walk.solve(stage, guess, position === all.length - 1);
      if (attempt.converged) answers.push({ position, path: attempt.solution });
      return attempt;
    },
  });
  if (complete) return { ...walk.own!, last: null };
  const reached = last === null ? 'nothing' : stageLabel(stageAt(all, last.parameter));
  return {
    converged: false,
    message: `${steps.at(-1)!.message} The continuation got as far as ${reached}: where paths end there (a fold), write start: transcription, or a continuation from a smaller effectiveDepth.`,
    last: last?.solution ?? null,
  };
}

/** The line through the last two answers, between the same two stages; else the last one; null where there is none. */
function extrapolated(
  answers: readonly { readonly position: number; readonly path: Path }[],
  position: number,
): NodeValues | null {
  const [before, last] = [answers.at(-2), answers.at(-1)];
  if (last === undefined) return null;
  if (before === undefined || before.position < Math.ceil(position) - 1) return last.path;
  const share = (position - last.position) / (last.position - before.position);
  const { mesh, values } = last.path;
  const earlier = before.path.values;
  return { mesh, values: values.map((value, i) => value + share * (value - earlier[i]!)) };
}
