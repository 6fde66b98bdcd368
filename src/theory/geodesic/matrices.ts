import { createMatrix, type Matrix } from '../../numeric/dense/matrix.ts';

/** rows × columns entries of `data`, row by row from `from` on, not copied. */
export function matrixView(data: Float64Array, from: number, rows: number, columns: number): Matrix {
  return { rows, columns, stride: columns, data: data.subarray(from, from + rows * columns) };
}

/** The first rows of M, not copied. */
export function firstRows(m: Matrix, rows: number): Matrix {
  return { ...m, rows };
}

/** Tr[A Bᵀ]. */
export function innerProduct(a: Matrix, b: Matrix): number {
  let sum = 0;
  for (let i = 0; i < a.rows; i++) {
    const x = i * a.stride;
    const y = i * b.stride;
    for (let j = 0; j < a.columns; j++) sum += a.data[x + j]! * b.data[y + j]!;
  }
  return sum;
}

/** out = s A + t B entry by entry; out may be A or B. */
export function combineInto(s: number, a: Matrix, t: number, b: Matrix, out: Matrix): void {
  for (let i = 0; i < a.rows; i++) {
    const x = i * a.stride;
    const y = i * b.stride;
    const z = i * out.stride;
    for (let j = 0; j < a.columns; j++) out.data[z + j] = s * a.data[x + j]! + t * b.data[y + j]!;
  }
}

/** s A + t B. */
export function combine(s: number, a: Matrix, t: number, b: Matrix): Matrix {
  const out = createMatrix(a.rows, a.columns);
  combineInto(s, a, t, b, out);
  return out;
}

/** @throws RangeError unless M is rows × columns, saying which matrix it is. */
export function requireShape(name: string, m: Matrix, rows: number, columns: number): void {
  if (m.rows !== rows || m.columns !== columns) {
    throw new RangeError(`${name} must be ${rows} × ${columns}; got ${m.rows} × ${m.columns}`);
  }
}
