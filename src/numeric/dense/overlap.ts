import type { MatrixOf, RealArray } from './matrix.ts';

/** Whether two matrices in the same buffer share an entry: exact for equal strides, else whether their ranges of memory meet. */
export function overlaps<V extends RealArray>(a: MatrixOf<V>, b: MatrixOf<V>): boolean {
  if (a.rows === 0 || a.columns === 0 || b.rows === 0 || b.columns === 0) return false;
  const [first, second] = a.data.byteOffset <= b.data.byteOffset ? [a, b] : [b, a];
  const distance = (second.data.byteOffset - first.data.byteOffset) / first.data.BYTES_PER_ELEMENT;
  if (distance >= (first.rows - 1) * first.stride + first.columns) return false;
  if (first.stride !== second.stride) return true;
  // `second` begins `row` rows below and `column` columns right of `first`; what sticks out on the right enters the next row.
  const row = Math.floor(distance / first.stride);
  const column = distance - row * first.stride;
  if (column < first.columns && row < first.rows) return true;
  return column + second.columns > first.stride && row + 1 < first.rows;
}
