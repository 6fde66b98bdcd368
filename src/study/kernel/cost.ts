import { leafItems } from '../../numeric/dyadic-sum.ts';
import type { EngineName } from '../../sample/engine/names.ts';
import { engineKind, unavailable } from '../../sample/engine/registry.ts';
import { sumsLayout } from '../../sample/observables.ts';
import { layoutOf, type SamplingPlan } from '../../sample/plan.ts';
import { firstLook } from '../../sample/sequential.ts';
import { roughBytes, roughTime } from '../cost-text.ts';
import type { CostPrediction } from '../host.ts';
import type { KernelScenario } from './kernel-scenario.ts';
import { type SampleSize, sampleSizeOf } from './language/sample-size.ts';
import { residualQuantities } from './quantities.ts';
import { closurePlan, type SamplingBlock, samplingOutline } from './sampling/sampling-plan.ts';
import { engineLabel } from './sampling/sampling-record.ts';
import { predictTheoryCost } from './theory/theory-cost.ts';

/** Memory above which a run is refused, bytes. */
const memoryLimit = 8 * 2 ** 30;

/** Work and memory a scenario will need, and why it would be refused: too much of either, or an engine that is not there. */
export async function predictCost(scenario: KernelScenario): Promise<CostPrediction> {
  const { engines, ...cost } = await forecast(scenario);
  return { ...cost, refusals: [...cost.refusals, ...(await missing(engines))] };
}

/** Why engines cannot be had on this machine, those that cannot. */
export async function missing(engines: Iterable<EngineName>): Promise<string[]> {
  const refusals: string[] = [];
  for (const engine of new Set(engines)) {
    const probe = await (await engineKind(engine)).probe();
    if (!probe.available) refusals.push(unavailable(engine, probe.reason));
  }
  return refusals;
}

/** The same, wherever it runs: with the engines it takes, not yet looked for. */
export async function forecast(scenario: KernelScenario): Promise<CostPrediction & { engines: readonly EngineName[] }> {
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
  const engines: EngineName[] = [];
  for (const { size, plan } of sampling ? await sampledParts(scenario, sampling) : []) {
    const { work, memory, line } = await samplingCost(plan, size, scenario);
    seconds += work;
    lines.push(line);
    engines.push(plan.engine);
    if (memory <= memoryLimit) continue;
    refusals.push(
      `sampling would need about ${roughBytes(memory)} of memory per worker; the limit is ${roughBytes(memoryLimit)}. V4 is kept for every pair of pairs of inputs: save fewer depths (save.count) or use fewer inputs.`,
    );
  }
  const rows = rowCount(scenario);
  lines.push(`record: ${rows} numbers at ${scenario.save.times.length} depths, about ${roughBytes(rows * 350)}`);
  if (rows > 5e6) {
    refusals.push(
      `the record would hold ${rows} numbers; the limit is 5000000. Save fewer depths (save.count) or use fewer inputs.`,
    );
  }
  return { seconds, lines, refusals, engines };
}

function ensembleLine({ ensemble }: KernelScenario): string {
  const { activation, inputKernel, width, layers, residualScale, horizon } = ensemble;
  const name = typeof activation === 'string' ? activation : activation.expression;
  return `${inputKernel.length} inputs, ${name}, width ${width}, ${layers} layers of ε = ${residualScale}, T = ${horizon}`;
}

/** What a scenario samples: networks, the G-only stochastic closure, or both. */
async function sampledParts(
  scenario: KernelScenario,
  sampling: SamplingBlock,
): Promise<{ size: SampleSize; plan: SamplingPlan }[]> {
  const plan = await samplingOutline(scenario, sampling);
  const { gOnlyStochastic: beside } = sampling;
  const own = { size: sampleSizeOf(sampling), plan };
  return beside ? [own, { size: { networks: beside.networks }, plan: closurePlan(plan) }] : [own];
}

/** Seconds of one core, or of the device; bytes of one worker; and both in words. */
async function samplingCost(
  plan: SamplingPlan,
  size: SampleSize,
  { save }: KernelScenario,
): Promise<{ work: number; memory: number; line: string }> {
  const kind = await engineKind(plan.engine);
  const { seconds, bytes } = kind.predict(plan);
  const networks = 'networks' in size ? size.networks : size.atMost;
  // One vector of sums per level of the dyadic tree, and two in hand.
  const levels = Math.ceil(Math.log2(Math.max(2, networks / leafItems))) + 3;
  const { length } = sumsLayout(layoutOf(plan), plan.savedLayers.length);
  const memory = 8 * length * levels + bytes;
  const of = kind.place === 'workers' ? 'one core' : 'the device';
  const time = (count: number) => `${roughTime(count * seconds)} of ${of}`;
  const how = `${plan.sampler}, engine ${engineLabel(plan)}`;
  const room = `${roughBytes(memory)} per worker`;
  if ('networks' in size) {
    return {
      work: networks * seconds,
      memory,
      line: `sampling: ${networks} networks, ${how}; about ${time(networks)} and ${room}`,
    };
  }
  const { quantity, component, standardError } = size.until;
  const least = Math.min(firstLook, networks);
  return {
    work: networks * seconds,
    memory,
    line:
      `sampling: until the standard error of ${quantity}[${component}](${save.times.at(-1)}) is ${standardError}, ${how}; ` +
      `from ${least} networks (${time(least)}) to at most ${networks} (${time(networks)}), and ${room}`,
  };
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
