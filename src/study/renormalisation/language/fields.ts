import {
  block,
  choice,
  commonFields,
  integer,
  list,
  number,
  oneOf,
  quickField,
  text,
} from '../../../scenario/fields.ts';
import { activationNames, optimiserFields } from '../../training-fields.ts';

export const mixingNames = ['none', 'window', 'token-mixing'] as const;

/** L where it is not said. */
export const usualLayers = 6;
/** Most states of a chain. */
export const mostStates = 256;

export const correlationLength = number('xi = -1/ln|lambda_2|: distance over which correlations fall by e', {
  above: 0,
  to: 1000,
});
export const mixing = choice(
  'what a position sees of the others: nothing, its neighbours in a window, or all positions by layers across them',
  mixingNames,
);
export const layers = integer('L: residual blocks', 1, 64);

const probability = number('a probability', { from: 0, to: 1 });
const matrix = oneOf('transition matrix, row i the law of the symbol after i', 'rows of numbers, or a file.npy', [
  list('rows', 'rows', list('a row', 'probabilities', probability, 2, mostStates), 2, mostStates),
  text('file.npy beside the scenario, V x V', 200),
]);

/** The chain: its law with a number of states and a correlation length, or its matrix. */
export const chain = block(
  'the Markov chain that sequences are drawn from; law, states, correlationLength, or matrix',
  {
    law: choice(
      'equal-mixing: stay with probability alpha, else any symbol alike (default); ring: steps to the two neighbours',
      ['equal-mixing', 'ring'],
    ).optional(),
    states: integer('V: symbols (default 16)', 2, mostStates).optional(),
    correlationLength: correlationLength.optional(),
    matrix: matrix.optional(),
  },
);

const sequence = block('sequences', {
  length: integer('T: positions', 2, 1024).default(64),
  masked: number('share of the positions that is masked: exactly round(share T) of them, at least one', {
    above: 0,
    to: 1,
  }).default(0.15),
}).prefault({});

/** The residual stack, without what a sweep may take over. */
export const networkFields = {
  width: integer('d: width of the stream', 2, 1024).default(64),
  hidden: integer('neurons of a block (default 4 d)', 1, 8192).optional(),
  activation: choice('nonlinearity of the blocks', activationNames).default('gelu'),
  radius: integer('neighbours on each side that a window shows', 1, 64).default(2),
  tokenHidden: integer('neurons of a layer across positions (default 2 T)', 1, 4096).optional(),
};

const training = block('how networks are trained to predict masked symbols, on fresh sequences in every step', {
  ...optimiserFields,
  optimiser: optimiserFields.optimiser.default('adam'),
  learningRate: optimiserFields.learningRate.default(1e-3),
  momentum: optimiserFields.momentum.default(0.9),
  beta2: optimiserFields.beta2.default(0.999),
  weightDecay: optimiserFields.weightDecay.default(0),
  warmUp: optimiserFields.warmUp.default(0),
  schedule: optimiserFields.schedule.default('cosine'),
  batch: integer('sequences per step', 1, 4096).default(16),
  precision: choice('arithmetic of the networks; what is measured is summed in float64', [
    'float32',
    'float64',
  ]).default('float32'),
});

const measure = block('what of the stream is measured, at initial weights and after the training', {
  samples: integer('rows of the stream at each measured position', 8, 100_000).default(1024),
  positions: integer('measured positions, evenly spread', 1, 1024).default(8),
  rows: choice(
    'rows of stacks with a window: of masked positions, which the head reads (default), or of all. Of other stacks all: before the first block a masked position is one vector',
    ['masked', 'all'],
  ).default('masked'),
  sequences: integer('sequences on which the loss is measured', 8, 1_000_000).default(4096),
  reach: integer('R: neighbours on each side whose decodability is measured', 0, 64).default(6),
  checkpoints: integer('times that the loss is measured along the training', 2, 500).default(16),
  plateau: number('drift below which a transition belongs to a plateau', { above: 0, to: 2 }).default(0.05),
  concentration: number('share of the drift in the two largest transitions from which on it is concentrated', {
    above: 0,
    to: 1,
  }).default(0.75),
}).prefault({});

/** What both kinds of scenario have in common. */
export const sharedFields = {
  format: commonFields.format,
  name: commonFields.name,
  purpose: commonFields.purpose,
  seed: commonFields.seed,
  chain,
  sequence,
  training,
  measure,
  seeds: integer('repetitions, each with its own initial weights and sequences', 2, 100).default(3),
  quick: quickField,
};
