import { describe, expect, it } from 'vitest';
import { flowScenarioKind } from '#odepth/study/geodesic-flow/scenario';
import { answer, array, holding, validFlow, withLines } from './scenarios.ts';

type Case = [what: string, changes: Record<string, string>, message: string];
type FileCase = [
  what: string,
  changes: Record<string, string>,
  readArrays: ReturnType<typeof holding>,
  message: string,
];

const refused: Case[] = [
  [
    'a misspelt field of an integrator in a list',
    { integrator: 'integrator: [{method: odex, tolerence: 1.0e-8}]' },
    `test.yaml:8:29: integrator[0].tolerence: expected one of the fields inner, iterations, krylov, method, order, steps, tolerance, came "tolerence"
  8 | integrator: [{method: odex, tolerence: 1.0e-8}]
    |                             ^^^^^^^^^
  did you mean tolerance?`,
  ],
  [
    'a state of another width',
    { initial: 'initial: {A: [[1, 0]], B: [[1, 0]]}' },
    `test.yaml:7:14: initial.A: expected 2 rows in A, as many as the model has neurons, came 1
  7 | initial: {A: [[1, 0]], B: [[1, 0]]}
    |              ^^^^^^^^
  rows are neurons, columns are points`,
  ],
  [
    'momenta of other points',
    { initial: 'initial: {A: [[1, 0], [0, 1]], B: [[1], [0]]}' },
    `test.yaml:7:35: initial.B: expected as many points in B as in A: 2, came 1
  7 | initial: {A: [[1, 0], [0, 1]], B: [[1], [0]]}
    |                                   ^^^^^^^^^^
  rows are neurons, columns are points`,
  ],
  [
    'rows of different lengths',
    { initial: 'initial: {A: [[1, 0], [0]], B: [[1], [0]]}' },
    `test.yaml:7:23: initial.A[1]: expected 2 coordinates in every row, as in row 0, came 1 in row 1
  7 | initial: {A: [[1, 0], [0]], B: [[1], [0]]}
    |                       ^^^`,
  ],
  [
    'a state without momenta',
    { initial: 'initial: {A: [[1, 0], [0, 1]]}' },
    `test.yaml:7:1: initial.B: expected a list of 1 to 100000 rows (B_0: momenta, neurons x points), came nothing
  7 | initial: {A: [[1, 0], [0, 1]]}
    | ^^^^^^^`,
  ],
  [
    'a state too large',
    {
      initial: 'initial: {random: {points: 90000, momentumScale: 0.1}}',
      model: 'model: {effectiveDepth: 2, width: 10}',
    },
    `test.yaml:7:28: initial.random.points: expected at most 1000000 numbers in A and B together, came 1800000
  7 | initial: {random: {points: 90000, momentumScale: 0.1}}
    |                            ^^^^^
  take fewer points or neurons`,
  ],
  [
    'a state by file that nobody can read',
    { initial: 'initial: {file: state.npz}' },
    `test.yaml:7:17: initial.file: expected data without a file: nothing can be read here, came the name of a file
  7 | initial: {file: state.npz}
    |                 ^^^^^^^^^
  give the numbers in the scenario`,
  ],
  [
    'a state outside the folder',
    { initial: 'initial: {file: ../state.npz}' },
    `test.yaml:7:17: initial.file: expected a relative path that stays inside the scenario's folder, came "../state.npz"
  7 | initial: {file: ../state.npz}
    |                 ^^^^^^^^^^^^
  put the file beside the scenario and name it: initial: {file: state.npz}`,
  ],
  [
    'a depth of zero of a flow',
    { model: 'model: {effectiveDepth: 0, width: 2}' },
    `test.yaml:6:25: model.effectiveDepth: expected a number above 0 and at most 1000 (L~: the leak over all of depth; the energies are divided by it), came 0
  6 | model: {effectiveDepth: 0, width: 2}
    |                         ^`,
  ],
  [
    'more points than features without a stabiliser',
    { stabiliser: 'stabiliser: {relative: 0}' },
    `test.yaml:10:24: stabiliser.relative: expected relative above 0 for 3 points and 2 features: their kernel is singular, came 0
  10 | stabiliser: {relative: 0}
     |                        ^
  write stabiliser: {relative: 1.0e-3}, or take at most as many points as features`,
  ],
  [
    'a tolerance of fixed steps',
    { integrator: 'integrator: {method: gauss-legendre, steps: 8, tolerance: 1.0e-8}' },
    `test.yaml:8:59: integrator.tolerance: expected no tolerance with method: gauss-legendre, came a value
  8 | integrator: {method: gauss-legendre, steps: 8, tolerance: 1.0e-8}
    |                                                           ^^^^^^
  it belongs to method: odex; leave it out`,
  ],
  [
    'an order without steps',
    { integrator: 'integrator: {method: gauss-legendre, order: 6}' },
    `test.yaml:8:13: integrator: expected steps with method: gauss-legendre, came none
  8 | integrator: {method: gauss-legendre, order: 6}
    |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^`,
  ],
  [
    'an odd order',
    { integrator: 'integrator: {method: gauss-legendre, order: 5, steps: 8}' },
    `test.yaml:8:45: integrator.order: expected order 2, 4 or 6 of gauss-legendre, came 5
  8 | integrator: {method: gauss-legendre, order: 5, steps: 8}
    |                                             ^`,
  ],
  [
    'a Krylov space of fixed-point iterations',
    { integrator: 'integrator: {method: gauss-legendre, steps: 8, inner: fixed-point, krylov: 4}' },
    `test.yaml:8:76: integrator.krylov: expected krylov only with inner: newton-krylov, came a value
  8 | …, steps: 8, inner: fixed-point, krylov: 4}
    |                                          ^
  leave it out`,
  ],
  [
    'steps that miss a saved depth',
    { integrator: 'integrator: {method: gauss-legendre, steps: 10}' },
    `test.yaml:8:45: integrator.steps: expected steps that end at every saved depth: nothing is interpolated between them, came 10 steps, none of which ends at p = 0.25
  8 | integrator: {method: gauss-legendre, steps: 10}
    |                                             ^^
  for these 5 depths: steps: 12`,
  ],
  [
    'steps that miss a chosen depth',
    { integrator: 'integrator: {method: gauss-legendre, steps: 10}', save: 'save: {depths: [0, 0.15, 1]}' },
    `test.yaml:8:45: integrator.steps: expected steps that end at every saved depth: nothing is interpolated between them, came 10 steps, none of which ends at p = 0.15
  8 | integrator: {method: gauss-legendre, steps: 10}
    |                                             ^^
  choose other depths, or save: {count: ...} with count - 1 a divisor of steps`,
  ],
  [
    'the same integrator again, in a list',
    { integrator: 'integrator: [{method: odex}, {method: odex, tolerance: 1.0e-10}]' },
    `test.yaml:8:30: integrator[1]: expected each integrator once, came the same again
  8 | integrator: [{method: odex}, {method: odex, tolerance: 1.0e-10}]
    |                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^`,
  ],
  [
    'depths out of order and beyond the end',
    { save: 'save: {depths: [0.5, 0.2, 1.5]}' },
    `test.yaml:9:22: save.depths[1]: expected depths in ascending order, above 0.5, came 0.2
  9 | save: {depths: [0.5, 0.2, 1.5]}
    |                      ^^^
test.yaml:9:27: save.depths[2]: expected a depth from 0 to until: 1, came 1.5
  9 | save: {depths: [0.5, 0.2, 1.5]}
    |                           ^^^`,
  ],
];

