import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeNpy, encodeNpy, NpyError, parseNpy } from '#odepth/record/npy';
import { encodeNpz, parseNpz } from '#odepth/record/npz';

function npy(header: string, data: Uint8Array, version = 1): Uint8Array {
  const text = new TextEncoder().encode(header);
  const prefix = version === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0];
  return new Uint8Array([0x93, ...new TextEncoder().encode('NUMPY'), version, 0, ...prefix, ...text, ...data]);
}

const eightBytes = new Uint8Array(8);
const plain = "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }\n";

describe('npy', () => {
  it('gives back every float64 array that it wrote, to the last bit', () => {
    fc.assert(
      fc.property(fc.array(fc.double()), (values) => {
        const { shape, data } = parseNpy(encodeNpy({ shape: [values.length], data: Float64Array.from(values) }));
        expect(shape).toEqual([values.length]);
        expect([...data]).toEqual(values);
      }),
    );
  });

  it('keeps 64-bit and 32-bit integers as they are', () => {
    const words = BigUint64Array.of(0n, 2n ** 64n - 1n);
    expect(decodeNpy(encodeNpy({ shape: [2], data: words })).data).toEqual(words);
    const layers = Int32Array.of(-1, 2 ** 31 - 1);
    expect(decodeNpy(encodeNpy({ shape: [2, 1], data: layers }))).toEqual({ shape: [2, 1], data: layers });
  });

  it('starts the data on a multiple of 64 bytes', () => {
    for (const [shape, count] of [
      [[], 1],
      [[3], 3],
      [[2, 3, 4], 24],
    ] as const)
      expect((encodeNpy({ shape, data: new Float64Array(count) }).length - 8 * count) % 64).toBe(0);
  });

  it('refuses a shape that does not fit the data', () => {
    expect(() => encodeNpy({ shape: [2, 2], data: new Float64Array(3) })).toThrow(RangeError);
  });

  it.each([
    ['no .npy file', new TextEncoder().encode('hello, world'), 'does not start with'],
    ['an empty file', new Uint8Array(), 'does not start with'],
    ['a future version', npy(plain, eightBytes, 4), 'version 4'],
    ['a cut header', npy(plain, eightBytes).subarray(0, 30), 'ends inside its header'],
    ['cut data', npy(plain, eightBytes).subarray(0, -1), 'needs 8 bytes of data; the file holds 7'],
    ['data after the end', npy(plain, new Uint8Array(9)), 'needs 8 bytes of data; the file holds 9'],
    ['a shape larger than the file', npy(plain.replace('1,', '99999999999,'), eightBytes), 'needs 799999999992 bytes'],
    ['complex numbers', npy(plain.replace('<f8', '<c8'), eightBytes), "'<c8' is not read"],
    ['objects', npy(plain.replace('<f8', '|O'), eightBytes), "'|O' is not read"],
    ['records', npy(plain.replace("'<f8'", "[('a', '<f8')]"), eightBytes), 'structured arrays are not read'],
    ['a negative size', npy(plain.replace('(1,)', '(-1,)'), eightBytes), 'lacks fortran_order or shape'],
    ['code in the header', npy("{'descr': '<f8', 'shape': __import__('os')}", eightBytes), 'lacks fortran_order'],
    ['a huge header', new Uint8Array([...npy(plain, eightBytes, 2).slice(0, 8), 255, 255, 255, 127, 0]), 'claims'],
    [
      'an integer beyond 2^53',
      npy(plain.replace('<f8', '<i8'), new Uint8Array(8).fill(127)),
      'does not fit in a float64 exactly',
    ],
  ])('refuses %s with a reason', (_, bytes, message) => {
    expect(() => parseNpy(bytes)).toThrow(NpyError);
    expect(() => parseNpy(bytes)).toThrow(message);
  });

  it('never answers random bytes with anything but numbers or NpyError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(130), fc.nat(255), (noise, position, byte) => {
        for (const bytes of [noise, npy(plain, noise)]) {
          const broken = bytes.slice();
          if (position < broken.length) broken[position] = byte;
          try {
            expect(parseNpy(broken).data).toBeInstanceOf(Float64Array);
          } catch (error) {
            expect(error).toBeInstanceOf(NpyError);
          }
        }
      }),
    );
  });
});

