import { createMatrix, type Matrix } from '../../numeric/dense/matrix.ts';
import { leadingEigenpairs } from '../../numeric/eigen/leading-eigenpairs.ts';
import { layerFactor, type StreamSettings, triangleSquare } from './layer-ranks.ts';
import { type RankMeasures, rankMeasures } from './ranks.ts';
import type { StreamMoments } from './stream-moments.ts';

/** A measure of all rows and of all but one block of them, both from second moments: for a jackknife. */
export interface WithDeletions<Measure> {
  readonly total: Measure;
  readonly deleted: readonly Measure[];
}

/**
 * Ranks of one layer with each of the blocks left out: G' = G − G_b − w δδᵀ with δ = μ_b − μ, w = n n_b/(n − n_b), and s² the
 * eigenvalues of G'. Singular values below about 5·10⁻⁷ of the largest count as zero, in the total as well, so that differences
 * mean something.
 * @param blocks whose rows together are those of `total`
 * @throws RenormalisationError where nothing is left without a block
 */
export function ranksWithDeletions(
  total: StreamMoments,
  blocks: readonly StreamMoments[],
  layer: number,
  settings: Partial<StreamSettings> = {},
): WithDeletions<RankMeasures> {
  const all = gram(total, layer, settings);
  return {
    total: ranksOf(all),
    deleted: blocks.map((block) => ranksOf(gramWithout(all, total, block, layer, settings))),
  };
}

/** Drift from a layer to the next with each of the blocks left out, likewise: NaN where a layer is then constant. */
export function driftWithDeletions(
  total: StreamMoments,
  blocks: readonly StreamMoments[],
  layer: number,
): WithDeletions<number> {
  const grams = [layer, layer + 1].map((one) => gram(total, one, {}));
  const cross = total.crosses[layer]!;
  const deleted = blocks.map((block) => {
    const norms = grams.map((all, i) => norm(gramWithout(all, total, block, layer + i, {}).data));
    const { apart, weight } = deletion(total, block, layer);
    const next = deletion(total, block, layer + 1).apart;
    const own = block.crosses[layer]!;
    const rest = cross.map((value, at) => {
      const [i, j] = [Math.floor(at / next.length), at % next.length];
      return value - own[at]! - weight * apart[i]! * next[j]!;
    });
    return 1 - norm(rest) ** 2 / (norms[0]! * norms[1]!);
  });
  return { total: 1 - norm(cross) ** 2 / (norm(grams[0]!.data) * norm(grams[1]!.data)), deleted };
}

function gram(moments: StreamMoments, layer: number, { centred = true }: Partial<StreamSettings>): Matrix {
  return triangleSquare(layerFactor(moments, layer, centred), moments.widths[layer]!);
}

function gramWithout(
  all: Matrix,
  total: StreamMoments,
  block: StreamMoments,
  layer: number,
  { centred = true }: Partial<StreamSettings>,
): Matrix {
  const own = gram(block, layer, { centred });
  const { apart, weight } = deletion(total, block, layer);
  const out = createMatrix(all.rows, all.columns);
  for (let i = 0; i < all.rows; i++) {
    const shift = centred ? weight * apart[i]! : 0;
    for (let j = 0; j < all.columns; j++) {
      const at = i * all.columns + j;
      out.data[at] = all.data[at]! - own.data[at]! - shift * apart[j]!;
    }
  }
  return out;
}

/** δ and w. */
function deletion(total: StreamMoments, block: StreamMoments, layer: number) {
  const apart = block.means[layer]!.map((value, j) => value - total.means[layer]![j]!);
  return { apart, weight: (total.count * block.count) / (total.count - block.count) };
}

function ranksOf(square: Matrix): RankMeasures {
  const { values, bounds } = leadingEigenpairs(square, 0);
  return rankMeasures(values.map((value, k) => (value > bounds[k]! ? Math.sqrt(value) : 0)));
}

function norm(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return Math.sqrt(sum);
}
