// Every product of matrices of this folder: one place to change when a faster one is at hand.

import { createMatrix, type Matrix } from '../../numeric/dense/matrix.ts';
import { ordinaryProduct } from '../../numeric/dense/ordinary-product.ts';

/** Multiplications from which on the dense kernels pay for copying matrices to their memory. */
const worthCopying = 8192;

/** out = A B; out shares no entry with A or B. */
export function productInto(a: Matrix, b: Matrix, out: Matrix): void {
  agree('A B', a.columns, b.rows, out, a.rows, b.columns);
  if (out.rows * out.columns * a.columns >= worthCopying) {
    ordinaryProduct('A B', a, b, out);
    return;
  }
  const columns = b.columns;
  for (let i = 0; i < a.rows; i++) {
    const to = i * out.stride;
    out.data.fill(0, to, to + columns);
    for (let k = 0; k < a.columns; k += 4) addRows(a.data, i * a.stride + k, 1, a.columns - k, b, k, out.data, to);
  }
}

/** out = Aᵀ B; out shares no entry with A or B. */
export function productLeftTransposedInto(a: Matrix, b: Matrix, out: Matrix): void {
  agree('Aᵀ B', a.rows, b.rows, out, a.columns, b.columns);
  if (out.rows * out.columns * a.rows >= worthCopying) {
    ordinaryProduct('Aᵀ B', a, b, out);
    return;
  }
  const columns = b.columns;
  for (let i = 0; i < a.columns; i++) {
    const to = i * out.stride;
    out.data.fill(0, to, to + columns);
    for (let k = 0; k < a.rows; k += 4) addRows(a.data, i + k * a.stride, a.stride, a.rows - k, b, k, out.data, to);
  }
}

/** out = A Bᵀ; out shares no entry with A or B. */
export function productRightTransposedInto(a: Matrix, b: Matrix, out: Matrix): void {
  agree('A Bᵀ', a.columns, b.columns, out, a.rows, b.rows);
  if (out.rows * out.columns * a.columns >= worthCopying) {
    ordinaryProduct('A Bᵀ', a, b, out);
    return;
  }
  const { data: x } = a;
  const { data: y } = b;
  const inner = a.columns;
  for (let i = 0; i < a.rows; i++) {
    const from = i * a.stride;
    let j = 0;
    for (; j + 4 <= b.rows; j += 4) {
      const y0 = j * b.stride;
      const y1 = y0 + b.stride;
      const y2 = y1 + b.stride;
      const y3 = y2 + b.stride;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let k = 0; k < inner; k++) {
        const v = x[from + k]!;
        s0 += v * y[y0 + k]!;
        s1 += v * y[y1 + k]!;
        s2 += v * y[y2 + k]!;
        s3 += v * y[y3 + k]!;
      }
      const to = i * out.stride + j;
      out.data[to] = s0;
      out.data[to + 1] = s1;
      out.data[to + 2] = s2;
      out.data[to + 3] = s3;
    }
    for (; j < b.rows; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += x[from + k]! * y[j * b.stride + k]!;
      out.data[i * out.stride + j] = sum;
    }
  }
}

/** A B. */
export function product(a: Matrix, b: Matrix): Matrix {
  const out = createMatrix(a.rows, b.columns);
  productInto(a, b, out);
  return out;
}

/** Aᵀ B. */
export function productLeftTransposed(a: Matrix, b: Matrix): Matrix {
  const out = createMatrix(a.columns, b.columns);
  productLeftTransposedInto(a, b, out);
  return out;
}

/** A Bᵀ. */
export function productRightTransposed(a: Matrix, b: Matrix): Matrix {
  const out = createMatrix(a.rows, b.rows);
  productRightTransposedInto(a, b, out);
  return out;
}

/** out[to …] += Σ_{q < min(4, left)} x[at + q step] · (row k + q of b). */
function addRows(
  x: Float64Array,
  at: number,
  step: number,
  left: number,
  b: Matrix,
  k: number,
  out: Float64Array,
  to: number,
): void {
  const { data: y, stride, columns } = b;
  const y0 = k * stride;
  if (left >= 4) {
    const x0 = x[at]!;
    const x1 = x[at + step]!;
    const x2 = x[at + 2 * step]!;
    const x3 = x[at + 3 * step]!;
    const y1 = y0 + stride;
    const y2 = y1 + stride;
    const y3 = y2 + stride;
    for (let j = 0; j < columns; j++) {
      out[to + j]! += x0 * y[y0 + j]! + x1 * y[y1 + j]! + x2 * y[y2 + j]! + x3 * y[y3 + j]!;
    }
    return;
  }
  for (let q = 0; q < left; q++) {
    const factor = x[at + q * step]!;
    for (let j = 0; j < columns; j++) out[to + j]! += factor * y[y0 + q * stride + j]!;
  }
}

function agree(what: string, left: number, right: number, out: Matrix, rows: number, columns: number): void {
  if (left !== right) throw new RangeError(`product ${what}: the sums run over ${left} and over ${right} entries`);
  if (out.rows !== rows || out.columns !== columns) {
    throw new RangeError(`product ${what} is ${rows} × ${columns}; the room for it is ${out.rows} × ${out.columns}`);
  }
}
