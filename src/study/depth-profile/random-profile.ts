import { activationOf } from '../../model/activation.ts';
import { letEventsIn } from '../../parallel/let-events-in.ts';
import { gaussianInputs, visitRandomStack } from '../../sample/random-stack.ts';
import { drift } from '../../theory/renormalisation/drift.ts';
import { layerRanks } from '../../theory/renormalisation/layer-ranks.ts';
import type { RankMeasures } from '../../theory/renormalisation/ranks.ts';
import { RenormalisationError } from '../../theory/renormalisation/renormalisation-error.ts';
import { streamMomentsOf } from '../../theory/renormalisation/stream-accumulator.ts';
import type { Rows } from '../../theory/richness/rows.ts';
import type { StudyHost } from '../host.ts';
import { DataError } from '../richness/data-error.ts';
import type { DepthProfileScenario, RandomStream } from './depth-scenario.ts';
import { evenDepths } from './even-depths.ts';
import { eachOfTurning, type ProfileNumber, type StreamResult } from './profile.ts';
import { type RankQuantity, rankNames } from './quantities.ts';
import { costOf, richnessOfLayer } from './reading/companions.ts';
import { type Turning, turningOf } from './turning.ts';

/** What one network gave. */
interface NetworkProfile {
  readonly ranks: readonly RankMeasures[];
  readonly drift: Float64Array;
  readonly turning: Turning;
  /** Cost of identity of every layer, where it was asked for. */
  readonly costs: readonly number[];
  /** D_LR of every layer, where it was asked for. */
  readonly rich: readonly number[];
}

/** Ranks and drift of networks at random weights, averaged over networks. Null when stopped. @throws DataError where a network diverges */
export async function randomProfile(
  stream: RandomStream,
  {
    seed,
    centred,
    richness,
    costOfIdentity,
  }: Pick<DepthProfileScenario, 'seed' | 'centred' | 'richness' | 'costOfIdentity'>,
  host: StudyHost,
): Promise<StreamResult | null> {
  const { label, ensemble, inputs, networks, layers } = stream;
  const activation = await activationOf(ensemble.activation);
  const points = gaussianInputs(inputs, BigInt(seed));
  const found: NetworkProfile[] = [];
  for (let network = 0; network < networks; network++) {
    await letEventsIn();
    if (host.signal?.aborted) return null;
    const states: Rows[] = [];
    visitRandomStack(ensemble, activation, inputs, points, { seed: BigInt(seed), network }, (_, state) => {
      states.push({ rows: inputs.count, columns: ensemble.width, stride: ensemble.width, data: state.slice() });
    });
    const costs = costOfIdentity && states.map((layer) => costOf([layer], costOfIdentity));
    const rich = richness ? states.map((layer) => richnessOfLayer([layer], [states.at(-1)!]).value) : [];
    found.push({ ...profileOf(states, centred, label, network), costs: costs ?? [], rich });
    host.report({ stage: 'solving', part: label, state: `network ${network + 1} of ${networks}` });
  }
  const over = (of: (one: NetworkProfile) => number) => meanOf(found.map(of));
  return {
    label,
    depths: evenDepths(layers),
    profiles: [
      {
        scope: '',
        ranks: Object.fromEntries(
          rankNames.map((name) => [
            name,
            Array.from({ length: layers }, (_, layer) => over(({ ranks }) => ranks[layer]![name])),
          ]),
        ) as Record<RankQuantity, ProfileNumber[]>,
        drift: Array.from({ length: layers - 1 }, (_, layer) => over((one) => one.drift[layer]!)),
        turning: eachOfTurning((name) => over(({ turning }) => turning[name])),
        orderParameter: over(({ ranks }) => ranks[0]!.effectiveRank - ranks.at(-1)!.effectiveRank),
      },
    ],
    more: {
      ...(richness && { D_LR: Array.from({ length: layers }, (_, layer) => over(({ rich }) => rich[layer]!)) }),
      ...(costOfIdentity && { coi: Array.from({ length: layers }, (_, layer) => over(({ costs }) => costs[layer]!)) }),
    },
    notes: [],
  };
}

function profileOf(
  states: readonly Rows[],
  centred: boolean,
  label: string,
  network: number,
): Omit<NetworkProfile, 'costs' | 'rich'> {
  try {
    const moments = streamMomentsOf(states);
    const drifts = drift(moments);
    const turning = turningOf(evenDepths(states.length), Array.from(drifts));
    return { ranks: layerRanks(moments, { centred }), drift: drifts, turning };
  } catch (error) {
    if (!(error instanceof RenormalisationError)) throw error;
    throw new DataError(
      `${label}, network ${network}: expected states that are finite and differ from input to input at every layer. ${error.message} Take a smaller residualScale, or fewer layers.`,
    );
  }
}

/** Mean and standard error of independent numbers. */
function meanOf(values: readonly number[]): ProfileNumber {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { value: mean, error: Math.sqrt(square / (values.length - 1) / values.length) };
}
