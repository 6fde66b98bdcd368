import type { Matrix } from '../../numeric/dense/matrix.ts';
import type { NpyArray } from '../../record/npy.ts';

/** Matrices of one shape as one array, matrices × rows × columns. */
export function stacked(matrices: readonly Matrix[]): NpyArray {
  const { rows = 0, columns = 0 } = matrices[0] ?? {};
  const data = new Float64Array(matrices.length * rows * columns);
  for (const [k, m] of matrices.entries()) {
    for (let i = 0; i < rows; i++) {
      data.set(m.data.subarray(i * m.stride, i * m.stride + columns), (k * rows + i) * columns);
    }
  }
  return { shape: [matrices.length, rows, columns], data };
}
