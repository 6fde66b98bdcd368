import { jackknife } from '../../../theory/richness/jackknife.ts';
import { type DepthProfile, eachOfTurning, type PositionTable, type ProfileNumber } from '../profile.ts';
import { type RankQuantity, rankNames } from '../quantities.ts';
import { turningOf } from '../turning.ts';
import type { LayerMeasures, Replicated } from './measured-layer.ts';

/** What is measured of every layer at one position. */
export type PositionMeasures = readonly LayerMeasures[];

/**
 * Averages over positions with errors of leaving out blocks of samples: all positions go with their samples, so that what positions
 * have in common is in the error.
 * @param depths of the layers, from 0 to 1
 * @param counts samples of every block
 */
export function averageProfile(
  scope: DepthProfile['scope'],
  positions: readonly PositionMeasures[],
  depths: readonly number[],
  counts: readonly number[],
): DepthProfile {
  const layers = positions[0]!.length;
  const estimate = (one: Replicated): ProfileNumber => {
    const { value, standardError } = jackknife(one.value, one.deleted, counts);
    return { value, error: standardError };
  };
  const rank = (name: RankQuantity, layer: number) => meanOf(positions.map((layerOf) => layerOf[layer]!.ranks[name]));
  const first = rank('effectiveRank', 0);
  const last = rank('effectiveRank', layers - 1);
  const fall = { value: first.value - last.value, deleted: first.deleted.map((one, b) => one - last.deleted[b]!) };
  const drift = Array.from({ length: layers - 1 }, (_, layer) =>
    meanOf(positions.map((layerOf) => layerOf[layer]!.drift!)),
  );
  const turning = turningOf(
    depths,
    drift.map(({ value }) => value),
  );
  const without = counts.map((_, b) =>
    turningOf(
      depths,
      drift.map(({ deleted }) => Math.max(0, deleted[b]!)),
    ),
  );
  return {
    scope,
    ranks: Object.fromEntries(
      rankNames.map((name) => [name, Array.from({ length: layers }, (_, layer) => estimate(rank(name, layer)))]),
    ) as Record<RankQuantity, ProfileNumber[]>,
    drift: drift.map(estimate),
    bias: Array.from({ length: layers }, (_, layer) => {
      const { value, deleted } = rank('effectiveRank', layer);
      return jackknife(value, deleted, counts).bias;
    }),
    orderParameter: estimate(fall),
    turning: eachOfTurning((name) =>
      estimate({ value: turning[name], deleted: Float64Array.from(without, (one) => one[name]) }),
    ),
  };
}

/** Every position on its own. */
export function positionTable(numbers: readonly number[], positions: readonly PositionMeasures[]): PositionTable {
  const layers = positions[0]!.length;
  const count = positions.length;
  const table = (rows: number, of: (position: PositionMeasures, layer: number) => number) =>
    Float64Array.from({ length: rows * count }, (_, at) => of(positions[at % count]!, Math.floor(at / count)));
  return {
    positions: numbers,
    effectiveRank: table(layers, (position, layer) => position[layer]!.ranks.effectiveRank.value),
    drift: table(layers - 1, (position, layer) => position[layer]!.drift!.value),
  };
}

function meanOf(all: readonly Replicated[]): Replicated {
  const deleted = all[0]!.deleted.map((_, b) => all.reduce((sum, one) => sum + one.deleted[b]!, 0) / all.length);
  return { value: all.reduce((sum, { value }) => sum + value, 0) / all.length, deleted };
}