describe('npz', () => {
  const arrays = new Map([
    ['K0', { shape: [2, 2], data: Float64Array.of(1, 0.3, 0.3, Number.NaN) }],
    ['seed', { shape: [1], data: BigUint64Array.of(20260417n) }],
  ]);

  it('gives back its arrays, and the same bytes each time', () => {
    const bytes = encodeNpz(arrays);
    expect(parseNpz(bytes)).toEqual(arrays);
    expect(encodeNpz(arrays)).toEqual(bytes);
  });

  it('gives the same bytes in another time zone', () => {
    const code = `import { encodeNpz } from '#odepth/record/npz';
      process.stdout.write(encodeNpz(new Map([['t', { shape: [1], data: Float64Array.of(1) }]])));`;
    const bytes = ['UTC', 'Asia/Kolkata', 'America/Los_Angeles'].map(
      (TZ) => spawnSync(process.execPath, ['--input-type=module', '-e', code], { env: { ...process.env, TZ } }).stdout,
    );
    expect(bytes[0]!.length).toBeGreaterThan(100);
    expect(bytes[1]).toEqual(bytes[0]);
    expect(bytes[2]).toEqual(bytes[0]);
  });

  it('reads deflated archives too, and refuses one that unpacks to more than the limit', () => {
    const bomb = zipSync({ 'zeros.npy': encodeNpy({ shape: [1e6], data: new Float64Array(1e6) }) }, { level: 9 });
    expect(bomb.length).toBeLessThan(20_000);
    expect(parseNpz(bomb).get('zeros')!.shape).toEqual([1e6]);
    expect(() => parseNpz(bomb, 1e6)).toThrow('would unpack to more than 1000000 bytes');
  });

  it('refuses what is no archive of arrays', () => {
    expect(() => parseNpz(new Uint8Array(100))).toThrow(NpyError);
    expect(() => parseNpz(encodeNpz(arrays).subarray(0, 200))).toThrow(NpyError);
    expect(() => parseNpz(zipSync({ 'readme.txt': new Uint8Array(3) }))).toThrow('no .npy array');
  });
});

const numpy = spawnSync('python3', ['-c', 'import numpy']).status === 0;

describe.skipIf(!numpy)('against numpy (skipped where python3 has no numpy)', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'odepth-npy-'));
    const script = `
import numpy as np, sys
x = (np.arange(12).reshape(3, 4) - 5.5) / 4
for kind in ['<f8', '>f8', '<f4', '>f4', '<f2', '<i8', '>i4', '<i2', '|i1', '|u1', '<u4', '<u8', '|b1']:
    for order in 'CF':
        np.save(f"{sys.argv[1]}/{kind[1:]}{'l' if kind[0] == '<' else 'b'}{order}.npy", np.asarray(abs(x) if 'u' in kind else x, dtype=kind, order=order))
np.save(sys.argv[1] + '/scalar.npy', np.float64(2.5)); np.save(sys.argv[1] + '/half.npy', np.array([65504, 6e-8, -np.inf, np.nan, -0.0, 1/3], '<f2'))
np.save(sys.argv[1] + '/cube.npy', np.asfortranarray(np.arange(24.0).reshape(2, 3, 4)))
for v in (1, 2, 3):
    with open(f'{sys.argv[1]}/v{v}.npy', 'wb') as f: np.lib.format.write_array(f, x, version=(v, 0))
`;
    const { status, stderr } = spawnSync('python3', ['-c', script, folder], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const read = (name: string) => parseNpy(readFileSync(join(folder, `${name}.npy`)));
  const exact = Array.from({ length: 12 }, (_, i) => (i - 5.5) / 4);

  it.each(['f8l', 'f8b', 'f4l', 'f4b', 'f2l'])('reads %s in C and Fortran order', (kind) => {
    for (const order of ['C', 'F'])
      expect(read(kind + order)).toEqual({ shape: [3, 4], data: Float64Array.from(exact) });
  });

  it.each(['i8l', 'i4b', 'i2l', 'i1b', 'u1b', 'u4l', 'u8l', 'b1b'])('reads %s in C and Fortran order', (kind) => {
    const expected = exact.map((value) =>
      kind.startsWith('b1') ? 1 : Math.trunc(kind.startsWith('u') ? Math.abs(value) : value) + 0,
    );
    for (const order of ['C', 'F']) expect([...read(kind + order).data]).toEqual(expected);
  });

  it('reads scalars, half precision with its subnormals and infinities, and three dimensions', () => {
    expect(read('scalar')).toEqual({ shape: [], data: Float64Array.of(2.5) });
    expect([...read('half').data]).toEqual([65504, 2 ** -24, Number.NEGATIVE_INFINITY, Number.NaN, -0, 0.333251953125]);
    expect([...read('cube').data]).toEqual(Array.from({ length: 24 }, (_, i) => i));
  });

  it.each([1, 2, 3])('reads format version %i', (version) => {
    expect(read(`v${version}`).data).toEqual(Float64Array.from(exact));
  });

  it('writes what numpy reads back exactly, unsigned 64-bit integers too', () => {
    const file = join(folder, 'arrays.npz');
    const data = Float64Array.of(Math.PI, -0, 5e-324, Number.NaN, Number.POSITIVE_INFINITY, 1 / 3);
    writeFileSync(
      file,
      encodeNpz(
        new Map<string, { shape: number[]; data: Float64Array | BigUint64Array }>([
          ['V4', { shape: [2, 3], data }],
          ['seed', { shape: [1], data: BigUint64Array.of(2n ** 64n - 1n) }],
        ]),
      ),
    );
    const script =
      'import numpy as np, sys; a = np.load(sys.argv[1]); print(a["V4"].shape, a["V4"].tobytes().hex(), a["seed"][0])';
    const { stdout } = spawnSync('python3', ['-c', script, file], { encoding: 'utf8' });
    expect(stdout.trim()).toBe(`(2, 3) ${Buffer.from(data.buffer).toString('hex')} 18446744073709551615`);
  });
});
