import type { Matrix } from '../../../numeric/dense/matrix.ts';

/** A mean over points with its standard error. */
export interface PointMean {
  readonly value: number;
  readonly standardError: number;
}

/** (1/M) Σ ‖y − f(x)‖² over M test points, and the standard error of this mean. @param targets, outputs d × M */
export function testErrorOf(targets: Matrix, outputs: Matrix): PointMean {
  const points = targets.columns;
  const squares = new Float64Array(points);
  for (let i = 0; i < targets.rows; i++) {
    for (let j = 0; j < points; j++) {
      squares[j]! += (targets.data[i * targets.stride + j]! - outputs.data[i * outputs.stride + j]!) ** 2;
    }
  }
  const value = squares.reduce((sum, square) => sum + square, 0) / points;
  const variance = squares.reduce((sum, square) => sum + (square - value) ** 2, 0) / (points - 1);
  return { value, standardError: points > 1 ? Math.sqrt(variance / points) : 0 };
}
