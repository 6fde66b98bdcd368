import type { Complaint } from './issue.ts';
import { quoted } from './quoted.ts';

/** How an array is given to a study of richness. */
const arrayPhrase = (what: string) => `${what} in a file.npy, or as file.npz:name`;

/** The catalogue's sentences about measured features. */
export const richnessComplaint = {
  badArray: (what: string, reason: string): Complaint => ({ expected: arrayPhrase(what), came: reason, advice: '' }),
  noFileAccess: (): Complaint => ({
    expected: 'arrays where there are files: nothing can be read here',
    came: 'the name of a file',
    advice: '',
  }),
  shape: (what: string, shape: readonly number[]): Complaint => ({
    expected: `${what} as rows x columns, a row for every input`,
    came: `an array of shape (${shape.join(', ')})`,
    advice: shape.length > 2 ? 'reshape it before saving: array.reshape(len(array), -1)' : '',
  }),
  rows: (name: string, rows: number, other: string, came: number): Complaint => ({
    expected: `as many rows in ${other} as in ${name}: ${rows}`,
    came: `${came}`,
    advice: 'rows are inputs: the same inputs in the same order in every array',
  }),
  fewRows: (least: number, came: number): Complaint => ({
    expected: `at least ${least} rows`,
    came: `${came}`,
    advice: '',
  }),
  columns: (name: string, columns: number, other: string, came: number): Complaint => ({
    expected: `as many columns in ${other} as in ${name}: ${columns}`,
    came: `${came}`,
    advice: '',
  }),
  moreRows: (there: number, came: number): Complaint => ({
    expected: `at most ${there} rows, as many as the arrays have`,
    came: `${came}`,
    advice: 'leave it out to take all of them',
  }),
  manyBlocks: (most: number, rows: number, came: number): Complaint => ({
    expected: `at most ${most} blocks for ${rows} rows, two rows in each`,
    came: `${came}`,
    advice: 'leave it out for a number that fits',
  }),
  labelShape: (shape: readonly number[]): Complaint => ({
    expected: 'labels as a list, the number of its class for every row',
    came: `an array of shape (${shape.join(', ')})`,
    advice: shape.length === 2 ? 'for one-hot rows save array.argmax(1)' : '',
  }),
  labelValue: (value: number, row: number): Complaint => ({
    expected: 'labels that are whole numbers',
    came: `${value} in row ${row} (counted from 0)`,
    advice: 'numbers to be learned are targets, not labels',
  }),
  manyClasses: (most: number, came: number): Complaint => ({
    expected: `at most ${most} different labels`,
    came: `${came}`,
    advice: 'numbers to be learned are targets, not labels',
  }),
  oneClass: (value: number): Complaint => ({
    expected: 'labels of at least two classes',
    came: `${value} in every row`,
    advice: 'leave the labels out, or save those of more than one class',
  }),
  noMatch: (pattern: string): Complaint => ({
    expected: `at least two files that match ${quoted(pattern)}`,
    came: 'none',
    advice: 'the * stands for a part of the name of one file or folder',
  }),
  oneMatch: (pattern: string, came: string): Complaint => ({
    expected: `at least two files that match ${quoted(pattern)}: a series over training steps`,
    came: `one, ${quoted(came)}`,
    advice: 'name the file itself',
  }),
  noStep: (name: string): Complaint => ({
    expected: 'a number in what stands for the *: the training step',
    came: quoted(name),
    advice: 'for example step-*/features.npy for step-100/features.npy, step-200/features.npy',
  }),
  sameStep: (step: number, first: string, second: string): Complaint => ({
    expected: 'each training step once',
    came: `step ${step} twice, as ${quoted(first)} and as ${quoted(second)}`,
    advice: '',
  }),
  manySteps: (most: number, came: number): Complaint => ({
    expected: `at most ${most} training steps`,
    came: `${came}`,
    advice: '',
  }),
  notOneStar: (pattern: string): Complaint => ({
    expected: 'one * in the name of a file or folder, which stands for the training step',
    came: quoted(pattern),
    advice: '',
  }),
  starAlone: (with_: string, without: string): Complaint => ({
    expected: `a * in ${without} as in ${with_}: both change from step to step`,
    came: 'none',
    advice: '',
  }),
  fixedArray: (what: string): Complaint => ({
    expected: `${what} that are the same at every training step`,
    came: 'a name with a *',
    advice: '',
  }),
  initialAlone: (): Complaint => ({
    expected: 'initial features beside initial outputs',
    came: 'initialOutputs alone',
    advice: 'write initial: features0.npy',
  }),
  unknownQuantity: (known: readonly string[], came: string): Complaint => ({
    expected: `one of ${known.join(', ')}, which these arrays have`,
    came: quoted(came),
    advice: '',
  }),
  unknownComponent: (quantity: string, known: readonly string[], came: string): Complaint => ({
    expected: known.length > 1 ? `one of ${known.join(', ')}` : `no component of ${quantity}, a single number`,
    came: quoted(came),
    advice: '',
  }),
  unknownStep: (steps: readonly number[], came: number): Complaint => ({
    expected: steps.length === 0 ? 'no step: there is one checkpoint' : 'a training step of the series',
    came: `${came}`,
    advice:
      steps.length === 0
        ? 'leave it out'
        : `there are ${steps.slice(0, 10).join(', ')}${steps.length > 10 ? ', …' : ''}`,
  }),
};
