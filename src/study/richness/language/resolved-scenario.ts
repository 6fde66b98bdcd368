import * as z from 'zod';
import type { Json } from '../../../record/json.ts';
import { readResolved, resolvedHeader } from '../../../scenario/read-resolved.ts';
import type { RichnessScenario } from '../richness-scenario.ts';
import { richnessSchema } from './richness-schema.ts';

const { shape } = richnessSchema;

const array = z.object({
  file: z.string(),
  entry: z.string().nullable(),
  shape: z.tuple([z.int(), z.int()]),
  type: z.string(),
  sha256: z.string(),
});

const resolved = z.object({
  ...resolvedHeader(shape),
  checkpoints: z.array(z.object({ step: z.int().nullable(), features: array, outputs: array })).min(1),
  targets: array.nullable(),
  labels: array.nullable(),
  initial: array.nullable(),
  initialOutputs: array.nullable(),
  rows: z.int(),
  blocks: z.int(),
  estimator: shape.estimator.unwrap(),
  rankTolerance: z.number(),
  spectrum: z.object({ components: z.int(), centred: z.boolean() }),
  expect: z.array(
    z.object({
      quantity: z.string(),
      component: z.string(),
      step: z.int().nullable(),
      value: z.number(),
      tolerance: z.number(),
      exact: z.boolean(),
    }),
  ),
});

/** scenario.json of a record as a scenario. @throws RangeError where it is none */
export function readRichnessScenario(json: Json): RichnessScenario {
  return readResolved('richness', resolved, json);
}
