import { absorbRoom, absorbRoomBytes, absorbRows } from '../../numeric/dense/absorb-rows.ts';
import { DenseArena } from '../../numeric/dense/arena.ts';
import { inArena } from '../../numeric/dense/borrowed-arena.ts';
import { packUpper, unpackUpper } from '../../numeric/dense/gram.ts';
import { RenormalisationError } from './renormalisation-error.ts';

/**
 * First and second moments of n rows of a residual stream, about their own mean: of layer ℓ the rows X_ℓ (n × d_ℓ), one per sample, the
 * same samples in every layer. Plain data with typed arrays, to be sent between threads and added in any order (`addStreamMoments`).
 */
export interface StreamMoments {
  /** n ≥ 1. */
  readonly count: number;
  /** d_ℓ, ℓ = 0 … L. */
  readonly widths: readonly number[];
  /** Mean row of every layer. */
  readonly means: readonly Float64Array[];
  /**
   * R_ℓ with R_ℓᵀR_ℓ = (H X_ℓ)ᵀ H X_ℓ, H = I − 11ᵀ/n, from an orthogonal factorisation: singular values are not squared. Packed, the upper
   * triangle column by column: entry (i ≤ j) at j (j + 1)/2 + i.
   */
  readonly factors: readonly Float64Array[];
  /** (H X_ℓ)ᵀ H X_{ℓ+1}, d_ℓ × d_{ℓ+1} row by row, ℓ = 0 … L − 1. */
  readonly crosses: readonly Float64Array[];
}

/**
 * Moments of the rows of both, with d = μ_a − μ_b and w = n_a n_b/n (Chan, Golub & LeVeque, Am. Stat. 37, 242, 1983):
 * R = factor of [R_a; R_b; √w dᵀ], and w d_ℓ d_{ℓ+1}ᵀ is added to the products.
 * @throws RenormalisationError where layers or widths differ
 */
export function addStreamMoments(a: StreamMoments, b: StreamMoments): StreamMoments {
  if (a.widths.join() !== b.widths.join()) {
    throw new RenormalisationError(
      `moments of streams with layers of ${a.widths.join(', ')} and of ${b.widths.join(', ')} columns do not belong together.`,
    );
  }
  const count = a.count + b.count;
  const weight = (a.count / count) * b.count;
  const part = b.count / count;
  const apart = a.means.map((mean, l) => mean.map((value, j) => value - b.means[l]![j]!));
  return {
    count,
    widths: a.widths,
    means: a.means.map((mean, l) => mean.map((value, j) => value - part * apart[l]![j]!)),
    factors: a.factors.map((factor, l) => joinedFactor(factor, [b.factors[l]!], apart[l]!, Math.sqrt(weight))),
    crosses: a.crosses.map((cross, l) => joinedCross(cross, b.crosses[l]!, weight, apart[l]!, apart[l + 1]!)),
  };
}

/** Moments of all blocks, added in their order. @throws RenormalisationError without blocks, or where widths differ */
export function totalStreamMoments(blocks: Iterable<StreamMoments>): StreamMoments {
  let total: StreamMoments | undefined;
  for (const block of blocks) total = total ? addStreamMoments(total, block) : block;
  if (!total) throw new RenormalisationError('the sum of moments of no blocks: at least one is needed.');
  return total;
}

/** What to hand over when moments are posted to another thread. */
export function streamBuffers({ means, factors, crosses }: StreamMoments): ArrayBuffer[] {
  return [...means, ...factors, ...crosses].map(({ buffer }) => buffer as ArrayBuffer);
}

/** The packed triangular factor of [R; others; scale · rowᵀ]. */
export function joinedFactor(
  packed: Float64Array,
  others: readonly Float64Array[],
  row: Float64Array,
  scale: number,
): Float64Array {
  const size = row.length;
  const bytes = 2 * DenseArena.bytesOf(size, size) + DenseArena.bytesOf(1, size) + absorbRoomBytes(size, size);
  return inArena(bytes, (arena) => {
    const factor = arena.matrix(size, size);
    const other = arena.matrix(size, size);
    const last = arena.matrix(1, size);
    const room = absorbRoom(arena, size, size);
    unpackUpper(packed, factor, false);
    for (const triangle of others) {
      unpackUpper(triangle, other, false);
      absorbRows(arena, factor, other, room, 'upper');
    }
    for (let j = 0; j < size; j++) last.data[j] = scale * row[j]!;
    absorbRows(arena, factor, last, room);
    return packUpper(factor);
  });
}

function joinedCross(a: Float64Array, b: Float64Array, weight: number, d: Float64Array, e: Float64Array): Float64Array {
  const out = new Float64Array(a.length);
  for (let i = 0, at = 0; i < d.length; i++) {
    const factor = weight * d[i]!;
    for (let j = 0; j < e.length; j++, at++) out[at] = a[at]! + b[at]! + factor * e[j]!;
  }
  return out;
}
