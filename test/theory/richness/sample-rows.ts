import { createMatrix, type Matrix, transposed } from '#odepth/numeric/dense/matrix';
import { fromData, normalMatrix } from '../geodesic/matrices.ts';

export { fromData, normalMatrix };

/** A B. */
export function product(a: Matrix, b: Matrix): Matrix {
  const out = createMatrix(a.rows, b.columns);
  for (let i = 0; i < a.rows; i++) {
    for (let k = 0; k < a.columns; k++) {
      const x = a.data[i * a.stride + k]!;
      for (let j = 0; j < b.columns; j++) out.data[i * b.columns + j]! += x * b.data[k * b.stride + j]!;
    }
  }
  return out;
}

/** A Bᵀ. */
export const transposedProduct = (a: Matrix, b: Matrix) => product(a, transposed(b));

/** Entry by entry. */
export function sum(a: Matrix, b: Matrix, factor = 1): Matrix {
  return fromData(
    a.rows,
    a.columns,
    a.data.map((value, i) => value + factor * b.data[i]!),
  );
}

/** Every row plus the same row. */
export function moved(m: Matrix, row: ArrayLike<number>): Matrix {
  return fromData(
    m.rows,
    m.columns,
    m.data.map((value, i) => value + row[i % m.columns]!),
  );
}

export function scaled(m: Matrix, factor: number | ArrayLike<number>): Matrix {
  const of = (i: number) => (typeof factor === 'number' ? factor : factor[i % m.columns]!);
  return fromData(
    m.rows,
    m.columns,
    m.data.map((value, i) => value * of(i)),
  );
}

/** The rows of M in the order given. */
export function picked(m: Matrix, rows: readonly number[]): Matrix {
  const out = createMatrix(rows.length, m.columns);
  rows.forEach((row, i) => {
    out.data.set(m.data.subarray(row * m.columns, (row + 1) * m.columns), i * m.columns);
  });
  return out;
}

export const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/** Rows `from` … `to − 1`. */
export const rowsFrom = (m: Matrix, from: number, to: number) => picked(m, range(from, to));

/** Side by side. */
export function beside(...parts: readonly Matrix[]): Matrix {
  const columns = parts.reduce((total, part) => total + part.columns, 0);
  const out = createMatrix(parts[0]!.rows, columns);
  let at = 0;
  for (const part of parts) {
    for (let i = 0; i < part.rows; i++) {
      out.data.set(part.data.subarray(i * part.stride, i * part.stride + part.columns), i * columns + at);
    }
    at += part.columns;
  }
  return out;
}

/** Orthonormal columns, by Gram and Schmidt twice; orthogonal to those of `against` too. */
export function orthonormal(m: Matrix, against?: Matrix): Matrix {
  const all = against ? beside(against, m) : m;
  const columns = range(0, all.columns).map((j) =>
    Float64Array.from(range(0, m.rows), (i) => all.data[i * all.columns + j]!),
  );
  columns.forEach((x, j) => {
    for (let twice = 0; twice < 2; twice++) {
      for (const y of columns.slice(0, j)) {
        const along = x.reduce((total, value, i) => total + value * y[i]!, 0);
        for (let i = 0; i < x.length; i++) x[i]! -= along * y[i]!;
      }
    }
    const length = Math.sqrt(x.reduce((total, value) => total + value * value, 0));
    for (let i = 0; i < x.length; i++) x[i]! /= length;
  });
  const first = all.columns - m.columns;
  return fromData(
    m.rows,
    m.columns,
    new Float64Array(m.rows * m.columns).map(
      (_, at) => columns[first + (at % m.columns)]![Math.floor(at / m.columns)]!,
    ),
  );
}

export const constantColumn = (rows: number) => fromData(rows, 1, new Float64Array(rows).fill(1));
