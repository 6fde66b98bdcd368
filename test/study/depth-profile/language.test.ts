import { describe, expect, it } from 'vitest';
import {
  type ArrayAccess,
  type ArrayDescription,
  PointsFileError,
  type RecordAccess,
  type RecordContents,
} from '#odepth/scenario/kind';
import { depthProfileKind } from '#odepth/study/depth-profile/scenario';
import { answer, withLines } from '../geodesic/scenarios.ts';

const valid = `format: 1
kind: depth-profile
name: small
purpose: Streams for the tests.
streams: [{file: stream.npy}]
`;

const described: Readonly<Record<string, ArrayDescription>> = Object.fromEntries(
  (
    [
      ['stream.npy', [5, 60, 8]],
      ['lines.npy', [5, 40, 12, 8]],
      ['single.npy', [1, 60, 8]],
      ['matrix.npy', [60, 8]],
      ['long.npy', [2048, 60, 8]],
      ['all.npz:stream', [3, 100, 8]],
      ['outputs.npy', [60, 3]],
      ['short.npy', [50, 3]],
      ['depths.npy', [5]],
      ['run/layer-2.npy', [60, 8]],
      ['run/layer-10.npy', [60, 8]],
      ['run/layer-other.npy', [60, 9]],
      ['run/layer-11.npy', [60, 9]],
    ] as const
  ).map(([name, shape]) => [name, { shape, type: '<f4', sha256: 'a'.repeat(64) }]),
);

const arrays = (matches: readonly string[], depths: readonly number[]): ArrayAccess => ({
  async describe(reference) {
    const found = described[reference];
    if (!found) throw new PointsFileError('no such file');
    return found;
  },
  numbers: async () => ({ shape: [depths.length], data: Float64Array.from(depths) }),
  match: async () => matches,
});

const rank = (component: string, t: number) => ({
  ...{ quantity: 'effectiveRank', component, layer: null, t, source: 'training' as const },
  ...{ value: 3, error: 0.1, errorKind: 'standard' as const },
});
const contents: Readonly<Record<string, Pick<RecordContents, 'kind' | 'rows'>>> = {
  geodesic: { kind: 'geodesic', rows: [] },
  kernel: { kind: 'kernel', rows: [] },
  window: { kind: 'validity-window', rows: [] },
  sweep: { kind: 'renormalisation-sweep', rows: ['a:0', 'a:1', 'b:0', 'b:1'].map((one) => rank(one, 0)) },
  chain: {
    kind: 'renormalisation',
    rows: [rank('0', 0), rank('1', 0.25), rank('2', 1), rank('initial:0', 0), rank('initial:1', 1)],
  },
};
const recordArrays: Readonly<Record<string, readonly number[]>> = {
  'geodesic states': [3, 12, 60],
  'kernel exact.K0': [4, 6, 6],
  'kernel sampled.K0': [4, 6, 6],
};
const records: RecordAccess = {
  async read(folder) {
    const found = contents[folder.split('/').at(-1)!];
    if (!found) throw new PointsFileError('not a record');
    return { name: 'made', digest: 'd', scenario: {}, series: 'b'.repeat(64), ...found };
  },
  async describe(folder, name) {
    const shape = recordArrays[`${folder.split('/').at(-1)} ${name}`];
    return shape ? { shape, type: '<f8', sha256: 'c'.repeat(64) } : null;
  },
  numbers: async (_, name) => ({ shape: [3], data: Float64Array.from(name === 'nodes' ? [0, 0.2, 1] : [0, 1, 2, 4]) }),
};

interface Files {
  readonly matches?: readonly string[];
  readonly depths?: readonly number[];
}

const resolve = (
  changes: Readonly<Record<string, string>>,
  { matches = ['2', '10'], depths = [0, 1, 2, 4, 8] }: Files = {},
) => answer(depthProfileKind, { text: withLines(valid, changes), arrays: arrays(matches, depths), records });
const streams = (...all: readonly string[]) => ({ streams: `streams: [${all.join(', ')}]` });

