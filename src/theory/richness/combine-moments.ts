import { absorbRoom, absorbRoomBytes, absorbRows } from '../../numeric/dense/absorb-rows.ts';
import { inArena } from '../../numeric/dense/borrowed-arena.ts';
import { packUpper, unpackUpper } from '../../numeric/dense/gram.ts';
import { RichnessError } from './richness-error.ts';
import type { RowMoments, Values } from './row-moments.ts';
import { type RowShape, rowParts } from './rows.ts';

/**
 * Moments of the rows of both, in float64:
 *
 *     n = n_a + n_b,   d = μ_a − μ_b,   w = n_a n_b / n,   Σ = Σ_a + Σ_b + w d dᵀ,   R = factor of [R_a; R_b; √w dᵀ].
 *
 * @throws RichnessError where the shapes differ
 */
export function addMoments(a: RowMoments, b: RowMoments): RowMoments {
  requireSameShape(a.shape, b.shape);
  const count = a.count + b.count;
  const weight = (a.count / count) * b.count;
  const part = b.count / count;
  const difference = (x: Float64Array, y: Float64Array) => x.map((value, i) => value - y[i]!);
  const features = difference(a.featureMean, b.featureMean);
  const outputs = difference(a.outputMean, b.outputMean);
  const targets = difference(a.targetMean, b.targetMean);
  const initial = difference(a.initialMean, b.initialMean);
  const mean = (x: Float64Array, apart: Float64Array) => x.map((value, i) => value - part * apart[i]!);
  return {
    shape: a.shape,
    count,
    featureMean: mean(a.featureMean, features),
    outputMean: mean(a.outputMean, outputs),
    targetMean: mean(a.targetMean, targets),
    initialMean: mean(a.initialMean, initial),
    features: joinedSquare(a.features, b.features, weight, features),
    outputFactor: joinedFactor(a, b, Math.sqrt(weight), outputs),
    outputsFeatures: joinedProduct(a.outputsFeatures, b.outputsFeatures, weight, outputs, features),
    targetsFeatures: joinedProduct(a.targetsFeatures, b.targetsFeatures, weight, targets, features),
    targetSquares: a.targetSquares.map((value, i) => value + b.targetSquares[i]! + weight * targets[i]! ** 2),
    initial: joinedSquare(a.initial, b.initial, weight, initial),
    initialFeatures: joinedProduct(a.initialFeatures, b.initialFeatures, weight, initial, features),
    classCounts: a.classCounts.map((value, i) => value + b.classCounts[i]!),
    classSums: joinedClassSums(a, b, part, features),
  };
}

/** Moments of all blocks, added in their order. @throws RichnessError without blocks, or where shapes differ */
export function totalMoments(blocks: Iterable<RowMoments>): RowMoments {
  let total: RowMoments | undefined;
  for (const block of blocks) total = total ? addMoments(total, block) : block;
  if (!total) throw new RichnessError('the sum of moments of no blocks: at least one is needed.');
  return total;
}

/** @throws RichnessError where they differ */
export function requireSameShape(a: RowShape, b: RowShape): void {
  for (const part of [...rowParts, 'classes'] as const) {
    if (a[part] === b[part]) continue;
    throw new RichnessError(`moments of ${a[part]} and of ${b[part]} ${part} do not belong to the same network.`);
  }
}

/** Packed Σ_a + Σ_b + w d dᵀ. */
function joinedSquare(a: Values, b: Values, weight: number, d: Float64Array): Float64Array {
  const out = new Float64Array(a.length);
  for (let j = 0, at = 0; j < d.length; j++) {
    const factor = weight * d[j]!;
    for (let i = 0; i <= j; i++, at++) out[at] = a[at]! + b[at]! + factor * d[i]!;
  }
  return out;
}

/** Row by row, A + B + w d eᵀ. */
function joinedProduct(a: Values, b: Values, weight: number, d: Float64Array, e: Float64Array): Float64Array {
  const out = new Float64Array(a.length);
  for (let i = 0, at = 0; i < d.length; i++) {
    const factor = weight * d[i]!;
    for (let j = 0; j < e.length; j++, at++) out[at] = a[at]! + b[at]! + factor * e[j]!;
  }
  return out;
}

function joinedFactor(a: RowMoments, b: RowMoments, root: number, d: Float64Array): Float64Array {
  const size = a.shape.outputs;
  if (size === 0) return new Float64Array(0);
  return inArena(16 * size * size + 8 * size + 192 + absorbRoomBytes(size, size), (arena) => {
    const factor = arena.matrix(size, size);
    const other = arena.matrix(size, size);
    const row = arena.matrix(1, size);
    const room = absorbRoom(arena, size, size);
    unpackUpper(a.outputFactor, factor, false);
    unpackUpper(b.outputFactor, other, false);
    for (let j = 0; j < size; j++) row.data[j] = root * d[j]!;
    absorbRows(arena, factor, other, room, 'upper');
    absorbRows(arena, factor, row, room);
    return packUpper(factor);
  });
}

/** Both sums about the mean of all: those of a move by −n_c (μ − μ_a) = n_c part d, those of b by −n_c (1 − part) d. */
function joinedClassSums(a: RowMoments, b: RowMoments, part: number, d: Float64Array): Float64Array {
  const out = new Float64Array(a.classSums.length);
  for (let c = 0, at = 0; c < a.classCounts.length; c++) {
    const factor = part * a.classCounts[c]! - (1 - part) * b.classCounts[c]!;
    for (let j = 0; j < d.length; j++, at++) out[at] = a.classSums[at]! + b.classSums[at]! + factor * d[j]!;
  }
  return out;
}
