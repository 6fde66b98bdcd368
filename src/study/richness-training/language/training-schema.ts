import * as z from 'zod';
import {
  block,
  choice,
  commonFields,
  exactly,
  flag,
  integer,
  list,
  number,
  oneOf,
  quickField,
  text,
} from '../../../scenario/fields.ts';
import { activationNames, optimiserFields } from '../../training-fields.ts';
import { claimsSchema } from './claims-schema.ts';

/** Data sets that have a name. */
export const dataSetNames = ['fashion-mnist', 'idx', 'synthetic'] as const;

type Fields = Readonly<Record<string, z.ZodType>>;
/** The same fields, none of them required and none with a default: what a condition may change. */
export type Overrides<F extends Fields> = { [Name in keyof F]: z.ZodOptional<F[Name]> };

function overrides<F extends Fields>(fields: F): Overrides<F> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.optional()])) as Overrides<F>;
}

const count = (meaning: string, from = 1, to = 1_000_000) => integer(meaning, from, to);
const shuffleLabels = number('share of the training labels that change places at random', { from: 0, to: 1 });

const addition = {
  modulus: integer('p: all p^2 pairs (a, b) with the class a + b mod p', 2, 512),
  trainFraction: number('share of the pairs that is for training, the others are for testing', {
    from: 0.001,
    to: 0.999,
  }),
  mirrorPairs: choice('whether (a, b) and (b, a) are drawn one by one, or go to the same part', ['apart', 'together']),
};
const images = {
  dataset: choice(
    'fashion-mnist (the Debian package dataset-fashion-mnist, or --data FOLDER), idx (four files named as those of MNIST, in --data FOLDER), or synthetic (8 x 8 noise around a random image per class)',
    dataSetNames,
  ),
  train: count('images for training, drawn from the training set'),
  test: count('images for testing, drawn from the test set'),
  classes: integer('only images of the classes 0 .. classes - 1', 2, 256),
  shuffleLabels,
};
const prototypes = {
  classes: integer('C: classes, each around a random point of N(0, I)', 2, 1000),
  dimension: integer('coordinates of a point', 1, 10_000),
  noise: number('standard deviation of every coordinate about the point of its class', { from: 0 }),
  train: count('examples for training'),
  test: count('examples for testing'),
  shuffleLabels,
};
const linearTeacher = {
  inputs: integer('d: coordinates of x ~ N(0, I), whitened over the training examples', 1, 2000),
  outputs: integer('C: coordinates of y = W x', 1, 2000),
  singularValues: list(
    'singular values of W, whose directions are random',
    'numbers',
    number('a singular value', { above: 0 }),
    1,
    2000,
  ),
  train: count('examples for training'),
  test: count('examples for testing'),
};

const widths = list(
  'neurons of the hidden layers, first to last; the last are the features',
  'widths',
  integer('neurons of a layer', 1, 10_000),
  1,
  50,
);
const initialScale = number('weights begin at this times their usual size', { above: 0, to: 1000 });
const outputScale = number('weights of the last layer begin at this times their usual size', { above: 0, to: 1000 });
const transformer = {
  layers: integer('blocks of attention and a hidden layer', 1, 24),
  width: integer('d: width of the stream; d of the last token are the features', 1, 2048),
  heads: integer('heads of attention; a divisor of the width', 1, 64),
  hidden: integer('neurons of the hidden layer of a block', 1, 8192),
  layerNorm: flag('whether blocks and the features are normalised'),
  activation: choice('nonlinearity of the hidden layers', activationNames),
  outputScale,
};
const mlp = {
  widths,
  activation: choice('nonlinearity of the hidden layers', activationNames),
  batchNorm: flag('batch norm before every nonlinearity'),
  initialScale,
  outputScale,
};
const deepLinear = { widths, initialScale };

const training = {
  loss: choice('cross-entropy (labels), or mean-square (numbers, or labels as one-hot targets)', [
    'cross-entropy',
    'mean-square',
  ]),
  ...optimiserFields,
  batch: oneOf('examples per step', 'full or an integer from 1 to 1000000', [
    z.literal('full'),
    count('examples per step'),
  ]),
  epochs: integer('passes over the training examples, in place of steps', 1, 1_000_000),
  precision: choice('arithmetic of the networks; measures of richness are float64', ['float32', 'float64']),
  trainOnly: choice('whether all layers are trained', ['all', 'last-layer']),
  targetScale: number('alpha: targets are y / alpha (mean-square loss): lazier as it grows', { above: 0, to: 1e6 }),
};

/** Fields of every block, none with a default. */
export const rawFields = { addition, images, prototypes, linearTeacher, transformer, mlp, deepLinear, training };

