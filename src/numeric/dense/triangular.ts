import type { DenseArena } from './arena.ts';
import { type Matrix, submatrix } from './matrix.ts';

/** Which triangle of a square matrix is T, and whether T or Tᵀ is solved with. The unit diagonal is not stored. */
export type Triangle = 'unit-lower' | 'upper' | 'unit-lower-transposed' | 'upper-transposed';

/** Sizes up to which rows are eliminated one by one. */
const smallest = 16;

/** X ← T⁻¹ X, in place, by halves: one half of the rows, its product taken off the other half, that half. */
export function solveTriangular(arena: DenseArena, m: Matrix, triangle: Triangle, x: Matrix): void {
  const transposed = triangle === 'unit-lower-transposed' || triangle === 'upper-transposed';
  const unit = triangle === 'unit-lower' || triangle === 'unit-lower-transposed';
  // The last rows first.
  const upward = triangle === 'upper' || triangle === 'unit-lower-transposed';
  const size = m.rows;
  if (size <= smallest) {
    const [down, across] = transposed ? [8, 8 * m.stride] : [8 * m.stride, 8];
    const [from, to] = [arena.addressOf(m), arena.addressOf(x)];
    if (size > 0) arena.kernels.solveTriangle(size, x.columns, from, down, across, upward, unit, to, 8 * x.stride);
    return;
  }
  const half = smallest * Math.ceil(size / smallest / 2);
  const [begin, count, restBegin, rest] = upward ? [half, size - half, 0, half] : [0, half, half, size - half];
  const known = submatrix(x, begin, 0, count, x.columns);
  const open = submatrix(x, restBegin, 0, rest, x.columns);
  solveTriangular(arena, submatrix(m, begin, begin, count, count), triangle, known);
  if (transposed) arena.multiplyLeftTransposed(-1, submatrix(m, begin, restBegin, count, rest), known, 1, open);
  else arena.multiply(-1, submatrix(m, restBegin, begin, rest, count), known, 1, open);
  solveTriangular(arena, submatrix(m, restBegin, restBegin, rest, rest), triangle, open);
}
