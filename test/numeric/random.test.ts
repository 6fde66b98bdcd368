import { describe, expect, it } from 'vitest';
import { erf } from '#odepth/numeric/elementary';
import type { Purpose, RandomAddress } from '#odepth/numeric/random/address';
import { createNormalStream, createWordStream, wordsToNormals } from '#odepth/numeric/random/normal-stream';
import { philoxBlock } from '#odepth/numeric/random/philox';
import { xoshiroFill } from '#odepth/numeric/random/xoshiro';

const address: RandomAddress = { seed: 20260417n, purpose: 'test', network: 3 };
const sources = ['xoshiro', 'philox'] as const;

function block(counter: readonly number[], key: readonly number[]): number[] {
  const out = new Uint32Array(6);
  philoxBlock(counter[0]!, counter[1]!, counter[2]!, counter[3]!, key[0]!, key[1]!, out, 1);
  return [...out.subarray(1, 5)];
}

/** The published algorithm in integers without bound. */
function xoshiroReference(state: readonly number[], count: number): number[] {
  const mask = 0xffffffffn;
  const turn = (x: bigint, k: bigint): bigint => ((x << k) | (x >> (32n - k))) & mask;
  const s = state.map(BigInt);
  return Array.from({ length: count }, () => {
    const result = (turn((s[0]! + s[3]!) & mask, 7n) + s[0]!) & mask;
    const t = (s[1]! << 9n) & mask;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = turn(s[3]!, 11n);
    return Number(result);
  });
}

function normals(source: 'xoshiro' | 'philox', at: RandomAddress, count: number): Float64Array {
  const out = new Float64Array(count);
  createNormalStream(source, at).fill(out, count);
  return out;
}

describe('generators', () => {
  it("Philox4x32-10 gives Random123's known answers", () => {
    const full = 0xffffffff;
    expect(block([0, 0, 0, 0], [0, 0])).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
    expect(block([full, full, full, full], [full, full])).toEqual([0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]);
    expect(block([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0])).toEqual([
      0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1,
    ]);
  });

  it('xoshiro128++ gives the published outputs and those of an independent implementation', () => {
    const state = Uint32Array.of(1, 2, 3, 4);
    const out = new Uint32Array(1000);
    xoshiroFill(state, 0, out, 0, 1, 400);
    xoshiroFill(state, 0, out, 400, 1, 1000);
    expect([...out.subarray(0, 8)]).toEqual([
      641, 1573767, 3222811527, 3517856514, 836907274, 4247214768, 3867114732, 1355841295,
    ]);
    expect([...out]).toEqual(xoshiroReference([1, 2, 3, 4], 1000));
  });
});

