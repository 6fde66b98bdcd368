import { describe, expect, it } from 'vitest';
import { type ArrayAccess, type ArrayDescription, type NumberArray, PointsFileError } from '#odepth/scenario/kind';
import { richnessScenarioKind } from '#odepth/study/richness/scenario';
import { answer, withLines } from '../geodesic/scenarios.ts';

const valid = `format: 1
kind: richness
name: small
purpose: Features for the tests.
data: {features: features.npy, outputs: outputs.npy}
`;

const labels = Float64Array.from({ length: 60 }, (_, i) => i % 3);
const standard: Readonly<Record<string, ArrayDescription>> = Object.fromEntries(
  (
    [
      ['features.npy', [60, 8], '<f4'],
      ['half.npy', [60, 3], '<f2'],
      ['outputs.npy', [60, 3], '<f4'],
      ['short.npy', [50, 3], '<f4'],
      ['images.npy', [60, 4, 4, 2], '<f4'],
      ['labels.npy', [60], '<i8'],
      ['initial.npy', [60, 6], '<f4'],
      ['dump.npz:features', [60, 8], '<f8'],
      ['dump.npz:outputs', [60, 2], '<f8'],
      ['run/step-100/features.npy', [60, 8], '<f4'],
      ['run/step-100/outputs.npy', [60, 3], '<f4'],
      ['run/step-20/features.npy', [60, 8], '<f4'],
      ['run/step-20/outputs.npy', [60, 3], '<f4'],
    ] as const
  ).map(([name, shape, type]) => [name, { shape, type, sha256: 'a'.repeat(64) }]),
);

interface Files {
  readonly described?: Readonly<Record<string, ArrayDescription>>;
  readonly numbers?: Float64Array;
  readonly matches?: readonly string[];
}

function holding({ described = standard, numbers = labels, matches = ['100', '20'] }: Files = {}): ArrayAccess {
  return {
    async describe(reference) {
      const found = described[reference];
      if (!found) throw new PointsFileError('no such file');
      return found;
    },
    numbers: async (): Promise<NumberArray> => ({ shape: [numbers.length, 1], data: numbers }),
    match: async () => matches,
  };
}

const resolve = (changes: Readonly<Record<string, string>>, files?: Files) =>
  answer(richnessScenarioKind, { text: withLines(valid, changes), arrays: holding(files) });
const data = (more: string) => ({ data: `data: {${more}}` });
const both = 'features: features.npy, outputs: outputs.npy';

describe('a study of richness', () => {
  it('is complete with features and outputs', async () => {
    expect(await answer(richnessScenarioKind, { text: valid, arrays: holding() })).toEqual({
      ...{ format: 1, kind: 'richness', name: 'small', purpose: 'Features for the tests.', seed: '0' },
      checkpoints: [
        {
          step: null,
          features: { file: 'features.npy', entry: null, shape: [60, 8], type: '<f4', sha256: 'a'.repeat(64) },
          outputs: { file: 'outputs.npy', entry: null, shape: [60, 3], type: '<f4', sha256: 'a'.repeat(64) },
        },
      ],
      ...{ targets: null, labels: null, initial: null, initialOutputs: null },
      ...{ rows: 60, blocks: 20, estimator: 'centre-then-project', rankTolerance: 1e-6 },
      ...{ spectrum: { components: 8, centred: false }, expect: [] },
    });
  });

  it('takes arrays out of an archive, by name', async () => {
    const scenario = await resolve(data('features: dump.npz:features, outputs: dump.npz:outputs'));
    expect(scenario).toMatchObject({
      checkpoints: [{ features: { file: 'dump.npz', entry: 'features' }, outputs: { shape: [60, 2] } }],
    });
  });

  it('is a series by training step where names have a *, whatever the order of the names', async () => {
    const scenario = await resolve(data('features: run/step-*/features.npy, outputs: run/step-*/outputs.npy'));
    expect(scenario).toMatchObject({
      checkpoints: [
        { step: 20, outputs: { file: 'run/step-20/outputs.npy' } },
        { step: 100, features: { file: 'run/step-100/features.npy' } },
      ],
    });
  });

  it('counts directions of float16 outputs with a coarser tolerance', async () => {
    expect(await resolve(data('features: features.npy, outputs: half.npy'))).toMatchObject({ rankTolerance: 5e-3 });
    const given = {
      ...data('features: features.npy, outputs: half.npy'),
      purpose: 'purpose: p\nrankTolerance: 1.0e-4',
    };
    expect(await resolve(given)).toMatchObject({ rankTolerance: 1e-4 });
  });

  it('has fewer blocks where there are few rows', async () => {
    expect(await resolve(data(`${both}, rows: 30`))).toMatchObject({ rows: 30, blocks: 15 });
  });
});

