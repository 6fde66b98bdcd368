import * as z from 'zod';
import type { Json } from '../../../record/json.ts';
import { readResolved, resolvedHeader } from '../../../scenario/read-resolved.ts';
import type { KernelScenario } from '../kernel-scenario.ts';
import { kernelSchema } from './scenario-schema.ts';

const { shape } = kernelSchema;
const { activation, weightVariance, biasVariance, leak, width } = shape.ensemble.shape;

/** An ensemble with nothing left to fill in, as a record holds it. */
export const resolvedEnsemble = z.object({
  activation,
  weightVariance,
  biasVariance: biasVariance.unwrap(),
  leak: leak.unwrap(),
  width,
  residualScale: z.number(),
  horizon: z.number(),
  layers: z.int(),
  inputKernel: z.array(z.array(z.number())),
});

/** Saved depths as a record holds them. */
export const resolvedDepths = z.object({ times: z.array(z.number()), layers: z.array(z.int().nullable()) });

const resolved = z.object({
  ...resolvedHeader(shape),
  ensemble: resolvedEnsemble,
  inputs: shape.inputs,
  theory: shape.theory.unwrap().nullable(),
  sampling: shape.sampling.unwrap().nullable(),
  compare: shape.compare,
  published: shape.published,
  save: resolvedDepths,
});

/** scenario.json of a record as a scenario. @throws RangeError where it is none */
export function readKernelScenario(json: Json): KernelScenario {
  return readResolved('kernel', resolved, json);
}
