import type * as z from 'zod';
import { block, choice, commonFields, exactly, integer, list, number, quickField } from '../../../scenario/fields.ts';
import { geodesicSchema } from '../../geodesic/language/geodesic-schema.ts';
import { defaultPhases, epochs, solverSchema } from '../../geodesic/language/solver-schema.ts';

const geodesic = geodesicSchema.shape;
const { irregularity, adaptEvery, initialScale, initialLeak } = solverSchema.shape;

export const stepSchemes = ['equidistant', 'irregular', 'adaptive'] as const;

/** Everything a comparison of layer steps may say, with its defaults. */
export const stepsSchema = block(
  'test error of trained Leaky ResNets against their number of layers, by scheme of steps',
  {
    format: commonFields.format,
    kind: exactly('the study: schemes of layer steps compared', 'layer-steps'),
    name: commonFields.name,
    purpose: commonFields.purpose,
    seed: commonFields.seed,
    model: geodesic.model,
    task: geodesic.task,
    penalty: geodesic.penalty,
    solver: block('how every network is trained; layers and steps are compared', {
      method: exactly('the network of layers, trained', 'training').default('training'),
      irregularity,
      adaptEvery,
      adam: epochs('first: Adam', defaultPhases.adam),
      sgd: epochs('then: gradient descent', defaultPhases.sgd),
      initialScale,
      initialLeak,
    }).prefault({}),
    compare: block('what is compared: every number of layers with every scheme and seed', {
      layers: list('L: numbers of layers', 'integers', integer('layers of a network', 1, 10_000), 1, 50),
      steps: list(
        'schemes of depth steps; the first one is what others are held against',
        'schemes',
        choice('a scheme of steps', stepSchemes),
        2,
        3,
      ).default(() => [...stepSchemes]),
      seeds: integer('repetitions, each with its own data, teacher and initial weights', 2, 100).default(5),
      confidence: number('standard errors of a normal law that make a difference clear', { above: 0, to: 6 }).default(
        2,
      ),
    }),
    quick: quickField,
  },
);

export type StepsFields = z.output<typeof stepsSchema>;