describe('a study of depth profiles', () => {
  it('is complete with one stream', async () => {
    expect(await resolve({})).toEqual({
      ...{ format: 1, kind: 'depth-profile', name: 'small', purpose: 'Streams for the tests.', seed: '0' },
      streams: [
        {
          ...{ from: 'file', label: 'stream', layers: 5, samples: 60, positions: null, width: 8 },
          arrays: [{ file: 'stream.npy', entry: null, shape: [5, 60, 8], type: '<f4', sha256: 'a'.repeat(64) }],
          ...{ depths: [0, 0.25, 0.5, 0.75, 1], outputs: null },
        },
      ],
      ...{ centred: true, samples: null, blocks: 20, plateau: 0.5, richness: false, costOfIdentity: null, expect: [] },
    });
  });

  it('takes layers of one file each in the order of their numbers, and depths that lie anywhere', async () => {
    expect(await resolve(streams('{file: run/layer-*.npy}'))).toMatchObject({
      streams: [{ label: 'layer', layers: 2, arrays: [{ file: 'run/layer-2.npy' }, { file: 'run/layer-10.npy' }] }],
    });
    expect(await resolve(streams('{file: stream.npy, depths: depths.npy}'))).toMatchObject({
      streams: [{ depths: [0, 0.125, 0.25, 0.5, 1] }],
    });
  });

  it('takes streams of records: states of a geodesic, the best kernel, a profile by its name', async () => {
    const all = streams(
      '{label: a, record: ../results/geodesic}',
      '{label: b, record: kernel/}',
      '{label: c, record: kernel, source: sampled}',
      '{label: d, record: chain, profile: initial}',
      '{label: e, record: chain}',
    );
    expect(await resolve(all)).toMatchObject({
      streams: [
        { from: 'geodesic', layers: 3, samples: 60, width: 12, depths: [0, 0.2, 1] },
        {
          from: 'kernel',
          kernel: { entry: 'exact.K0', file: 'kernel/arrays.npz' },
          inputs: 6,
          depths: [0, 0.25, 0.5, 1],
        },
        { from: 'kernel', kernel: { entry: 'sampled.K0' } },
        { from: 'record', profile: 'initial', layers: 2, depths: [0, 1] },
        { from: 'record', profile: '', layers: 3, depths: [0, 0.25, 1] },
      ],
    });
  });

  it('completes the depth of random networks, whose layers are one more', async () => {
    const random =
      '{random: {ensemble: {activation: tanh, weightVariance: 2, width: 8, horizon: 1, layers: 4}, inputs: {count: 9, dimension: 2}}}';
    expect(await resolve(streams(random))).toMatchObject({
      streams: [{ from: 'random', label: 'random', layers: 5, networks: 20, ensemble: { residualScale: 0.5 } }],
    });
  });

  it('has fewer blocks where there are few samples', async () => {
    expect(await resolve({ purpose: 'purpose: p\nsamples: 30' })).toMatchObject({ samples: 30, blocks: 15 });
  });
});

