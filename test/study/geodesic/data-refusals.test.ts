import { describe, expect, it } from 'vitest';
import { geodesicScenarioKind } from '#odepth/study/geodesic/scenario';
import { answer, array, holding, valid, withLines } from './scenarios.ts';

type Case = [what: string, changes: Record<string, string>, message: string];
type FileCase = [
  what: string,
  changes: Record<string, string>,
  readArrays: ReturnType<typeof holding>,
  message: string,
];

const refused: Case[] = [
  [
    'no data',
    { task: 'task: {centre: false}' },
    `test.yaml:7:7: task: expected exactly one of teacher, target, data, came none
  7 | task: {centre: false}
    |       ^^^^^^^^^^^^^^^`,
  ],
  [
    'data of two kinds',
    { task: 'task: {teacher: {widths: [6, 4]}, data: points.npz, train: 60}' },
    `test.yaml:7:7: task: expected exactly one of teacher, target, data, came teacher, data
  7 | task: {teacher: {widths: [6, 4]}, data: points.npz, train: 60}
    |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  keep one (in quick, null removes a field)`,
  ],
  [
    'a teacher without points',
    { task: 'task: {teacher: {widths: [6, 4]}}' },
    `test.yaml:7:7: task: expected train with teacher, came none
  7 | task: {teacher: {widths: [6, 4]}}
    |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^`,
  ],
  [
    'expressions without a dimension',
    { task: 'task: {target: [x1], train: 60}' },
    `test.yaml:7:7: task: expected dimension with target, came none
  7 | task: {target: [x1], train: 60}
    |       ^^^^^^^^^^^^^^^^^^^^^^^^^`,
  ],
  [
    'points for training beside data',
    { task: 'task: {data: points.npz, train: 60}' },
    `test.yaml:7:33: task.train: expected no train with data, came a value
  7 | task: {data: points.npz, train: 60}
    |                                 ^^
  all points that are not held out by test are for training`,
  ],
  [
    'a dimension beside a teacher',
    { task: 'task: {teacher: {widths: [6, 4]}, train: 60, dimension: 6}' },
    `test.yaml:7:57: task.dimension: expected no dimension with teacher, came a value
  7 | task: {teacher: {widths: [6, 4]}, train: 60, dimension: 6}
    |                                                         ^
  leave it out`,
  ],
  [
    'a teacher with a leak too strong for its layers',
    { task: 'task: {teacher: {resnet: {width: 4, layers: 3, effectiveDepth: 3}}, train: 60}' },
    `test.yaml:7:45: task.teacher.resnet.layers: expected more layers than the teacher's effectiveDepth 3, came 3
  7 | task: {teacher: {resnet: {width: 4, layers: 3, effectiveDepth: 3}}, train: 60}
    |                                             ^
  a layer keeps the part 1 - effectiveDepth / layers of its input, which must stay positive`,
  ],
  [
    'a teacher of one width',
    { task: 'task: {teacher: {widths: [6]}, train: 60}' },
    `test.yaml:7:26: task.teacher.widths: expected a list of 2 to 20 widths (dimensions from the inputs to the targets: [30, 3, 30] is 30 -> 3 -> 30), came a list
  7 | task: {teacher: {widths: [6]}, train: 60}
    |                          ^^^`,
  ],
  [
    'more numbers than can be held',
    { task: 'task: {teacher: {widths: [6, 4]}, train: 500000}' },
    `test.yaml:7:7: task: expected at most 4194304 numbers in all inputs and targets, came 5000000
  7 | task: {teacher: {widths: [6, 4]}, train: 500000}
    |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  take fewer points or coordinates`,
  ],
  [
    'an expression of an unknown variable, at its place',
    { task: 'task: {target: ["x1^2", "x1 - x3"], dimension: 2, train: 60}' },
    `test.yaml:7:31: task.target[1]: expected an expression in x1 .. x2, came an error: "x3" is not known here; there are the variables x1, x2, the constants pi, e, the functions abs, sign, sqrt, cbrt, exp, expm1, log, log1p, sin, cos, tan, atan, sinh, cosh, tanh, erf, pow, min, max
  7 | task: {target: ["x1^2", "x1 - x3"], dimension: 2, train: 60}
    |                               ^`,
  ],
  [
    'an expression of one variable by another name',
    { task: 'task: {target: [x], dimension: 1, train: 60}' },
    `test.yaml:7:17: task.target[0]: expected an expression in x1, came an error: "x" is not known here; there are the variable x1, the constants pi, e, the functions abs, sign, sqrt, cbrt, exp, expm1, log, log1p, sin, cos, tan, atan, sinh, cosh, tanh, erf, pow, min, max
  7 | task: {target: [x], dimension: 1, train: 60}
    |                 ^`,
  ],
  [
    'a target that is not finite everywhere',
    { task: 'task: {target: [log(x1)], dimension: 1, train: 60}' },
    `test.yaml:7:17: task.target[0]: expected a target that is finite at every point, came NaN at x1 = -0.01438
  7 | task: {target: [log(x1)], dimension: 1, train: 60}
    |                 ^^^^^^^
  inputs are normal numbers, negative ones among them`,
  ],
  [
    'targets without a scale',
    { task: 'task: {target: ["3"], dimension: 1, train: 60}' },
    `test.yaml:7:16: task.target: expected data that can be centred and normalised, came targets that are the same at every point
  7 | task: {target: ["3"], dimension: 1, train: 60}
    |                ^^^^^
  write normalise: false (and centre: false), or give other data`,
  ],
  [
    'a file that nobody can read',
    { task: 'task: {data: points.npz}' },
    `test.yaml:7:14: task.data: expected data without a file: nothing can be read here, came the name of a file
  7 | task: {data: points.npz}
    |              ^^^^^^^^^^
  give the numbers in the scenario`,
  ],
  [
    'a file outside the folder',
    { task: 'task: {data: ../points.npz}' },
    `test.yaml:7:14: task.data: expected a relative path that stays inside the scenario's folder, came "../points.npz"
  7 | task: {data: ../points.npz}
    |              ^^^^^^^^^^^^^
  put the file beside the scenario and name it: data: points.npz`,
  ],
  [
    'an absolute path for one array',
    { task: 'task: {data: {inputs: /etc/passwd, targets: [[1]]}}' },
    `test.yaml:7:23: task.data.inputs: expected a relative path that stays inside the scenario's folder, came "/etc/passwd"
  7 | task: {data: {inputs: /etc/passwd, targets: [[1]]}}
    |                       ^^^^^^^^^^^
  put the file beside the scenario and name it: inputs: x.npy`,
  ],
  [
    'points of different lengths',
    { task: 'task: {data: {inputs: [[1, 2], [3]], targets: [[1], [2]]}}' },
    `test.yaml:7:32: task.data.inputs[1]: expected 2 coordinates in every row, as in row 0, came 1 in row 1
  7 | task: {data: {inputs: [[1, 2], [3]], targets: [[1], [2]]}}
    |                                ^^^`,
  ],
  [
    'a coordinate that is not a number',
    { task: 'task: {data: {inputs: [[1], [.nan]], targets: [[1], [2]]}}' },
    `test.yaml:7:30: task.data.inputs[1][0]: expected a finite number (a coordinate), came .nan
  7 | task: {data: {inputs: [[1], [.nan]], targets: [[1], [2]]}}
    |                              ^^^^`,
  ],
  [
    'more inputs than targets',
    { task: 'task: {data: {inputs: [[1], [2], [3]], targets: [[1], [2]]}}' },
    `test.yaml:7:49: task.data.targets: expected as many points in targets as in inputs: 3, came 2
  7 | task: {data: {inputs: [[1], [2], [3]], targets: [[1], [2]]}}
    |                                                 ^^^^^^^^^^
  rows are points`,
  ],
  [
    'test inputs without test targets',
    { task: 'task: {data: {inputs: [[1], [2]], targets: [[1], [2]], testInputs: [[3]]}}' },
    `test.yaml:7:68: task.data.testInputs: expected testTargets beside testInputs, came testInputs alone
  7 | task: {data: {inputs: [[1], [2]], targets: [[1], [2]], testInputs: [[3]]}}
    |                                                                    ^^^^^`,
  ],
  [
    'test inputs of another dimension',
    { task: 'task: {data: {inputs: [[1], [2]], targets: [[1], [2]], testInputs: [[3, 4]], testTargets: [[3]]}}' },
    `test.yaml:7:68: task.data.testInputs: expected as many coordinates in testInputs as in inputs: 1, came 2
  7 | task: {data: {inputs: [[1], [2]], targets: [[1], [2]], testInputs: [[3, 4]], testTargets: [[3]]}}
    |                                                                    ^^^^^^^^
  rows are points, columns are coordinates`,
  ],
  [
    'points to hold out of data with their own',
    { task: 'task: {data: {inputs: [[1], [2]], targets: [[1], [2]], testInputs: [[3]], testTargets: [[3]]}, test: 1}' },
    `test.yaml:7:102: task.test: expected test: 0 for data with points of their own for testing (testInputs or Xtest), came a number of points to hold out
  7 | …puts: [[3]], testTargets: [[3]]}, test: 1}
    |                                          ^
  leave test out`,
  ],
  [
    'all points held out',
    { task: 'task: {data: {inputs: [[1], [2]], targets: [[1], [2]]}, test: 2}' },
    `test.yaml:7:63: task.test: expected at least one point left for training, came 2 of 2 held out
  7 | task: {data: {inputs: [[1], [2]], targets: [[1], [2]]}, test: 2}
    |                                                               ^`,
  ],
  [
    'one point, centred and normalised',
    { task: 'task: {data: {inputs: [[1]], targets: [[2]]}}' },
    `test.yaml:7:14: task.data: expected data that can be centred and normalised, came inputs that are the same at every point
  7 | task: {data: {inputs: [[1]], targets: [[2]]}}
    |              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  write normalise: false (and centre: false), or give other data`,
  ],
];

