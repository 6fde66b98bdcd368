import { normalColumns } from '../../model/normal-matrix.ts';
import type { Matrix } from '../../numeric/dense/matrix.ts';
import { decodeFloat64, type Float64Text } from '../../record/float64-text.ts';
import type { FlowScenario } from './flow-scenario.ts';

/**
 * A_0 and B_0, w × N. Drawn ones have independent N(0, scale²) entries, each matrix from a stream of its own, point by
 * point, so that the first points do not depend on how many there are.
 */
export function initialState({ initial, model, seed }: Pick<FlowScenario, 'initial' | 'model' | 'seed'>): {
  A: Matrix;
  B: Matrix;
} {
  if (!('random' in initial)) return { A: matrixOf(initial.A), B: matrixOf(initial.B) };
  const { points, scale, momentumScale } = initial.random;
  const draw = (network: number, deviation: number) =>
    normalColumns({ seed: BigInt(seed), purpose: 'initial-state', network }, model.width, points, deviation);
  return { A: draw(0, scale), B: draw(1, momentumScale) };
}

function matrixOf(text: Float64Text): Matrix {
  const [rows, columns] = text.shape;
  return { rows, columns, stride: columns, data: decodeFloat64(text) };
}