const refused: [what: string, changes: Readonly<Record<string, string>>, message: string, files?: Files][] = [
  [
    'a file that is not there',
    data('features: feature.npy, outputs: outputs.npy'),
    `test.yaml:5:18: data.features: expected features in a file.npy, or as file.npz:name, came no such file
  5 | data: {features: feature.npy, outputs: outputs.npy}
    |                  ^^^^^^^^^^^`,
  ],
  [
    'a path that leaves the folder',
    data('features: ../features.npy, outputs: outputs.npy'),
    `test.yaml:5:18: data.features: expected a relative path that stays inside the scenario's folder, came "../features.npy"
  5 | data: {features: ../features.npy, outputs: outputs.npy}
    |                  ^^^^^^^^^^^^^^^
  put the file beside the scenario and name it: features: features.npy`,
  ],
  [
    'other numbers of rows, with both names and both counts',
    data('features: features.npy, outputs: short.npy'),
    `test.yaml:5:41: data.outputs: expected as many rows in short.npy as in features.npy: 60, came 50
  5 | data: {features: features.npy, outputs: short.npy}
    |                                         ^^^^^^^^^
  rows are inputs: the same inputs in the same order in every array`,
  ],
  [
    'features with more than two dimensions',
    data('features: images.npy, outputs: outputs.npy'),
    `test.yaml:5:18: data.features: expected features as rows x columns, a row for every input, came an array of shape (60, 4, 4, 2)
  5 | data: {features: images.npy, outputs: outputs.npy}
    |                  ^^^^^^^^^^
  reshape it before saving: array.reshape(len(array), -1)`,
  ],
  [
    'labels that are no whole numbers',
    data(`${both}, labels: labels.npy`),
    `test.yaml:5:62: data.labels: expected labels that are whole numbers, came 0.5 in row 7 (counted from 0)
  5 | data: {features: features.npy, outputs: outputs.npy, labels: labels.npy}
    |                                                              ^^^^^^^^^^
  numbers to be learned are targets, not labels`,
    { numbers: labels.map((label, row) => (row === 7 ? 0.5 : label)) },
  ],
  [
    'labels of one class',
    data(`${both}, labels: labels.npy`),
    `test.yaml:5:62: data.labels: expected labels of at least two classes, came 4 in every row
  5 | data: {features: features.npy, outputs: outputs.npy, labels: labels.npy}
    |                                                              ^^^^^^^^^^
  leave the labels out, or save those of more than one class`,
    { numbers: labels.map(() => 4) },
  ],
  [
    'one-hot rows as labels',
    data(`${both}, labels: outputs.npy`),
    `test.yaml:5:62: data.labels: expected labels as a list, the number of its class for every row, came an array of shape (60, 3)
  5 | data: {features: features.npy, outputs: outputs.npy, labels: outputs.npy}
    |                                                              ^^^^^^^^^^^
  for one-hot rows save array.argmax(1)`,
  ],
  [
    'more rows than there are',
    data(`${both}, rows: 61`),
    `test.yaml:5:60: data.rows: expected at most 60 rows, as many as the arrays have, came 61
  5 | data: {features: features.npy, outputs: outputs.npy, rows: 61}
    |                                                            ^^
  leave it out to take all of them`,
  ],
  [
    'more blocks than rows allow',
    { purpose: 'purpose: p\nblocks: 31' },
    `test.yaml:5:9: blocks: expected at most 30 blocks for 60 rows, two rows in each, came 31
  5 | blocks: 31
    |         ^^
  leave it out for a number that fits`,
  ],
  [
    'initial outputs without features',
    data(`${both}, initialOutputs: outputs.npy`),
    `test.yaml:5:70: data.initialOutputs: expected initial features beside initial outputs, came initialOutputs alone
  5 | data: {features: features.npy, outputs: outputs.npy, initialOutputs: outputs.npy}
    |                                                                      ^^^^^^^^^^^
  write initial: features0.npy`,
  ],
  [
    'a series of features alone',
    data('features: step-*/f.npy, outputs: outputs.npy'),
    `test.yaml:5:41: data.outputs: expected a * in outputs as in features: both change from step to step, came none
  5 | data: {features: step-*/f.npy, outputs: outputs.npy}
    |                                         ^^^^^^^^^^^`,
  ],
  [
    'a series that matches nothing',
    data('features: run/step-*/features.npy, outputs: run/step-*/outputs.npy'),
    `test.yaml:5:18: data.features: expected at least two files that match "run/step-*/features.npy", came none
  5 | data: {features: run/step-*/features.npy, outputs: run/step-*/outputs.npy}
    |                  ^^^^^^^^^^^^^^^^^^^^^^^
  the * stands for a part of the name of one file or folder`,
    { matches: [] },
  ],
  [
    'a series without numbers',
    data('features: run/step-*/features.npy, outputs: run/step-*/outputs.npy'),
    `test.yaml:5:18: data.features: expected a number in what stands for the *: the training step, came "run/step-last/features.npy"
  5 | data: {features: run/step-*/features.npy, outputs: run/step-*/outputs.npy}
    |                  ^^^^^^^^^^^^^^^^^^^^^^^
  for example step-*/features.npy for step-100/features.npy, step-200/features.npy`,
    { matches: ['100', 'last'] },
  ],
  [
    'a step that is there twice',
    data('features: run/step-*/features.npy, outputs: run/step-*/outputs.npy'),
    `test.yaml:5:18: data.features: expected each training step once, came step 100 twice, as "run/step-0100/features.npy" and as "run/step-100/features.npy"
  5 | data: {features: run/step-*/features.npy, outputs: run/step-*/outputs.npy}
    |                  ^^^^^^^^^^^^^^^^^^^^^^^`,
    { matches: ['0100', '100', '20'] },
  ],
  [
    'an expectation of a quantity that these arrays do not have',
    { purpose: 'purpose: p\nexpect: [{quantity: NC1, value: 0}]' },
    `test.yaml:5:21: expect[0].quantity: expected one of D_LR, rank, featureRank, which these arrays have, came "NC1"
  5 | expect: [{quantity: NC1, value: 0}]
    |                     ^^^`,
  ],
  [
    'an expectation of a step where there is no series',
    { purpose: 'purpose: p\nexpect: [{quantity: D_LR, step: 5, value: 0}]' },
    `test.yaml:5:33: expect[0].step: expected no step: there is one checkpoint, came 5
  5 | expect: [{quantity: D_LR, step: 5, value: 0}]
    |                                 ^
  leave it out`,
  ],
  [
    'an unknown field, with the likely one',
    data(`${both}, label: labels.npy`),
    `test.yaml:5:54: data.label: expected one of the fields features, initial, initialOutputs, labels, outputs, rows, targets, came "label"
  5 | data: {features: features.npy, outputs: outputs.npy, label: labels.npy}
    |                                                      ^^^^^
  did you mean labels?`,
  ],
  [
    'an estimator of another name',
    { purpose: 'purpose: p\nestimator: centre-then-projekt' },
    `test.yaml:5:12: estimator: expected one of centre-then-project, project-then-centre (where the centring of D_LR enters), came the text "centre-then-projekt"
  5 | estimator: centre-then-projekt
    |            ^^^^^^^^^^^^^^^^^^^
  did you mean centre-then-project?`,
  ],
];

describe('a study of richness is refused', () => {
  it.each(refused)('for %s', async (_, changes, message, files) => {
    expect(await resolve(changes, files)).toBe(message);
  });

  it('where nothing can be read', async () => {
    expect(await answer(richnessScenarioKind, { text: valid })).toContain('nothing can be read here');
  });
});