describe('addresses', () => {
  // network = 5 · 2^32 + 7, seed = 2 · 2^32 + 9: low and high words are told apart.
  const wide: RandomAddress = { seed: (2n << 32n) + 9n, purpose: 'completion', network: 5 * 2 ** 32 + 7 };

  it('word 4b + i of a Philox stream is word i of block b at (b, network, purpose)', () => {
    const out = new Uint32Array(16);
    createWordStream('philox', wide).fill(out, 16);
    expect([...out]).toEqual([0, 1, 2, 3].flatMap((b) => block([b, 7, 5, 3], [9, 2])));
  });

  it('word 8s + i of a xoshiro stream is output s of lane i, seeded by a Philox block no stream contains', () => {
    const out = new Uint32Array(80);
    createWordStream('xoshiro', wide).fill(out, 80);
    for (let lane = 0; lane < 8; lane++) {
      const expected = xoshiroReference(block([lane, 7, 5, 3 + 2 ** 16], [9, 2]), 10);
      expect(Array.from({ length: 10 }, (_, s) => out[8 * s + lane])).toEqual(expected);
    }
  });

  it.each(sources)('%s: streams that differ in one coordinate share no first step', (source) => {
    const purposes: Purpose[] = ['block-law', 'explicit-weights', 'completion', 'test'];
    const seeds = [0n, 1n, 1n << 32n, (1n << 64n) - 1n];
    const networks = [0, 1, 255, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1];
    const firsts = new Set<number>();
    const out = new Uint32Array(8);
    const stream = createWordStream(source, address);
    for (const purpose of purposes) {
      for (const seed of seeds) {
        for (const network of networks) {
          stream.reset({ seed, purpose, network });
          stream.fill(out, 8);
          for (const word of out) firsts.add(word);
        }
      }
    }
    // 768 words of 32 bits: a coincidence has probability 7 · 10⁻⁵.
    expect(firsts.size).toBe(8 * 96);
  });

  it.each([
    [{ ...address, seed: -1n }, /seed must be an integer from 0 to 2\^64 − 1, got -1/],
    [{ ...address, seed: 1n << 64n }, /seed must be an integer/],
    [{ ...address, network: -1 }, /network must be an integer from 0 to 2\^53 − 1, got -1/],
    [{ ...address, network: 0.5 }, /network must be an integer/],
    [{ ...address, network: 2 ** 53 }, /network must be an integer/],
  ])('an address out of range is refused (%#)', (bad, message) => {
    for (const source of sources) {
      expect(() => createNormalStream(source, bad)).toThrow(message);
      expect(() => createWordStream(source, address).reset(bad)).toThrow(message);
    }
  });

  it('a count that cuts a group, or is more than the array holds, is refused', () => {
    expect(() => normals('xoshiro', address, 24)).toThrow(/multiple of 16 from 0 to out.length = 24, got 24/);
    expect(() => createNormalStream('philox', address).fill(new Float64Array(16), 32)).toThrow(
      /out.length = 16, got 32/,
    );
    expect(() => createWordStream('philox', address).fill(new Uint32Array(16), 4)).toThrow(/multiple of 8/);
    expect(() => createWordStream('xoshiro', address).fill(new Uint32Array(16), -8)).toThrow(/multiple of 8/);
  });
});

