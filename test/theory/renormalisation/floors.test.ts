import { describe, expect, it } from 'vitest';
import { equalMixingChain } from '#odepth/theory/renormalisation/chain-laws';
import {
  entropyRate,
  isolatedEntropy,
  lagEntropies,
  maskedEntropy,
  stationaryEntropy,
} from '#odepth/theory/renormalisation/entropies';
import { chainOf, type MarkovChain } from '#odepth/theory/renormalisation/markov-chain';
import { maskedCount, maskedFloor, maskGaps } from '#odepth/theory/renormalisation/masked-floor';
import { powerOf, skewed } from './chains.ts';

/** H(x_t | x_{t−a}, x_{t+b}) by enumeration of the three symbols. */
function enumerated(chain: MarkovChain, before: number, after: number): number {
  const [p, q, both] = [powerOf(chain, before), powerOf(chain, after), powerOf(chain, before + after)];
  let sum = 0;
  for (let i = 0; i < chain.states; i++) {
    for (let x = 0; x < chain.states; x++) {
      for (let j = 0; j < chain.states; j++) {
        const joint = chain.stationary[i]! * p[i]![x]! * q[x]![j]!;
        if (joint > 0) sum -= joint * Math.log((p[i]![x]! * q[x]![j]!) / both[i]![j]!);
      }
    }
  }
  return sum;
}

/** The floor by enumeration of every mask: at each masked place the entropy given the nearest symbols seen. */
function enumeratedFloor(chain: MarkovChain, length: number, masked: number, radius = length): number {
  const all = Array.from({ length: 2 ** length }, (_, bits) => bits);
  const masks = all.filter((bits) => bits.toString(2).replaceAll('0', '').length === masked);
  const known = new Map<string, number>();
  const gap = (before: number, after: number) => {
    const key = `${before},${after}`;
    if (!known.has(key)) {
      const [left, right] = [before > radius, after > radius];
      const h = left || right ? Number.NaN : enumerated(chain, before, after);
      const one = (lag: number) => lagEntropies(chain, lag)[lag]!;
      const side = left ? (right ? stationaryEntropy(chain) : one(after)) : right ? one(before) : h;
      known.set(key, side);
    }
    return known.get(key)!;
  };
  let sum = 0;
  for (const bits of masks) {
    const hidden = (t: number) => t >= 0 && t < length && (bits >> t) % 2 === 1;
    for (let t = 0; t < length; t++) {
      if (!hidden(t)) continue;
      let [before, after] = [1, 1];
      while (hidden(t - before)) before++;
      while (hidden(t + after)) after++;
      sum += gap(t - before < 0 ? Infinity : before, t + after >= length ? Infinity : after);
    }
  }
  return sum / (masks.length * masked);
}

describe('entropies', () => {
  it('of independent, of equal-mixing and of certain symbols are the closed forms', () => {
    expect(stationaryEntropy(equalMixingChain(16, 1))).toBeCloseTo(Math.log(16), 14);
    expect(isolatedEntropy(equalMixingChain(5, 0))).toBeCloseTo(Math.log(5), 14);
    const [v, alpha] = [16, Math.exp(-1)];
    const [same, other] = [alpha + (1 - alpha) / v, (1 - alpha) / v];
    const rate = -same * Math.log(same) - (v - 1) * other * Math.log(other);
    expect(entropyRate(equalMixingChain(v, 1))).toBeCloseTo(rate, 14);
    // Almost certain: the successor is fixed but for 10⁻¹².
    const e = 1e-12;
    const cycle = chainOf([
      [e, 1 - e, 0],
      [0, e, 1 - e],
      [1 - e, 0, e],
    ]);
    expect(isolatedEntropy(cycle)).toBeLessThan(1e-10);
    expect(isolatedEntropy(cycle)).toBeGreaterThanOrEqual(0);
  });

  it.each([
    [1, 1],
    [1, 2],
    [3, 1],
    [4, 7],
  ])('given neighbours %i before and %i after are those of enumeration', (before, after) => {
    for (const chain of [skewed(), equalMixingChain(6, 2)]) {
      expect(maskedEntropy(chain, before, after)).toBeCloseTo(enumerated(chain, before, after), 13);
    }
  });

  it('of one neighbour do not depend on its side, and tend to the stationary one far away', () => {
    const chain = skewed();
    const backwards = chainOf(
      Array.from({ length: 4 }, (_, i) =>
        Array.from(
          { length: 4 },
          (_, j) => (chain.stationary[j]! * chain.transition[4 * j + i]!) / chain.stationary[i]!,
        ),
      ),
    );
    expect(maskedEntropy(chain, 2, Infinity)).toBe(maskedEntropy(chain, Infinity, 2));
    expect(maskedEntropy(backwards, 2, Infinity)).toBeCloseTo(maskedEntropy(chain, 2, Infinity), 13);
    expect(maskedEntropy(chain, 200, 300)).toBeCloseTo(stationaryEntropy(chain), 13);
    expect(maskedEntropy(chain, Infinity, Infinity)).toBe(stationaryEntropy(chain));
    expect(() => maskedEntropy(chain, 0, 1)).toThrow(
      /whole number from 1 on, or Infinity for none, is expected; got 0/,
    );
  });
});

