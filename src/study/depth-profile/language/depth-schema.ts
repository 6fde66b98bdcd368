import type * as z from 'zod';
import {
  block,
  commonFields,
  exactly,
  flag,
  integer,
  integerOr,
  list,
  number,
  oneOf,
  quickField,
  text,
} from '../../../scenario/fields.ts';
import { networkFields } from '../../geodesic/language/model-schema.ts';
import { kernelSchema } from '../../kernel/language/scenario-schema.ts';

const label = text('what the stream is called; default: the name of its file or record', 60)
  .regex(/^[^:,]*$/, { error: 'a text without colons and commas (what the stream is called)' })
  .refine((own) => !/\p{Cc}/u.test(own), {
    error: 'a text on one line, without control characters (what the stream is called)',
  })
  .optional();

const fileStream = block('a stream that a program saved', {
  file: text(
    'layers x samples x width, or layers x samples x positions x width; file.npy, file.npz:name, or with one * a file for every layer',
    1000,
  ),
  depths: text('where each layer is, ascending; default: evenly spaced', 1000).optional(),
  outputs: text('samples x outputs, for the dynamical richness of every layer', 1000).optional(),
  label,
});

const recordStream = block('a stream from the record of another study', {
  record: text('folder of a record of kind geodesic, kernel or renormalisation, by its path from this folder', 1000),
  source: text('of a kernel record: whose K0, e.g. exact or sampled', 60).optional(),
  profile: text(
    'of a record of several profiles: which, e.g. initial; default: the one without a name',
    200,
  ).optional(),
  label,
});

const randomStream = block('finite networks at random weights', {
  random: block('the ensemble, its inputs, and how many networks', {
    ensemble: kernelSchema.shape.ensemble,
    inputs: block('independent Gaussian inputs', {
      count: integer('N: number of inputs, the samples of the profile', 4, 4096),
      dimension: integer('coordinates of an input', 1, 4096),
      variance: number('K(0)[a][a] on average', { above: 0 }).default(1),
    }),
    networks: integer('networks that are averaged over', 2, 10_000).default(20),
  }),
  label,
});

const expectation = block('a number that is held against what is measured', {
  quantity: text('effectiveRank, effectiveRankSquared, participationRatio, stableRank, drift or orderParameter', 40),
  component: oneOf(
    'layer, e.g. "0"; "0,1" for drift; "" for a number of all of a stream; of several streams "LABEL:0", "LABEL:0,1", "LABEL"',
    'a component as text',
    [text('of a layer, a transition, or one of several streams', 200), exactly('of a single stream', '')],
  ),
  value: number('what is expected'),
  tolerance: number('largest difference that counts as agreement', { above: 0 }).default(0.01),
  exact: flag('the value is known for these very samples, so that the standard error does not count').default(false),
});

/** Everything a study of depth profiles may say, with its defaults. */
export const depthSchema = block('ranks and drift along depth, of any streams side by side', {
  format: commonFields.format,
  kind: exactly('the study: profiles along depth', 'depth-profile'),
  name: commonFields.name,
  purpose: commonFields.purpose,
  seed: commonFields.seed,
  streams: list(
    'streams whose profiles are set side by side',
    'streams',
    oneOf('a stream', 'a mapping with one of file, record, random', [fileStream, recordStream, randomStream]),
    1,
    24,
  ),
  centred: flag('ranks of the samples less their mean').default(true),
  samples: integer('samples that are used at most, chosen at random; default: all', 4, 2 ** 31).optional(),
  blocks: integerOr('blocks of samples left out one at a time for standard errors', 2, 1000, 'auto').default('auto'),
  plateau: number('part of the mean speed of turning below which a stretch of depth counts as a plateau', {
    above: 0,
    to: 1,
  }).default(0.5),
  richness: flag(
    'dynamical richness of every layer against the last one where a stream names no outputs, of streams without positions',
  ).default(false),
  costOfIdentity: block('measure the cost of identity of every layer, of streams without positions', {
    activation: networkFields.activation,
    bias: networkFields.bias,
    relative: number('gamma of the stabilised kernel K + gamma I over the operator norm of K', {
      above: 0,
      to: 1,
    }).default(1e-3),
  }).optional(),
  expect: list('numbers that are held against what is measured', 'expectations', expectation, 1, 100).optional(),
  quick: quickField,
});

export type DepthFields = z.output<typeof depthSchema>;
export type StreamFields = DepthFields['streams'][number];
