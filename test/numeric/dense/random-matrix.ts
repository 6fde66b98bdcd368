import type { Arena } from '#odepth/numeric/dense/arena';
import { type MatrixOf, type RealArray, submatrix } from '#odepth/numeric/dense/matrix';

/** Values in [−1, 1) from a 32-bit linear congruential generator. */
export function uniformValues(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/** A random block, one row and two columns inside a larger matrix filled with NaN: what a kernel reads beyond it shows. */
export function randomBlock<V extends RealArray>(
  arena: Arena<V>,
  rows: number,
  columns: number,
  next: () => number,
): MatrixOf<V> {
  const frame = arena.matrix(rows + 2, columns + 3);
  frame.data.fill(Number.NaN);
  const block = submatrix(frame, 1, 2, rows, columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) block.data[i * block.stride + j] = next();
  return block;
}

/** Bytes that `randomBlock` takes, in float64 (float32 takes fewer). */
export function frameBytes(rows: number, columns: number): number {
  return 8 * (rows + 2) * (columns + 3) + 64;
}

export const entry = (m: MatrixOf<RealArray>, i: number, j: number) => m.data[i * m.stride + j]!;

/** Rows of m as arrays. */
export function rowsOf(m: MatrixOf<RealArray>): number[][] {
  return Array.from({ length: m.rows }, (_, i) => Array.from({ length: m.columns }, (_, j) => entry(m, i, j)));
}
