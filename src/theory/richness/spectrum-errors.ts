import { createMatrix, type Matrix } from '../../numeric/dense/matrix.ts';
import { ordinaryProduct } from '../../numeric/dense/ordinary-product.ts';
import { leadingEigenpairs } from '../../numeric/eigen/leading-eigenpairs.ts';
import { type Deletion, deletionOf } from './deletion.ts';
import { jackknife } from './jackknife.ts';
import { RichnessError } from './richness-error.ts';
import type { RowMoments } from './row-moments.ts';
import {
  cumulativeShares,
  type FeatureSpectrum,
  outputsSeen,
  type Seen,
  secondMoment,
  targetsSeen,
} from './spectrum.ts';

/** Standard errors, for k = 1 … upTo; NaN with fewer than two blocks. */
export interface SpectrumErrors {
  /** Of ρ_k. */
  readonly values: Float64Array;
  /** Of ρ_k/ρ_1. */
  readonly relative: Float64Array;
  /** Of Π*(k). */
  readonly quality?: Float64Array;
  /** Of Π̂(k). */
  readonly utilisation?: Float64Array;
  /** Leading directions within which spectra without a block were computed; exact where they are all p. */
  readonly directions: number;
}

/**
 * Delete-one-block error bars of the first entries. Without a block, the second moments are diagonalised anew within the span of the
 * first max(2 upTo, upTo + 16) eigenvectors of all rows (fewer where fewer are known): eigenvalues to second order in what
 * leads out of it, eigenvectors to first order over the gap.
 * @throws RichnessError for upTo outside 1 … min(leading, rank)
 */
export function spectrumErrors(
  total: RowMoments,
  blocks: readonly RowMoments[],
  spectrum: FeatureSpectrum,
  upTo: number,
): SpectrumErrors {
  const known = Math.min(spectrum.leading, spectrum.rank);
  if (!(Number.isInteger(upTo) && upTo >= 1 && upTo <= known)) {
    throw new RichnessError(
      `upTo: a whole number from 1 to ${known}, the eigenvectors known, is expected; got ${upTo}.`,
    );
  }
  const directions = Math.min(known, Math.max(2 * upTo, upTo + 16));
  const frame = frameOf(total, spectrum, directions);
  const deletions = blocks.length < 2 ? [] : blocks.map((block) => deletionOf(total, block));
  const found = deletions.map((deletion) => spectrumWithout(frame, deletion, upTo));
  const counts = blocks.map(({ count }) => count);
  const errors = (whole: Float64Array, part: (one: Without) => Float64Array) =>
    Float64Array.from({ length: upTo }, (_, k) => {
      const deleted = found.map((one) => part(one)[k]!);
      return jackknife(whole[k]!, deleted, counts).standardError;
    });
  const { values, quality, utilisation } = spectrum;
  const relative = values.map((value) => value / values[0]!);
  return {
    values: errors(values, (one) => one.values),
    relative: errors(relative, (one) => one.values.map((value) => value / one.values[0]!)),
    ...(quality && { quality: errors(quality, (one) => one.quality!) }),
    ...(utilisation && { utilisation: errors(utilisation, (one) => one.utilisation!) }),
    directions,
  };
}

/** Everything of the total in the leading directions. */
interface Frame {
  readonly total: RowMoments;
  readonly centred: boolean;
  /** directions × p. */
  readonly vectors: Matrix;
  readonly values: Float64Array;
  readonly targets: Seen | undefined;
  readonly outputs: Seen | undefined;
}

interface Without {
  readonly values: Float64Array;
  readonly quality?: Float64Array;
  readonly utilisation?: Float64Array;
}

function frameOf(total: RowMoments, { vectors, values, centred }: FeatureSpectrum, directions: number): Frame {
  const part = { ...vectors, rows: directions };
  const targets = targetsSeen(total, centred);
  const outputs = total.shape.outputs > 0 ? outputsSeen(total, centred) : undefined;
  return {
    total,
    centred,
    vectors: part,
    values,
    targets: targets && turned(targets, part),
    outputs: outputs && turned(outputs, part),
  };
}

const turned = ({ products, square }: Seen, vectors: Matrix): Seen => ({
  products: productRight(products, vectors),
  square,
});

function spectrumWithout(frame: Frame, deletion: Deletion, upTo: number): Without {
  const { total, centred, vectors, values, targets, outputs } = frame;
  const { block, count, weight, features } = deletion;
  const size = vectors.rows;
  const own = secondMoment(block, centred);
  const image = createMatrix(size, vectors.columns);
  ordinaryProduct('A B', vectors, own, image);
  const left = productRight(image, vectors);
  // Centred moments lose w d dᵀ too.
  const apart = new Float64Array(size);
  if (centred) {
    for (let k = 0; k < size; k++) {
      for (let j = 0; j < features.length; j++) apart[k]! += vectors.data[k * vectors.stride + j]! * features[j]!;
    }
  }
  for (let i = 0, at = 0; i < size; i++) {
    for (let j = 0; j < size; j++, at++) {
      const whole = i === j ? total.count * values[i]! : 0;
      left.data[at] = (whole - block.count * left.data[at]! - weight * apart[i]! * apart[j]!) / count;
    }
  }
  const found = leadingEigenpairs(left, size);
  const shares = (whole: Seen, part: Seen, mean: Float64Array): Float64Array => {
    const without = remaining(whole, turned(part, vectors), centred ? weight : 0, mean, apart);
    return cumulativeShares(without, found.vectors, found.values, upTo, count);
  };
  return {
    values: found.values,
    ...(targets && {
      quality: shares(targets, targetsSeen(block, centred)!, targetShift(total, block)),
    }),
    ...(outputs && { utilisation: shares(outputs, outputsSeen(block, centred), deletion.outputs) }),
  };
}

/** d of the targets, or of the shares of the classes. */
function targetShift(total: RowMoments, block: RowMoments): Float64Array {
  if (total.shape.targets > 0) return block.targetMean.map((value, i) => value - total.targetMean[i]!);
  return block.classCounts.map((rows, c) => rows / block.count - total.classCounts[c]! / total.count);
}

function remaining(whole: Seen, part: Seen, weight: number, d: Float64Array, apart: Float64Array): Seen {
  const { products } = whole;
  const data = products.data.map((value, at) => {
    const i = Math.floor(at / products.columns);
    return value - part.products.data[at]! - weight * d[i]! * apart[at % products.columns]!;
  });
  const square = whole.square - part.square - weight * d.reduce((sum, value) => sum + value * value, 0);
  return { products: { ...products, data }, square };
}

function productRight(a: Matrix, b: Matrix): Matrix {
  const out = createMatrix(a.rows, b.rows);
  ordinaryProduct('A Bᵀ', a, b, out);
  return out;
}
