import { roughBytes, roughTime } from '../cost-text.ts';
import type { CostPrediction } from '../host.ts';
import {
  type PointPlan,
  planAt,
  pointPositions,
  type RenormalisationScenario,
  statesOf,
} from './renormalisation-scenario.ts';

/** Multiply–adds per second of one core in a whole gradient, by precision: measured, rounded down. */
const perSecond = { float32: 8e9, float64: 4e9 };
/** Sequences measured for every row that a position needs, at worst: more than T/k. */
const spare = 1.2;

/** Work and memory of all networks. */
export async function predictCost(scenario: RenormalisationScenario): Promise<CostPrediction> {
  const { variants, seeds, measure } = scenario;
  const plans = pointPositions(scenario).map((position) => planAt(scenario, position));
  const seconds = plans.map((plan) => pointWork(plan) / perSecond[plan.training.precision]);
  const total = seconds.reduce((sum, one) => sum + one, 0);
  const longest = seconds.reduce((most, one) => Math.max(most, one));
  const bytes = plans.reduce((most, plan) => Math.max(most, memoryOf(plan)), 0);
  return {
    seconds: total,
    lines: [
      `${plans.length} networks: ${variants.length} kinds, ${seeds.length} seeds; one on each worker thread at a time`,
      `about ${roughTime(total)} of one core in all, the longest ${roughTime(longest)}; memory for each worker about ${roughBytes(bytes)}`,
      `streams measured at initial weights and at the end: ${measure.samples} rows at each of ${measure.positions} positions`,
    ],
    refusals: [],
  };
}

/** Multiply–adds of training and measuring one network. */
export function pointWork(plan: PointPlan): number {
  const { training, measure, sequence, rows, network } = plan;
  const each = workOf(plan);
  const masked = network.mixing === 'token-mixing' ? each : each * sequence.masked;
  const passes = 3 * training.steps * training.batch + measure.sequences;
  const streams = rows === 'all' ? measure.samples : (spare * measure.samples * sequence.length) / sequence.masked;
  const measured = network.mixing === 'token-mixing' || rows === 'masked' ? masked : each * measure.positions;
  const span = (2 * measure.reach + 1) * statesOf(plan.chain);
  const moments =
    measure.samples * measure.positions * network.width * (6 * network.width + span) * (network.layers + 1);
  return passes * masked + 2 * (streams * measured + moments);
}

/** Multiply–adds forwards: of a sequence with token mixing, of one position without. */
function workOf({ network, chain, sequence }: PointPlan): number {
  const { layers, width, hidden, mixing, radius, tokenHidden } = network;
  const states = statesOf(chain);
  const position = layers * 2 * width * hidden + width * states;
  if (mixing === 'token-mixing') return sequence.length * position + layers * 2 * width * tokenHidden * sequence.length;
  return position + (mixing === 'window' ? (2 * radius + 1) * width * width : 0);
}

function memoryOf({ network, measure, training, sequence, chain }: PointPlan): number {
  const { layers, width, hidden, tokenHidden } = network;
  const size = training.precision === 'float64' ? 8 : 4;
  const rows = measure.samples * measure.positions;
  const stream =
    rows * ((layers + 1) * width + statesOf(chain)) * size + rows * 8 * (2 * measure.reach + 1) * statesOf(chain);
  const pass = training.batch * sequence.length * layers * (2 * hidden + 2 * tokenHidden + 4 * width) * size;
  return stream + pass;
}
