import { packUpper } from '../../numeric/dense/gram.ts';
import { createMatrix, type Matrix } from '../../numeric/dense/matrix.ts';
import { ordinaryProduct } from '../../numeric/dense/ordinary-product.ts';
import { type Deletion, squareWithout } from './deletion.ts';
import { type ClassGeometry, geometryOf, type NeuralCollapse } from './neural-collapse.ts';
import { inner, packedForm, packedInner } from './packed-products.ts';
import type { RowMoments } from './row-moments.ts';

/** NC1 and NC2 after a deletion; undefined where a class is gone. */
export type DeletedCollapse = (deletion: Deletion) => NeuralCollapse | undefined;

const losesClass = (total: RowMoments, block: RowMoments) =>
  total.classCounts.some((count, c) => count <= block.classCounts[c]!);

export function exactCollapse(total: RowMoments): DeletedCollapse {
  return ({ block, count, weight, part, features }) => {
    if (losesClass(total, block)) return undefined;
    const p = features.length;
    const classCounts = total.classCounts.map((value, c) => value - block.classCounts[c]!);
    const classSums = total.classSums.map((value, at) => {
      const c = Math.floor(at / p);
      // About the new mean, which is at −part d.
      const moved = block.classCounts[c]! - part * classCounts[c]!;
      return value - block.classSums[at]! - moved * features[at % p]!;
    });
    return geometryOf({
      count,
      features: squareWithout(total.features, block.features, weight, features),
      classCounts,
      classSums,
    });
  };
}

/**
 * To first order in the block. Of NC1 = Tr(X Σ_W Xᵀ), Σ_W moves by what the rows of the block spread about the class means of
 * all rows, and X with the means: with X Mᵀ a projection, H = X Σ_W Xᵀ, L = M Σ_W Xᵀ and Q = X Xᵀ,
 *
 *     d NC1 = 2 ⟨Q (X Σ_W − Lᵀ X) − H X, dM⟩,   d NC2 = −2/(NC2 √(C − 1)) ⟨M/‖MMᵀ‖ − Tr(MMᵀ) MMᵀM/‖MMᵀ‖³, dM⟩.
 *
 * The first holds where M has rank C − 1: else the pseudo-inverse is not continuous, and NC1 is undefined.
 */
export function linearisedCollapse(total: RowMoments, geometry: ClassGeometry): DeletedCollapse {
  const { means, variability, frame, rank } = geometry;
  const { rows: classes, columns: p } = means;
  const { form, formMeans, meanForms } = spreadForm(geometry);
  const slope = rank === classes - 1 ? variabilitySlope(geometry) : undefined;
  const frameStep = frameSlope(geometry);
  return ({ block, count, features }) => {
    if (losesClass(total, block)) return undefined;
    let spread = packedInner(form, block.features) + block.count * packedForm(form, features);
    let first = 0;
    let second = 0;
    for (let c = 0, at = 0; c < classes; c++) {
      const rows = block.classCounts[c]!;
      const left = total.classCounts[c]! - rows;
      spread += rows * meanForms[c]!;
      for (let j = 0; j < p; j++, at++) {
        const sum = block.classSums[at]! + rows * features[j]!;
        spread -= 2 * formMeans.data[at]! * sum;
        const step = -(sum - rows * means.data[at]!) / left;
        first += (slope ? slope[at]! : Number.NaN) * step;
        second += frameStep[at]! * step;
      }
    }
    const moved = variability + (block.count * variability - spread) / count + first;
    return { variability: moved, frame: frame + second, rank };
  };
}

/** XᵀX packed, M_c XᵀX for the means about the mean of all rows, and m_cᵀ XᵀX m_c. */
function spreadForm({ inverse, means }: ClassGeometry) {
  const square = createMatrix(inverse.columns, inverse.columns);
  ordinaryProduct('Aᵀ B', inverse, inverse, square);
  const along = productRight(means, inverse);
  const formMeans = product(along, inverse);
  const meanForms = Float64Array.from({ length: means.rows }, (_, c) => {
    const row = along.data.subarray(c * along.columns, (c + 1) * along.columns);
    return inner(row, row);
  });
  return { form: packUpper(square), formMeans, meanForms };
}

function variabilitySlope({ centred, inverse, spread }: ClassGeometry): Float64Array {
  const h = productRight(spread, inverse);
  const outside = subtract(spread, product(productRight(spread, centred), inverse));
  const bent = product(productRight(inverse, inverse), outside);
  return subtract(bent, product(h, inverse)).data.map((value) => 2 * value);
}

function frameSlope({ centred, gram, frame }: ClassGeometry): Float64Array {
  const classes = gram.rows;
  const size = Math.sqrt(inner(gram.data, gram.data));
  let trace = 0;
  for (let c = 0; c < classes; c++) trace += gram.data[c * (classes + 1)]!;
  const turned = product(gram, centred);
  const factor = frame > 0 ? -2 / (frame * Math.sqrt(classes - 1)) : 0;
  return turned.data.map((value, at) => factor * (centred.data[at]! / size - (trace * value) / size ** 3));
}

function product(a: Matrix, b: Matrix): Matrix {
  const out = createMatrix(a.rows, b.columns);
  ordinaryProduct('A B', a, b, out);
  return out;
}

function productRight(a: Matrix, b: Matrix): Matrix {
  const out = createMatrix(a.rows, b.rows);
  ordinaryProduct('A Bᵀ', a, b, out);
  return out;
}

function subtract(a: Matrix, b: Matrix): Matrix {
  return { ...a, data: a.data.map((value, at) => value - b.data[at]!) };
}
