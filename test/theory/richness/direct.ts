import { Matrix as Dense, SingularValueDecomposition } from 'ml-matrix';
import type { Matrix } from '#odepth/numeric/dense/matrix';
import type { RichnessEstimator } from '#odepth/theory/richness/dynamical-richness';

// The definitions with n × n kernels and a singular value decomposition of the outputs: nothing shared with what is tested.

export const dense = ({ rows, columns, stride, data }: Matrix) =>
  new Dense(Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * stride, i * stride + columns))));

/** H_c M. */
export function centred(m: Dense): Dense {
  const mean = m.mean('column');
  return Dense.sub(m, Dense.ones(m.rows, 1).mmul(Dense.rowVector(mean)));
}

/** Q Qᵀ for a basis Q of the columns of M. */
export function projector(m: Dense, tolerance: number): { readonly kernel: Dense; readonly rank: number } {
  const { leftSingularVectors, diagonal } = new SingularValueDecomposition(m, { autoTranspose: true });
  const rank = diagonal.filter((value) => value > tolerance * diagonal[0]!).length;
  const basis = leftSingularVectors.subMatrix(0, m.rows - 1, 0, rank - 1);
  return { kernel: basis.mmul(basis.transpose()), rank };
}

export function alignment(k: Dense, l: Dense): number {
  return Dense.mul(k, l).sum() / (k.norm('frobenius') * l.norm('frobenius'));
}

export function directRichness(
  features: Matrix,
  outputs: Matrix,
  estimator: RichnessEstimator = 'centre-then-project',
  tolerance = 1e-8,
): { readonly value: number; readonly rank: number } {
  const phi = centred(dense(features));
  const kernel = phi.mmul(phi.transpose());
  const f = dense(outputs);
  const { kernel: own, rank } = projector(estimator === 'centre-then-project' ? centred(f) : f, tolerance);
  const projected = centred(centred(own).transpose());
  return { value: 1 - alignment(kernel, projected), rank };
}
