import * as z from 'zod';
import { builtInActivations } from '../../../model/activation.ts';
import { leafItems } from '../../../numeric/dyadic-sum.ts';
import { engineNames, precisions } from '../../../sample/engine/names.ts';
import { sampledQuantities } from '../../../sample/kernel-estimates.ts';
import {
  block,
  choice,
  commonFields,
  exactly,
  flag,
  integer,
  integerOr,
  list,
  number,
  oneOf,
  powerOfTwo,
  quickField,
  text,
} from '../../../scenario/fields.ts';
import { maximumLayers } from './depth-grid.ts';
import { maximumInputs } from './input-kernel.ts';
import { publishedSchema } from './published-values.ts';

/** Ways to close the moment hierarchy, from the crudest. */
const defaultClosures = ['source-only', 'g-only', 'exact'] as const;
const closureNames = [...defaultClosures, 'path'] as const;

const activation = oneOf(
  'sigma, acting on each neuron',
  `one of ${builtInActivations.join(', ')}, or {expression: "a function of x"}`,
  [
    z.enum(builtInActivations),
    block('an activation by formula', {
      expression: text('a function of x such as "x / sqrt(1 + x^2)", in mathjs syntax', 1000),
    }),
  ],
);

const ensemble = block(
  'the random networks studied: phi -> (1 - leak e^2) phi + e W sigma(phi) + e b with e = residualScale; ' +
    'two of residualScale, horizon, layers',
  {
    activation,
    weightVariance: number('C_W: weights have variance C_W / width', { above: 0 }),
    biasVariance: number('C_b: variance of the biases', { from: 0 }).default(0),
    leak: number('kappa: rate at which the stream decays per depth time', { from: 0 }).default(0),
    width: integer('n: neurons per layer', 1, 1_000_000),
    residualScale: number('epsilon: scale of one residual step', { above: 0 }).optional(),
    horizon: number('T = epsilon^2 L: depth time of the last layer', { above: 0 }).optional(),
    layers: integer('L: number of layers', 1, maximumLayers).optional(),
  },
);

const matrix = (meaning: string) =>
  list(meaning, 'rows', list('one row', 'numbers', number('one entry'), 1, 1_000_000), 1, maximumInputs);

/** Fields of equally correlated inputs. */
export const correlatedFields = {
  count: integer('N: number of inputs', 1, maximumInputs),
  variance: number('K(0)[a][a]', { above: 0 }),
  correlation: number('K(0)[a][b] / variance; at least -1/(count - 1)', { from: -1, to: 1 }),
};

/** K(0) from equally correlated inputs (a schema of their block), or in one of the other ways. */
export function inputsField<Correlated extends z.ZodType>(correlated: Correlated) {
  return oneOf('the inputs, through their kernel K(0)', 'a mapping with one of correlated, file, kernel, points', [
    block('equally correlated inputs', { correlated }),
    block('inputs by kernel', { kernel: matrix('K(0): symmetric, positive semidefinite') }),
    block('inputs by points', { points: matrix('X: one input per row; K(0) = X X^T / d for d coordinates') }),
    block('inputs by points in a file', {
      file: text("a .npy file, inputs x coordinates, by its path inside the scenario's folder; K(0) = X X^T / d", 1000),
    }),
  ]);
}

const inputs = inputsField(
  block('equal variances and correlations', {
    ...correlatedFields,
    correlation: correlatedFields.correlation.default(0),
  }),
);

const theory = block('theory to run; closures: [] for none', {
  closures: list(
    'closures to solve; path (independent of the mode hierarchy) needs depth: layers and one distinct input',
    'closures',
    choice('a closure', closureNames),
    0,
    closureNames.length,
  ).default([...defaultClosures]),
  modeOrder: integerOr('largest mode order of the exact hierarchy', 2, 200, 'auto').default('auto'),
  truncation: number('relative truncation error that modeOrder auto aims at', { above: 0, to: 1 }).default(1e-3),
  tolerance: number('relative and absolute tolerance of the depth integration', { from: 1e-14, to: 0.01 }).default(
    1e-10,
  ),
  depth: choice('depth as a continuous time, or layer by layer', ['continuous', 'layers']).default('continuous'),
  average: block(
    'solve source-only and g-only once more with the fixed quadrature of arXiv 2604.15742, beside converged averages; tanh',
    {
      gaussHermite: integer('nodes of the Gauss-Hermite rule; the paper has 32', 2, 128),
    },
  ).optional(),
});

const sampling = block('sampled networks; leave the block out for theory only', {
  networks: integer('number of networks; or until and atMost', 2, 1_000_000_000).optional(),
  until: block('sample until a standard error is reached, at the last saved depth; instead of networks, with atMost', {
    quantity: choice('the quantity whose error is meant', sampledQuantities),
    component: text('the component: "0,0", or "0,0,0,0" for V4', 100),
    standardError: number('its standard error, in the units of the quantity', { above: 0 }),
  }).optional(),
  atMost: integer('networks after which until gives up; a note in the record says so', 2, 1_000_000_000).optional(),
  sampler: choice(
    'draw pre-activations given G, or draw the weights, or draw G by the G-only stochastic closure instead of networks',
    ['block-law', 'explicit-weights', 'g-only-stochastic'],
  ).default('block-law'),
  controlVariates: flag('reduce the variance with a coupled infinite-width network').default(true),
  residuals: flag('also sample the residual of the V4 equation, part by part').optional(),
  random: choice('generator of the random words', ['xoshiro', 'philox']).default('xoshiro'),
  engine: choice('what computes the networks; auto (the default) takes the fastest that every machine has', [
    'auto',
    ...engineNames,
  ]).optional(),
  precision: choice('arithmetic of the networks; default float64', precisions).optional(),
  shard: powerOfTwo(
    'networks in one kept shard, the unit of what is shared out and of what an interrupted run resumes from; results do not depend on it; ' +
      'default: about a second of work',
    leafItems,
    2 ** 20,
  ).optional(),
  workers: integerOr('worker threads; results do not depend on it', 1, 256, 'auto').default('auto'),
  gOnlyStochastic: block('sample the G-only stochastic closure beside the networks: its error against them', {
    networks: integer('number of runs of the closure', 2, 1_000_000_000),
  }).optional(),
});

const compare = block('when a claim holds', {
  tolerance: number('largest relative difference of theory and sampling that still counts as agreement', {
    above: 0,
  }).default(0.1),
  standardErrors: number('largest difference in combined standard errors', { above: 0 }).default(3),
});

const save = oneOf('depths whose values are kept', 'a mapping with one of count, times', [
  block('equally spaced depths', { count: integer('number of depths, 0 and the horizon included', 2, 100_001) }),
  block('chosen depths', {
    times: list(
      'depth times, ascending, from 0 to the horizon',
      'times',
      number('a depth time', { from: 0 }),
      1,
      100_001,
    ),
  }),
]);

/** Everything a kernel scenario may say, with its defaults. */
export const kernelSchema = block('theory of the collective kernel beside sampled networks', {
  format: commonFields.format,
  kind: exactly('the study: the collective kernel of finite-width ResNets', 'kernel'),
  name: commonFields.name,
  purpose: commonFields.purpose,
  seed: commonFields.seed,
  ensemble,
  inputs,
  theory: theory.prefault({}),
  sampling: sampling.optional(),
  compare: compare.prefault({}),
  save: save.default({ count: 41 }),
  published: publishedSchema.optional(),
  quick: quickField,
});
