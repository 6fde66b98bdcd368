import type * as z from 'zod';
import { absent, block, exactly } from '../../../scenario/fields.ts';
import { layers, mixing, networkFields, sharedFields, usualLayers } from './fields.ts';

const { format, name, purpose, seed, ...rest } = sharedFields;

/** Everything a scenario of kind renormalisation may say, with its defaults. */
export const renormalisationSchema = block('ranks and drift of the residual stream of a stack trained on a chain', {
  format,
  kind: exactly('the study: the residual stream along depth', 'renormalisation'),
  ...{ name, purpose, seed },
  network: block('the residual stack', { layers: layers.default(usualLayers), mixing, ...networkFields }),
  sweep: absent('write kind: renormalisation-sweep'),
  ...rest,
});

export type RenormalisationFields = z.output<typeof renormalisationSchema>;
