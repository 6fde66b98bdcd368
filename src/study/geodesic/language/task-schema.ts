import type * as z from 'zod';
import { block, flag, integer, list, number, oneOf, text } from '../../../scenario/fields.ts';

/** Most coordinates of a point, and neurons of a teacher. */
const mostCoordinates = 2000;

const teacher = oneOf('a random function to be learned', 'a mapping with one of resnet, widths', [
  block('a composition of random ReLU networks with one hidden layer each', {
    widths: list(
      'dimensions from the inputs to the targets: [30, 3, 30] is 30 -> 3 -> 30',
      'widths',
      integer('a dimension', 1, mostCoordinates),
      2,
      20,
    ),
    hidden: integer('hidden neurons of each network; 0 for random linear maps', 0, mostCoordinates).default(100),
  }),
  block('a random Leaky ResNet', {
    resnet: block('its size', {
      width: integer('dimension of inputs, layers and targets', 1, mostCoordinates),
      layers: integer('number of layers', 1, 10_000),
      effectiveDepth: number('L~ of the teacher: its layers keep 1 - L~ / layers of their input', { from: 0 }).default(
        0,
      ),
      strength: number('how much all layers together change, against the input', { from: 0 }).default(1),
    }),
  }),
]);

const numbers = (meaning: string) =>
  oneOf(meaning, 'the name of a .npy file, or a list of points', [
    text('a .npy file, points x coordinates, by its path inside the folder of the scenario', 1000),
    list(
      'points, each a list of coordinates',
      'points',
      list('one point', 'numbers', number('a coordinate'), 1, mostCoordinates),
      1,
      100_000,
    ),
  ]);

const data = oneOf('data of your own', 'the name of a .npz or .csv file, or a mapping {inputs: ..., targets: ...}', [
  text(
    'a .npz file with X and Y (and Xtest, Ytest), points x coordinates, or a .csv file with columns x1 .. y1 ..',
    1000,
  ),
  block('inputs and targets one by one', {
    inputs: numbers('inputs for training'),
    targets: numbers('targets for training'),
    testInputs: numbers('inputs for testing').optional(),
    testTargets: numbers('targets for testing').optional(),
  }),
]);

/** The data of a scenario as written. */
export const taskSchema = block('the data: one of teacher, target, data', {
  teacher: teacher.optional(),
  target: list(
    'expressions of x1 .. xd in mathjs syntax, one for each coordinate of the targets',
    'expressions',
    text('an expression such as "x1^2 - x2"', 1000),
    1,
    mostCoordinates,
  ).optional(),
  data: data.optional(),
  dimension: integer('d: coordinates x1 .. xd that target is a function of', 1, mostCoordinates).optional(),
  train: integer('N: points for training, drawn from N(0, 1)', 1, 1_000_000).optional(),
  test: integer('points for testing: drawn, or held out of data at random', 0, 1_000_000).default(0),
  centre: flag('take the mean of the training points away, coordinate by coordinate').default(true),
  normalise: flag('divide by one number: mean square 1 of a coordinate over the training points').default(true),
});

export type TaskFields = z.output<typeof taskSchema>;
