import * as z from 'zod';
import type { Json } from '../../../record/json.ts';
import { readResolved, resolvedHeader } from '../../../scenario/read-resolved.ts';
import { activationNames, optimiserNames } from '../../training-fields.ts';
import { quantityNames } from '../quantities.ts';
import type { RichnessTrainingScenario } from '../training-scenario.ts';
import { dataSetNames, rawFields, trainingSchema } from './training-schema.ts';

const { shape } = trainingSchema;
const { addition, images, prototypes, linearTeacher, transformer, mlp, deepLinear, training } = rawFields;

const task = z.union([
  z.object({ modularAddition: z.object(addition) }),
  z.object({
    images: z.object({ ...images, dataset: z.enum(dataSetNames), classes: images.classes.nullable() }),
  }),
  z.object({ prototypes: z.object(prototypes) }),
  z.object({ linearTeacher: z.object(linearTeacher) }),
]);

const network = z.union([
  z.object({ transformer: z.object({ ...transformer, activation: z.enum(activationNames) }) }),
  z.object({ mlp: z.object({ ...mlp, activation: z.enum(activationNames) }) }),
  z.object({ deepLinear: z.object(deepLinear) }),
]);

const { epochs: _epochs, ...steps } = training;
const settings = z.object({ ...steps, optimiser: z.enum(optimiserNames) });

const quantity = z.enum(quantityNames);
const claim = z.union([
  z.object({
    grokking: z.object({ of: z.string(), train: z.number(), before: z.number(), after: z.number(), fall: z.number() }),
  }),
  z.object({ ratio: z.object({ quantity, of: z.string(), to: z.string(), atLeast: z.number() }) }),
  z.object({ comparable: z.object({ quantity, of: z.string(), to: z.string(), within: z.number() }) }),
  z.object({ monotone: z.object({ quantity, direction: z.enum(['rises', 'falls']), of: z.string() }) }),
  z.object({ best: z.object({ quantity, with: quantity, of: z.string() }) }),
  z.object({
    bound: z.object({ quantity, of: z.string(), side: z.enum(['atLeast', 'atMost']), value: z.number() }),
  }),
  z.object({ linearLimit: z.object({ of: z.string(), limit: z.enum(['rich', 'lazy']), within: z.number() }) }),
]);

const resolved = z.object({
  ...resolvedHeader(shape),
  conditions: z.array(z.string()).min(1),
  sweep: z.object({ field: z.string(), values: z.array(z.number()) }).nullable(),
  variants: z
    .array(
      z.object({
        ...{ label: z.string(), condition: z.string(), value: z.number().nullable() },
        ...{ task, network, training: settings },
      }),
    )
    .min(1),
  measure: shape.measure,
  seeds: z.array(z.string()).min(1),
  claims: z.array(claim),
});

/** scenario.json of a record as a scenario. @throws RangeError where it is none */
export function readRichnessTraining(json: Json): RichnessTrainingScenario {
  return readResolved('richness-training', resolved, json);
}
