import { describe, expect, it } from 'vitest';
import { autocorrelation } from '#odepth/theory/renormalisation/autocorrelation';
import { equalMixingChain, ringChain, ringRange } from '#odepth/theory/renormalisation/chain-laws';
import { chainPower } from '#odepth/theory/renormalisation/chain-powers';
import { chainSpectrum } from '#odepth/theory/renormalisation/chain-spectrum';
import { chainOf, type MarkovChain } from '#odepth/theory/renormalisation/markov-chain';
import { RenormalisationError } from '#odepth/theory/renormalisation/renormalisation-error';
import { powerOf, skewed } from './chains.ts';

const rowsOf = ({ states, transition }: MarkovChain) =>
  Array.from({ length: states }, (_, i) => transition.subarray(i * states, (i + 1) * states));

function imbalance({ states, transition, stationary }: MarkovChain): number {
  const after = Array.from({ length: states }, (_, j) =>
    stationary.reduce((sum, value, i) => sum + value * transition[i * states + j]!, 0),
  );
  return Math.max(...after.map((value, j) => Math.abs(value / stationary[j]! - 1)));
}

describe('the equal-mixing chain', () => {
  it.each([
    [16, 1, 0.36787944117144233],
    [16, 7, 0.8668778997501817],
    [3, 2, 0.6065306597126334],
  ])(
    'of %i symbols and ξ = %f has λ₂ = e^{−1/ξ}, as many times as there are symbols but one',
    async (states, xi, alpha) => {
      const chain = equalMixingChain(states, xi);
      const spectrum = await chainSpectrum(chain);
      expect(spectrum.correlationLength / xi).toBeCloseTo(1, 13);
      expect(spectrum.values[0]!.real).toBeCloseTo(1, 14);
      for (const { real, imaginary } of spectrum.values.slice(1)) {
        expect(real).toBeCloseTo(alpha, 13);
        expect(imaginary).toBe(0);
      }
      expect(chain.stationary.every((value) => value === 1 / states)).toBe(true);
      for (const r of [0, 1, 5, 12]) expect(autocorrelation(chain, r)).toBeCloseTo(alpha ** r, 13);
    },
  );

  it('has independent symbols at ξ = 0 and keeps its digits at very large ξ', async () => {
    const independent = equalMixingChain(4, 0);
    expect(independent.transition.every((value) => value === 0.25)).toBe(true);
    expect((await chainSpectrum(independent)).correlationLength).toBe(0);
    const slow = equalMixingChain(4, 1e12);
    expect(slow.transition[1]! * 4e12).toBeCloseTo(1, 10);
  });
});

describe('the ring', () => {
  it.each([
    [2, 0.5],
    [3, 1],
    [4, 1],
    [5, 2],
    [11, 7],
    [16, 20],
  ])('of %i symbols and ξ = %f has λ_k = s + (1 − s) cos 2πk/V', async (states, xi) => {
    const chain = ringChain(states, xi);
    const stay = chain.transition[0]!;
    const expected = Array.from({ length: states }, (_, k) => stay + (1 - stay) * Math.cos((2 * Math.PI * k) / states));
    const { values, correlationLength } = await chainSpectrum(chain);
    const found = values.map(({ real }) => real).sort((a, b) => b - a);
    expected
      .sort((a, b) => b - a)
      .forEach((value, k) => {
        expect(found[k]).toBeCloseTo(value, 13);
      });
    expect(correlationLength / xi).toBeCloseTo(1, 12);
    expect(imbalance(chain)).toBeLessThan(1e-15);
  });

  it('refuses a ξ that no rest can give, and says which there are and for how many symbols', async () => {
    const { shortest } = ringRange(16);
    expect(() => ringChain(16, 7)).toThrow(
      /ring of 16 symbols has those from 13\.1\d on; got 7\. Take at most 11 symbols/,
    );
    expect((await chainSpectrum(ringChain(16, shortest))).correlationLength / shortest).toBeCloseTo(1, 10);
    // At the edge the slowest mode is even and the alternating one as slow.
    const { values } = await chainSpectrum(ringChain(16, shortest));
    expect(Math.min(...values.map(({ real }) => real))).toBeCloseTo(-values[1]!.modulus, 12);
    expect(() => ringChain(16, Number.POSITIVE_INFINITY)).toThrow(/finite number of steps above 0/);
    expect(() => ringChain(1, 3)).toThrow(/symbols from 2 on/);
    for (let states = 2; states < 30; states++) {
      expect(ringRange(states + 1).shortest).toBeGreaterThanOrEqual(ringRange(states).shortest);
    }
  });
});

