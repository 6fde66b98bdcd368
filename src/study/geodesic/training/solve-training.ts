import type { Task } from '../../../model/task.ts';
import type { Matrix } from '../../../numeric/dense/matrix.ts';
import { TranscriptionObjective } from '../../../solve/transcription/objective.ts';
import { parameterLayout, stepsOf, type TranscriptionProblem } from '../../../solve/transcription/problem.ts';
import { localTeam } from '../../../solve/transcription/team.ts';
import { trajectoryOf } from '../../../solve/transcription/trajectory.ts';
import { hamiltonian } from '../../../theory/geodesic/hamiltonian.ts';
import { product } from '../../../theory/geodesic/products.ts';
import type { StudyHost } from '../../host.ts';
import { initialParameters } from '../initial-weights.ts';
import type { GeodesicSolution, SolvedStage } from '../solution.ts';
import { initialMesh } from './layer-mesh.ts';
import { type GivenMaps, givenMaps, networkProblem, type TrainingScenario } from './network-problem.ts';
import { type Network, type TrainedPhase, type Training, train } from './train.ts';

/** Epochs between two reports of progress. */
const reportEvery = 10;
const phaseNames = { adam: 'Adam', sgd: 'gradient descent' } as const;

export interface TrainingOptions {
  readonly workers: number;
  readonly host: Pick<StudyHost, 'signal' | 'report'>;
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
  { workers, host }: TrainingOptions,
): Promise<GeodesicSolution> {
  const { model, solver, seed } = scenario;
  const maps = givenMaps(scenario, task);
  const problemOn = (nodes: Float64Array) => networkProblem(scenario, task, maps, nodes);
  const nodes = initialMesh(solver);
  const layout = parameterLayout(problemOn(nodes));
  const training = await train({
    problemOn,
    start: { nodes, parameters: initialParameters(model, layout, solver, BigInt(seed)) },
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
  maps: GivenMaps,
  problemOn: (nodes: Float64Array) => TranscriptionProblem,
  training: Training,
): Promise<GeodesicSolution> {
  const { nodes, parameters } = training.best;
  const problem = problemOn(nodes);
  const { layers } = scenario.solver;
  const { states, momenta } = trajectoryOf(problem, parameters);
  const { weights, inputMap, outputMap } = matricesOf(problem, parameters);
  const objective = new TranscriptionObjective(problem, localTeam(problem, false));
  const scaled = new Float64Array(objective.size);
  const gradient = new Float64Array(objective.size);
  objective.scale(parameters, scaled);
  await objective.evaluate(scaled, gradient);
  const { inputMap: entry, outputMap: exit } = scenario.model;
  return {
    method: 'training',
    nodes,
    states,
    momenta,
    weights,
    inputMap: entry === 'none' ? null : (inputMap ?? maps.input),
    outputMap: exit === 'none' ? null : (outputMap ?? maps.output),
    loss: objective.loss,
    weightIntegrals: stepsOf(nodes).map((step, i) => step * squares(weights[i]!)),
    stationarity: objective.stationarity(scaled, gradient),
    testOutputs: testOutputs(scenario, task, maps, training.best, outputMap ?? maps.output),
    parameters,
    history: training.history,
    stages: training.phases.map((phase) => stageOf(scenario, problemOn, phase, training.outcome)),
    converged: training.outcome === 'complete',
    message: messageOf(training, layers),
  };
}

/** W of every layer, and the maps that are learned. */
function matricesOf(problem: TranscriptionProblem, parameters: Float64Array) {
  const { intervals, width, features, input, inputColumns, output, outputRows } = parameterLayout(problem);
  const matrix = (offset: number, rows: number, columns: number): Matrix => {
    const data = parameters.slice(offset, offset + rows * columns);
    return { rows, columns, stride: columns, data };
  };
  return {
    weights: Array.from({ length: intervals }, (_, i) => matrix(i * width * features, width, features)),
    inputMap: input < 0 ? null : matrix(input, width, inputColumns),
    outputMap: output < 0 ? null : matrix(output, outputRows, width),
  };
}

function testOutputs(
  scenario: TrainingScenario,
  { testInputs, testTargets }: Task,
  maps: GivenMaps,
  { nodes, parameters }: Network,
  outputMap: Matrix | null,
): Matrix | null {
  if (testInputs === null || testTargets === null || outputMap === null) return null;
  const problem = networkProblem(scenario, { inputs: testInputs, targets: testTargets }, maps, nodes);
  return product(outputMap, trajectoryOf(problem, parameters).states.at(-1)!);
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
    hamiltonianDrift: relativeSpread(energies),
    outcome,
  };
}

/** (max − min)/|mean|. */
function relativeSpread(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return (Math.max(...values) - Math.min(...values)) / Math.abs(mean);
}

function squares({ data }: Matrix): number {
  return data.reduce((sum, value) => sum + value * value, 0);
}

function messageOf({ outcome, phases }: Training, layers: number): string {
  if (outcome === 'not-finite') {
    return `the training of ${layers} layers diverged: the loss is not a finite number after ${phases.at(-1)?.name === 'sgd' ? 'some epochs of gradient descent' : 'some epochs of Adam'}; take a smaller learningRate`;
  }
  if (outcome === 'stopped') return `the training of ${layers} layers was stopped before all epochs were done`;
  const parts = phases.map(({ name, epochs }) => `${epochs} epochs of ${phaseNames[name]}`);
  return `trained for ${parts.join(' and ')}`;
}
