import type { Arena } from './arena.ts';
import { type MatrixOf, type RealArray, submatrix } from './matrix.ts';

/** Rows to a block of the result. */
const height = 64;

/**
 * The upper triangle of C ← α AᵀA + β C, in blocks of rows from the diagonal on: half of the products, and the bits of
 * `multiplyLeftTransposed`. Entries below the diagonal may change, and mean nothing before `mirrorUpper`.
 * @throws RangeError on shapes that do not fit, or matrices outside the arena
 */
export function gramInto<V extends RealArray>(
  arena: Arena<V>,
  alpha: number,
  a: MatrixOf<V>,
  beta: number,
  c: MatrixOf<V>,
): void {
  if (c.rows !== a.columns || c.columns !== a.columns) {
    throw new RangeError(`Aᵀ A of ${a.rows} × ${a.columns} has not the shape ${c.rows} × ${c.columns}.`);
  }
  for (let i = 0; i < a.columns; i += height) {
    const rows = Math.min(height, a.columns - i);
    const columns = a.columns - i;
    const left = submatrix(a, 0, i, a.rows, rows);
    const right = submatrix(a, 0, i, a.rows, columns);
    arena.multiplyLeftTransposed(alpha, left, right, beta, submatrix(c, i, i, rows, columns));
  }
}

/** As `gramInto`, C ← Rᵀ R, of an upper triangular R whose zeros below the diagonal are stored. */
export function triangleGramInto<V extends RealArray>(arena: Arena<V>, r: MatrixOf<V>, c: MatrixOf<V>): void {
  for (let i = 0; i < r.columns; i += height) {
    const rows = Math.min(height, r.columns - i);
    const columns = r.columns - i;
    const left = submatrix(r, 0, i, i + rows, rows);
    const right = submatrix(r, 0, i, i + rows, columns);
    arena.multiplyLeftTransposed(1, left, right, 0, submatrix(c, i, i, rows, columns));
  }
}

/** Rows and columns of a square of `mirrorUpper`: its lines stay in the fastest cache. */
const squareSize = 32;

/** C_ji ← C_ij for i < j. @throws RangeError where C is not square */
export function mirrorUpper(c: MatrixOf<RealArray>): void {
  const { rows: size, columns, stride, data } = c;
  if (size !== columns) throw new RangeError(`Only a square matrix can be mirrored, not ${size} × ${columns}.`);
  for (let top = 0; top < size; top += squareSize) {
    const bottom = Math.min(top + squareSize, size);
    for (let left = top; left < size; left += squareSize) {
      const right = Math.min(left + squareSize, size);
      for (let i = top; i < bottom; i++) {
        for (let j = Math.max(left, i + 1); j < right; j++) data[j * stride + i] = data[i * stride + j]!;
      }
    }
  }
}

/** Length of the upper triangle of a size × size matrix, packed column by column: entry (i ≤ j) at j (j + 1)/2 + i. */
export function packedLength(size: number): number {
  return (size * (size + 1)) / 2;
}

/** The upper triangle of M, packed column by column. */
export function packUpper(m: MatrixOf<RealArray>): Float64Array {
  const out = new Float64Array(packedLength(m.columns));
  for (let j = 0, at = 0; j < m.columns; j++) {
    for (let i = 0; i <= j; i++) out[at++] = m.data[i * m.stride + j]!;
  }
  return out;
}

/** The packed triangle into the upper half of M; with `mirror` also into the lower half, else that becomes zero. */
export function unpackUpper(packed: RealArray, m: MatrixOf<RealArray>, mirror: boolean): void {
  for (let j = 0, at = 0; j < m.columns; j++) {
    for (let i = 0; i <= j; i++) {
      const value = packed[at++]!;
      if (i !== j) m.data[j * m.stride + i] = mirror ? value : 0;
      m.data[i * m.stride + j] = value;
    }
  }
}
