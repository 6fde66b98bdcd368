import type { Task } from '../../model/task.ts';
import type { Matrix } from '../../numeric/dense/matrix.ts';
import { parameterLayout, stepsOf, type TranscriptionProblem } from '../../solve/transcription/problem.ts';
import { schemes } from '../../solve/transcription/scheme.ts';
import { outputsOf, type Trajectory } from '../../solve/transcription/trajectory.ts';
import { enteringData, type InitialMaps } from './discrete-problem.ts';
import type { GeodesicScenario } from './geodesic-scenario.ts';
import type { GeodesicSolution } from './solution.ts';
import type { StageResult } from './transcription/solve-stage.ts';

/** The solution of a discrete problem in the form that all methods share. */
export function discreteSolution(
  scenario: Pick<GeodesicScenario, 'model' | 'solver'>,
  task: Task,
  maps: InitialMaps,
  problem: TranscriptionProblem,
  result: Pick<StageResult, 'parameters' | 'loss' | 'stationarity'>,
  trajectory: Trajectory,
  how: Pick<GeodesicSolution, 'history' | 'stages' | 'converged' | 'message'>,
): GeodesicSolution {
  const { parameters, loss, stationarity } = result;
  const { model, solver } = scenario;
  const layout = parameterLayout(problem);
  const { width, intervals, inputColumns, outputRows } = layout;
  const learned = (offset: number, rows: number, columns: number) =>
    offset < 0 ? null : matrixOf(parameters, offset, rows, columns);
  return {
    method: solver.method === 'training' ? 'training' : 'transcription',
    nodes: problem.nodes,
    states: trajectory.states,
    momenta: trajectory.momenta,
    weights: nodeWeights(problem, parameters),
    inputMap: learned(layout.input, width, inputColumns) ?? (model.inputMap === 'none' ? null : maps.input),
    outputMap: learned(layout.output, outputRows, width) ?? (model.outputMap === 'none' ? null : maps.output),
    loss,
    weightIntegrals: Float64Array.from({ length: intervals }, (_, k) => weightIntegral(problem, parameters, k)),
    stationarity,
    testOutputs: task.testInputs && outputsOf(problem, parameters, enteringData(scenario, maps, task.testInputs)),
    parameters,
    ...how,
  };
}

function matrixOf(parameters: Float64Array, offset: number, rows: number, columns: number): Matrix {
  return { rows, columns, stride: columns, data: parameters.slice(offset, offset + rows * columns) };
}

/** W of the first stage of every interval and, where a stage lies there, at p = 1. */
function nodeWeights(problem: TranscriptionProblem, parameters: Float64Array): Matrix[] {
  const { intervals, stages, width, features } = parameterLayout(problem);
  const { c } = schemes[problem.scheme];
  const weight = (index: number) => matrixOf(parameters, index * width * features, width, features);
  const nodes = Array.from({ length: intervals }, (_, k) => weight(k * stages));
  return c.at(-1) === 1 ? [...nodes, weight(intervals * stages - 1)] : nodes;
}

/** h Σ_i b_i ‖W_{k,i}‖². */
function weightIntegral(problem: TranscriptionProblem, parameters: Float64Array, k: number): number {
  const { stages, width, features } = parameterLayout(problem);
  const { b } = schemes[problem.scheme];
  const length = width * features;
  let sum = 0;
  for (const [i, weight] of b.entries()) {
    const start = (k * stages + i) * length;
    for (let j = start; j < start + length; j++) sum += weight * parameters[j]! * parameters[j]!;
  }
  return stepsOf(problem.nodes)[k]! * sum;
}
