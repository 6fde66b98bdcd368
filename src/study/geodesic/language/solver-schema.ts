import type * as z from 'zod';
import { block, choice, integer, list, number } from '../../../scenario/fields.ts';

/** Ways to solve, each with the fields that belong to it. */
export const fieldsOfMethod = {
  transcription: [
    ...['scheme', 'mesh', 'optimiser', 'memory', 'tolerance', 'iterations', 'continuation'],
    ...['initialScale', 'initialLeak'],
  ],
  collocation: ['mesh', 'tolerance', 'iterations', 'start', 'continuation'],
  training: ['layers', 'steps', 'irregularity', 'adaptEvery', 'adam', 'sgd', 'initialScale', 'initialLeak'],
} as const;
export type SolveMethod = keyof typeof fieldsOfMethod;

const stages = (meaning: string) => list(meaning, 'values', number('a value', { above: 0 }), 1, 20).optional();

/** What training does where the scenario does not say: measured on 30 -> 3 -> 30, width 100, L~ = 7. */
export const defaultPhases = {
  adam: { epochs: 5000, learningRate: 0.02, decay: 'cosine' },
  sgd: { epochs: 1000, learningRate: 0.05, decay: 'none' },
} as const;

export const epochs = (
  meaning: string,
  { epochs: count, learningRate: rate, decay }: (typeof defaultPhases)[keyof typeof defaultPhases],
) =>
  block(meaning, {
    epochs: integer('epochs, each one step over all training points', 0, 10_000_000).default(count),
    learningRate: number('learning rate at the beginning, for the weights as they are', { above: 0 }).default(rate),
    decay: choice('learning rate along the epochs: constant, or down to 0 along half a cosine', [
      'none',
      'cosine',
    ]).default(decay),
  }).optional();

/** How a geodesic is solved, as written; which fields a method has is checked when the scenario is resolved. */
export const solverSchema = block('how it is solved', {
  method: choice(
    'minimise over the weights of a Runge-Kutta discretisation; collocate (A, B); or train the network of layers',
    ['transcription', 'collocation', 'training'],
  ),
  scheme: choice('Runge-Kutta scheme of a transcription; default rk4', ['euler', 'rk2', 'rk4']).optional(),
  mesh: block('intervals of depth', {
    intervals: integer('intervals of the first mesh', 1, 10_000).default(20),
    grading: choice('spacing: finer at both ends, or equal', ['cosine', 'uniform']).default('cosine'),
    refine: choice(
      'what refines the mesh: the drift of the Hamiltonian or relative speed (transcription), the residual (collocation)',
      ['none', 'hamiltonian', 'speed', 'residual'],
    ).optional(),
    max: integer('most intervals after refinement; default 4 times intervals', 1, 100_000).optional(),
    drift: number('relative drift of the Hamiltonian at which refinement ends; default 0.01', { above: 0 }).optional(),
  }).optional(),
  optimiser: choice(
    'optimiser of a transcription: truncated Newton; L-BFGS; or L-BFGS preconditioned by Kronecker factors (K-FAC) with damped Newton steps at the end, for wide networks; default newton-cg',
    ['newton-cg', 'lbfgs', 'kfac'],
  ).optional(),
  memory: integer(
    'pairs of steps and gradients that the optimiser keeps; default 10, with kfac 20',
    1,
    1000,
  ).optional(),
  tolerance: number(
    'stationarity, root mean square of |W - L~ B sigma^T| / |W| over depth, to reach, default 1e-6 (transcription); or residual of the flow between the nodes, default 1e-3: the loss is then good to about 1e-6 (collocation)',
    {
      from: 1e-14,
      to: 0.1,
    },
  ).optional(),
  iterations: integer(
    'most iterations of one solve; default 2000 (transcription) or 50 (collocation); with kfac a twentieth as many damped Newton steps follow',
    1,
    10_000_000,
  ).optional(),
  start: choice(
    'where a collocation starts: the stages of the continuation, from W = 0; or a transcription of the same problem on the first mesh; default continuation',
    ['continuation', 'transcription'],
  ).optional(),
  continuation: block('easier problems solved before, each the start of the next; the scenario itself comes last', {
    softplus: stages('sharpness beta of softplus in place of the activation, stage by stage'),
    effectiveDepth: stages('L~, stage by stage'),
    lambdaOverDepth: stages('lambda / L~, stage by stage'),
  }).optional(),
  layers: integer('L: layers of the network that is trained', 1, 100_000).optional(),
  steps: choice('depth steps of the layers; default equidistant', ['equidistant', 'irregular', 'adaptive']).optional(),
  irregularity: number('a of irregular steps 1/L + (a/L)(1/4 - |l/L - 1/2|), below 1; default 0.5', {
    from: 0,
    to: 0.999,
  }).optional(),
  adaptEvery: integer('epochs between two changes of adaptive steps; default 100', 1, 10_000_000).optional(),
  adam: epochs('first: Adam', defaultPhases.adam),
  sgd: epochs('then: gradient descent', defaultPhases.sgd),
  initialScale: number('weights start with noise N(0, initialScale^2 / features), the same at all depths; default 1', {
    from: 0,
  }).optional(),
  initialLeak: number('weights start at max(0, L~ - initialLeak) times the identity, beside the noise; default 5', {
    from: 0,
  }).optional(),
});

export type SolverFields = z.output<typeof solverSchema>;