describe('the Bayes floor of masked symbols', () => {
  it.each([
    [7, 1, undefined],
    [7, 3, undefined],
    [8, 5, undefined],
    [7, 7, undefined],
    [8, 3, 1],
    [8, 4, 2],
    [7, 2, 0],
  ])('is the mean over all masks: T = %i, k = %i, radius %s', (length, masked, radius) => {
    const masking = radius === undefined ? { length, masked } : { length, masked, radius };
    const expected = enumeratedFloor(skewed(), length, masked, radius);
    expect(maskedFloor(skewed(), masking)).toBeCloseTo(expected, 12);
    const total = maskGaps(masking).reduce((sum, { probability }) => sum + probability, 0);
    expect(total).toBeCloseTo(1, 13);
  });

  it.each([Infinity, 1, 2])(
    'is the conditional entropy given *everything* seen, symbols and mask, radius %d',
    (radius) => {
      const [length, masked] = [5, 3];
      const chain = chainOf([
        [0.1, 0.7, 0.2],
        [0.5, 0.2, 0.3],
        [0.6, 0, 0.4],
      ]);
      const sequences = Array.from({ length: 3 ** length }, (_, code) =>
        Array.from({ length }, (_, t) => Math.floor(code / 3 ** t) % 3),
      );
      const probability = sequences.map((x) =>
        x.slice(1).reduce((p, v, t) => p * chain.transition[3 * x[t]! + v]!, chain.stationary[x[0]!]!),
      );
      let [sum, places] = [0, 0];
      for (let bits = 0; bits < 2 ** length; bits++) {
        const hidden = Array.from({ length }, (_, t) => (bits >> t) % 2 === 1);
        if (hidden.filter(Boolean).length !== masked) continue;
        for (let t = 0; t < length; t++) {
          if (!hidden[t]) continue;
          places++;
          const law = new Map<string, Float64Array>();
          sequences.forEach((x, i) => {
            const seen = x.map((v, s) => (hidden[s] || Math.abs(s - t) > radius ? '?' : v)).join('');
            if (!law.has(seen)) law.set(seen, new Float64Array(3));
            law.get(seen)![x[t]!]! += probability[i]!;
          });
          for (const joint of law.values()) {
            const all = joint.reduce((total, p) => total + p, 0);
            for (const p of joint) if (p > 0) sum -= p * Math.log(p / all);
          }
        }
      }
      expect(maskedFloor(chain, { length, masked, radius })).toBeCloseTo(sum / places, 13);
    },
  );

  it('rises with the masks, falls with the radius, between the isolated and the stationary entropy', () => {
    const chain = equalMixingChain(16, 7);
    const floor = (masked: number, radius?: number) =>
      maskedFloor(chain, { length: 64, masked, ...(radius !== undefined && { radius }) });
    const rising = [1, 5, 10, 30, 64].map((masked) => floor(masked));
    const falling = [0, 1, 2, 8, 63].map((radius) => floor(10, radius));
    expect([...rising].sort((a, b) => a - b)).toEqual(rising);
    expect([...falling].sort((a, b) => b - a)).toEqual(falling);
    expect(falling[0]).toBeCloseTo(stationaryEntropy(chain), 13);
    expect(falling[4]).toBeCloseTo(floor(10), 13);
    expect(rising[4]).toBeCloseTo(stationaryEntropy(chain), 13);
    expect(rising[0]).toBeGreaterThan(isolatedEntropy(chain));
    // One mask in a long sequence has both neighbours but at its ends.
    const [inside, ends] = [isolatedEntropy(chain), entropyRate(chain)];
    expect(rising[0]).toBeCloseTo((62 * inside + 2 * ends) / 64, 13);
  });

  it('refuses masks that do not fit', () => {
    const chain = equalMixingChain(4, 1);
    expect(() => maskedFloor(chain, { length: 8, masked: 9 })).toThrow(
      /whole number from 1 to 8, the places of a sequence/,
    );
    expect(() => maskedFloor(chain, { length: 8, masked: 0 })).toThrow(/got 0/);
    expect(() => maskedFloor(chain, { length: 2.5, masked: 1 })).toThrow(/length: a whole number/);
    expect(() => maskedFloor(chain, { length: 8, masked: 1, radius: -1 })).toThrow(/radius: a whole number/);
    expect(maskedCount(64, 0.15)).toBe(10);
    expect(maskedCount(4, 0.01)).toBe(1);
    expect(() => maskedCount(64, 0)).toThrow(/part of the sequence in \(0, 1\]/);
  });
});
