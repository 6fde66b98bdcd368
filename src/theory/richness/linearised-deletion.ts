import { inArena } from '../../numeric/dense/borrowed-arena.ts';
import { packUpper, triangleGramInto, unpackUpper } from '../../numeric/dense/gram.ts';
import { createMatrix } from '../../numeric/dense/matrix.ts';
import { ordinaryProduct } from '../../numeric/dense/ordinary-product.ts';
import { type Projection, type RichnessEstimator, uncentredAlignment } from './dynamical-richness.ts';
import { type DeletedAlignment, usesMean } from './exact-deletion.ts';
import { inner, packedForm, packedInner, squareOf } from './packed-products.ts';
import type { RowMoments } from './row-moments.ts';
import { solveUpper } from './solve-upper.ts';

/**
 * To first order in the block. For K = F_cᵀΦ_c, G = F_cᵀF_c and B = G⁻¹K, ‖Q̃ᵀΦ_c‖² = Tr KᵀG⁻¹K is stationary in B as
 * 2⟨B, K⟩ − ⟨BBᵀ, G⟩, so that K and G can be replaced by those after the deletion: what is left out is
 * ‖G'^{−½}(K' − G'B)‖² ≥ 0. Where the constant enters, G is G + n μμᵀ, and Tr MᵀM has
 * n ‖a‖² = sᵀ(G + n μμᵀ)⁻¹s, s = n μ, which is stationary likewise. Outputs that were dropped have zero rows in B.
 */
export function linearisedAlignment(
  total: RowMoments,
  projection: Projection,
  estimator: RichnessEstimator,
): DeletedAlignment {
  const rank = projection.basis.rank;
  const { outputs, features: p } = total.shape;
  const uncentred = usesMean(projection, estimator);
  const { slopes, form, constant } = solutions(total, projection, uncentred);
  const { count: rows, outputMean } = total;
  const normaliser = (inside: number) => Math.sqrt(rank - 1 + inside * inside);
  const inside = 1 / (1 + squareOf(projection.mean));
  const before = uncentred
    ? uncentredAlignment(projection.coordinates, projection.mean) * normaliser(inside)
    : squareOf(projection.coordinates.data);
  return ({ block, count, weight, part, features, outputs: apart }) => {
    let cross = 0;
    for (let c = 0, at = 0; c < outputs; c++) {
      const factor = weight * apart[c]!;
      for (let j = 0; j < p; j++, at++) cross += slopes[at]! * (block.outputsFeatures[at]! + factor * features[j]!);
    }
    const gram = packedGram(block.outputFactor, outputs);
    const square = before - 2 * cross + packedInner(form, gram) + weight * packedForm(form, apart);
    if (!uncentred) return square / Math.sqrt(rank);
    const moved = outputMean.map((value, c) => value - part * apart[c]!);
    const meanSquare = rows * packedForm(form, outputMean) - count * packedForm(form, moved);
    // The quadratic form of the solution for the constant, after the deletion.
    const old = inner(outputMean, constant);
    const present = inner(moved, constant);
    const taken = packedForm(gram, constant) + weight * inner(apart, constant) ** 2;
    const quadratic = rows * old * (1 - old) - taken + count * present ** 2;
    return (square + meanSquare) / normaliser(1 - 2 * present + quadratic / count);
  };
}

/** B, C × p, row by row; B Bᵀ packed; (G + n μμᵀ)⁻¹ n μ: zero for the outputs that are dropped. */
function solutions(total: RowMoments, projection: Projection, uncentred: boolean) {
  const { outputs, features: p } = total.shape;
  const { basis, coordinates, mean } = projection;
  const { rank, order, triangle } = basis;
  const inside = 1 / (1 + squareOf(mean));
  const along = new Float64Array(p);
  for (let k = 0; k < rank; k++) {
    for (let j = 0; j < p; j++) along[j]! += mean[k]! * coordinates.data[k * p + j]!;
  }
  const solved = createMatrix(rank, p + 1);
  for (let k = 0; k < rank; k++) {
    const row = k * (p + 1);
    const factor = uncentred ? inside * mean[k]! : 0;
    for (let j = 0; j < p; j++) solved.data[row + j] = coordinates.data[k * p + j]! - factor * along[j]!;
    solved.data[row + p] = Math.sqrt(total.count) * inside * mean[k]!;
  }
  solveUpper('upper', triangle, solved);
  const slopes = createMatrix(outputs, p);
  const constant = new Float64Array(outputs);
  for (let k = 0; k < rank; k++) {
    slopes.data.set(solved.data.subarray(k * (p + 1), k * (p + 1) + p), order[k]! * p);
    constant[order[k]!] = solved.data[k * (p + 1) + p]!;
  }
  const form = createMatrix(outputs, outputs);
  ordinaryProduct('A Bᵀ', slopes, slopes, form);
  return { slopes: slopes.data, form: packUpper(form), constant };
}

/** RᵀR of a packed triangle, packed. */
function packedGram(factor: Float64Array, size: number): Float64Array {
  return inArena(16 * size * size + 128, (arena) => {
    const r = arena.matrix(size, size);
    const gram = arena.matrix(size, size);
    unpackUpper(factor, r, false);
    triangleGramInto(arena, r, gram);
    return packUpper(gram);
  });
}
