import type { Matrix } from '#odepth/numeric/dense/matrix';
import { createNormalStream } from '#odepth/numeric/random/normal-stream';

/** Independent N(0, scale²) entries; the same at every call with the same name. */
export function normalMatrix(rows: number, columns: number, name: number, scale = 1): Matrix {
  const count = Math.ceil((rows * columns) / 16) * 16;
  const data = new Float64Array(count);
  createNormalStream('philox', { seed: 4n, purpose: 'test', network: name }).fill(data, count);
  return fromData(
    rows,
    columns,
    data.subarray(0, rows * columns).map((value) => scale * value),
  );
}

export function fromData(rows: number, columns: number, data: Float64Array): Matrix {
  return { rows, columns, stride: columns, data };
}

export function mapped(m: Matrix, of: (value: number, index: number) => number): Matrix {
  return { ...m, data: m.data.map(of) };
}

/** Largest |x_i − y_i|, over the largest |y_i|. */
export function relativeDistance(x: Float64Array, y: Float64Array): number {
  let apart = 0;
  let size = 0;
  y.forEach((value, i) => {
    apart = Math.max(apart, Math.abs(value - x[i]!));
    size = Math.max(size, Math.abs(value));
  });
  return x.length === y.length ? apart / size : Number.NaN;
}
