import { leafItems } from '../../numeric/dyadic-sum.ts';
import { observableLayout, sumsLayout } from '../../sample/observables.ts';
import type { CostPrediction } from '../host.ts';
import { residualQuantities } from './quantities.ts';
import type { KernelScenario } from './scenario.ts';
import { predictTheoryCost } from './theory/theory-cost.ts';

/** Seconds per neuron·input·layer update of one core, by what a layer computes: measured, rounded up. */
const updateSeconds = { coupled: 60e-9, plain: 35e-9, weight: 15e-9 };

/** Seconds per network and saved depth that the residual of the V4 equation adds: by pair of pairs, and by P² n. */
const residualSeconds = { coupled: 400e-9, plain: 110e-9, neuron: 3e-9 };

/** Memory above which a run is refused, bytes. */
const memoryLimit = 8 * 2 ** 30;

/** Work and memory a scenario will need, and why it would be refused. */
export function predictCost(scenario: KernelScenario): CostPrediction {
  const lines = [ensembleLine(scenario)];
  const refusals: string[] = [];
  const { theory, sampling } = scenario;
  if (theory) {
    const residuals = sampling?.residuals === true;
    const cost = predictTheoryCost(scenario.ensemble, { ...theory, residuals }, scenario.save.times.length);
    const least = theory.modeOrder === 'auto' && theory.closures.includes('exact') ? 'at least ' : '';
    lines.push(
      `theory: ${theory.closures.join(', ')}; ${least}${cost.unknowns} unknowns, about ${bytes(cost.bytes)} and ${roughTime(cost.seconds)}`,
    );
    if (cost.refusal !== null) refusals.push(cost.refusal);
  }
  if (sampling) {
    const { seconds, memory } = samplingCost(scenario);
    lines.push(
      `sampling: ${sampling.networks} networks, ${sampling.sampler}; about ${roughTime(seconds)} of one core and ${bytes(memory)} per worker`,
    );
    if (memory > memoryLimit) {
      refusals.push(
        `sampling would need about ${bytes(memory)} of memory per worker; the limit is ${bytes(memoryLimit)}. V4 is kept for every pair of pairs of inputs: save fewer depths (save.count) or use fewer inputs.`,
      );
    }
  }
  const rows = rowCount(scenario);
  lines.push(`record: ${rows} numbers at ${scenario.save.times.length} depths, about ${bytes(rows * 350)}`);
  if (rows > 5e6) {
    refusals.push(
      `the record would hold ${rows} numbers; the limit is 5000000. Save fewer depths (save.count) or use fewer inputs.`,
    );
  }
  return { lines, refusals };
}

function ensembleLine({ ensemble }: KernelScenario): string {
  const { activation, inputKernel, width, layers, residualScale, horizon } = ensemble;
  const name = typeof activation === 'string' ? activation : activation.expression;
  return `${inputKernel.length} inputs, ${name}, width ${width}, ${layers} layers of ε = ${residualScale}, T = ${horizon}`;
}

function samplingCost({ ensemble, sampling, save }: KernelScenario): { seconds: number; memory: number } {
  if (sampling === null) return { seconds: 0, memory: 0 };
  const { width, layers, inputKernel } = ensemble;
  const inputs = inputKernel.length;
  const update = sampling.controlVariates ? updateSeconds.coupled : updateSeconds.plain;
  const weights = sampling.sampler === 'explicit-weights' ? width * width * updateSeconds.weight : 0;
  const residual =
    sampling.residuals === true ? save.times.length * residualCost(inputs, width, sampling.controlVariates) : 0;
  const seconds = sampling.networks * (layers * (width * inputs * update + weights) + residual);
  // One vector of sums per level of the dyadic tree, and two in hand.
  const levels = Math.ceil(Math.log2(Math.max(2, sampling.networks / leafItems))) + 3;
  const { length } = sumsLayout(
    observableLayout(inputs, sampling.controlVariates, sampling.residuals === true),
    save.times.length,
  );
  return { seconds, memory: 8 * length * levels };
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
  const sources = (theory?.closures.length ?? 0) + (sampling ? 2 : 0);
  const residuals = sampling?.residuals === true ? residualQuantities.length * packed : 0;
  return (4 * pairs + packed + residuals) * sources * save.times.length;
}

function bytes(count: number): string {
  if (count < 2 ** 20) return `${Math.max(1, Math.round(count / 2 ** 10))} KiB`;
  if (count < 2 ** 30) return `${Math.round(count / 2 ** 20)} MiB`;
  return `${(count / 2 ** 30).toPrecision(3)} GiB`;
}

function roughTime(seconds: number): string {
  if (seconds < 1) return 'less than 1 s';
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  if (seconds < 7200) return `${Math.ceil(seconds / 60)} min`;
  return `${Math.ceil(seconds / 3600)} h`;
}
