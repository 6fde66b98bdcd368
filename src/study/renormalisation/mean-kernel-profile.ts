import { type Activation, activationOf } from '../../model/activation.ts';
import { letEventsIn } from '../../parallel/let-events-in.ts';
import { meanProductOf } from '../../sample/mean-product.ts';
import { overlapKernels } from '../../theory/renormalisation/mean-kernel.ts';
import { meanKernelStream, mostOverlapTokens } from '../../theory/renormalisation/mean-kernel-stream.ts';
import { ChainExamples } from './chain-examples.ts';
import { collectRows } from './collect-rows.ts';
import { ranksAndDrift } from './measure-stream.ts';
import type { StreamProfile } from './point-result.ts';
import {
  measuredPositions,
  type PointPlan,
  planAt,
  pointPositions,
  type RenormalisationScenario,
} from './renormalisation-scenario.ts';

/** ε of the layer norms. */
const epsilon = 1e-5;

/** For every network of a study, in the order of `pointPositions`, the profile of its stack's mean kernel. */
export async function meanKernelProfiles(scenario: RenormalisationScenario): Promise<(StreamProfile | null)[]> {
  const plans = pointPositions(scenario).map((at) => planAt(scenario, at));
  const names = [...new Set(plans.map(({ network }) => network.activation))];
  const activations = new Map(await Promise.all(names.map(async (name) => [name, await activationOf(name)] as const)));
  const profiles: (StreamProfile | null)[] = [];
  for (const plan of plans) {
    await letEventsIn();
    profiles.push(meanKernelProfile(plan, activations.get(plan.network.activation)!));
  }
  return profiles;
}

/**
 * Ranks and drift of as many Gaussian neurons as the stack is wide, with its mean kernel, on the rows that are measured of the
 * network itself; D_LR and decodability, which need outputs, are NaN. Null where the mean kernel does not close: with layers across
 * positions the variance of a neuron differs from sequence to sequence; and for windows of more tokens than sets of them are
 * summed over.
 */
export function meanKernelProfile(plan: PointPlan, activation: Activation): StreamProfile | null {
  const { network, sequence, measure, seed } = plan;
  const { mixing, radius, layers, width, hidden } = network;
  const tokens = 2 * radius + 1;
  if (mixing === 'token-mixing' || tokens > mostOverlapTokens) return null;
  const product = meanProductOf(activation, 2);
  const out = new Float64Array(3);
  const meanProduct = (variance: number, covariance: number) => {
    product.into(Float64Array.of(variance, covariance, variance), out);
    return out[1]!;
  };
  const increments = overlapKernels({ layers, width, tokens, hidden, epsilon, meanProduct });
  const inputs = inputsOf(plan, tokens);
  const positions = measuredPositions(sequence, measure).length;
  const stream = meanKernelStream({ inputs, increments, width, seed: BigInt(seed) });
  return {
    ...ranksAndDrift(stream, positions),
    richness: new Float64Array(layers + 1).fill(Number.NaN),
    richnessError: new Float64Array(layers + 1).fill(Number.NaN),
    decodability: new Float64Array((layers + 1) * (2 * measure.reach + 1)).fill(Number.NaN),
  };
}

/** The tokens of the measured rows, collected as the rows of a network that passes them through. */
function inputsOf(plan: PointPlan, tokens: number) {
  const place = { index: 0, name: 'tokens', tokens: 1, width: tokens };
  const passing = {
    taps: [place],
    outputs: tokens,
    stream(examples: Int32Array, visit: (rows: TokenRows, at: typeof place) => void): TokenRows {
      const data = Float64Array.from(examples);
      const rows = { rows: data.length / tokens, columns: tokens, stride: tokens, data };
      visit(rows, place);
      return rows;
    },
  };
  return collectRows(passing, new ChainExamples(plan, 'measurement'), plan).layers[0]!;
}

interface TokenRows {
  readonly rows: number;
  readonly columns: number;
  readonly stride: number;
  readonly data: Float64Array;
}