const taskForms = {
  modularAddition: block('addition modulo p', { ...addition, mirrorPairs: addition.mirrorPairs.default('apart') }),
  images: block('grey images from IDX files', {
    ...images,
    classes: images.classes.optional(),
    shuffleLabels: shuffleLabels.default(0),
  }),
  prototypes: block('classes around random points', { ...prototypes, shuffleLabels: shuffleLabels.default(0) }),
  linearTeacher: block('a random linear map of given singular values', linearTeacher),
};

const networkForms = {
  transformer: block('a decoder that reads the tokens of a pair', {
    ...transformer,
    layers: transformer.layers.default(2),
    heads: transformer.heads.default(4),
    hidden: transformer.hidden.optional(),
    layerNorm: transformer.layerNorm.default(true),
    activation: transformer.activation.default('relu'),
    outputScale: outputScale.default(1),
  }),
  mlp: block('fully connected layers', {
    ...mlp,
    activation: mlp.activation.default('relu'),
    batchNorm: mlp.batchNorm.default(false),
    initialScale: initialScale.default(1),
    outputScale: outputScale.default(1),
  }),
  deepLinear: block('fully connected layers without nonlinearity and bias', {
    ...deepLinear,
    initialScale: initialScale.default(1),
  }),
};

/** One form of several, each in a block of its own: {mlp: {...}}. */
function formsOf<Forms extends Readonly<Record<string, z.ZodType>>>(meaning: string, forms: Forms) {
  const names = Object.keys(forms);
  const optional = Object.fromEntries(Object.entries(forms).map(([name, form]) => [name, form.optional()])) as {
    [Name in keyof Forms]: z.ZodOptional<Forms[Name]>;
  };
  return block(`${meaning}: one of ${names.join(', ')}`, optional);
}

const condition = block('a named way to train: fields of task, network and training that differ', {
  name: text('the name of the condition in figures and claims', 40),
  task: formsOf('fields of the data that differ', {
    modularAddition: block('addition modulo p', overrides(addition)),
    images: block('grey images', overrides(images)),
    prototypes: block('classes around random points', overrides(prototypes)),
    linearTeacher: block('a random linear map', overrides(linearTeacher)),
  }).optional(),
  network: formsOf('fields of the network that differ', {
    transformer: block('a decoder', overrides(transformer)),
    mlp: block('fully connected layers', overrides(mlp)),
    deepLinear: block('fully connected linear layers', overrides(deepLinear)),
  }).optional(),
  training: block('fields of the training that differ', overrides(training)).optional(),
});
export type ConditionFields = z.output<typeof condition>;

const values = (field: z.ZodType<number>) => list('values, ascending', 'values', field, 2, 50).optional();

/** Fields that can be swept, with where they stand: the names of the blocks that have them. */
export const sweptFields = {
  learningRate: values(training.learningRate),
  weightDecay: values(training.weightDecay),
  targetScale: values(training.targetScale),
  shuffleLabels: values(shuffleLabels),
  trainFraction: values(addition.trainFraction),
  initialScale: values(initialScale),
  outputScale: values(outputScale),
} as const;
export type SweptField = keyof typeof sweptFields;

/** Everything a scenario of kind richness-training may say, with its defaults. */
export const trainingSchema = block('dynamical richness along the training of small networks', {
  format: commonFields.format,
  kind: exactly('the study: richness along training', 'richness-training'),
  name: commonFields.name,
  purpose: commonFields.purpose,
  seed: commonFields.seed,
  task: formsOf('the data', taskForms),
  network: formsOf('the network', networkForms),
  training: block('how networks are trained; steps or epochs', {
    ...training,
    loss: training.loss.optional(),
    momentum: training.momentum.default(0.9),
    beta2: training.beta2.default(0.999),
    weightDecay: training.weightDecay.default(0),
    steps: training.steps.optional(),
    epochs: training.epochs.optional(),
    warmUp: training.warmUp.default(0),
    schedule: training.schedule.default('constant'),
    precision: training.precision.default('float32'),
    trainOnly: training.trainOnly.default('all'),
    targetScale: training.targetScale.default(1),
  }),
  measure: block('when and on what richness is measured', {
    checkpoints: integer('times along the training, first and last included', 2, 500).default(24),
    spacing: choice('steps of the checkpoints', ['log', 'linear']).default('log'),
    on: choice('examples whose features are measured', ['train', 'test', 'all']).default('train'),
    examples: count('n: at most so many examples, drawn at random', 2).default(5000),
    blocks: integer('blocks of the jackknife within one network', 2, 200).default(20),
  }).prefault({}),
  conditions: list('ways to train that are compared', 'conditions', condition, 1, 20).optional(),
  sweep: block('one field over values, for every condition', sweptFields).optional(),
  seeds: integer('repetitions, each with its own data, initial weights and order of batches', 2, 100).default(3),
  claims: claimsSchema,
  quick: quickField,
});

export type TrainingFields = z.output<typeof trainingSchema>;
