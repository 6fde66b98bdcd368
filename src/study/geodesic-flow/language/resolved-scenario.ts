import * as z from 'zod';
import type { Json } from '../../../record/json.ts';
import { readResolved, resolvedHeader } from '../../../scenario/read-resolved.ts';
import { resolvedMatrix } from '../../geodesic/language/resolved-scenario.ts';
import type { FlowScenario } from '../flow-scenario.ts';
import { flowSchema } from './flow-schema.ts';

const { shape } = flowSchema;

const resolved = z.object({
  ...resolvedHeader(shape),
  model: shape.model,
  initial: z.union([
    z.object({ source: z.string(), A: resolvedMatrix, B: resolvedMatrix }),
    z.object({ random: z.object({ points: z.int(), scale: z.number(), momentumScale: z.number() }) }),
  ]),
  integrators: z.array(
    z.discriminatedUnion('method', [
      z.object({ method: z.literal('odex'), tolerance: z.number() }),
      z.object({
        method: z.literal('gauss-legendre'),
        order: z.literal([2, 4, 6]),
        steps: z.int(),
        inner: z.enum(['newton-krylov', 'fixed-point']),
        iterations: z.int(),
        krylov: z.int().nullable(),
      }),
    ]),
  ),
  until: z.number(),
  save: z.array(z.number()),
  stabiliser: shape.stabiliser.unwrap(),
});

/** scenario.json of a record as a scenario. @throws RangeError where it is none */
export function readFlowScenario(json: Json): FlowScenario {
  return readResolved('geodesic-flow', resolved, json);
}
