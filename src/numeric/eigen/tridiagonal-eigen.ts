import type { DenseArena } from '../dense/arena.ts';
import { type Matrix, submatrix } from '../dense/matrix.ts';
import { implicitQl } from './implicit-ql.ts';
import { rankOneEigen } from './rank-one-update.ts';

/** Sizes up to which QL steps are as fast. */
const smallest = 32;

/** Bytes that `tridiagonalEigen` allocates. */
export function tridiagonalEigenBytes(size: number, leading: number): number {
  return 8 * size * (size + 2 * turnRows(size, leading)) + 256;
}

/** Rows of the work matrices: all that are wanted, either half of a matrix that is divided, all of one that is not. */
function turnRows(size: number, leading: number): number {
  return Math.max(leading, size <= smallest ? size : Math.ceil(size / 2));
}

/**
 * All eigenvalues of a symmetric tridiagonal matrix, descending, and the eigenvectors of the `leading` first, a row each, in
 * memory of the arena. Divide and conquer (Cuppen, Numer. Math. 36, 177, 1981) with Gu & Eisenstat's vectors (SIAM J. Matrix Anal.
 * Appl. 16, 172, 1995): orthogonal to rounding however close eigenvalues are, nearly all work in products. Errors are some
 * units of rounding of the norm. @throws RangeError where entries are not finite
 */
export function tridiagonalEigen(
  arena: DenseArena,
  diagonal: Float64Array,
  side: Float64Array,
  leading: number,
): { readonly values: Float64Array; readonly vectors: Matrix } {
  const size = diagonal.length;
  let norm = 0;
  for (const value of diagonal) norm = Math.max(norm, Math.abs(value));
  for (const value of side) norm = Math.max(norm, Math.abs(value));
  if (!(norm < Infinity)) throw new RangeError('eigenvalues: every entry of the matrix must be finite');
  const scale = norm > 0 ? 1 / norm : 1;
  const work: Work = {
    arena,
    values: diagonal.map((value) => value * scale),
    side: Float64Array.of(...side.map((value) => value * scale), 0),
    vectors: arena.matrix(size, size),
    turns: arena.matrix(turnRows(size, leading), size),
    result: arena.matrix(turnRows(size, leading), size),
  };
  conquer(work, 0, size, leading);
  const values = Float64Array.from({ length: size }, (_, k) => work.values[size - 1 - k]! * norm);
  const vectors = submatrix(work.turns, 0, 0, leading, size);
  for (let k = 0; k < leading; k++) {
    const from = (size - 1 - k) * size;
    vectors.data.set(work.vectors.data.subarray(from, from + size), k * size);
  }
  return { values, vectors };
}

interface Work {
  readonly arena: DenseArena;
  /** Ascending within every part that is done. */
  readonly values: Float64Array;
  readonly side: Float64Array;
  /** Row k belongs to values[k]; zero outside of the diagonal blocks of the parts done. */
  readonly vectors: Matrix;
  readonly turns: Matrix;
  readonly result: Matrix;
}

/** Rows and columns begin … end − 1; the eigenvectors of the largest `wanted` eigenvalues. */
function conquer(work: Work, begin: number, end: number, wanted: number): void {
  const size = end - begin;
  if (size <= smallest) {
    conquerSmall(work, begin, size);
    return;
  }
  const { arena, values, side, vectors } = work;
  const middle = begin + Math.floor(size / 2);
  const coupling = side[middle - 1]!;
  // T = diag(T₁, T₂) + |b| u uᵀ with u = (… 0, 1, sign b, 0 …).
  values[middle - 1]! -= Math.abs(coupling);
  values[middle]! -= Math.abs(coupling);
  conquer(work, begin, middle, middle - begin);
  conquer(work, middle, end, end - middle);
  const left = submatrix(vectors, begin, begin, middle - begin, middle - begin);
  const right = submatrix(vectors, middle, middle, end - middle, end - middle);
  const update = new Float64Array(size);
  for (let i = 0; i < left.rows; i++) update[i] = left.data[i * left.stride + left.columns - 1]!;
  for (let i = 0; i < right.rows; i++) {
    const first = right.data[i * right.stride]!;
    update[left.rows + i] = coupling < 0 ? -first : first;
  }
  const turns = submatrix(work.turns, 0, 0, wanted, size);
  turns.data.fill(0);
  rankOneEigen(values.subarray(begin, end), update, Math.abs(coupling), turns);
  const result = submatrix(work.result, 0, 0, wanted, size);
  const cut = left.rows;
  arena.multiply(1, submatrix(turns, 0, 0, wanted, cut), left, 0, submatrix(result, 0, 0, wanted, cut));
  const others = submatrix(turns, 0, cut, wanted, size - cut);
  arena.multiply(1, others, right, 0, submatrix(result, 0, cut, wanted, size - cut));
  for (let r = 0; r < wanted; r++) {
    const from = r * result.stride;
    const to = (end - wanted + r) * vectors.stride + begin;
    vectors.data.set(result.data.subarray(from, from + size), to);
  }
}

function conquerSmall({ values, side, vectors, turns }: Work, begin: number, size: number): void {
  const rows = { rows: size, columns: size, stride: size, data: turns.data };
  rows.data.fill(0, 0, size * size);
  for (let i = 0; i < size; i++) rows.data[i * size + i] = 1;
  const part = values.subarray(begin, begin + size);
  implicitQl(part, Float64Array.of(...side.subarray(begin, begin + size - 1), 0), rows);
  const order = Array.from(part.keys()).sort((i, j) => part[i]! - part[j]!);
  const sorted = order.map((i) => part[i]!);
  part.set(sorted);
  order.forEach((i, place) => {
    const to = (begin + place) * vectors.stride + begin;
    vectors.data.set(rows.data.subarray(i * size, (i + 1) * size), to);
  });
}
