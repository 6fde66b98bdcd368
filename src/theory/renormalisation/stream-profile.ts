import { type JackknifeEstimate, jackknife } from '../richness/jackknife.ts';
import { drift } from './drift.ts';
import { layerRanks, type StreamSettings } from './layer-ranks.ts';
import { type MeanEstimate, meanEstimate } from './mean-estimate.ts';
import { type RankMeasures, rankNames } from './ranks.ts';
import { RenormalisationError } from './renormalisation-error.ts';
import { addStreamMoments, type StreamMoments, totalStreamMoments } from './stream-moments.ts';

/** Ranks of every layer and drift between neighbours, each with an error. */
export interface StreamProfile<E> extends StreamSettings {
  /** ℓ = 0 … L. */
  readonly ranks: readonly Readonly<Record<keyof RankMeasures, E>>[];
  /** ℓ = 0 … L − 1, to layer ℓ + 1. */
  readonly drift: readonly E[];
}

/**
 * The profile of all samples with delete-one-block jackknife errors and biases. Blocks must be alike (samples in random order) and
 * independent. Effective ranks of few samples are biased downwards; `bias` says by how much.
 * @param blocks some of the samples each; fewer than two: no errors
 * @throws RenormalisationError as `layerRanks` and `addStreamMoments`
 */
export function streamProfile(
  blocks: readonly StreamMoments[],
  { centred = true }: Partial<StreamSettings> = {},
): StreamProfile<JackknifeEstimate> {
  const whole = measuresOf(totalStreamMoments(blocks), centred);
  const counts = blocks.map(({ count }) => count);
  const deleted = blocks.length < 2 ? [] : withoutEach(blocks).map((rest) => measuresOf(rest, centred));
  return profileOf(whole, deleted, centred, (value, others) => jackknife(value, others, counts));
}

/**
 * The position-level profile: every quantity at each position by itself (samples × d at that position), then its mean over positions
 * with the standard error over them. Pooling rows of all positions first measures something else.
 * @param positions moments at each position
 * @throws RenormalisationError without positions, and as `layerRanks`
 */
export function positionProfile(
  positions: readonly StreamMoments[],
  { centred = true }: Partial<StreamSettings> = {},
): StreamProfile<MeanEstimate> {
  const all = positions.map((moments) => measuresOf(moments, centred));
  if (all.length === 0) throw new RenormalisationError('position-level profile: at least one position is needed.');
  return profileOf(all[0]!, all, centred, (_, values) => meanEstimate(values));
}

interface Measures {
  readonly ranks: readonly RankMeasures[];
  readonly drift: Float64Array;
}

const measuresOf = (moments: StreamMoments, centred: boolean): Measures => ({
  ranks: layerRanks(moments, { centred }),
  drift: drift(moments, { centred }),
});

function profileOf<E>(
  whole: Measures,
  all: readonly Measures[],
  centred: boolean,
  estimate: (value: number, values: readonly number[]) => E,
): StreamProfile<E> {
  return {
    centred,
    ranks: whole.ranks.map((ranks, l) => {
      const one = (name: keyof RankMeasures) => [
        name,
        estimate(
          ranks[name],
          all.map((measures) => measures.ranks[l]![name]),
        ),
      ];
      return Object.fromEntries(rankNames.map(one)) as Record<keyof RankMeasures, E>;
    }),
    drift: Array.from(whole.drift, (value, l) =>
      estimate(
        value,
        all.map((measures) => measures.drift[l]!),
      ),
    ),
  };
}

/** Moments of all blocks but each one, by sums from either end. */
function withoutEach(blocks: readonly StreamMoments[]): StreamMoments[] {
  const after: StreamMoments[] = [];
  for (let j = blocks.length - 1; j > 0; j--) {
    const next = after[j + 1];
    after[j] = next ? addStreamMoments(blocks[j]!, next) : blocks[j]!;
  }
  let before: StreamMoments | undefined;
  return blocks.map((block, j) => {
    const next = after[j + 1];
    const rest = before && next ? addStreamMoments(before, next) : (before ?? next)!;
    before = before ? addStreamMoments(before, block) : block;
    return rest;
  });
}
