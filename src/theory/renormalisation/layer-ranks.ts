import { DenseArena } from '../../numeric/dense/arena.ts';
import { inArena } from '../../numeric/dense/borrowed-arena.ts';
import { mirrorUpper, triangleGramInto, unpackUpper } from '../../numeric/dense/gram.ts';
import { createMatrix } from '../../numeric/dense/matrix.ts';
import { leadingEigenpairs } from '../../numeric/eigen/leading-eigenpairs.ts';
import { singularValues } from '../../numeric/singular-values.ts';
import { type RankMeasures, rankMeasures } from './ranks.ts';
import { RenormalisationError } from './renormalisation-error.ts';
import { joinedFactor, type StreamMoments } from './stream-moments.ts';

export interface StreamSettings {
  /** The mean row is taken off every layer: the default, stated with every result. */
  readonly centred: boolean;
}

/** Columns up to which singular values are those of R; beyond, roots of the eigenvalues of RᵀR. */
const directWidth = 64;

/**
 * Effective ranks of the stream (n × d_ℓ) of every layer; the singular values are those of R. Up to 64 columns each is exact to some
 * 10⁻¹⁵ of the largest; in wider layers those below √(d ε) ≈ 5·10⁻⁷ of the largest count as zero, which the rounding of a float32 stream
 * would do as well.
 * @throws RenormalisationError, with the layer, where all rows are the same (to rounding), or zero for `centred: false`
 */
export function layerRanks(moments: StreamMoments, settings: Partial<StreamSettings> = {}): readonly RankMeasures[] {
  return moments.widths.map((_, layer) => rankMeasures(layerSingularValues(moments, layer, settings)));
}

/** Singular values of the stream of one layer, descending, d_ℓ of them. @throws RenormalisationError as `layerRanks` */
export function layerSingularValues(
  moments: StreamMoments,
  layer: number,
  { centred = true }: Partial<StreamSettings> = {},
): Float64Array {
  const mean = moments.means[layer]!;
  const squareMean = mean.reduce((sum, value) => sum + value * value, 0);
  const factor = layerFactor(moments, layer, centred);
  const square = factor.reduce((sum, value) => sum + value * value, 0);
  if (square <= (centred ? (4 * Number.EPSILON) ** 2 * moments.count * squareMean : 0)) {
    throw new RenormalisationError(
      centred
        ? `stream: layer ${layer} is the same for every sample (to rounding), so its centred rank is not defined. Ask for uncentred ranks, or look why the layer does not depend on its input.`
        : `stream: layer ${layer} is zero for every sample, so its rank is not defined.`,
      { layer },
    );
  }
  const size = mean.length;
  const triangle = createMatrix(size, size);
  unpackUpper(factor, triangle, false);
  if (size <= directWidth) return singularValues(triangle);
  const { values, bounds } = leadingEigenpairs(triangleSquare(factor, size), 0);
  return values.map((value, k) => (value > bounds[k]! ? Math.sqrt(value) : 0));
}

/** R of the centred rows, or with √n μᵀ below it, which is that of the rows themselves; packed. */
export function layerFactor({ count, means, factors }: StreamMoments, layer: number, centred: boolean): Float64Array {
  return centred ? factors[layer]! : joinedFactor(factors[layer]!, [], means[layer]!, Math.sqrt(count));
}

/** RᵀR of a packed triangle. */
export function triangleSquare(packed: Float64Array, size: number) {
  const out = createMatrix(size, size);
  inArena(2 * DenseArena.bytesOf(size, size), (arena) => {
    const r = arena.matrix(size, size);
    const square = arena.matrix(size, size);
    unpackUpper(packed, r, false);
    triangleGramInto(arena, r, square);
    mirrorUpper(square);
    out.data.set(square.data);
  });
  return out;
}
