import type { DenseArena } from './arena.ts';
import { type Matrix, submatrix } from './matrix.ts';

/** Columns to a block of the result. */
const width = 256;

/**
 * The upper triangle of C ← Aᵀ A + β C, in blocks of columns down to the diagonal: half of the products. Entries below the
 * diagonal may change. @throws RangeError on shapes that do not fit, or matrices outside the arena
 */
export function gramInto(arena: DenseArena, a: Matrix, beta: number, c: Matrix): void {
  if (c.rows !== a.columns || c.columns !== a.columns) {
    throw new RangeError(`Aᵀ A of ${a.rows} × ${a.columns} has not the shape ${c.rows} × ${c.columns}.`);
  }
  for (let j = 0; j < a.columns; j += width) {
    const end = Math.min(j + width, a.columns);
    const above = submatrix(a, 0, 0, a.rows, end);
    const columns = submatrix(a, 0, j, a.rows, end - j);
    arena.multiplyLeftTransposed(1, above, columns, beta, submatrix(c, 0, j, end, end - j));
  }
}

/** As `gramInto`, C ← Rᵀ R, of an upper triangular R whose zeros below the diagonal are stored. */
export function triangleGramInto(arena: DenseArena, r: Matrix, c: Matrix): void {
  for (let j = 0; j < r.columns; j += width) {
    const end = Math.min(j + width, r.columns);
    const above = submatrix(r, 0, 0, end, end);
    const columns = submatrix(r, 0, j, end, end - j);
    arena.multiplyLeftTransposed(1, above, columns, 0, submatrix(c, 0, j, end, end - j));
  }
}

/** Length of the upper triangle of a size × size matrix, packed column by column: entry (i ≤ j) at j (j + 1)/2 + i. */
export function packedLength(size: number): number {
  return (size * (size + 1)) / 2;
}

/** The upper triangle of M, packed column by column. */
export function packUpper(m: Matrix): Float64Array {
  const out = new Float64Array(packedLength(m.columns));
  for (let j = 0, at = 0; j < m.columns; j++) {
    for (let i = 0; i <= j; i++) out[at++] = m.data[i * m.stride + j]!;
  }
  return out;
}

/** The packed triangle into the upper half of M; with `mirror` also into the lower half, else that becomes zero. */
export function unpackUpper(packed: Float64Array | Float32Array, m: Matrix, mirror: boolean): void {
  for (let j = 0, at = 0; j < m.columns; j++) {
    for (let i = 0; i <= j; i++) {
      const value = packed[at++]!;
      if (i !== j) m.data[j * m.stride + i] = mirror ? value : 0;
      m.data[i * m.stride + j] = value;
    }
  }
}
