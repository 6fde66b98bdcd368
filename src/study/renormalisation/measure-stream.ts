import { drift } from '../../theory/renormalisation/drift.ts';
import { layerSingularValues } from '../../theory/renormalisation/layer-ranks.ts';
import { rankMeasures, rankNames } from '../../theory/renormalisation/ranks.ts';
import { RenormalisationError } from '../../theory/renormalisation/renormalisation-error.ts';
import { streamMomentsOf } from '../../theory/renormalisation/stream-accumulator.ts';
import { type StreamMoments, totalStreamMoments } from '../../theory/renormalisation/stream-moments.ts';
import { momentsOf } from '../../theory/richness/accumulate.ts';
import { totalMoments } from '../../theory/richness/combine-moments.ts';
import { richnessMeasures } from '../../theory/richness/measures.ts';
import { RichnessError } from '../../theory/richness/richness-error.ts';
import type { Rows } from '../../theory/richness/rows.ts';
import type { Network } from '../../train/network.ts';
import type { ChainExamples } from './chain-examples.ts';
import { type CollectedRows, collectRows } from './collect-rows.ts';
import { decodabilityOf } from './decodability.ts';
import type { RankName, StreamProfile } from './point-result.ts';
import { measuredPositions, type PointPlan } from './renormalisation-scenario.ts';

/** Most blocks of samples of a jackknife. */
const mostBlocks = 16;

/** The profile of a network's stream on measured sequences. */
export function measureStream(network: Network, source: ChainExamples, plan: PointPlan): StreamProfile {
  const collected = collectRows(network, source, plan);
  const positions = measuredPositions(plan.sequence, plan.measure).length;
  return {
    ...ranksAndDrift(collected.layers, positions),
    ...richnessOf(collected, plan),
    decodability: decodabilityOf(collected, plan),
  };
}

/** Ranks and drift of layers whose row s P + i is the s-th at position i. */
export function ranksAndDrift(
  layers: readonly Rows[],
  positions: number,
): Pick<StreamProfile, 'ranks' | 'pooledRanks' | 'drift' | 'pooledDrift'> {
  const byPosition = Array.from({ length: positions }, (_, i) =>
    streamMomentsOf(layers.map((rows) => rowsOf(rows, i, positions))),
  );
  const pooled = totalStreamMoments(byPosition);
  const ranks = byPosition.map(ranksOf);
  const drifts = byPosition.map(driftOf);
  const whole = ranksOf(pooled);
  const ofRanks = (make: (name: RankName) => Float64Array) =>
    Object.fromEntries(rankNames.map((name) => [name, make(name)])) as Record<RankName, Float64Array>;
  return {
    ranks: ofRanks((name) => transposed(ranks.map((of) => of.map((one) => one[name])))),
    pooledRanks: ofRanks((name) => Float64Array.from(whole, (one) => one[name])),
    drift: transposed(drifts),
    pooledDrift: driftOf(pooled),
  };
}

/** Every `of`-th row from the first on. */
export function rowsOf({ rows, columns, stride, data }: Rows, first: number, of: number): Rows {
  return { rows: rows / of, columns, stride: of * stride, data: data.subarray(first * stride) };
}

const undefinedRanks = {
  ...(Object.fromEntries(rankNames.map((name) => [name, Number.NaN])) as Record<RankName, number>),
};

function ranksOf(moments: StreamMoments): Readonly<Record<RankName, number>>[] {
  return moments.widths.map((_, layer) =>
    orElse(() => rankMeasures(layerSingularValues(moments, layer)), undefinedRanks),
  );
}

function driftOf(moments: StreamMoments): Float64Array {
  return orElse(() => drift(moments), new Float64Array(moments.widths.length - 1).fill(Number.NaN));
}

/** D_LR layer by layer; blocks of the jackknife are runs of samples, all positions of a sample in one. */
function richnessOf({ layers, outputs }: CollectedRows, { measure }: PointPlan) {
  const blocks = Math.min(mostBlocks, Math.floor(measure.samples / 2));
  const perSample = outputs.rows / measure.samples;
  const part = (rows: Rows, block: number): Rows => {
    const [from, to] = [block, block + 1].map((b) => Math.round((b * measure.samples) / blocks) * perSample);
    const data = rows.data.subarray(from! * rows.stride, to! * rows.stride);
    return { ...rows, rows: to! - from!, data };
  };
  const estimates = layers.map((layer) =>
    orElse(
      () => {
        const moments = Array.from({ length: blocks }, (_, b) =>
          momentsOf({ features: part(layer, b), outputs: part(outputs, b) }, 0),
        );
        const { value, standardError } = richnessMeasures(totalMoments(moments), moments).richness;
        return { value, standardError };
      },
      { value: Number.NaN, standardError: Number.NaN },
    ),
  );
  return {
    richness: Float64Array.from(estimates, ({ value }) => value),
    richnessError: Float64Array.from(estimates, ({ standardError }) => standardError),
  };
}

/** What is measured, or what stands for it where the rows do not determine it. */
function orElse<Value>(measure: () => Value, otherwise: Value): Value {
  try {
    return measure();
  } catch (error) {
    if (error instanceof RenormalisationError || error instanceof RichnessError) return otherwise;
    throw error;
  }
}

/** From a list for each position to rows of layers. */
function transposed(lists: readonly ArrayLike<number>[]): Float64Array {
  const length = lists[0]!.length;
  return Float64Array.from(
    { length: length * lists.length },
    (_, i) => lists[i % lists.length]![Math.floor(i / lists.length)]!,
  );
}
