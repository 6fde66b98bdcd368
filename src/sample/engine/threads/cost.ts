import type { ActivationSpec, BuiltInActivation } from '../../../model/activation.ts';
import { layoutOf, type SamplingPlan } from '../../plan.ts';
import type { EngineCost } from '../engine.ts';
import { totalBytes } from './layout.ts';

type Activations = Readonly<Partial<Record<BuiltInActivation, number>>>;

/** Nanoseconds of one core, measured (Zen 4, Node 20), by what is done to a value φ_ai. */
const nanoseconds = {
  float64: {
    /** Drawing and moving it, and for each input beside it; Philox words instead of xoshiro's. */
    ...{ value: 5.5, input: 0.25, philox: 1.7 },
    /** φ̃ and X, for each input. */
    chain: 0.9,
    activations: { tanh: 4, erf: 6, gelu: 6.5, softplus: 12, swish: 4 } as Activations,
  },
  float32: {
    ...{ value: 1.8, input: 0.16, philox: 1.7 },
    chain: 0.65,
    activations: { tanh: 0.7, erf: 1, gelu: 1.2, softplus: 3.3, swish: 1.1 } as Activations,
  },
};
/** σ as an expression. */
const expression = 30;
/** At a saved layer: for each neuron and product of two inputs, and of two pairs of inputs with the chain; for each statistic. */
const seen = { product: 0.4, chain: 0.6, statistic: 4 };
/** Of the residual, in TypeScript: for each neuron and product of two pairs of inputs; for each component. */
const residual = { product: 1.5, component: 500 };

/** Seconds of one core and bytes of one worker. */
export function predict(plan: SamplingPlan): EngineCost {
  const { ensemble, precision, controlVariates, random, residuals, savedLayers } = plan;
  const { width, layers, inputKernel } = ensemble;
  const { pairs, packed, size } = layoutOf(plan);
  const inputs = inputKernel.length;
  const { value, input, philox, chain, activations } = nanoseconds[precision];
  const applied = activationCost(ensemble.activation, activations);
  const plain = value + input * inputs + applied + (random === 'philox' ? philox : 0);
  const update = controlVariates ? plain + applied + chain * inputs : plain;
  const products = seen.product * inputs ** 2 + (controlVariates ? seen.chain * packed : 0);
  const budget = residuals ? width * residual.product * pairs ** 2 + residual.component * packed : 0;
  const perDepth = width * products + seen.statistic * size + budget;
  const total = layers * width * inputs * update + savedLayers.length * perDepth;
  return { seconds: 1e-9 * total, bytes: totalBytes(plan) };
}

function activationCost(activation: ActivationSpec, costs: Activations): number {
  return typeof activation === 'string' ? (costs[activation] ?? 0) : expression;
}
