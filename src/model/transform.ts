import type { Matrix } from '../numeric/dense/matrix.ts';
import { TaskError } from './task-error.ts';

/** x ↦ (x − mean)/scale, coordinate by coordinate. */
export interface Transform {
  /** One number per coordinate; zeros where nothing is centred. */
  readonly mean: Float64Array;
  /** 1 where nothing is normalised. */
  readonly scale: number;
}

/** What of centring and normalising is asked for. */
export interface TransformChoice {
  readonly centre: boolean;
  readonly normalise: boolean;
}

/**
 * `centre`: mean_i = (1/N) Σ_j x_ij. `normalise`: scale² = (1/dN) Σ_ij (x_ij − mean_i)², so that the mean square of a
 * coordinate becomes 1 and no direction is favoured.
 * @throws TaskError where every point is the same (with `centre`) or zero, so that there is no scale
 */
export function transformOf(
  points: Matrix,
  subject: 'inputs' | 'targets',
  { centre, normalise }: TransformChoice,
): Transform {
  const { rows, columns, stride, data } = points;
  const mean = new Float64Array(rows);
  let largest = 0;
  let squares = 0;
  for (let i = 0; i < rows; i++) {
    const row = data.subarray(i * stride, i * stride + columns);
    if (centre) mean[i] = row.reduce((sum, value) => sum + value, 0) / columns;
    for (const value of row) {
      largest = Math.max(largest, Math.abs(value));
      squares += (value - mean[i]!) ** 2;
    }
  }
  if (!normalise) return { mean, scale: 1 };
  const scale = Math.sqrt(squares / (rows * columns));
  if (scale > rounding * largest && Number.isFinite(scale)) return { mean, scale };
  if (!Number.isFinite(scale)) throw new TaskError(`${subject} so large that their squares overflow`, subject);
  throw new TaskError(`${subject} that are ${centre ? 'the same at every point' : 'all zero'}`, subject);
}

/** Differences up to this, relative to the largest number, are rounding of the mean. */
const rounding = 1e-14;

/** The points moved and divided. */
export function transformed({ rows, columns, stride, data }: Matrix, { mean, scale }: Transform): Matrix {
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) out[i * columns + j] = (data[i * stride + j]! - mean[i]!) / scale;
  }
  return { rows, columns, stride: columns, data: out };
}
