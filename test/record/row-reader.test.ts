import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { type ArrayPlace, arrayNames, describeArray, sharedPlace } from '#odepth/record/array-file';
import { encodeNpy, NpyError } from '#odepth/record/npy';
import { RowReader } from '#odepth/record/row-reader';
import { temporaryFolder } from '../cli/odepth.ts';

const folder = join(import.meta.dirname, 'numpy');
const npy = (name: string): ArrayPlace => ({ file: join(folder, name), entry: null });
const npz = (name: string, entry: string): ArrayPlace => ({ file: join(folder, name), entry });
const inRow = (i: number) => [3 * i - 10, 3 * i - 9, 3 * i - 8];
const quarters = (rows: readonly number[]) => rows.flatMap((i) => inRow(i).map((value) => value / 4));

function rowsOf<Answer>(place: ArrayPlace, use: (reader: RowReader) => Answer): Answer {
  const reader = RowReader.open(place);
  try {
    return use(reader);
  } finally {
    reader.close();
  }
}

/** Bytes as a .npy file in a folder that goes away. */
async function written(bytes: Uint8Array, name = 'a.npy'): Promise<string> {
  const file = join(await temporaryFolder(), name);
  writeFileSync(file, bytes);
  return file;
}

describe('rows of files written by numpy', () => {
  const floats = readdirSync(folder).filter((name) => /^(float|version)/.test(name));
  const places: [string, ArrayPlace][] = [
    ...floats.map((name): [string, ArrayPlace] => [name, npy(name)]),
    ...['stored.npz', 'deflated.npz'].flatMap((name) =>
      ['features', 'doubles', 'fortran'].map((entry): [string, ArrayPlace] => [`${name}:${entry}`, npz(name, entry)]),
    ),
  ];

  it.each(places)('%s: all of them, some, and some that lie apart', (_, place) => {
    rowsOf(place, (reader) => {
      expect([reader.rows, reader.columns]).toEqual([7, 3]);
      expect([...reader.read(0, 7)]).toEqual(quarters([0, 1, 2, 3, 4, 5, 6]));
      expect([...reader.read(2, 3)]).toEqual(quarters([2, 3, 4]));
      expect([...reader.gather([0, 1, 4, 6])]).toEqual(quarters([0, 1, 4, 6]));
      expect([...reader.gather([])]).toEqual([]);
    });
  });

  it.each(readdirSync(folder).filter((name) => name.startsWith('int')))('%s: whole numbers', (name) => {
    expect([...rowsOf(npy(name), (reader) => reader.read(1, 2))]).toEqual([...inRow(1), ...inRow(2)]);
  });

  it('reads a list of numbers as a column', () => {
    const column = rowsOf(npy('labels.npy'), (reader) => [reader.columns, ...reader.read(2, 4)]);
    expect(column).toEqual([1, 2, 0, 1, 2]);
  });

  it('keeps what float32 holds in float32, and everything else in float64', () => {
    const kind = (name: string) => rowsOf(npy(name), (reader) => reader.read(0, 1).constructor.name);
    for (const name of ['float16.npy', 'float32.npy', 'float32-fortran.npy', 'int16.npy'])
      expect(kind(name)).toBe('Float32Array');
    for (const name of ['float64.npy', 'float64-fortran.npy', 'int32.npy', 'int64.npy'])
      expect(kind(name)).toBe('Float64Array');
  });

  it('decodes every float16 as numpy does', async () => {
    const bits = Uint16Array.from({ length: 65_536 }, (_, i) => i);
    const header = encodeNpy({ shape: [65_536], data: new Float64Array(65_536) }).slice(0, 128);
    const text = new TextDecoder('latin1').decode(header).replace('<f8', '<f2');
    const file = await written(Buffer.concat([Buffer.from(text, 'latin1'), Buffer.from(bits.buffer)]));
    const code = 'import sys, numpy; sys.stdout.buffer.write(numpy.load(sys.argv[1]).astype("<f4").tobytes())';
    const { status, stdout } = spawnSync('python3', ['-c', code, file], { maxBuffer: 2 ** 20 });
    const values = rowsOf({ file, entry: null }, (reader) => reader.read(0, 65_536)) as Float32Array;
    expect(values[0x3c01]).toBe(1 + 2 ** -10);
    expect(values[0x0001]).toBe(2 ** -24);
    // Where there is no numpy the two values above must do.
    const theirs = status === 0 ? new Float32Array(Uint8Array.from(stdout).buffer) : values;
    expect(theirs.findIndex((value, i) => !Object.is(value, values[i]))).toBe(-1);
  });

  it('gives rows of a long file in Fortran order, whose columns are read in strips', async () => {
    const [rows, columns] = [40_000, 5];
    const data = Float64Array.from({ length: rows * columns }, (_, i) => Math.floor(i / rows) + 10 * (i % rows));
    const header = new TextDecoder('latin1').decode(encodeNpy({ shape: [rows, columns], data }).slice(0, 128));
    const bytes = Buffer.concat([Buffer.from(header.replace('False', 'True '), 'latin1'), Buffer.from(data.buffer)]);
    const file = await written(bytes);
    const asked = [0, 1, 777, 20_000, 39_998, 39_999];
    const found = rowsOf({ file, entry: null }, (reader) => [...reader.gather(asked)]);
    expect(found).toEqual(asked.flatMap((row) => [0, 1, 2, 3, 4].map((column) => 10 * row + column)));
  });

  it('closes its file', async () => {
    const file = await written(readFileSync(join(folder, 'float32.npy')));
    const open = () => readdirSync('/proc/self/fd').length;
    if (process.platform !== 'linux') return;
    const before = open();
    for (let i = 0; i < 20; i++) rowsOf({ file, entry: null }, (reader) => reader.read(0, 1));
    expect(() => RowReader.open(npy('images.npy'))).toThrow(NpyError);
    expect(open()).toBe(before);
  });
});