const refused: [what: string, changes: Readonly<Record<string, string>>, message: string, files?: Files][] = [
  [
    'a file that is not there',
    streams('{file: streem.npy}'),
    `test.yaml:5:18: streams[0].file: expected a stream in a file.npy, or as file.npz:name, or 'layer-*.npy', a file for every layer, came no such file
  5 | streams: [{file: streem.npy}]
    |                  ^^^^^^^^^^`,
  ],
  [
    'a matrix, which is one layer',
    streams('{file: matrix.npy}'),
    `test.yaml:5:18: streams[0].file: expected a stream: layers x samples x width, or layers x samples x positions x width, came an array of shape (60, 8)
  5 | streams: [{file: matrix.npy}]
    |                  ^^^^^^^^^^
  for files of one layer each, samples x width, quote the pattern: 'layer-*.npy'`,
  ],
  [
    'layers that are not first',
    streams('{file: long.npy}'),
    `test.yaml:5:18: streams[0].file: expected at most 1024 layers, came 2048
  5 | streams: [{file: long.npy}]
    |                  ^^^^^^^^
  layers come first: layers x samples x width, or layers x samples x positions x width; quote a pattern of files of one layer each: 'layer-*.npy'`,
  ],
  ['a single layer', streams('{file: single.npy}'), 'expected at least two layers'],
  [
    'layers of other shapes',
    streams('{file: run/layer-*.npy}'),
    `test.yaml:5:18: streams[0].file: expected the same samples in every layer, an array of shape (60, 8) as in "run/layer-2.npy", came one of shape (60, 9) in "run/layer-11.npy"
  5 | streams: [{file: run/layer-*.npy}]
    |                  ^^^^^^^^^^^^^^^
  drift compares the same samples in the same order`,
    { matches: ['2', '11'] },
  ],
  [
    'a pattern that matches one file',
    streams('{file: run/layer-*.npy}'),
    'came one, "run/layer-2.npy"',
    { matches: ['2'] },
  ],
  [
    'layers without numbers',
    streams('{file: run/layer-*.npy}'),
    'came "run/layer-other.npy"',
    { matches: ['2', 'other'] },
  ],
  ['a layer that is there twice', streams('{file: run/layer-*.npy}'), 'came layer 2 twice', { matches: ['2', '02'] }],
  [
    'outputs of other samples',
    streams('{file: stream.npy, outputs: short.npy}'),
    'expected a row for each of the 60 samples of the stream, came 50',
  ],
  [
    'outputs of lines',
    streams('{file: lines.npy, outputs: outputs.npy}'),
    'expected no outputs for a stream with positions',
  ],
  [
    'depths that turn back',
    streams('{file: stream.npy, depths: depths.npy}'),
    'expected depths in ascending order',
    { depths: [0, 1, 3, 2, 4] },
  ],
  [
    'two streams of one label',
    streams('{file: stream.npy}', '{label: stream, file: lines.npy}'),
    'expected a label of its own for every stream, came "stream" twice',
  ],
  [
    'a label that parts components',
    streams('{label: "a:b", file: stream.npy}'),
    'expected a text without colons and commas',
  ],
  [
    'a folder that is no record',
    streams('{record: nowhere}'),
    'streams[0].record: expected the folder of a record, by its path from the folder of the scenario, came not a record',
  ],
  ['a record without depth', streams('{record: window}'), 'came one of kind validity-window'],
  [
    'a kernel that a record has not',
    streams('{record: kernel, source: g-only}'),
    'expected one of exact, sampled, which the record has, came "g-only"',
  ],
  [
    'a record of several profiles',
    streams('{record: sweep}'),
    'expected one of the profiles in the record: a, b, came no profile',
  ],
  [
    'more samples than there are',
    { purpose: 'purpose: p\nsamples: 61' },
    'expected at most 60 samples, as many as every stream has, came 61',
  ],
  [
    'more blocks than samples allow',
    { purpose: 'purpose: p\nblocks: 31' },
    'expected at most 30 blocks for 60 samples',
  ],
  [
    'an expectation of a quantity with a near name',
    { purpose: 'purpose: p\nexpect: [{quantity: effectivRank, component: "0", value: 1}]' },
    'came "effectivRank"',
  ],
  [
    'an expectation of a layer that is not there',
    { purpose: 'purpose: p\nexpect: [{quantity: drift, component: "4,5", value: 1}]' },
    'expected a component of drift that these streams have, came "4,5"',
  ],
  ['a stream of two forms', streams('{file: stream.npy, record: chain}'), 'expected'],
  ['an unknown field, with the likely one', streams('{file: stream.npy, lable: a}'), 'did you mean label?'],
];

describe('a study of depth profiles is refused', () => {
  it.each(refused)('for %s', async (_, changes, message, files) => {
    const said = await resolve(changes, files);
    expect(typeof said).toBe('string');
    expect(said).toContain(message);
  });

  it('where nothing can be read', async () => {
    expect(await answer(depthProfileKind, { text: valid })).toContain('nothing can be read here');
  });
});
