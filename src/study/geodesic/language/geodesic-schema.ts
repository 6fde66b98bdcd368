import { block, commonFields, exactly, number, quickField } from '../../../scenario/fields.ts';
import { modelFields, stabiliser } from './model-schema.ts';
import { solverSchema } from './solver-schema.ts';
import { taskSchema } from './task-schema.ts';

/** The fields of the penalty on weights. */
export const penaltyFields = {
  lambdaOverDepth: number('lambda / L~: half of it times the integral of ||W_p||^2 is added to the fit', { above: 0 }),
  maps: number('penalty on learned maps, ||M||^2, against that on weights; default 1', { from: 0 }).optional(),
};

/** Everything a geodesic scenario may say, with its defaults. */
export const geodesicSchema = block('the regularised geodesic of a Leaky ResNet between data and targets', {
  format: commonFields.format,
  kind: exactly('the study: representation geodesics of Leaky ResNets', 'geodesic'),
  name: commonFields.name,
  purpose: commonFields.purpose,
  seed: commonFields.seed,
  model: block('the Leaky ResNet: dA/dp = -L~ A + W sigma(A), p from 0 to 1', modelFields),
  task: taskSchema,
  penalty: block('the regularisation', penaltyFields),
  solver: solverSchema,
  stabiliser: stabiliser.prefault({}),
  quick: quickField,
});