describe('lines of an array of more dimensions', () => {
  const shape = [3, 4, 2, 5];
  const value = ([l, i, t, j]: readonly number[]) => 1000 * l! + 100 * i! + 10 * t! + j!;
  const indices = (order: readonly number[]) =>
    Array.from({ length: 120 }, (_, at) => {
      let left = at;
      const found: number[] = [];
      for (const dimension of order) {
        found[dimension] = left % shape[dimension]!;
        left = Math.floor(left / shape[dimension]!);
      }
      return found;
    });
  const orders: [string, readonly number[], string][] = [
    ['C', [3, 2, 1, 0], 'False'],
    ['Fortran', [0, 1, 2, 3], 'True '],
  ];

  it.each(orders)('are found by their indices in %s order, and read as they lie', async (_, order, word) => {
    const data = Float64Array.from(indices(order), value);
    const header = new TextDecoder('latin1').decode(encodeNpy({ shape, data }).slice(0, 128)).replace('False', word);
    const file = await written(Buffer.concat([Buffer.from(header, 'latin1'), Buffer.from(data.buffer)]));
    const reader = RowReader.openLines({ file, entry: null });
    try {
      expect([reader.rows, reader.columns, reader.shape]).toEqual([24, 5, shape]);
      const asked = [
        [0, 0, 0],
        [1, 3, 1],
        [2, 2, 0],
      ].sort((a, b) => reader.rowAt(a) - reader.rowAt(b));
      expect([...reader.gather(asked.map((line) => reader.rowAt(line)))]).toEqual(
        asked.flatMap((line) => [0, 1, 2, 3, 4].map((j) => value([...line, j]))),
      );
    } finally {
      reader.close();
    }
  });
});

describe('an array is described', () => {
  it('by shape, type and the same digest as a file and as an entry, stored or deflated', () => {
    const alone = describeArray(npy('float32.npy'));
    expect(alone).toMatchObject({ shape: [7, 3], type: '<f4', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(describeArray(npz('stored.npz', 'features'))).toEqual(alone);
    expect(describeArray(npz('deflated.npz', 'features'))).toEqual(alone);
    expect(describeArray(npy('float64.npy')).sha256).not.toBe(alone.sha256);
  });

  it('with the names in its archive', () => {
    expect(arrayNames(join(folder, 'stored.npz'))).toEqual(['features', 'doubles', 'fortran', 'labels']);
  });

  it('and unpacked once, for all threads', () => {
    const place = sharedPlace(npz('deflated.npz', 'doubles'));
    expect(place.content?.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect([...rowsOf(place, (reader) => reader.read(6, 1))]).toEqual(quarters([6]));
    expect(sharedPlace(npz('stored.npz', 'doubles')).content).toBeUndefined();
  });
});

describe('a file that cannot be read is refused', () => {
  const good = readFileSync(join(folder, 'float32.npy'));
  const packed = readFileSync(join(folder, 'deflated.npz'));
  const stored = readFileSync(join(folder, 'stored.npz'));
  const with1 = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

  it.each([
    ['cut short', good.subarray(0, -5), 'needs 84 bytes of data; the file holds 79'],
    ['too long', Buffer.concat([good, Buffer.alloc(4)]), 'needs 84 bytes of data; the file holds 88'],
    ['empty', Buffer.alloc(0), 'does not start with'],
    ['cut in its header', good.subarray(0, 60), 'ends inside its header'],
  ])('%s', async (_, bytes, message) => {
    const file = await written(bytes);
    expect(() => RowReader.open({ file, entry: null })).toThrow(NpyError);
    expect(() => RowReader.open({ file, entry: null })).toThrow(message);
  });

  it.each([
    ['cut short', stored.subarray(0, -1), 'has no zip directory at its end'],
    ['something else', good, 'has no zip directory at its end'],
    ['changed in a stored array', with1(stored, 200), 'has not the CRC-32'],
    ['changed in a deflated array', with1(packed, 150), /cannot be unpacked|unpacks to|has not the CRC-32/],
    ['without the array', zipSync({ 'other.npy': good }), 'has no array "features"; it has "other"'],
  ])('an archive: %s', async (_, bytes, message) => {
    const file = await written(bytes, 'a.npz');
    expect(() => describeArray({ file, entry: 'features' })).toThrow(NpyError);
    expect(() => describeArray({ file, entry: 'features' })).toThrow(message);
  });

  it('with more than two dimensions, with what to do', () => {
    expect(() => RowReader.open(npy('images.npy'))).toThrow(
      'An array of shape (7, 3, 1), where every row should be one list of numbers: reshape it before saving, array.reshape(len(array), -1).',
    );
  });

  it('that is a folder, or not there', () => {
    expect(() => RowReader.open({ file: folder, entry: null })).toThrow('A folder, not a file.');
    expect(() => RowReader.open(npy('missing.npy'))).toThrow('ENOENT');
  });

  it('at rows that it does not have', () => {
    rowsOf(npy('float32.npy'), (reader) => {
      expect(() => reader.read(5, 3)).toThrow(RangeError);
      expect(() => reader.gather([2, 1])).toThrow(RangeError);
    });
  });

  it('when it was cut after it was opened', async () => {
    const file = await written(good);
    rowsOf({ file, entry: null }, (reader) => {
      writeFileSync(file, good.subarray(0, 150));
      expect(() => reader.read(0, 7)).toThrow('The file ends early: 212 bytes are needed, 150 are there.');
    });
  });
});
