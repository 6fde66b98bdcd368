import { createMatrix, type Matrix } from '../../numeric/dense/matrix.ts';
import { LaneGroup } from './lane-group.ts';
import { laneColumns, type TranscriptionProblem } from './problem.ts';

/** States and momenta at the nodes of the mesh. */
export interface Trajectory {
  /** A_k, w × N. */
  readonly states: readonly Matrix[];
  /** B_k = −(1/λ) ∂C/∂A_k of the discrete adjoint, w × N. */
  readonly momenta: readonly Matrix[];
}

/** The path of all data at given parameters (W, E, D, not scaled). */
export function trajectoryOf(problem: TranscriptionProblem, parameters: Float64Array): Trajectory {
  const { width, effectiveDepth } = problem.resnet;
  const points = problem.inputs.columns;
  const nodes = problem.nodes.length;
  const matrices = () => Array.from({ length: nodes }, () => createMatrix(width, points));
  const states = matrices();
  const momenta = matrices();
  const toMomentum = -1 / (problem.lambdaOverDepth * effectiveDepth);
  const lanes = laneColumns(points);
  for (const [index, { start }] of lanes.entries()) {
    new LaneGroup(problem, [index], false).trace(parameters, () => ({
      state: (node, state) => place(state, states[node]!, start, 1),
      adjoint: (node, adjoint) => place(adjoint, momenta[node]!, start, toMomentum),
    }));
  }
  return { states, momenta };
}

/** f(x) of other inputs (of the problem's form, w × M or d × M) at given parameters: rows of the targets × M. */
export function outputsOf(problem: TranscriptionProblem, parameters: Float64Array, inputs: Matrix): Matrix {
  const { rows } = problem.targets;
  const points = inputs.columns;
  const outputs = createMatrix(rows, points);
  const other = { ...problem, inputs, targets: createMatrix(rows, points) };
  for (const [index, { start }] of laneColumns(points).entries()) {
    new LaneGroup(other, [index], false).residuals(parameters, (_, residual) => place(residual, outputs, start, 1));
  }
  return outputs;
}

function place(source: Matrix, target: Matrix, start: number, factor: number): void {
  for (let i = 0; i < source.rows; i++)
    for (let j = 0; j < source.columns; j++)
      target.data[i * target.stride + start + j] = factor * source.data[i * source.stride + j]!;
}