const files: FileCase[] = [
  [
    'a file without targets',
    { task: 'task: {data: points.npz}' },
    holding({ X: array([1], [2]) }),
    `test.yaml:7:14: task.data: expected an array Y, came "X"
  7 | task: {data: points.npz}
    |              ^^^^^^^^^^
  rows are points: X is points x input coordinates, Y is points x target coordinates`,
  ],
  [
    'a file of other arrays',
    { task: 'task: {data: points.npz}' },
    holding({ inputs: array([1], [2]) }),
    `test.yaml:7:14: task.data: expected arrays or columns named X, Y, Xtest, Ytest only, came "inputs"
  7 | task: {data: points.npz}
    |              ^^^^^^^^^^
  rename it, or leave it out of the file`,
  ],
  [
    'NaN in a file, with row and column',
    { task: 'task: {data: points.npz}' },
    holding({ X: array([1, 2], [3, NaN]), Y: array([1], [2]) }),
    `test.yaml:7:14: task.data: expected finite numbers in X, came NaN in row 1, column 1 (counted from 0)
  7 | task: {data: points.npz}
    |              ^^^^^^^^^^`,
  ],
  [
    'an array of three dimensions',
    { task: 'task: {data: points.npz}' },
    holding({ X: { shape: [1, 1, 2], data: Float64Array.of(1, 2) }, Y: array([1]) }),
    `test.yaml:7:14: task.data: expected X as points x coordinates, came an array of shape [1, 1, 2]
  7 | task: {data: points.npz}
    |              ^^^^^^^^^^`,
  ],
  [
    'targets for other points',
    { task: 'task: {data: points.npz}' },
    holding({ X: array([1, 2], [3, 4]), Y: array([1, 2, 3]) }),
    `test.yaml:7:14: task.data: expected as many points in Y as in X: 2, came 1
  7 | task: {data: points.npz}
    |              ^^^^^^^^^^
  rows are points`,
  ],
  [
    'a test set without targets in a file',
    { task: 'task: {data: points.npz}' },
    holding({ X: array([1], [2]), Y: array([1], [2]), Xtest: array([3]) }),
    `test.yaml:7:14: task.data: expected Ytest beside Xtest, came Xtest alone
  7 | task: {data: points.npz}
    |              ^^^^^^^^^^`,
  ],
  [
    'one array for inputs and targets',
    { task: 'task: {data: x.npy}' },
    holding({ '': array([1], [2]) }),
    `test.yaml:7:14: task.data: expected a .npz or .csv file, which holds inputs and targets, came "x.npy", which holds one array
  7 | task: {data: x.npy}
    |              ^^^^^
  write data: {inputs: x.npy, targets: y.npy}`,
  ],
  [
    'several arrays for the inputs',
    { task: 'task: {data: {inputs: x.npz, targets: [[1], [2]]}}' },
    holding({ X: array([1], [2]) }),
    `test.yaml:7:23: task.data.inputs: expected a .npy file, which holds one array, came "x.npz"
  7 | task: {data: {inputs: x.npz, targets: [[1], [2]]}}
    |                       ^^^^^
  a .npz or .csv file with inputs and targets is named alone: data: file.npz`,
  ],
  [
    'a column that is neither input nor target',
    { task: 'task: {data: points.csv}' },
    holding({ x1: { shape: [2], data: Float64Array.of(1, 2) }, time: { shape: [2], data: Float64Array.of(1, 2) } }),
    `test.yaml:7:14: task.data: expected arrays or columns named x1, x2, …, y1, y2, … only, came "time"
  7 | task: {data: points.csv}
    |              ^^^^^^^^^^
  rename it, or leave it out of the file`,
  ],
  [
    'columns with a gap',
    { task: 'task: {data: points.csv}' },
    holding({ x1: { shape: [2], data: Float64Array.of(1, 2) }, y2: { shape: [2], data: Float64Array.of(1, 2) } }),
    `test.yaml:7:14: task.data: expected columns y1, y2, … without a gap, came y2
  7 | task: {data: points.csv}
    |              ^^^^^^^^^^`,
  ],
];

describe('the data of a geodesic are refused, with place and advice, for', () => {
  it.each(refused)('%s', async (_, changes, message) => {
    expect(await answer(geodesicScenarioKind, withLines(valid, changes))).toBe(message);
  });

  it.each(files)('%s', async (_, changes, readArrays, message) => {
    expect(await answer(geodesicScenarioKind, { text: withLines(valid, changes), readArrays })).toBe(message);
  });
});
