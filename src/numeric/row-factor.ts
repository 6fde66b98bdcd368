import type { Matrix } from './dense/matrix.ts';

/**
 * A rank-revealing factor of the rows of M: M_{order} = L Qᵀ with L lower trapezoidal and Q orthonormal, by Householder
 * reflections with row pivoting (Golub & Van Loan, *Matrix Computations*, 5.4.2, on the transpose).
 */
export interface RowFactor {
  /** Row i of L belongs to row order[i] of M. */
  readonly order: Int32Array;
  /** Reflections made, ≤ min(rows, columns): rows beyond it would be zero, or below 10⁻¹⁵⁰. */
  readonly rank: number;
  /** rank × rows, row by row: entry (k, i) is L_ik. */
  readonly factor: Float64Array;
  /** x ← Q x in place, x of `columns` entries at x[from …]. */
  rotate(x: Float64Array, from: number): void;
}

/** Square of a norm that can still be divided by; what is below counts as zero. */
const leastSquare = 2 ** -1000;

/** @throws RangeError where an entry is not finite. */
export function rowFactor(m: Matrix): RowFactor {
  const { rows, columns } = m;
  const x = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    x.set(m.data.subarray(i * m.stride, i * m.stride + columns), i * columns);
  }
  if (!x.every(Number.isFinite)) throw new RangeError('decomposition: every entry of the matrix must be finite');
  const order = Int32Array.from({ length: rows }, (_, i) => i);
  const steps = Math.min(rows, columns);
  const scale = new Float64Array(steps);
  const diagonal = new Float64Array(steps);
  const left = new Float64Array(rows);
  const reference = new Float64Array(rows);
  for (let i = 0; i < rows; i++) left[i] = reference[i] = dot(x, i * columns, x, i * columns, columns);
  let rank = 0;
  for (; rank < steps; rank++) {
    const k = rank;
    let pivot = k;
    for (let i = k + 1; i < rows; i++) if (left[i]! > left[pivot]!) pivot = i;
    if (!(left[pivot]! > leastSquare)) break;
    if (pivot !== k) {
      swap(order, k, pivot, 1);
      swap(left, k, pivot, 1);
      swap(reference, k, pivot, 1);
      swap(x, k * columns, pivot * columns, columns);
    }
    const from = k * columns + k;
    const length = columns - k;
    const head = x[from]!;
    const norm = Math.sqrt(dot(x, from, x, from, length));
    if (norm === 0) break;
    const value = head > 0 ? -norm : norm;
    // v = x − value e₁ and H = 1 − v vᵀ / (norm (norm + |head|)): no cancellation in v.
    x[from] = head - value;
    scale[k] = 1 / (norm * (norm + Math.abs(head)));
    diagonal[k] = value;
    let next = k + 1;
    for (; next + 4 <= rows; next += 4) reflectFour(x, from, scale[k]!, next * columns + k, columns, length);
    for (; next < rows; next++) reflect(x, from, scale[k]!, x, next * columns + k, length);
    for (let i = k + 1; i < rows; i++) {
      const at = i * columns + k;
      left[i]! -= x[at]! ** 2;
      // Downdated norms lose digits (LAPACK working note 176): measured anew before they do.
      if (!(left[i]! > 1e-8 * reference[i]!)) {
        left[i] = reference[i] = dot(x, at + 1, x, at + 1, length - 1);
      }
    }
  }
  const factor = new Float64Array(rank * rows);
  for (let k = 0; k < rank; k++) {
    factor[k * rows + k] = diagonal[k]!;
    for (let i = k + 1; i < rows; i++) factor[k * rows + i] = x[i * columns + k]!;
  }
  const rotate = (y: Float64Array, from: number) => {
    for (let k = rank - 1; k >= 0; k--) reflect(x, k * columns + k, scale[k]!, y, from + k, columns - k);
  };
  return { order, rank, factor, rotate };
}

/** y ← y − s v (v · y). */
function reflect(v: Float64Array, vAt: number, s: number, y: Float64Array, yAt: number, length: number): void {
  const step = s * dot(v, vAt, y, yAt, length);
  for (let i = 0; i < length; i++) y[yAt + i]! -= step * v[vAt + i]!;
}

/** The same for four rows at x[at], x[at + stride] …: v is read once for all. */
function reflectFour(x: Float64Array, vAt: number, s: number, at: number, stride: number, length: number): void {
  const at1 = at + stride;
  const at2 = at1 + stride;
  const at3 = at2 + stride;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = 0; i < length; i++) {
    const v = x[vAt + i]!;
    s0 += v * x[at + i]!;
    s1 += v * x[at1 + i]!;
    s2 += v * x[at2 + i]!;
    s3 += v * x[at3 + i]!;
  }
  s0 *= s;
  s1 *= s;
  s2 *= s;
  s3 *= s;
  for (let i = 0; i < length; i++) {
    const v = x[vAt + i]!;
    x[at + i]! -= s0 * v;
    x[at1 + i]! -= s1 * v;
    x[at2 + i]! -= s2 * v;
    x[at3 + i]! -= s3 * v;
  }
}

/** Σ x_i y_i, in four interleaved sums. */
export function dot(x: Float64Array, xAt: number, y: Float64Array, yAt: number, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    s0 += x[xAt + i]! * y[yAt + i]!;
    s1 += x[xAt + i + 1]! * y[yAt + i + 1]!;
    s2 += x[xAt + i + 2]! * y[yAt + i + 2]!;
    s3 += x[xAt + i + 3]! * y[yAt + i + 3]!;
  }
  for (; i < length; i++) s0 += x[xAt + i]! * y[yAt + i]!;
  return s0 + s1 + (s2 + s3);
}

function swap(x: Float64Array | Int32Array, i: number, j: number, length: number): void {
  for (let k = 0; k < length; k++) {
    const kept = x[i + k]!;
    x[i + k] = x[j + k]!;
    x[j + k] = kept;
  }
}
