import { inArena } from '../dense/borrowed-arena.ts';
import { createMatrix, type Matrix, submatrix } from '../dense/matrix.ts';
import { tridiagonalEigen, tridiagonalEigenBytes } from './tridiagonal-eigen.ts';
import { tridiagonalForm, tridiagonalFormBytes } from './tridiagonal-form.ts';

export interface LeadingEigenpairs {
  /** All of them, descending. */
  readonly values: Float64Array;
  /** An eigenvector of length one per row, of the first values. */
  readonly vectors: Matrix;
  /**
   * How far each value can be from an eigenvalue. With a vector: ‖M v − λ v‖ plus the rounding of that; these are measured.
   * Without: p ε ‖M‖_F, p the size, which is what an orthogonal reduction can lose at most in practice.
   */
  readonly bounds: Float64Array;
}

/**
 * Eigenvalues of a symmetric matrix, all its entries stored, and the eigenvectors of the `leading` largest; for any spectrum,
 * clustered or not. Time about 4/3 p³ for the reduction, as much for the vectors at most, and 6 p² leading.
 * @throws RangeError where an entry is not finite, or `leading` is not a whole number from 0 to p
 */
export function leadingEigenpairs(m: Matrix, leading: number): LeadingEigenpairs {
  const size = m.rows;
  if (m.columns !== size || !(Number.isInteger(leading) && leading >= 0 && leading <= size)) {
    throw new RangeError(`${leading} eigenvectors of a ${m.rows} × ${m.columns} matrix`);
  }
  const scale = scaleOf(m);
  const norm = frobeniusNorm(m, scale);
  const bytes =
    8 * size * size +
    64 +
    tridiagonalFormBytes(size) +
    tridiagonalEigenBytes(size, leading) +
    8 * leading * (32 + size) +
    128;
  return inArena(bytes, (arena) => {
    const work = arena.matrix(size, size);
    copyRows(m, scale, work);
    const { diagonal, side, rotateRows } = tridiagonalForm(arena, work);
    const { values, vectors } = tridiagonalEigen(arena, diagonal, side, leading);
    const bounds = new Float64Array(size).fill(size * Number.EPSILON * norm);
    const rescaled = { values: values.map((value) => value / scale), bounds: bounds.map((value) => value / scale) };
    if (leading === 0) return { ...rescaled, vectors: createMatrix(0, size) };
    rotateRows(vectors, arena.matrix(leading, 32));
    copyRows(m, scale, work);
    const images = arena.matrix(leading, size);
    arena.multiply(1, vectors, work, 0, images);
    const out = createMatrix(leading, size);
    copyRows(vectors, 1, out);
    const rounding = 4 * Math.sqrt(size) * Number.EPSILON * norm;
    for (let k = 0; k < leading; k++) {
      const image = submatrix(images, k, 0, 1, size).data;
      rescaled.bounds[k] = (residual(image, out.data, k * size, values[k]!) + rounding) / scale;
    }
    return { ...rescaled, vectors: out };
  });
}

/** A power of two by which the largest entry is of order one, so that no square over- or underflows. */
function scaleOf({ rows, columns, stride, data }: Matrix): number {
  let largest = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const size = Math.abs(data[i * stride + j]!);
      if (!(size <= largest)) largest = size;
    }
  }
  if (!(largest < Infinity)) throw new RangeError('eigenvalues: every entry of the matrix must be finite');
  let scale = 1;
  while (largest * scale > 2) scale /= 2;
  while (largest * scale < 1 && largest > 0 && scale < 2 ** 1000) scale *= 2;
  return scale;
}

function residual(image: Float64Array, vectors: Float64Array, from: number, value: number): number {
  let square = 0;
  for (let i = 0; i < image.length; i++) square += (image[i]! - value * vectors[from + i]!) ** 2;
  return Math.sqrt(square);
}

function frobeniusNorm({ rows, columns, stride, data }: Matrix, scale: number): number {
  let square = 0;
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) square += (scale * data[i * stride + j]!) ** 2;
  return Math.sqrt(square);
}

function copyRows(from: Matrix, scale: number, to: Matrix): void {
  for (let i = 0; i < from.rows; i++) {
    const [source, target] = [i * from.stride, i * to.stride];
    for (let j = 0; j < from.columns; j++) to.data[target + j] = scale * from.data[source + j]!;
  }
}
