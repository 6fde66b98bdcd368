import type { Complaint } from './issue.ts';

/** The catalogue's sentences about sweeps. */
export const sweepComplaint = {
  badRange: (reason: string): Complaint => ({
    expected: 'numbers in mathjs syntax, such as "16:16:128", "2^(4:10)" or "[0.5, 1:0.5:3]"',
    came: reason,
    advice: '',
  }),
  notSwept: (fields: readonly string[], came: readonly string[]): Complaint => ({
    expected: `one or two of the fields ${fields.join(', ')}`,
    came: came.length === 0 ? 'none' : came.join(', '),
    advice: 'for example sweep: {width: {from: 16, to: 1024, count: 7, scale: log}}',
  }),
  sweptTwice: (field: string): Complaint => ({
    expected: `no ${field} here: it is swept`,
    came: 'a value',
    advice: `leave it out, or take sweep.${field} away`,
  }),
  notGiven: (field: string): Complaint => ({
    expected: `${field}, here or under sweep`,
    came: 'neither',
    advice: '',
  }),
  notCorrelated: (field: string): Complaint => ({
    expected: 'inputs: {correlated: ...}',
    came: `a sweep of ${field} over inputs given in another way`,
    advice: '',
  }),
  badSweptValue: (phrase: string, came: string): Complaint => ({
    expected: phrase,
    came,
    advice: '',
  }),
  badSpan: (): Complaint => ({
    expected: 'from and to above 0 for scale: log',
    came: 'a value that has no logarithm',
    advice: 'write scale: linear',
  }),
  tooManyDepths: (most: number, points: number, depths: number): Complaint => ({
    expected: `at most ${most} saved depths in all points of the sweep together`,
    came: `${points} points of ${depths} depths`,
    advice: 'save fewer depths (save.count), or sweep over fewer values',
  }),
  tooManyPoints: (most: number, came: number): Complaint => ({
    expected: `at most ${most} points in the sweep`,
    came: `${came}`,
    advice: '',
  }),
  noClosure: (): Complaint => ({
    expected: 'at least one closure to find the window of',
    came: 'none',
    advice: '',
  }),
};
