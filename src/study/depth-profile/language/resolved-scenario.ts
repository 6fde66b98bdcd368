import * as z from 'zod';
import type { Json } from '../../../record/json.ts';
import { readResolved, resolvedHeader } from '../../../scenario/read-resolved.ts';
import { networkFields } from '../../geodesic/language/model-schema.ts';
import { kernelSchema } from '../../kernel/language/scenario-schema.ts';
import type { DepthProfileScenario } from '../depth-scenario.ts';
import { depthSchema } from './depth-schema.ts';

const array = z.object({
  file: z.string(),
  entry: z.string().nullable(),
  shape: z.array(z.int()),
  type: z.string(),
  sha256: z.string(),
});
const record = z.object({
  folder: z.string(),
  name: z.string(),
  kind: z.string(),
  digest: z.string(),
  series: z.string(),
});
const label = z.string();
const layers = z.int();
const depths = z.array(z.number());
const size = { layers, samples: z.int(), positions: z.int().nullable(), width: z.int() };

const stream = z.discriminatedUnion('from', [
  z.object({ from: z.literal('file'), label, ...size, arrays: z.array(array), depths, outputs: array.nullable() }),
  z.object({ from: z.literal('geodesic'), label, ...size, record, arrays: z.tuple([array]), depths }),
  z.object({ from: z.literal('kernel'), label, record, kernel: array, layers, inputs: z.int(), depths }),
  z.object({ from: z.literal('record'), label, record, profile: z.string(), layers, depths }),
  z.object({
    from: z.literal('random'),
    label,
    ensemble: z.object({
      activation: kernelSchema.shape.ensemble.shape.activation,
      ...{ weightVariance: z.number(), biasVariance: z.number(), leak: z.number(), width: z.int() },
      ...{ residualScale: z.number(), layers, horizon: z.number() },
    }),
    inputs: z.object({ count: z.int(), dimension: z.int(), variance: z.number() }),
    networks: z.int(),
    layers,
  }),
]);

const resolved = z.object({
  ...resolvedHeader(depthSchema.shape),
  streams: z.array(stream).min(1),
  centred: z.boolean(),
  samples: z.int().nullable(),
  blocks: z.int(),
  plateau: z.number(),
  richness: z.boolean(),
  costOfIdentity: z
    .object({ activation: networkFields.activation.unwrap(), bias: z.boolean(), relative: z.number() })
    .nullable(),
  expect: z.array(
    z.object({
      quantity: z.string(),
      component: z.string(),
      value: z.number(),
      tolerance: z.number(),
      exact: z.boolean(),
    }),
  ),
});

/** scenario.json of a record as a scenario. @throws RangeError where it is none */
export function readDepthScenario(json: Json): DepthProfileScenario {
  return readResolved('depth-profile', resolved, json);
}
