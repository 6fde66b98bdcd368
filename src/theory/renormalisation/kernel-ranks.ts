import { createMatrix, type Matrix } from '../../numeric/dense/matrix.ts';
import { leadingEigenpairs } from '../../numeric/eigen/leading-eigenpairs.ts';
import { type RankMeasures, rankMeasures } from './ranks.ts';
import { RenormalisationError } from './renormalisation-error.ts';

/** H K H with H = I − 11ᵀ/N: the kernel of the samples less their mean. */
export function centredKernel({ rows: size, stride, data }: Matrix): Matrix {
  const out = createMatrix(size, size);
  const means = new Float64Array(size);
  let mean = 0;
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) means[a]! += data[a * stride + b]! / size;
    mean += means[a]! / size;
  }
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) out.data[a * size + b] = data[a * stride + b]! - means[a]! - means[b]! + mean;
  }
  return out;
}

/**
 * Effective ranks of any samples whose kernel this is, K = X Xᵀ: the singular values of X are the roots of its eigenvalues. Those
 * below rounding count as zero. @throws RenormalisationError for a kernel that is zero
 */
export function kernelRanks(kernel: Matrix): RankMeasures {
  const { values, bounds } = leadingEigenpairs(kernel, 0);
  return rankMeasures(values.map((value, k) => (value > bounds[k]! ? Math.sqrt(value) : 0)));
}

/** 1 − CKA of two centred kernels of the same samples. @throws RenormalisationError where one of them is zero */
export function kernelDrift(one: Matrix, other: Matrix): number {
  const [a, b] = [norm(one), norm(other)];
  if (!(a > 0 && b > 0)) throw new RenormalisationError('drift: a kernel is zero, so that it has no direction.');
  let product = 0;
  for (let i = 0; i < one.data.length; i++) product += (one.data[i]! / a) * (other.data[i]! / b);
  return Math.max(0, 1 - product);
}

function norm({ data }: Matrix): number {
  return Math.sqrt(data.reduce((sum, value) => sum + value * value, 0));
}
