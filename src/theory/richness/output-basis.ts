import { unpackUpper } from '../../numeric/dense/gram.ts';
import { createMatrix, type Matrix, transposed } from '../../numeric/dense/matrix.ts';
import { dot, rowFactor } from '../../numeric/row-factor.ts';
import { RichnessError } from './richness-error.ts';
import type { RowMoments } from './row-moments.ts';

/**
 * An orthonormal basis of the span of H_c F, implicitly: with the outputs in another order, H_c F_order = Q̃ [R₁₁ R₁₂] up to
 * what is dropped, Q̃ = H_c F_kept R₁₁⁻¹, kept the first r of the order. Triangular factor of the outputs factored again with
 * column pivoting.
 */
export interface OutputBasis {
  /** r. */
  readonly rank: number;
  /** Outputs, those kept first. */
  readonly order: Int32Array;
  /** R₁₁, r × r, upper triangular, zeros below. */
  readonly triangle: Matrix;
  /** R₁₂, r × (C − r). */
  readonly beside: Matrix;
  /** σ₁ of H_c F, to about a part in a thousand. */
  readonly largest: number;
  /** The least singular value of R₁₁, over σ₁: at most σ_r(H_c F)/σ₁. To some per cent, from inverse iteration. */
  readonly smallestKept: number;
  /** ‖what is dropped‖_F/σ₁: at least σ_{r+1}(H_c F)/σ₁. */
  readonly largestDropped: number;
  readonly warnings: readonly string[];
}

/**
 * @param tolerance singular values of H_c F not above this part of the largest are dropped
 * @throws RichnessError without outputs, for outputs that do not vary, a tolerance outside (0, 1)
 */
export function outputBasis(moments: RowMoments, tolerance: number): OutputBasis {
  const { outputs } = moments.shape;
  if (!(tolerance > 0 && tolerance < 1)) {
    throw new RichnessError(`rankTolerance: a number in (0, 1) is expected; got ${tolerance}.`);
  }
  if (outputs === 0) throw new RichnessError('D_LR compares features with outputs; there are no outputs.');
  const factor = createMatrix(outputs, outputs);
  unpackUpper(moments.outputFactor, factor, false);
  const { order, rank: steps, factor: rows } = rowFactor(transposed(factor));
  const pivoted: Matrix = { rows: steps, columns: outputs, stride: outputs, data: rows };
  const largest = largestSingularValue(pivoted);
  requireVariation(moments, largest);
  let rank = 0;
  while (rank < steps && Math.abs(rows[rank * outputs + rank]!) > tolerance * largest) rank++;
  const triangle = part(pivoted, 0, 0, rank, rank);
  const smallestKept = smallestSingularValue(triangle) / largest;
  const largestDropped = norm(part(pivoted, rank, rank, steps - rank, outputs - rank)) / largest;
  const beside = part(pivoted, 0, rank, rank, outputs - rank);
  const warnings = rankWarnings(rank, tolerance, smallestKept, largestDropped);
  return { rank, order, triangle, beside, largest, smallestKept, largestDropped, warnings };
}

function requireVariation({ outputMean, count }: RowMoments, largest: number): void {
  let square = 0;
  for (const value of outputMean) square += value * value;
  if (largest > 4 * Number.EPSILON * Math.sqrt(count * square)) return;
  throw new RichnessError(
    'the outputs are the same for every row (to rounding), so that they span no direction: D_LR is not defined. ' +
      'Use outputs of a network that depends on its input.',
    { part: 'outputs' },
  );
}

/** Whether a singular value lies within a factor of ten of the tolerance, as far as the bounds tell. */
function rankWarnings(rank: number, tolerance: number, kept: number, dropped: number): string[] {
  const digits = (value: number) => value.toExponential(1);
  const warnings: string[] = [];
  if (kept < 10 * tolerance) {
    warnings.push(
      `The rank of the outputs, ${rank}, is ambiguous: the least singular value that counts may be ${digits(kept)} of the largest, ` +
        `the tolerance is ${digits(tolerance)}. Set rankTolerance clear of it, below or above.`,
    );
  }
  if (dropped > tolerance / 10) {
    warnings.push(
      `The rank of the outputs, ${rank}, is ambiguous: singular values up to ${digits(dropped)} of the largest are taken as zero, ` +
        `the tolerance is ${digits(tolerance)}. Set rankTolerance clear of them, below or above.`,
    );
  }
  return warnings;
}

function part(m: Matrix, row: number, column: number, rows: number, columns: number): Matrix {
  const out = createMatrix(rows, columns);
  for (let i = 0; i < rows; i++) {
    const from = (row + i) * m.stride + column;
    out.data.set(m.data.subarray(from, from + columns), i * columns);
  }
  return out;
}

function norm({ data }: Matrix): number {
  return Math.sqrt(dot(data, 0, data, 0, data.length));
}

/** By power iteration on R Rᵀ from the largest row: a Rayleigh quotient, hence from below. */
function largestSingularValue({ rows, columns, data }: Matrix): number {
  if (rows === 0) return 0;
  const x = new Float64Array(columns);
  x.set(data.subarray(0, columns));
  const y = new Float64Array(rows);
  let found = 0;
  for (let step = 0; step < 40; step++) {
    const length = Math.sqrt(dot(x, 0, x, 0, columns));
    for (let i = 0; i < rows; i++) y[i] = dot(data, i * columns, x, 0, columns) / length;
    const value = Math.sqrt(dot(y, 0, y, 0, rows));
    if (value <= found * (1 + 1e-4)) return Math.max(value, found);
    found = value;
    x.fill(0);
    for (let i = 0; i < rows; i++) {
      const factor = y[i]! / value;
      for (let j = 0; j < columns; j++) x[j]! += factor * data[i * columns + j]!;
    }
  }
  return found;
}

/** By inverse iteration from the last unit vector, the direction of the smallest pivot. */
function smallestSingularValue({ rows: size, data }: Matrix): number {
  const x = new Float64Array(size);
  if (size === 0) return 0;
  x[size - 1] = 1;
  let found = Infinity;
  for (let step = 0; step < 30; step++) {
    // x ← R⁻¹ R⁻ᵀ x.
    for (let i = 0; i < size; i++) {
      x[i]! /= data[i * size + i]!;
      for (let j = i + 1; j < size; j++) x[j]! -= data[i * size + j]! * x[i]!;
    }
    const length = Math.sqrt(dot(x, 0, x, 0, size));
    const value = 1 / length;
    for (let i = 0; i < size; i++) x[i]! /= length;
    if (value >= found * (1 - 1e-2)) return Math.min(value, found);
    found = value;
    for (let i = size - 1; i >= 0; i--) {
      x[i] = (x[i]! - dot(data, i * size + i + 1, x, i + 1, size - i - 1)) / data[i * size + i]!;
    }
    const back = Math.sqrt(dot(x, 0, x, 0, size));
    for (let i = 0; i < size; i++) x[i]! /= back;
  }
  return found;
}
