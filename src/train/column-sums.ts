import type { MatrixOf, RealArray } from '../numeric/dense/matrix.ts';

/** sums[j] ← Σ_i m_ij, added in float64, four rows at a time. */
export function columnSums(m: MatrixOf<RealArray>, sums: Float64Array): void {
  const { rows, columns, stride, data } = m;
  sums.fill(0);
  let i = 0;
  for (; i + 3 < rows; i += 4) {
    const at = i * stride;
    for (let j = 0; j < columns; j++) {
      const first = at + j;
      const third = first + 2 * stride;
      sums[j]! += data[first]! + data[first + stride]! + (data[third]! + data[third + stride]!);
    }
  }
  for (; i < rows; i++) for (let j = 0; j < columns; j++) sums[j]! += data[i * stride + j]!;
}
