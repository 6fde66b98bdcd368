import * as z from 'zod';
import type { Json } from '../../../record/json.ts';
import { readResolved, resolvedHeader } from '../../../scenario/read-resolved.ts';
import { resolvedPhase, resolvedTask } from '../../geodesic/language/resolved-scenario.ts';
import type { LayerStepsScenario } from '../steps-scenario.ts';
import { stepSchemes, stepsSchema } from './steps-schema.ts';

const { shape } = stepsSchema;

const resolved = z.object({
  ...resolvedHeader(shape),
  model: shape.model,
  task: resolvedTask,
  penalty: z.object({ lambdaOverDepth: z.number(), maps: z.number() }),
  solver: z.object({
    method: z.literal('training'),
    irregularity: z.number(),
    adaptEvery: z.int(),
    adam: resolvedPhase,
    sgd: resolvedPhase,
    initialScale: z.number(),
    initialLeak: z.number(),
  }),
  compare: z.object({
    layers: z.array(z.int()),
    steps: z.array(z.enum(stepSchemes)),
    seeds: z.array(z.string()),
    confidence: z.number(),
  }),
});

/** scenario.json of a record as a scenario. @throws RangeError where it is none */
export function readLayerSteps(json: Json): LayerStepsScenario {
  return readResolved('layer-steps', resolved, json);
}
