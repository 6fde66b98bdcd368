import type { Complaint } from './issue.ts';

/** The catalogue's sentences about chains and residual streams. */
export const renormalisationComplaint = {
  badChain: (reason: string): Complaint => ({
    expected: 'a stationary Markov chain',
    came: 'what makes none',
    advice: reason,
  }),
  matrixAlone: (field: string): Complaint => ({
    expected: `no ${field} beside matrix, which says it`,
    came: 'both',
    advice: 'keep one (in quick, null removes a field)',
  }),
  matrixShape: (shape: readonly number[]): Complaint => ({
    expected: 'a matrix, V x V',
    came: `an array of shape (${shape.join(', ')})`,
    advice: '',
  }),
  badMatrixFile: (reason: string): Complaint => ({
    expected: 'a transition matrix, V x V, in a file.npy beside the scenario',
    came: reason,
    advice: '',
  }),
  noFileAccess: (): Complaint => ({
    expected: 'a matrix without a file: nothing can be read here',
    came: 'the name of a file',
    advice: 'give the rows in the scenario: chain: {matrix: [[0.9, 0.1], [0.2, 0.8]]}',
  }),
  matrixTooLarge: (most: number, came: number): Complaint => ({
    expected: `a matrix of at most ${most} states`,
    came: `${came}`,
    advice: '',
  }),
  matrixSwept: (): Complaint => ({
    expected: 'a chain of a law: the correlation length of a matrix is not swept',
    came: 'a matrix',
    advice: 'write chain: {law: ring}, or a scenario of kind renormalisation for each matrix',
  }),
  noCorrelationLength: (): Complaint => ({
    expected: 'correlationLength, or matrix',
    came: 'neither',
    advice: 'for example chain: {states: 16, correlationLength: 1}',
  }),
  allMasked: (length: number, masked: number): Complaint => ({
    expected: `at most ${length - 1} masked positions of ${length}: something must be seen`,
    came: `${masked}`,
    advice: '',
  }),
  windowTooWide: (length: number, radius: number): Complaint => ({
    expected: `a radius below ${length}, the positions of a sequence`,
    came: `${radius}`,
    advice: '',
  }),
  tooManyPositions: (most: number, came: number): Complaint => ({
    expected: `at most ${most} measured positions, those of a sequence`,
    came: `${came}`,
    advice: '',
  }),
  reachTooFar: (most: number, came: number): Complaint => ({
    expected: `a reach of at most ${most}: one measured position with all of these neighbours`,
    came: `${came}`,
    advice: 'more positions or longer sequences leave more room',
  }),
  warmUpTooLong: (steps: number, came: number): Complaint => ({
    expected: `a warm-up of fewer than ${steps} steps, the steps in all`,
    came: `${came}`,
    advice: '',
  }),
  notAscending: (before: number, came: number): Complaint => ({
    expected: `a value above ${before}: values ascend`,
    came: `${came}`,
    advice: '',
  }),
  twice: (name: string): Complaint => ({ expected: 'each name once', came: `${name} again`, advice: '' }),
  tooManyNetworks: (most: number, came: number): Complaint => ({
    expected: `at most ${most} networks (mixings * layers * correlation lengths * seeds)`,
    came: `${came}`,
    advice: '',
  }),
};
