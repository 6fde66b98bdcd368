import * as z from 'zod';
import type { Json } from '../../../record/json.ts';
import { readResolved, resolvedHeader } from '../../../scenario/read-resolved.ts';
import { resolvedSolver, resolvedTask } from '../../geodesic/language/resolved-scenario.ts';
import type { BottleneckSweepScenario } from '../sweep-scenario.ts';
import { sweepSchema } from './sweep-schema.ts';

const { shape } = sweepSchema;

const resolved = z.object({
  ...resolvedHeader(shape),
  model: shape.model.omit({ effectiveDepth: true }),
  task: resolvedTask,
  penalty: z.object({ maps: z.number() }),
  solver: resolvedSolver,
  stabiliser: shape.stabiliser.unwrap(),
  sweep: z.object({
    effectiveDepth: z.array(z.number()),
    lambdaOverDepth: z.array(z.number()),
    intervalsPerDepth: z.number(),
    seeds: z.array(z.string()),
    warmStart: z.boolean(),
  }),
});

/** scenario.json of a record as a scenario. @throws RangeError where it is none */
export function readBottleneckSweep(json: Json): BottleneckSweepScenario {
  return readResolved('bottleneck-sweep', resolved, json);
}
