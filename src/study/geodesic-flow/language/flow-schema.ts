import type * as z from 'zod';
import {
  block,
  choice,
  commonFields,
  exactly,
  integer,
  list,
  number,
  oneOf,
  quickField,
  text,
} from '../../../scenario/fields.ts';
import { networkFields, stabiliser } from '../../geodesic/language/model-schema.ts';

const most = 100_000;

const matrix = (meaning: string) =>
  list(meaning, 'rows', list('one row: a neuron at every point', 'numbers', number('an entry'), 1, most), 1, most);

const initial = oneOf('A and B at p = 0', 'a mapping with A and B, or with one of file, random', [
  block('both matrices, neurons x points', {
    A: matrix('A_0: representations, neurons x points'),
    B: matrix('B_0: momenta, neurons x points'),
  }),
  block('both matrices from a file', {
    file: text('a .npz file with A and B, neurons x points, by its path inside the folder of the scenario', 1000),
  }),
  block('independent normal entries', {
    random: block('their law', {
      points: integer('N: points', 1, most),
      scale: number('standard deviation of the entries of A', { above: 0 }).default(1),
      momentumScale: number('standard deviation of the entries of B', { from: 0 }),
    }),
  }),
]);

const integrator = block('one way to integrate', {
  method: choice('explicit and adaptive, or implicit, symplectic and of fixed step', ['odex', 'gauss-legendre']),
  tolerance: number('relative and absolute tolerance of odex; default 1e-10', { from: 1e-14, to: 0.01 }).optional(),
  order: number('order of gauss-legendre: 2, 4 or 6; default 4', { from: 2, to: 6 }).optional(),
  steps: integer('steps of gauss-legendre from 0 to until', 1, 100_000_000).optional(),
  inner: choice('how gauss-legendre solves its stages; default newton-krylov', [
    'newton-krylov',
    'fixed-point',
  ]).optional(),
  iterations: integer('most iterations on the stages of a step; default 50', 1, 10_000).optional(),
  krylov: integer('dimensions of the Krylov space of newton-krylov; default 30', 1, 1000).optional(),
});

export type IntegratorFields = z.output<typeof integrator>;

const save = oneOf('depths whose values are kept', 'a mapping with one of count, depths', [
  block('equally spaced depths', { count: integer('number of depths, 0 and until included', 2, most) }),
  block('chosen depths', {
    depths: list('p, ascending, from 0 to until', 'depths', number('a depth', { from: 0 }), 1, most),
  }),
]);

/** Everything a flow scenario may say, with its defaults. */
export const flowSchema = block('the Hamiltonian flow of a Leaky ResNet from given representations and momenta', {
  format: commonFields.format,
  kind: exactly('the study: initial-value flows of representation geodesics', 'geodesic-flow'),
  name: commonFields.name,
  purpose: commonFields.purpose,
  seed: commonFields.seed,
  model: block('the Leaky ResNet: dA/dp = L~ (B sigma(A)^T sigma(A) - A)', networkFields),
  initial,
  integrator: oneOf('how it is integrated; several are compared', 'a mapping with a method, or a list of them', [
    integrator,
    list('integrators to compare', 'integrators', integrator, 1, 10),
  ]),
  until: number('p at the end; depth is 1 long', { above: 0, to: 1000 }).default(1),
  save: save.default({ count: 41 }),
  stabiliser: stabiliser.prefault({}),
  quick: quickField,
});

export type FlowFields = z.output<typeof flowSchema>;
