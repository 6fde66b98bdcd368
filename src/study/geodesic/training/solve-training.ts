import type { Task } from '../../../model/task.ts';
import { TranscriptionObjective } from '../../../solve/transcription/objective.ts';
import { parameterLayout, type TranscriptionProblem } from '../../../solve/transcription/problem.ts';
import { localTeam } from '../../../solve/transcription/team.ts';
import { trajectoryOf } from '../../../solve/transcription/trajectory.ts';
import { hamiltonian } from '../../../theory/geodesic/hamiltonian.ts';
import type { StudyHost } from '../../host.ts';
import { discreteProblem, type InitialMaps, initialMaps } from '../discrete-problem.ts';
import { discreteSolution } from '../discrete-solution.ts';
import { continuationStages, type TrainingScenario } from '../geodesic-scenario.ts';
import { drift } from '../hamiltonian-drift.ts';
import { initialParameters } from '../initial-weights.ts';
import type { GeodesicSolution, SolvedStage, StartingPath } from '../solution.ts';
import { controlsOf, parametersFrom } from '../transcription/start.ts';
import { initialMesh } from './layer-mesh.ts';
import { type TrainedPhase, type Training, train } from './train.ts';

/** Epochs between two reports of progress. */
const reportEvery = 10;
const phaseNames = { adam: 'Adam', sgd: 'gradient descent' } as const;

export interface TrainingOptions {
  readonly workers: number;
  readonly host: Pick<StudyHost, 'signal' | 'report'>;
  /** A solution of a neighbouring problem, in place of the scenario's initial weights. */
  readonly start?: StartingPath | undefined;
}

/**
 * The network of layers trained as in the paper: Adam, then gradient descent, both on all points, on steps that are
 * equidistant, irregular or adapted as the training goes (arXiv 2405.17573, section 4). Learning rates are those of W, E, D
 * as they are. What comes back is the network of least loss among all epochs, with its own steps. It counts as converged
 * where every epoch was done: how far from stationary that is, its `stationarity` says.
 */
export async function solveTraining(
  scenario: TrainingScenario,
  task: Task,
  { workers, host, start }: TrainingOptions,
): Promise<GeodesicSolution> {
  const { model, solver, seed } = scenario;
  const maps = initialMaps(scenario, task);
  const [own] = continuationStages(scenario);
  const problemOn = (nodes: Float64Array) => discreteProblem(scenario, own!, task, maps, { scheme: 'euler', nodes });
  const nodes = initialMesh(solver);
  const problem = problemOn(nodes);
  const parameters = start
    ? parametersFrom(controlsOf(start), problem)
    : initialParameters(model, parameterLayout(problem), solver, BigInt(seed));
  const training = await train({
    problemOn,
    start: { nodes, parameters },
    ...{ adam: solver.adam, sgd: solver.sgd, adaptEvery: solver.adaptEvery, workers, signal: host.signal },
    onEpoch: (phase, epoch, { loss, stationarity }) => {
      if (epoch % reportEvery !== 0) return;
      host.report({
        stage: 'solving',
        part: `${phaseNames[phase]}, ${solver.layers} layers`,
        state: `epoch ${epoch} of ${solver[phase].epochs}, loss ${loss.toPrecision(5)}, stationarity ${stationarity.toPrecision(2)}`,
      });
    },
  });
  return solutionOf(scenario, task, maps, problemOn, training);
}

async function solutionOf(
  scenario: TrainingScenario,
  task: Task,
  maps: InitialMaps,
  problemOn: (nodes: Float64Array) => TranscriptionProblem,
  training: Training,
): Promise<GeodesicSolution> {
  const { nodes, parameters } = training.best;
  const problem = problemOn(nodes);
  const objective = new TranscriptionObjective(problem, localTeam(problem, false));
  const scaled = new Float64Array(objective.size);
  const gradient = new Float64Array(objective.size);
  objective.scale(parameters, scaled);
  await objective.evaluate(scaled, gradient);
  const result = { parameters, loss: objective.loss, stationarity: objective.stationarity(scaled, gradient) };
  return discreteSolution(scenario, task, maps, problem, result, trajectoryOf(problem, parameters), {
    history: training.history,
    stages: training.phases.map((phase) => stageOf(scenario, problemOn, phase, training.outcome)),
    converged: training.outcome === 'complete',
    message: messageOf(training, scenario.solver.layers),
  });
}

function stageOf(
  { model, penalty }: TrainingScenario,
  problemOn: (nodes: Float64Array) => TranscriptionProblem,
  { name, epochs, evaluations, loss, last }: TrainedPhase,
  outcome: Training['outcome'],
): SolvedStage {
  const { states, momenta } = trajectoryOf(problemOn(last.nodes), last.parameters);
  const energies = states.map((state, i) => hamiltonian(model, state, momenta[i]!));
  return {
    activation: model.activation,
    effectiveDepth: model.effectiveDepth,
    lambdaOverDepth: penalty.lambdaOverDepth,
    label: `${phaseNames[name]}, ${epochs} epochs`,
    intervals: last.nodes.length - 1,
    evaluations,
    products: 0,
    iterations: epochs,
    loss,
    hamiltonianDrift: drift(energies),
    outcome,
  };
}

function messageOf({ outcome, phases }: Training, layers: number): string {
  if (outcome === 'not-finite') {
    return `the training of ${layers} layers diverged: the loss is not a finite number after ${phases.at(-1)?.name === 'sgd' ? 'some epochs of gradient descent' : 'some epochs of Adam'}; take a smaller learningRate`;
  }
  if (outcome === 'stopped') return `the training of ${layers} layers was stopped before all epochs were done`;
  const parts = phases.map(({ name, epochs }) => `${epochs} epochs of ${phaseNames[name]}`);
  return `trained for ${parts.join(' and ')}`;
}
