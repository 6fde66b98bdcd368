import { block, exactly, list } from '../../scenario/fields.ts';
import { correlationLength, layers, mixing, networkFields, sharedFields } from '../renormalisation/language/fields.ts';

const { format, name, purpose, seed, ...rest } = sharedFields;

/** Everything a scenario of kind renormalisation-sweep may say, with its defaults. */
export const renormalisationSweepSchema = block('residual streams over correlation length, mixing and depth', {
  format,
  kind: exactly('the study: residual streams of many stacks', 'renormalisation-sweep'),
  ...{ name, purpose, seed },
  network: block('the residual stacks; what is swept is left out', {
    layers: layers.optional(),
    mixing: mixing.optional(),
    ...networkFields,
  }).prefault({}),
  sweep: block('fields over values; every combination is a kind of network', {
    correlationLength: list('xi, ascending', 'values', correlationLength, 2, 20),
    mixing: list('ways to see the other positions', 'names', mixing, 1, 3).optional(),
    layers: list('L, ascending', 'values', layers, 2, 10).optional(),
  }),
  ...rest,
});
