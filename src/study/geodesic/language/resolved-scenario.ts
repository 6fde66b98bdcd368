import * as z from 'zod';
import type { Json } from '../../../record/json.ts';
import { readResolved, resolvedHeader } from '../../../scenario/read-resolved.ts';
import type { GeodesicScenario } from '../geodesic-scenario.ts';
import { geodesicSchema } from './geodesic-schema.ts';

const { shape } = geodesicSchema;

/** A matrix as a record holds it. */
export const resolvedMatrix = z.object({ shape: z.tuple([z.int(), z.int()]), float64: z.string() });
const prepared = { test: z.int(), centre: z.boolean(), normalise: z.boolean() };

/** Data as a record holds them. */
export const resolvedTask = z.union([
  z.object({ teacher: shape.task.shape.teacher.unwrap(), train: z.int(), ...prepared }),
  z.object({ target: z.array(z.string()), dimension: z.int(), train: z.int(), ...prepared }),
  z.object({
    data: z.object({
      source: z.string(),
      inputs: resolvedMatrix,
      targets: resolvedMatrix,
      testInputs: resolvedMatrix.nullable(),
      testTargets: resolvedMatrix.nullable(),
    }),
    ...prepared,
  }),
]);

const mesh = { intervals: z.int(), grading: z.enum(['cosine', 'uniform']), max: z.int() };
const continuation = shape.solver.shape.continuation.unwrap().nullable();
const limits = { tolerance: z.number(), iterations: z.int(), continuation };
/** Epochs of one optimiser, as a record holds them. */
export const resolvedPhase = z.object({ epochs: z.int(), learningRate: z.number(), decay: z.enum(['none', 'cosine']) });

/** A solver with its defaults, as a record holds it. */
export const resolvedSolver = z.discriminatedUnion('method', [
  z.object({
    method: z.literal('transcription'),
    scheme: z.enum(['euler', 'rk2', 'rk4']),
    mesh: z.object({ ...mesh, refine: z.enum(['none', 'hamiltonian', 'speed']), drift: z.number() }),
    optimiser: z.enum(['newton-cg', 'lbfgs', 'kfac']),
    memory: z.int(),
    ...limits,
    initialScale: z.number(),
    initialLeak: z.number(),
  }),
  z.object({
    method: z.literal('collocation'),
    mesh: z.object({ ...mesh, refine: z.enum(['none', 'residual']) }),
    ...limits,
    start: z.enum(['continuation', 'transcription']),
  }),
  z.object({
    method: z.literal('training'),
    layers: z.int(),
    steps: z.enum(['equidistant', 'irregular', 'adaptive']),
    irregularity: z.number(),
    adaptEvery: z.int().nullable(),
    adam: resolvedPhase,
    sgd: resolvedPhase,
    initialScale: z.number(),
    initialLeak: z.number(),
  }),
]);

const resolved = z.object({
  ...resolvedHeader(shape),
  model: shape.model,
  task: resolvedTask,
  penalty: z.object({ lambdaOverDepth: z.number(), maps: z.number() }),
  solver: resolvedSolver,
  stabiliser: shape.stabiliser.unwrap(),
});

/** scenario.json of a record as a scenario. @throws RangeError where it is none */
export function readGeodesicScenario(json: Json): GeodesicScenario {
  return readResolved('geodesic', resolved, json);
}
