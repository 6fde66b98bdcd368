import type * as z from 'zod';
import { builtInActivations } from '../../../model/activation.ts';
import {
  absent,
  block,
  choice,
  commonFields,
  exactly,
  integer,
  integerOr,
  list,
  number,
  oneOf,
  quickField,
  text,
} from '../../../scenario/fields.ts';
import { correlatedFields, inputsField, kernelSchema } from '../../kernel/language/scenario-schema.ts';

const kernel = kernelSchema.shape;
const ensembleFields = kernel.ensemble.shape;
const samplingFields = kernel.sampling.unwrap().shape;

/** Fields that can be swept, each with the schema of one value. */
export const sweptFields = {
  width: ensembleFields.width,
  horizon: number('T = epsilon^2 L: depth time of the last layer', { above: 0 }),
  weightVariance: ensembleFields.weightVariance,
  biasVariance: number('C_b: variance of the biases', { from: 0 }),
  leak: number('kappa: rate at which the stream decays per depth time', { from: 0 }),
  activation: ensembleFields.activation,
  variance: correlatedFields.variance,
  correlation: correlatedFields.correlation,
  residualScale: number('epsilon: scale of one residual step', { above: 0 }),
} as const;
export type SweptField = keyof typeof sweptFields;

const most = 200;

/** Values of a swept number: a list, a span, or a range in mathjs syntax. */
export function numbersOf(item: z.ZodType<number>, what: string) {
  return oneOf(`values of ${what}`, 'a list, {from, to, count, scale}, or a range in mathjs syntax', [
    list(`values of ${what}`, 'values', item, 1, most),
    block('equally spaced values, both ends included', {
      from: item,
      to: item,
      count: integer('number of values', 2, most),
      scale: choice('spacing of the values', ['linear', 'log']).default('linear'),
    }),
    text('a range in mathjs syntax, such as "16:16:128" or "2^(4:10)"', 200),
  ]).optional();
}

const sweep = block('the fields that are swept: one or two', {
  width: numbersOf(sweptFields.width, 'n, neurons per layer'),
  horizon: numbersOf(sweptFields.horizon, 'T, the depth time of the last layer'),
  weightVariance: numbersOf(sweptFields.weightVariance, 'C_W'),
  biasVariance: numbersOf(sweptFields.biasVariance, 'C_b'),
  leak: numbersOf(sweptFields.leak, 'kappa'),
  activation: list(
    `activations: ${builtInActivations.join(', ')}, or {expression: ...}`,
    'activations',
    sweptFields.activation,
    1,
    most,
  ).optional(),
  variance: numbersOf(sweptFields.variance, 'K(0)[a][a] of correlated inputs'),
  correlation: numbersOf(sweptFields.correlation, 'the correlation of correlated inputs'),
  residualScale: numbersOf(
    sweptFields.residualScale,
    'epsilon; each is moved to the nearest that makes a whole number of layers',
  ),
});

const ensemble = block('the random networks studied, as in a kernel scenario; swept fields are left out', {
  ...ensembleFields,
  activation: ensembleFields.activation.optional(),
  weightVariance: ensembleFields.weightVariance.optional(),
  biasVariance: sweptFields.biasVariance.optional(),
  leak: sweptFields.leak.optional(),
  width: ensembleFields.width.optional(),
});

const inputs = inputsField(
  block('equal variances and correlations; swept fields are left out', {
    ...correlatedFields,
    variance: correlatedFields.variance.optional(),
    correlation: correlatedFields.correlation.optional(),
  }),
);

const sampling = block('networks sampled at every point', {
  until: absent('a validity window samples on where its edges are undecided: odepth run --refine'),
  atMost: absent('a validity window has refineUpTo: networks that --refine may spend on one point'),
  networks: integer('number of networks at every point; rounded up to a multiple of 16', 32, 1_000_000_000),
  sampler: choice('draw pre-activations given G, or draw the weights', ['block-law', 'explicit-weights']).default(
    'block-law',
  ),
  controlVariates: samplingFields.controlVariates,
  random: samplingFields.random,
  engine: samplingFields.engine,
  precision: samplingFields.precision,
  refineUpTo: integer(
    'networks that --refine may spend on one point; default 64 times networks',
    32,
    1_000_000_000,
  ).optional(),
  workers: integerOr('worker threads; results do not depend on it', 1, 256, 'auto').default('auto'),
});

/** Quantities whose window can be asked for. */
export const windowQuantities = ['K0', 'V4', 'K1', 'U1'] as const;
export type WindowQuantity = (typeof windowQuantities)[number];

const window = block('what counts as valid', {
  quantities: list(
    'quantities whose relative error is followed',
    'quantities',
    choice('a quantity', windowQuantities),
    1,
    windowQuantities.length,
  ).default(['V4', 'K1']),
  component: choice('norm over all components (Frobenius), or the first input alone', ['norm', 'first']).default(
    'norm',
  ),
  tolerances: list(
    'tau: relative errors up to which theory counts as valid, ascending',
    'tolerances',
    number('a relative error', { above: 0 }),
    1,
    10,
  ).default([0.01, 0.05, 0.1]),
  confidence: number('z: standard errors by which a decision must be clear', { above: 0, to: 10 }).default(2),
});

/** Everything a validity-window scenario may say, with its defaults. */
export const windowSchema = block('where a theory holds: window edges over a sweep', {
  format: commonFields.format,
  kind: exactly('the study: validity windows of the kernel theory', 'validity-window'),
  name: commonFields.name,
  purpose: commonFields.purpose,
  seed: commonFields.seed,
  ensemble,
  inputs,
  sweep,
  theory: kernel.theory,
  window: window.prefault({}),
  sampling,
  save: kernel.save,
  quick: quickField,
});
