import * as z from 'zod';
import type { Json } from '../../../record/json.ts';
import { readResolved, resolvedHeader } from '../../../scenario/read-resolved.ts';
import { resolvedDepths, resolvedEnsemble } from '../../kernel/language/resolved-scenario.ts';
import type { ValidityWindowScenario } from '../window-scenario.ts';
import { type SweptField, sweptFields, windowSchema } from './window-schema.ts';

const { shape } = windowSchema;
const fieldNames = Object.keys(sweptFields) as [SweptField, ...SweptField[]];
const swept = z.union([z.number(), sweptFields.activation]);

const resolved = z.object({
  ...resolvedHeader(shape),
  ensemble: shape.ensemble,
  inputs: shape.inputs,
  sweep: z.array(
    z.object({ field: z.enum(fieldNames), values: z.array(swept), scale: z.enum(['log', 'linear', 'ordinal']) }),
  ),
  theory: shape.theory.unwrap(),
  window: shape.window.unwrap(),
  sampling: shape.sampling.extend({ refineUpTo: z.int() }),
  points: z.array(
    z.object({
      index: z.array(z.int()),
      values: z.partialRecord(z.enum(fieldNames), swept),
      seed: z.string(),
      ensemble: resolvedEnsemble,
      save: resolvedDepths,
    }),
  ),
});

/** scenario.json of a record as a scenario. @throws RangeError where it is none */
export function readWindowScenario(json: Json): ValidityWindowScenario {
  return readResolved('validity-window', resolved, json) as ValidityWindowScenario;
}
