import type { Complaint } from './issue.ts';
import { quoted } from './quoted.ts';

/** The catalogue's sentences about trained networks. */
export const trainingComplaint = {
  notOneOf: (forms: readonly string[], came: readonly string[]): Complaint => ({
    expected: `exactly one of ${forms.join(', ')}`,
    came: came.length === 0 ? 'none' : came.join(' and '),
    advice: came.length > 1 ? 'keep one (in quick, null removes a field)' : '',
  }),
  otherForm: (form: string, came: string): Complaint => ({
    expected: `fields of ${form}, which the scenario has`,
    came,
    advice: 'conditions change fields; data or networks of another form are a scenario of their own',
  }),
  stepsAndEpochs: (came: readonly string[]): Complaint => ({
    expected: 'one of steps, epochs',
    came: came.length === 0 ? 'none' : came.join(' and '),
    advice: 'an epoch is as many steps as take every training example once',
  }),
  tokens: (task: string, network: string): Complaint => ({
    expected:
      task === 'modularAddition'
        ? 'a transformer: modular addition gives tokens'
        : `mlp or deepLinear: ${task} gives numbers`,
    came: network,
    advice: '',
  }),
  headsDivide: (width: number, heads: number): Complaint => ({
    expected: `a divisor of the width ${width}`,
    came: `${heads} heads`,
    advice: '',
  }),
  emptyPart: (train: number, all: number): Complaint => ({
    expected: 'at least one pair for training and one for testing',
    came: `${train} of ${all} pairs for training`,
    advice: '',
  }),
  tooManySingularValues: (most: number, came: number): Complaint => ({
    expected: `at most ${most} singular values, the smaller of inputs and outputs`,
    came: `${came}`,
    advice: '',
  }),
  lossOfNumbers: (): Complaint => ({
    expected: 'mean-square: the targets are numbers',
    came: 'cross-entropy',
    advice: 'leave loss out',
  }),
  scaledLabels: (alpha: number): Complaint => ({
    expected: 'targetScale: 1 with cross-entropy, whose labels have no size',
    came: `${alpha}`,
    advice: 'write loss: mean-square, which takes labels as one-hot targets',
  }),
  batchOfOne: (): Complaint => ({
    expected: 'a batch of at least 2 with batch norm',
    came: '1',
    advice: '',
  }),
  batchTooLarge: (train: number, came: number): Complaint => ({
    expected: `a batch of at most ${train}, the examples for training, or full`,
    came: `${came}`,
    advice: '',
  }),
  warmUpTooLong: (steps: number, came: number): Complaint => ({
    expected: `a warm-up of at most ${steps}, the steps in all`,
    came: `${came}`,
    advice: '',
  }),
  notSwept: (fields: readonly string[], came: readonly string[]): Complaint => ({
    expected: `one of the fields ${fields.join(', ')}`,
    came: came.length === 0 ? 'none' : came.join(' and '),
    advice: 'for example sweep: {learningRate: [0.01, 0.1, 1]}; conditions change several fields at once',
  }),
  noPlace: (field: string, forms: readonly string[]): Complaint => ({
    expected: `a field that ${forms.join(' and ')} have`,
    came: field,
    advice: '',
  }),
  notAscending: (before: number, came: number): Complaint => ({
    expected: `a value above ${before}: values ascend`,
    came: `${came}`,
    advice: '',
  }),
  repeatedName: (name: string): Complaint => ({
    expected: 'each name once',
    came: `${quoted(name)} again`,
    advice: '',
  }),
  unknownVariant: (labels: readonly string[], came: string, near: string | null): Complaint => ({
    expected: `one of ${labels.slice(0, 12).map(quoted).join(', ')}${labels.length > 12 ? ', …' : ''}`,
    came: quoted(came),
    advice: near === null ? '' : `did you mean ${near}?`,
  }),
  whichVariant: (labels: readonly string[]): Complaint => ({
    expected: `of: one of ${labels.slice(0, 12).map(quoted).join(', ')}`,
    came: 'none, and there are several',
    advice: '',
  }),
  noSweep: (): Complaint => ({
    expected: 'a scenario with a sweep: the claim is about its values',
    came: 'none',
    advice: 'for example sweep: {targetScale: [1, 10, 100]}',
  }),
  noLabels: (quantity: string): Complaint => ({
    expected: 'a quantity of data without labels',
    came: quantity,
    advice: 'NC1, NC2 and accuracies are there where examples have classes',
  }),
  notLinear: (): Complaint => ({
    expected: 'linearTeacher data and a deepLinear network: their limits are known',
    came: 'another study',
    advice: '',
  }),
  tooManyNetworks: (most: number, came: number): Complaint => ({
    expected: `at most ${most} networks (conditions * swept values * seeds)`,
    came: `${came}`,
    advice: '',
  }),
};
