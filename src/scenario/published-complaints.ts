import type { Complaint } from './issue.ts';
import { quoted, shortened } from './quoted.ts';

/** Refusals of a fixed quadrature. */
export const averageComplaints = {
  activation: (came: string): Complaint => ({
    expected: 'the activation tanh: the published quadrature is that of the paper, whose sigma is tanh',
    came: shortened(came),
    advice: 'leave theory.average out: converged averages need no choice of nodes',
  }),
  closures: (): Complaint => ({
    expected: 'source-only or g-only among theory.closures: they are what the published quadrature is applied to',
    came: 'neither',
    advice: 'name one of them, or leave theory.average out',
  }),
};

/** Refusals of published values. */
export const publishedComplaints = {
  notSampled: (quantity: string): Complaint => ({
    expected: `sampling: {residuals: true} beside numbers for ${quantity}, which nothing else computes`,
    came: 'a scenario that does not sample residuals',
    advice: 'ask for them, or leave these numbers out',
  }),
  component: (quantity: string, names: readonly string[], came: string): Complaint => ({
    expected: `a component of ${quantity}: ${names.length > 12 ? `${names.slice(0, 12).join(' | ')} | …` : names.join(' | ')}`,
    came: quoted(came),
    advice: 'indices count from 0, and the smaller comes first in a pair',
  }),
  depth: (nearest: number, came: number): Complaint => ({
    expected: 'one of the saved depths',
    came: `${came}`,
    advice: `the nearest is ${nearest}; name depths with save: {times: [...]}`,
  }),
  nothing: (): Complaint => ({ expected: 'theory, sampled or both', came: 'neither', advice: '' }),
  errorAlone: (came: number): Complaint => ({
    expected: 'sampledError beside sampled',
    came: `${came} alone`,
    advice: '',
  }),
  twice: (what: string): Complaint => ({
    expected: 'each quantity, component and depth once, or for different widths',
    came: `${what} again`,
    advice: '',
  }),
};
