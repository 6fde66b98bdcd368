import type { MatrixOf, RealArray } from '../../numeric/dense/matrix.ts';

/** to ← from, of the same shape; strides may differ, and precisions. */
export function copyRows(from: MatrixOf<RealArray>, to: MatrixOf<RealArray>): void {
  const { rows, columns } = from;
  for (let i = 0; i < rows; i++) {
    const [source, target] = [i * from.stride, i * to.stride];
    for (let j = 0; j < columns; j++) to.data[target + j] = from.data[source + j]!;
  }
}
