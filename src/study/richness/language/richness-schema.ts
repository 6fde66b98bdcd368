import type * as z from 'zod';
import {
  block,
  choice,
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
import { richnessEstimators } from '../../../theory/richness/dynamical-richness.ts';

const array = (meaning: string) => text(`${meaning}; file.npy or file.npz:name, a path inside the folder`, 1000);

const rankTolerance = oneOf('which directions of the outputs count', 'auto or a number above 0 and at most 0.1', [
  exactly('1e-6, or 5e-3 for float16 files', 'auto'),
  number('least singular value of the centred outputs that counts for their rank, over the largest', {
    above: 0,
    to: 0.1,
  }),
]);

const expectation = block('a number that is held against what is measured', {
  quantity: text('D_LR, NC1, NC2, S_init, accuracy, rank or featureRank', 40),
  component: text('of the quantity, e.g. project-then-centre; default: the estimator for D_LR', 60).optional(),
  step: integer('training step, for a series', 0, Number.MAX_SAFE_INTEGER).optional(),
  value: number('what is expected'),
  tolerance: number('largest difference that counts as agreement', { above: 0 }).default(0.01),
  exact: flag('the value is known for these very rows, so that the standard error does not count').default(false),
});

/** Everything a study of richness may say, with its defaults. */
export const richnessSchema = block('how rich the features of a trained network are, from arrays that it saved', {
  format: commonFields.format,
  kind: exactly('the study: dynamical richness of measured features', 'richness'),
  name: commonFields.name,
  purpose: commonFields.purpose,
  seed: commonFields.seed,
  data: block('the arrays, a row for every input; with one * in features and outputs: a series over training steps', {
    features: array('Phi: penultimate features, rows x neurons'),
    outputs: array('F: outputs, rows x classes, linear in the features'),
    targets: array('Y: what the network should learn, rows x outputs').optional(),
    labels: array('the class of every row, a whole number').optional(),
    initial: array('Phi_0: features of the network as it was initialised').optional(),
    initialOutputs: array('F_0: outputs of the network as it was initialised').optional(),
    rows: integer('rows that are used, chosen at random; default: all', 4, 2 ** 31).optional(),
  }),
  estimator: choice('where the centring of D_LR enters', richnessEstimators).default('centre-then-project'),
  rankTolerance: rankTolerance.default('auto'),
  blocks: integerOr('blocks of rows left out one at a time for standard errors', 2, 1000, 'auto').default('auto'),
  spectrum: block('eigenvalues of the feature kernel, cumulative quality and utilisation', {
    components: integer('the first components that are kept; 0: no spectrum', 0, 100_000).default(100),
    centred: flag('subtract means of features, targets and outputs first').default(false),
  }).prefault({}),
  expect: list('numbers that are held against what is measured', 'expectations', expectation, 1, 100).optional(),
  quick: quickField,
});

export type RichnessFields = z.output<typeof richnessSchema>;
