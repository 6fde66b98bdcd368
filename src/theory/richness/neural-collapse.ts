import { unpackUpper } from '../../numeric/dense/gram.ts';
import { createMatrix, type Matrix } from '../../numeric/dense/matrix.ts';
import { ordinaryProduct } from '../../numeric/dense/ordinary-product.ts';
import { leadingEigenpairs } from '../../numeric/eigen/leading-eigenpairs.ts';
import { inner } from './packed-products.ts';
import { RichnessError } from './richness-error.ts';
import type { RowMoments } from './row-moments.ts';

/** Singular values of the class means not above this part of the largest count as zero in the pseudo-inverse of NC1. */
export const classMeanTolerance = 1e-6;

/** What measures of neural collapse need of moments. */
export type ClassMoments = Pick<RowMoments, 'count' | 'features' | 'classCounts' | 'classSums'>;

/** Neural collapse, Papyan, Han & Donoho, PNAS 117, 24652 (2020), arXiv 2008.08186. */
export interface NeuralCollapse {
  /** NC1 = Tr(Σ_W Σ_B⁺)/C: 0 where features of a class are equal. */
  readonly variability: number;
  /** NC2, the ETF defect: 0 where class means are the corners of a regular simplex. */
  readonly frame: number;
  /** Directions of class means that count in Σ_B⁺, at most C − 1. */
  readonly rank: number;
}

/** Class means and what follows from them, C the number of classes, a row per class. */
export interface ClassGeometry extends NeuralCollapse {
  /** m_c about the mean of all rows, C × p. */
  readonly means: Matrix;
  /** M: the means about their own mean, C × p. */
  readonly centred: Matrix;
  /** M Mᵀ, C × C. */
  readonly gram: Matrix;
  /** X = (M Mᵀ)⁺ M, C × p: the pseudo-inverse of M, transposed. */
  readonly inverse: Matrix;
  /** X Σ_W, C × p. */
  readonly spread: Matrix;
}

/**
 * NC1 and NC2 of labelled rows. ◇ The centre of the class means is their own mean, not that of all rows: the same for classes of equal
 * size, and it makes Σ_B = MᵀM/C of rank C − 1 at most. Σ_W is the mean over all rows of (φ − m_c)(φ − m_c)ᵀ.
 *
 *     NC1 = Tr(X Σ_W Xᵀ),   NC2 = ‖ M Mᵀ/‖M Mᵀ‖_F − (I − 11ᵀ/C)/√(C − 1) ‖_F   (Zhu et al., arXiv 2105.02375, for class means)
 *
 * @throws RichnessError without labels, with one class, with a class of fewer than two rows, or class means that are all equal
 */
export function neuralCollapse(moments: RowMoments): NeuralCollapse {
  const { variability, frame, rank } = classGeometry(moments);
  return { variability, frame, rank };
}

/** @throws RichnessError as `neuralCollapse` */
export function classGeometry(moments: RowMoments): ClassGeometry {
  const { classCounts } = moments;
  if (classCounts.length < 2) {
    throw new RichnessError(`neural collapse needs labels of at least two classes; got ${classCounts.length}.`, {
      part: 'labels',
    });
  }
  const small = classCounts.findIndex((count) => count < 2);
  if (small >= 0) {
    throw new RichnessError(
      `neural collapse needs at least two rows of each class; class ${small} has ${classCounts[small]}. ` +
        'Use more rows, or number the labels without gaps.',
      { part: 'labels' },
    );
  }
  return geometryOf(moments);
}

/** Without the check of the counts, of which none must be zero. */
export function geometryOf({ count, features, classCounts, classSums }: ClassMoments): ClassGeometry {
  const classes = classCounts.length;
  const p = classSums.length / classes;
  const means = createMatrix(classes, p);
  const centre = new Float64Array(p);
  for (let c = 0, at = 0; c < classes; c++) {
    for (let j = 0; j < p; j++, at++) {
      means.data[at] = classSums[at]! / classCounts[c]!;
      centre[j]! += means.data[at]! / classes;
    }
  }
  const centred = createMatrix(classes, p);
  for (let at = 0; at < centred.data.length; at++) centred.data[at] = means.data[at]! - centre[at % p]!;
  const gram = createMatrix(classes, classes);
  ordinaryProduct('A Bᵀ', centred, centred, gram);
  const { inverse, rank } = pseudoInverse(gram, centred);
  const spread = withinClasses(count, features, classCounts, means, inverse);
  const variability = Math.max(0, inner(inverse.data, spread.data));
  return { variability, frame: frameDefect(gram), rank, means, centred, gram, inverse, spread };
}

function pseudoInverse(gram: Matrix, centred: Matrix): { readonly inverse: Matrix; readonly rank: number } {
  const classes = gram.rows;
  const { values, vectors } = leadingEigenpairs(gram, classes);
  if (!(values[0]! > 0)) {
    throw new RichnessError('all classes have the same mean features: there is nothing to compare their spread with.', {
      part: 'features',
    });
  }
  let rank = 0;
  while (rank < classes - 1 && values[rank]! > classMeanTolerance ** 2 * values[0]!) rank++;
  const kept: Matrix = { ...vectors, rows: rank };
  const turned = createMatrix(rank, centred.columns);
  ordinaryProduct('A B', kept, centred, turned);
  for (let k = 0; k < rank; k++) {
    for (let j = 0; j < centred.columns; j++) turned.data[k * centred.columns + j]! /= values[k]!;
  }
  const inverse = createMatrix(classes, centred.columns);
  ordinaryProduct('Aᵀ B', kept, turned, inverse);
  return { inverse, rank };
}

/** X Σ_W with n Σ_W = Σ − Σ_c n_c m_c m_cᵀ. */
function withinClasses(
  count: number,
  features: RowMoments['features'],
  counts: Float64Array,
  means: Matrix,
  inverse: Matrix,
): Matrix {
  const p = means.columns;
  const second = createMatrix(p, p);
  unpackUpper(features, second, true);
  const spread = createMatrix(inverse.rows, p);
  ordinaryProduct('A B', inverse, second, spread);
  const along = createMatrix(inverse.rows, means.rows);
  ordinaryProduct('A Bᵀ', inverse, means, along);
  for (let i = 0; i < along.data.length; i++) along.data[i]! *= counts[i % means.rows]!;
  const between = createMatrix(inverse.rows, p);
  ordinaryProduct('A B', along, means, between);
  for (let i = 0; i < spread.data.length; i++) spread.data[i] = (spread.data[i]! - between.data[i]!) / count;
  return spread;
}

function frameDefect({ rows: classes, data }: Matrix): number {
  const size = Math.sqrt(inner(data, data));
  const root = Math.sqrt(classes - 1);
  let square = 0;
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j < classes; j++) {
      const simplex = ((i === j ? 1 : 0) - 1 / classes) / root;
      square += (data[i * classes + j]! / size - simplex) ** 2;
    }
  }
  return Math.sqrt(square);
}