const files: FileCase[] = [
  [
    'a file without momenta',
    { initial: 'initial: {file: state.npz}' },
    holding({ A: array([1], [2]) }),
    `test.yaml:7:17: initial.file: expected a .npz file with arrays A and B, neurons x points, came arrays named A
  7 | initial: {file: state.npz}
    |                 ^^^^^^^^^`,
  ],
  [
    'infinite momenta',
    { initial: 'initial: {file: state.npz}' },
    holding({ A: array([1], [2]), B: array([1], [Infinity]) }),
    `test.yaml:7:17: initial.file: expected finite numbers in B, came Infinity in row 1, column 0 (counted from 0)
  7 | initial: {file: state.npz}
    |                 ^^^^^^^^^`,
  ],
  [
    'a state that is a list',
    { initial: 'initial: {file: state.npz}' },
    holding({ A: { shape: [2], data: Float64Array.of(1, 2) }, B: array([1], [2]) }),
    `test.yaml:7:17: initial.file: expected A as neurons x points, came an array of shape [2]
  7 | initial: {file: state.npz}
    |                 ^^^^^^^^^`,
  ],
];

describe('a flow scenario is refused, with place and advice, for', () => {
  it.each(refused)('%s', async (_, changes, message) => {
    expect(await answer(flowScenarioKind, withLines(validFlow, changes))).toBe(message);
  });

  it.each(files)('%s', async (_, changes, readArrays, message) => {
    expect(await answer(flowScenarioKind, { text: withLines(validFlow, changes), readArrays })).toBe(message);
  });
});
