import type * as z from 'zod';
import { block, commonFields, exactly, flag, integer, number, quickField } from '../../../scenario/fields.ts';
import { geodesicSchema, penaltyFields } from '../../geodesic/language/geodesic-schema.ts';
import { modelFields } from '../../geodesic/language/model-schema.ts';
import { numbersOf } from '../../validity-window/language/window-schema.ts';

const geodesic = geodesicSchema.shape;

/** Everything a bottleneck sweep may say, with its defaults. */
export const sweepSchema = block('bottleneck ranks of Leaky ResNets over effective depth, penalty and seeds', {
  format: commonFields.format,
  kind: exactly('the study: bottleneck ranks over a sweep', 'bottleneck-sweep'),
  name: commonFields.name,
  purpose: commonFields.purpose,
  seed: commonFields.seed,
  model: block('the Leaky ResNet, as in a geodesic scenario; swept fields are left out', {
    ...modelFields,
    effectiveDepth: modelFields.effectiveDepth.optional(),
  }),
  task: geodesic.task,
  penalty: block('the regularisation, as in a geodesic scenario; swept fields are left out', {
    ...penaltyFields,
    lambdaOverDepth: penaltyFields.lambdaOverDepth.optional(),
  }).prefault({}),
  solver: geodesic.solver,
  stabiliser: geodesic.stabiliser,
  sweep: block('what is swept: effectiveDepth, lambdaOverDepth or both', {
    effectiveDepth: numbersOf(modelFields.effectiveDepth, 'L~'),
    lambdaOverDepth: numbersOf(penaltyFields.lambdaOverDepth, 'lambda / L~'),
    intervalsPerDepth: number(
      'at least so many intervals of the first mesh per unit of effectiveDepth, above solver.mesh.intervals where that is fewer; 0: as many everywhere',
      { from: 0, to: 1000 },
    ).default(0),
    seeds: integer('repetitions, each with its own data, teacher and initial weights', 1, 100).default(1),
    warmStart: flag(
      'start from the solution at the effectiveDepth before; default true, but false with method: training',
    ).optional(),
  }),
  quick: quickField,
});

export type SweepFields = z.output<typeof sweepSchema>;
