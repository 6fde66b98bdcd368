import type { DenseArena } from '../dense/arena.ts';
import { type Matrix, submatrix } from '../dense/matrix.ts';
import { dot } from '../row-factor.ts';

/** Reflections that are applied together. */
const width = 32;

/** Bytes that `tridiagonalForm` allocates for a size × size matrix. */
export function tridiagonalFormBytes(size: number): number {
  return 8 * (4 * width + 3) * size + 512;
}

/**
 * Q of A = Q T Qᵀ, T tridiagonal: what undoes the reduction on vectors.
 */
export interface TridiagonalForm {
  /** Diagonal of T. */
  readonly diagonal: Float64Array;
  /** Beside the diagonal: one entry fewer. */
  readonly side: Float64Array;
  /** Y ← Y Qᵀ: eigenvectors of T, a row each, become those of A. `room` holds 2 · rows × 32 values. */
  rotateRows(y: Matrix, room: Matrix): void;
}

/**
 * Householder reduction of a symmetric matrix, all entries stored, which is overwritten. Half of the work is in products with
 * panels of reflections, half in one product of the trailing matrix with a vector per reflection (Dongarra, Sorensen &
 * Hammarling, J. Comput. Appl. Math. 27, 215, 1989).
 */
export function tridiagonalForm(arena: DenseArena, a: Matrix): TridiagonalForm {
  const size = a.rows;
  const diagonal = new Float64Array(size);
  const side = new Float64Array(Math.max(0, size - 1));
  const scales = new Float64Array(size);
  // Rows of V, then of W; and in the other order: A ← A − Vᵀ W − Wᵀ V is one product.
  const pair = arena.matrix(2 * width, size);
  const mate = arena.matrix(2 * width, size);
  const line = arena.vector(size);
  const image = arena.vector(size);
  for (let first = 0; first < size; first += width) {
    const count = Math.min(width, size - first);
    for (let k = 0; k < count; k++) {
      const j = first + k;
      line.set(a.data.subarray(j * a.stride + j, j * a.stride + size), j);
      for (let i = 0; i < k; i++) {
        const [v, w] = [i * size, (width + i) * size];
        const left = pair.data[v + j]!;
        const right = pair.data[w + j]!;
        for (let q = j; q < size; q++) line[q]! -= left * pair.data[w + q]! + right * pair.data[v + q]!;
      }
      diagonal[j] = line[j]!;
      const from = k * size;
      pair.data.fill(0, from, from + size);
      pair.data.fill(0, from + width * size, from + (width + 1) * size);
      if (j + 1 >= size) break;
      const { value, scale } = reflection(line, j + 1, size);
      side[j] = value;
      scales[j] = scale;
      // The reflection is kept in row j of A for `rotateRows`.
      a.data.set(line.subarray(j + 1, size), j * a.stride + j + 1);
      pair.data.set(line.subarray(j + 1, size), from + j + 1);
      if (scale === 0) continue;
      const rest = size - j - 1;
      const y = image.subarray(0, rest);
      arena.multiplyVector(submatrix(a, j + 1, j + 1, rest, rest), line.subarray(j + 1), y);
      for (let i = 0; i < k; i++) {
        const [v, w] = [i * size + j + 1, (width + i) * size + j + 1];
        const alongV = dot(pair.data, v, pair.data, from + j + 1, rest);
        const alongW = dot(pair.data, w, pair.data, from + j + 1, rest);
        for (let q = 0; q < rest; q++) y[q]! -= alongW * pair.data[v + q]! + alongV * pair.data[w + q]!;
      }
      const half = (scale / 2) * scale * dot(y, 0, pair.data, from + j + 1, rest);
      const to = from + width * size + j + 1;
      for (let q = 0; q < rest; q++) pair.data[to + q] = scale * y[q]! - half * pair.data[from + j + 1 + q]!;
    }
    const next = first + count;
    if (next >= size) break;
    mate.data.set(pair.data.subarray(width * size), 0);
    mate.data.set(pair.data.subarray(0, width * size), width * size);
    const rest = size - next;
    arena.multiplyLeftTransposed(
      -1,
      submatrix(pair, 0, next, 2 * width, rest),
      submatrix(mate, 0, next, 2 * width, rest),
      1,
      submatrix(a, next, next, rest, rest),
    );
  }
  return { diagonal, side, rotateRows: (y, room) => rotateRows(arena, a, scales, pair, y, room) };
}

/** x[from … end) ← v with v[from] = 1 and (I − scale v vᵀ) x = value e_from. */
function reflection(x: Float64Array, from: number, end: number): { value: number; scale: number } {
  const head = x[from]!;
  const below = dot(x, from + 1, x, from + 1, end - from - 1);
  x[from] = 1;
  if (below === 0) return { value: head, scale: 0 };
  const norm = Math.sqrt(head * head + below);
  const value = head > 0 ? -norm : norm;
  const pivot = head - value;
  for (let i = from + 1; i < end; i++) x[i]! /= pivot;
  return { value, scale: -pivot / value };
}

/** Y ← Y H_last … H_first in blocks I − V T Vᵀ: the last block first. */
function rotateRows(
  arena: DenseArena,
  a: Matrix,
  scales: Float64Array,
  reflections: Matrix,
  y: Matrix,
  room: Matrix,
): void {
  const size = a.rows;
  const last = width * Math.floor(Math.max(0, size - 2) / width);
  for (let first = last; first >= 0; first -= width) {
    const count = Math.min(width, size - 1 - first);
    if (count <= 0) continue;
    const v = submatrix(reflections, 0, first, count, size - first);
    for (let k = 0; k < count; k++) {
      const row = k * v.stride;
      v.data.fill(0, row, row + k + 1);
      const from = (first + k) * a.stride;
      v.data.set(a.data.subarray(from + first + k + 1, from + size), row + k + 1);
    }
    const blocks = blockTriangle(v, scales.subarray(first, first + count));
    const part = submatrix(y, 0, first, y.rows, size - first);
    const along = submatrix(room, 0, 0, y.rows, count);
    arena.multiplyRightTransposed(1, part, v, 0, along);
    // along ← along Tᵀ.
    for (let r = 0; r < y.rows; r++) {
      const at = r * along.stride;
      for (let k = 0; k < count; k++) {
        let sum = 0;
        for (let l = k; l < count; l++) sum += blocks[k * count + l]! * along.data[at + l]!;
        along.data[at + k] = sum;
      }
    }
    arena.multiply(-1, along, v, 1, part);
  }
}

/** T, upper triangular, with H_1 … H_w = I − Vᵀ T V for rows v_k and H_k = I − scale_k v_k v_kᵀ. */
function blockTriangle(v: Matrix, scales: Float64Array): Float64Array {
  const count = v.rows;
  const blocks = new Float64Array(count * count);
  const overlaps = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    for (let l = 0; l < k; l++) overlaps[l] = dot(v.data, l * v.stride, v.data, k * v.stride, v.columns);
    for (let l = 0; l < k; l++) {
      let sum = 0;
      for (let q = l; q < k; q++) sum += blocks[l * count + q]! * overlaps[q]!;
      blocks[l * count + k] = -scales[k]! * sum;
    }
    blocks[k * count + k] = scales[k]!;
  }
  return blocks;
}
