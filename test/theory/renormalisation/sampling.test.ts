import { describe, expect, it } from 'vitest';
import { autocorrelation, sampledAutocorrelation } from '#odepth/theory/renormalisation/autocorrelation';
import { equalMixingChain, ringChain } from '#odepth/theory/renormalisation/chain-laws';
import { ChainSampler, maskPositions, type SequenceRange } from '#odepth/theory/renormalisation/sample-chain';
import { skewed } from './chains.ts';

const range = (change: Partial<SequenceRange> = {}): SequenceRange => ({
  seed: 7n,
  use: 'training',
  first: 0,
  count: 3000,
  length: 64,
  ...change,
});

describe('sampled sequences', () => {
  it.each([
    ['equal mixing, ξ = 1', equalMixingChain(16, 1)],
    ['equal mixing, ξ = 7', equalMixingChain(16, 7)],
    ['a ring', ringChain(5, 3)],
    ['no symmetry', skewed()],
  ])('have the autocorrelation of the chain within four errors: %s', (_, chain) => {
    const sequences = new ChainSampler(chain).sequences(range());
    for (const lag of [1, 2, 3, 7, 20]) {
      const { value, standardError } = sampledAutocorrelation(chain, sequences, 64, lag);
      expect(standardError).toBeLessThan(0.02);
      expect(Math.abs(value - autocorrelation(chain, lag))).toBeLessThan(4 * standardError);
    }
  });

  it('have the stationary law at every place, and the transitions of the chain', () => {
    const chain = skewed();
    const count = 20_000;
    const sequences = new ChainSampler(chain).sequences(range({ count, length: 5 }));
    for (const t of [0, 1, 4]) {
      for (let v = 0; v < 4; v++) {
        const share =
          Array.from({ length: count }, (_, i) => sequences[5 * i + t]!).filter((x) => x === v).length / count;
        const p = chain.stationary[v]!;
        expect(Math.abs(share - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / count));
      }
    }
    const pairs = new Float64Array(16);
    for (let i = 0; i < count; i++)
      for (let t = 0; t < 4; t++) pairs[4 * sequences[5 * i + t]! + sequences[5 * i + t + 1]!]!++;
    for (let at = 0; at < 16; at++) {
      const p = chain.stationary[Math.floor(at / 4)]! * chain.transition[at]!;
      expect(Math.abs(pairs[at]! / (4 * count) - p)).toBeLessThanOrEqual(5 * Math.sqrt(p / (4 * count)));
      if (p === 0) expect(pairs[at]).toBe(0);
    }
  });

  it('are the inverse of the cumulative law at given words', () => {
    // π = (½, ½); P = (¾ ¼; ¼ ¾).
    const sampler = new ChainSampler(equalMixingChain(2, -1 / Math.log(0.5)));
    const word = (u: number) => Math.floor(u * 2 ** 32);
    const out = new Int32Array(6);
    sampler.sequenceInto(Uint32Array.of(word(0.49), word(0.74), word(0.76), word(0.24), word(0.9), word(0.26)), out, 0);
    expect(Array.from(out)).toEqual([0, 0, 1, 0, 1, 1]);
    sampler.sequenceInto(Uint32Array.of(0, 0, 0xffffffff), out, 3);
    expect(Array.from(out)).toEqual([0, 0, 1, 0, 0, 1]);
  });

  it('do not depend on how they are cut into batches; other seeds and uses give others', () => {
    const sampler = new ChainSampler(equalMixingChain(16, 2));
    const whole = sampler.sequences(range({ count: 12, length: 13 }));
    const cut = [0, 5, 6].map((first, i) => sampler.sequences(range({ first, count: [5, 1, 6][i]!, length: 13 })));
    expect(cut.flatMap((part) => Array.from(part))).toEqual(Array.from(whole));
    expect(sampler.sequences(range({ count: 12, length: 13, use: 'measurement' }))).not.toEqual(whole);
    expect(sampler.sequences(range({ count: 12, length: 13, seed: 8n }))).not.toEqual(whole);
    expect(() => sampler.sequences(range({ first: -1 }))).toThrow(
      /first: a whole number from 0 on is expected; got -1/,
    );
  });
});

describe('masked places', () => {
  it('are k different places in ascending order, each as often, each pair as often', () => {
    const [count, length, masked] = [20_000, 9, 3];
    const masks = maskPositions(range({ count, length }), masked);
    const places = new Float64Array(length);
    let neighbours = 0;
    for (let i = 0; i < count; i++) {
      const [a, b, c] = masks.subarray(masked * i, masked * i + masked) as unknown as [number, number, number];
      expect(a < b && b < c && a >= 0 && c < length).toBe(true);
      for (const t of [a, b, c]) places[t]!++;
      if (a === 3 && b === 4) neighbours++;
      if (b === 3 && c === 4) neighbours++;
    }
    const within = (value: number, p: number) => {
      expect(Math.abs(value / count - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / count));
    };
    for (const times of places) within(times, 1 / 3);
    within(neighbours, (3 * 2) / (9 * 8));
  });

  it('belong to the sequence, whatever the batch', () => {
    const whole = maskPositions(range({ count: 8 }), 10);
    expect(maskPositions(range({ first: 5, count: 3 }), 10)).toEqual(whole.slice(50));
    expect(maskPositions(range({ count: 8, use: 'measurement' }), 10)).not.toEqual(whole);
    expect(Array.from(maskPositions(range({ count: 1, length: 4 }), 4))).toEqual([0, 1, 2, 3]);
    expect(() => maskPositions(range({ length: 4 }), 5)).toThrow(/from 1 to 4/);
  });
});
