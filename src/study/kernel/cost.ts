import { leafItems } from '../../numeric/dyadic-sum.ts';
import { observableLayout, sumsLayout } from '../../sample/observables.ts';
import { roughBytes, roughTime } from '../cost-text.ts';
import type { CostPrediction } from '../host.ts';
import { residualQuantities } from './quantities.ts';
import type { KernelScenario } from './scenario.ts';
import { predictTheoryCost } from './theory/theory-cost.ts';

/** Seconds per neuron·input·layer update of one core, by what a layer computes: measured, rounded up. */
const updateSeconds = { coupled: 60e-9, plain: 35e-9, weight: 15e-9 };

/** Seconds of one core per layer of the G-only stochastic closure, alone and per pair of inputs: measured, rounded up. */
const closureSeconds = { layer: 0.3e-6, pair: 0.4e-6 };
/** Seconds per network and saved depth that the residual of the V4 equation adds: by pair of pairs, and by P² n. */
const residualSeconds = { coupled: 400e-9, plain: 110e-9, neuron: 3e-9 };

/** Memory above which a run is refused, bytes. */
const memoryLimit = 8 * 2 ** 30;

/** Work and memory a scenario will need, and why it would be refused. */
export function predictCost(scenario: KernelScenario): CostPrediction {
  const lines = [ensembleLine(scenario)];
  const refusals: string[] = [];
  const { theory, sampling } = scenario;
  let seconds = 0;
  if (theory) {
    const residuals = sampling?.residuals === true;
    const cost = predictTheoryCost(scenario.ensemble, { ...theory, residuals }, scenario.save.times.length);
    const least = theory.modeOrder === 'auto' && theory.closures.includes('exact') ? 'at least ' : '';
    lines.push(
      `theory: ${theory.closures.join(', ')}; ${least}${cost.unknowns} unknowns, about ${roughBytes(cost.bytes)} and ${roughTime(cost.seconds)}`,
    );
    seconds += cost.seconds;
    if (cost.refusal !== null) refusals.push(cost.refusal);
  }
  if (sampling) {
    for (const { networks, sampler } of sampledParts(sampling)) {
      const { seconds: work, memory } = samplingCost(scenario, sampling, networks, sampler);
      seconds += work;
      lines.push(
        `sampling: ${networks} networks, ${sampler}; about ${roughTime(work)} of one core and ${roughBytes(memory)} per worker`,
      );
      if (memory <= memoryLimit) continue;
      refusals.push(
        `sampling would need about ${roughBytes(memory)} of memory per worker; the limit is ${roughBytes(memoryLimit)}. V4 is kept for every pair of pairs of inputs: save fewer depths (save.count) or use fewer inputs.`,
      );
    }
  }
  const rows = rowCount(scenario);
  lines.push(`record: ${rows} numbers at ${scenario.save.times.length} depths, about ${roughBytes(rows * 350)}`);
  if (rows > 5e6) {
    refusals.push(
      `the record would hold ${rows} numbers; the limit is 5000000. Save fewer depths (save.count) or use fewer inputs.`,
    );
  }
  return { seconds, lines, refusals };
}

function ensembleLine({ ensemble }: KernelScenario): string {
  const { activation, inputKernel, width, layers, residualScale, horizon } = ensemble;
  const name = typeof activation === 'string' ? activation : activation.expression;
  return `${inputKernel.length} inputs, ${name}, width ${width}, ${layers} layers of ε = ${residualScale}, T = ${horizon}`;
}

type SamplingBlock = NonNullable<KernelScenario['sampling']>;

/** What a scenario samples: networks, the G-only stochastic closure, or both. */
function sampledParts({ networks, sampler, gOnlyStochastic }: SamplingBlock) {
  return [
    { networks, sampler },
    ...(gOnlyStochastic ? [{ networks: gOnlyStochastic.networks, sampler: 'g-only-stochastic' as const }] : []),
  ];
}

function samplingCost(
  { ensemble, save }: KernelScenario,
  { controlVariates, residuals }: SamplingBlock,
  networks: number,
  sampler: SamplingBlock['sampler'],
): { seconds: number; memory: number } {
  const { width, layers, inputKernel } = ensemble;
  const inputs = inputKernel.length;
  const update = width * inputs * (controlVariates ? updateSeconds.coupled : updateSeconds.plain);
  const perLayer = {
    'block-law': update,
    'explicit-weights': update + width * width * updateSeconds.weight,
    'g-only-stochastic': closureSeconds.layer + inputs * inputs * closureSeconds.pair,
  }[sampler];
  const withResiduals = residuals === true && sampler !== 'g-only-stochastic';
  const residual = withResiduals ? save.times.length * residualCost(inputs, width, controlVariates) : 0;
  // One vector of sums per level of the dyadic tree, and two in hand.
  const levels = Math.ceil(Math.log2(Math.max(2, networks / leafItems))) + 3;
  const { length } = sumsLayout(observableLayout(inputs, controlVariates, withResiduals), save.times.length);
  return { seconds: networks * (layers * perLayer + residual), memory: 8 * length * levels };
}

function residualCost(inputs: number, width: number, coupled: boolean): number {
  const pairs = (inputs * (inputs + 1)) / 2;
  const packed = (pairs * (pairs + 1)) / 2;
  if (!coupled) return packed * residualSeconds.plain;
  return packed * residualSeconds.coupled + pairs ** 2 * width * residualSeconds.neuron;
}

function rowCount({ ensemble, theory, sampling, save }: KernelScenario): number {
  const pairs = (ensemble.inputKernel.length * (ensemble.inputKernel.length + 1)) / 2;
  const packed = (pairs * (pairs + 1)) / 2;
  const published = theory?.average
    ? theory.closures.filter((closure) => closure === 'source-only' || closure === 'g-only').length
    : 0;
  const sampledSources = (sampling: SamplingBlock) =>
    sampling.sampler === 'g-only-stochastic' ? 1 : sampling.gOnlyStochastic ? 3 : 2;
  const sources = (theory?.closures.length ?? 0) + published + (sampling ? sampledSources(sampling) : 0);
  const residuals = sampling?.residuals === true ? residualQuantities.length * packed : 0;
  return (4 * pairs + packed + residuals) * sources * save.times.length;
}