describe('the chain of a matrix', () => {
  it('has the stationary law of an eigenvector, to rounding, entries of any size', () => {
    expect(imbalance(skewed())).toBeLessThan(1e-14);
    // A birth-death chain: π by detailed balance over 24 powers of ten.
    const small = 1e-6;
    const chain = chainOf([
      [1 - small, small, 0, 0, 0],
      [0.5, 0.5 - small, small, 0, 0],
      [0, 0.5, 0.5 - small, small, 0],
      [0, 0, 0.5, 0.5 - small, small],
      [0, 0, 0, 0.5, 0.5],
    ]);
    for (let i = 1; i < 5; i++) {
      expect(chain.stationary[i]! / chain.stationary[i - 1]! / (2 * small)).toBeCloseTo(1, 13);
    }
  });

  it('has the spectrum whose power sums are the traces of powers, complex pairs too', async () => {
    const chain = skewed();
    const { values, second, correlationLength } = await chainSpectrum(chain);
    expect(values.some(({ imaginary }) => imaginary !== 0)).toBe(true);
    expect(correlationLength).toBe(-1 / Math.log(second));
    for (const r of [1, 2, 3, 4]) {
      const trace = powerOf(chain, r).reduce((sum, row, i) => sum + row[i]!, 0);
      let powers = 0;
      for (const { real, imaginary } of values) {
        const modulus = Math.hypot(real, imaginary) ** r;
        powers += modulus * Math.cos(r * Math.atan2(imaginary, real));
      }
      expect(powers).toBeCloseTo(trace, 13);
    }
  });

  it('decays at the rate of λ₂, and its powers are those of plain sums', async () => {
    const chain = equalMixingChain(5, 3);
    const copy = chainOf(rowsOf(chain));
    expect(Math.max(...copy.stationary.map((value) => Math.abs(value - 0.2)))).toBeLessThan(1e-16);
    expect(Array.from(chainPower(skewed(), 6))).toEqual(
      powerOf(skewed(), 6)
        .flat()
        .map((value) => expect.closeTo(value, 14)),
    );
    const { second } = await chainSpectrum(skewed());
    const size = (r: number) => {
      const power = chainPower(skewed(), r);
      return Math.hypot(...power.map((value, at) => value - skewed().stationary[at % 4]!));
    };
    expect((size(30) / size(10)) ** (1 / 20)).toBeCloseTo(second, 1);
  });

  it('says what is wrong with a matrix, and where', () => {
    const refused = (matrix: number[][]): RenormalisationError => {
      try {
        chainOf(matrix);
      } catch (error) {
        if (error instanceof RenormalisationError) return error;
        throw error;
      }
      throw new Error('not refused');
    };
    expect(refused([[1]]).message).toMatch(/at least two symbols are expected, got 1/);
    const ragged = refused([
      [0.5, 0.5],
      [0.5, 0.25, 0.25],
    ]);
    expect(ragged.message).toMatch(/row 1 \(counted from 0\) has 3 entries, but there are 2 rows; it must be square/);
    for (const bad of [-0.25, Number.NaN, Number.POSITIVE_INFINITY, 1.25]) {
      const error = refused([
        [0.5, 0.5],
        [bad, 1 - bad],
      ]);
      expect(error.place).toEqual({ row: 1, column: 0 });
    }
    const sum = refused([
      [0.5, 0.5],
      [0.5, 0.5 + 1e-8],
    ]);
    expect(sum.place).toEqual({ row: 1 });
    expect(sum.message).toMatch(/row 1 \(counted from 0\) must sum to 1 within 1e-9; its sum is 1\.00000001/);
    const split = refused([
      [0.5, 0.5, 0],
      [0.5, 0.5, 0],
      [0.2, 0.2, 0.6],
    ]);
    expect(split.message).toMatch(/symbol 0 never leads to symbol 2 .* reducible/);
    const lost = refused([
      [0.5, 0.25, 0.25],
      [0, 0.5, 0.5],
      [0, 0.5, 0.5],
    ]);
    expect(lost.message).toMatch(/symbol 1 never leads to symbol 0/);
    const periodic = refused([
      [0, 0.5, 0.5],
      [1, 0, 0],
      [1, 0, 0],
    ]);
    expect(periodic.message).toMatch(/multiples of 2 steps only, so \|λ₂\| = 1/);
  });
});
