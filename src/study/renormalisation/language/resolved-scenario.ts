import * as z from 'zod';
import type { Json } from '../../../record/json.ts';
import { readResolved, resolvedHeader } from '../../../scenario/read-resolved.ts';
import { activationNames } from '../../training-fields.ts';
import type { RenormalisationScenario } from '../renormalisation-scenario.ts';
import { mixingNames, sharedFields } from './fields.ts';
import { renormalisationSchema } from './renormalisation-schema.ts';

const { shape } = renormalisationSchema;
const rows = z.enum(['masked', 'all']);

const chain = z.union([
  z.object({ law: z.enum(['equal-mixing', 'ring']), states: z.int(), correlationLength: z.number() }),
  z.object({ law: z.literal('matrix'), transition: z.array(z.array(z.number())) }),
]);

const network = z.object({
  ...{ layers: z.int(), width: z.int(), hidden: z.int(), activation: z.enum(activationNames) },
  ...{ mixing: z.enum(mixingNames), radius: z.int(), tokenHidden: z.int() },
});

const measure = sharedFields.measure.unwrap().omit({ rows: true });

const resolved = z.object({
  ...resolvedHeader(shape),
  kind: z.enum(['renormalisation', 'renormalisation-sweep']),
  sequence: z.object({ length: z.int(), masked: z.int() }),
  training: shape.training,
  measure,
  variants: z.array(z.object({ label: z.string(), correlationLength: z.number(), chain, network, rows })).min(1),
  seeds: z.array(z.string()).min(1),
});

/** scenario.json of a record as a scenario. @throws RangeError where it is none */
export function readRenormalisation(json: Json): RenormalisationScenario {
  return readResolved('renormalisation', resolved, json);
}
