import type { Matrix } from './dense/matrix.ts';

/** Writes eigenvalues, ascending, and in column j of `vectors` the eigenvector that belongs to `values[j]`. */
export type SymmetricEigen = (m: Matrix, values: Float64Array, vectors: Matrix) => void;

/**
 * What decomposes a symmetric matrix, M = V diag(values) Vᵀ with V orthogonal, by Householder tridiagonalisation and implicit
 * QL steps (ml-matrix, after EISPACK's tred2 and tql2): each eigenvalue to some units of rounding of the largest. The library
 * is loaded at the first call.
 */
export async function symmetricEigen(): Promise<SymmetricEigen> {
  const { EigenvalueDecomposition, Matrix: Rows } = await import('ml-matrix');
  return ({ rows: size, stride, data }, values, vectors) => {
    const rows = Array.from({ length: size }, (_, i) => data.subarray(i * stride, i * stride + size));
    const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(new Rows(rows), {
      assumeSymmetric: true,
    });
    for (let i = 0; i < size; i++) {
      values[i] = realEigenvalues[i]!;
      for (let j = 0; j < size; j++) vectors.data[i * vectors.stride + j] = eigenvectorMatrix.get(i, j);
    }
  };
}