describe.each(sources)('normal numbers from %s', (source) => {
  it('do not depend on how they are fetched', () => {
    const whole = normals(source, address, 9600);
    const parts = new Float64Array(9600);
    const piece = new Float64Array(4096);
    const stream = createNormalStream(source, address);
    let at = 0;
    for (const count of [16, 4096, 0, 2048, 32, 3408]) {
      stream.fill(piece, count);
      parts.set(piece.subarray(0, count), at);
      at += count;
    }
    expect(parts).toEqual(whole);
  });

  it('start again, and elsewhere, after a reset', () => {
    const stream = createNormalStream(source, { ...address, network: 9 });
    const out = new Float64Array(160);
    stream.fill(out, 160);
    stream.reset(address);
    stream.fill(out, 160);
    expect(out).toEqual(normals(source, address, 160));
  });

  it('have the moments 0, 1, 0, 3, 0, 15 within 4 standard errors over 4 · 10⁶ of them', () => {
    const stream = createNormalStream(source, { ...address, network: 1000 });
    const out = new Float64Array(40000);
    const sums = new Float64Array(6);
    const rounds = 100;
    for (let round = 0; round < rounds; round++) {
      stream.fill(out, out.length);
      for (const z of out) {
        for (let k = 0, power = z; k < 6; k++, power *= z) sums[k]! += power;
      }
    }
    const count = rounds * out.length;
    const moment = [1, 0, 1, 0, 3, 0, 15, 0, 105, 0, 945, 0, 10395];
    for (let k = 1; k <= 6; k++) {
      const standardError = Math.sqrt((moment[2 * k]! - moment[k]! ** 2) / count);
      const distance = (sums[k - 1]! / count - moment[k]!) / standardError;
      expect(Math.abs(distance), `moment ${k}`).toBeLessThan(4);
    }
  });

  it('follow the normal distribution (Kolmogorov–Smirnov, 2 · 10⁵ of them, level 0.001)', () => {
    const out = normals(source, { ...address, network: 77 }, 200000).sort();
    let distance = 0;
    out.forEach((z, i) => {
      const p = 0.5 * (1 + erf(z * Math.SQRT1_2));
      distance = Math.max(distance, Math.abs(p - i / out.length), Math.abs(p - (i + 1) / out.length));
    });
    expect(distance * Math.sqrt(out.length)).toBeLessThan(1.95);
  });

  it.each([
    ['networks', (i: number): RandomAddress => ({ ...address, network: i })],
    ['seeds', (i: number): RandomAddress => ({ ...address, seed: BigInt(i) })],
    ['high words of seeds', (i: number): RandomAddress => ({ ...address, seed: BigInt(i) << 32n })],
  ])('of neighbouring %s are uncorrelated, in place and one step apart', (_, at) => {
    const count = 1024;
    const rows = Array.from({ length: 200 }, (_, i) => normals(source, at(i), count));
    for (const shift of [0, 1, 16]) {
      const scores = rows.slice(1).map((row, i) => {
        let sum = 0;
        for (let j = shift; j < count; j++) sum += row[j]! * rows[i]![j - shift]!;
        return sum / Math.sqrt(count - shift);
      });
      expect(Math.max(...scores.map(Math.abs))).toBeLessThan(4.5);
      const mean = scores.reduce((sum, score) => sum + score ** 2, 0) / scores.length;
      expect(Math.abs(mean - 1)).toBeLessThan(4 * Math.sqrt(2 / scores.length));
    }
  });

  it('of one stream are uncorrelated at short lags, in value and in square', () => {
    const z = normals(source, { ...address, network: 5 }, 400000);
    for (const lag of [1, 2, 7, 8, 9, 16, 24, 32, 128]) {
      let [values, squares] = [0, 0];
      for (let i = lag; i < z.length; i++) {
        values += z[i]! * z[i - lag]!;
        squares += (z[i]! ** 2 - 1) * (z[i - lag]! ** 2 - 1);
      }
      expect(Math.abs(values) / Math.sqrt(z.length), `lag ${lag}`).toBeLessThan(4);
      expect(Math.abs(squares) / 2 / Math.sqrt(z.length), `lag ${lag}`).toBeLessThan(4);
    }
  });
});

describe('the normal transform', () => {
  it('pairs word i with word i + 8 of sixteen', () => {
    const words = Uint32Array.from({ length: 32 }, (_, i) => Math.imul(i + 1, 0x9e3779b9));
    const out = new Float64Array(34);
    wordsToNormals(words, out, 2, 32);
    for (const group of [0, 16]) {
      for (let i = group; i < group + 8; i++) {
        const radius = Math.sqrt(-2 * Math.log((words[i]! + 0.5) / 2 ** 32));
        const angle = (2 * Math.PI * (words[i + 8]! + 0.5)) / 2 ** 32;
        expect(out[2 + i]).toBeCloseTo(radius * Math.cos(angle), 13);
        expect(out[10 + i]).toBeCloseTo(radius * Math.sin(angle), 13);
      }
    }
  });

  it('turns the extreme words into finite numbers, the largest √(66 ln 2)', () => {
    const out = new Float64Array(16);
    wordsToNormals(new Uint32Array(16), out, 0, 16);
    expect(out[0]).toBeCloseTo(Math.sqrt(66 * Math.LN2), 9);
    wordsToNormals(new Uint32Array(16).fill(0xffffffff), out, 0, 16);
    expect(out[0]).toBeCloseTo(Math.sqrt(2 ** -32), 9);
  });

  it('gives these bits on every engine', () => {
    const digest = (source: 'xoshiro' | 'philox'): string =>
      new Uint32Array(normals(source, address, 16000).buffer)
        .reduce((hash, word) => Math.imul(hash ^ word, 16777619) >>> 0, 2166136261)
        .toString(16);
    expect([digest('xoshiro'), digest('philox')]).toEqual(['2f6d3ccf', '3ba36e9b']);
  });
});
