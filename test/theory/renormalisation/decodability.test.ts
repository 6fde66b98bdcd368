import { describe, expect, it } from 'vitest';
import { createMatrix } from '#odepth/numeric/dense/matrix';
import { equalMixingChain, ringChain } from '#odepth/theory/renormalisation/chain-laws';
import { DecoderAccumulator, decodability } from '#odepth/theory/renormalisation/decodability';
import { decodabilityCeiling, maskedCeiling } from '#odepth/theory/renormalisation/decodability-ceiling';
import type { MarkovChain } from '#odepth/theory/renormalisation/markov-chain';
import { ChainSampler } from '#odepth/theory/renormalisation/sample-chain';
import { fromData, normalMatrix, product, range, scaled, sum } from '../richness/sample-rows.ts';
import { powerOf, skewed } from './chains.ts';

const half = 4000;
const length = 9;

/** Sequences of a chain; symbols at place 4 + r of each. */
function drawn(chain: MarkovChain) {
  const sequences = new ChainSampler(chain).sequences({
    seed: 3n,
    use: 'measurement',
    first: 0,
    count: 2 * half,
    length,
  });
  return (r: number) => Int32Array.from({ length: 2 * half }, (_, i) => sequences[length * i + 4 + r]!);
}
function oneHot(symbols: Int32Array, states: number) {
  const out = createMatrix(symbols.length, states);
  symbols.forEach((v, i) => {
    out.data[i * states + v] = 1;
  });
  return out;
}
const rows = (m: ReturnType<typeof oneHot>, h: number) =>
  fromData(half, m.columns, m.data.subarray(h * half * m.columns, (h + 1) * half * m.columns));

function decode(stream: ReturnType<typeof oneHot>, symbols: readonly Int32Array[], states: number) {
  const accumulator = new DecoderAccumulator(stream.columns, states, symbols.length);
  for (const h of [0, 1] as const) {
    accumulator.add(
      h,
      rows(stream, h),
      symbols.map((column) => column.subarray(h * half, (h + 1) * half)),
    );
  }
  return decodability(accumulator.finish());
}

describe('linear decodability', () => {
  const offsets = [-2, -1, 0, 1, 3];

  it.each([
    ['equal mixing', equalMixingChain(6, 2)],
    ['a ring', ringChain(5, 3)],
    ['no symmetry', skewed()],
  ])('of neighbours from a one-hot symbol is the ceiling of the chain: %s', (_, chain) => {
    const at = drawn(chain);
    const found = decode(oneHot(at(0), chain.states), offsets.map(at), chain.states);
    offsets.forEach((r, k) => {
      expect(Math.abs(found[k]!.value - decodabilityCeiling(chain, r))).toBeLessThan(0.02);
      expect(found[k]!.value).toBeCloseTo((found[k]!.halves[0] + found[k]!.halves[1]) / 2, 14);
    });
    expect(found[2]!.value).toBeCloseTo(1, 12);
  });

  it('is that of residuals counted one by one, and the same for any invertible map of the stream and an offset', () => {
    const chain = skewed();
    const at = drawn(chain);
    const noisy = sum(product(oneHot(at(0), 4), normalMatrix(4, 7, 1)), normalMatrix(2 * half, 7, 2), 0.8);
    const [found] = decode(noisy, [at(1)], 4);
    expect(found!.halves[0]).toBeCloseTo(direct(rows(noisy, 0), rows(noisy, 1), at(1)), 10);
    const mapped = product(noisy, normalMatrix(7, 7, 5));
    expect(decode(mapped, [at(1)], 4)[0]!.value).toBeCloseTo(found!.value, 9);
    const float = { ...noisy, data: Float64Array.from(Float32Array.from(noisy.data)) };
    expect(Math.abs(decode(float, [at(1)], 4)[0]!.value - found!.value)).toBeLessThan(1e-6);
  });

  it('of a stream that knows nothing is none: zero for a constant one, at most what noise fits for a random one', () => {
    const at = drawn(equalMixingChain(6, 2));
    const constant = fromData(2 * half, 3, new Float64Array(6 * half).fill(0.1));
    expect(decode(constant, [at(1)], 6)[0]!.value).toBe(0);
    const [noise] = decode(normalMatrix(2 * half, 8, 9), [at(1)], 6);
    expect(noise!.value).toBeLessThan(0);
    expect(noise!.value).toBeGreaterThan(-4 * (8 / half));
  });

  it('is not upset by directions that repeat others, or by their rounding', () => {
    const at = drawn(equalMixingChain(6, 2));
    const hot = oneHot(at(0), 6);
    // Six columns of rank five (with the constant), doubled, the copies off by 10⁻⁹.
    const twice = product(
      hot,
      fromData(
        6,
        12,
        Float64Array.from(range(0, 72), (i) => (i % 6 === Math.floor(i / 12) ? 1 : 0)),
      ),
    );
    const shaken = sum(twice, scaled(normalMatrix(2 * half, 12, 3), 1e-9));
    expect(decode(shaken, [at(1)], 6)[0]!.value).toBeCloseTo(decode(hot, [at(1)], 6)[0]!.value, 7);
  });

  it('refuses symbols that are none, too few of them, and those that never vary', () => {
    const stream = normalMatrix(4, 3, 1);
    const accumulator = new DecoderAccumulator(3, 5, 1);
    expect(() => accumulator.add(0, stream, [[0, 1, 5, 0]])).toThrow(
      /from 0 to 4 is expected in row 2 at offset number 0; got 5/,
    );
    expect(() => accumulator.add(0, stream, [[0, 1]])).toThrow(
      /4 symbols, one per row, are expected at offset number 0; got 2/,
    );
    expect(() => accumulator.add(0, stream, [])).toThrow(/symbols at 1 offsets are expected, got 0/);
    accumulator.add(0, stream, [[1, 1, 1, 1]]);
    accumulator.add(1, stream, [[1, 1, 1, 1]]);
    expect(() => decodability(accumulator.finish())).toThrow(/same symbol at offset number 0/);
    expect(() => new DecoderAccumulator(3, 0, 1)).toThrow(/states must be a whole number from 1 on; got 0/);
  });

  /** Fit by normal equations in float64 on rows with a constant, residuals one by one. */
  function direct(fit: ReturnType<typeof rows>, score: ReturnType<typeof rows>, symbols: Int32Array): number {
    const d = fit.columns + 1;
    const entry = (m: typeof fit, i: number, j: number) => (j < fit.columns ? m.data[i * m.columns + j]! : 1);
    const system = range(0, d).map((j) => {
      const gram = range(0, d).map((k) => range(0, half).reduce((s, i) => s + entry(fit, i, j) * entry(fit, i, k), 0));
      const right = range(0, 4).map((v) =>
        range(0, half).reduce((s, i) => s + (symbols[i] === v ? entry(fit, i, j) : 0), 0),
      );
      return [...gram, ...right];
    });
    for (let k = 0; k < d; k++) {
      for (let j = 0; j < d; j++) {
        if (j === k) continue;
        const factor = system[j]![k]! / system[k]![k]!;
        for (let c = k; c < d + 4; c++) system[j]![c]! -= factor * system[k]![c]!;
      }
    }
    let [residual, total] = [0, 0];
    for (let v = 0; v < 4; v++) {
      const mean = range(0, half).filter((i) => symbols[i] === v).length / half;
      for (let i = 0; i < half; i++) {
        const y = symbols[half + i] === v ? 1 : 0;
        const guess = range(0, d).reduce((s, j) => s + (system[j]![d + v]! / system[j]![j]!) * entry(score, i, j), 0);
        residual += (y - guess) ** 2;
        total += (y - mean) ** 2;
      }
    }
    return 1 - residual / total;
  }
});

describe('the ceiling of decodability', () => {
  it('from the symbol itself is λ^{2r} for equal mixing, Σλ_k^{2r}/(V − 1) for a ring, at either side', () => {
    const chain = equalMixingChain(16, 3);
    for (const r of [0, 1, 5]) expect(decodabilityCeiling(chain, r)).toBeCloseTo(Math.exp((-2 * r) / 3), 13);
    const ring = ringChain(5, 3);
    const stay = ring.transition[0]!;
    const sums = range(1, 5).reduce((s, k) => s + (stay + (1 - stay) * Math.cos((2 * Math.PI * k) / 5)) ** 4, 0);
    expect(decodabilityCeiling(ring, 2)).toBeCloseTo(sums / 4, 13);
    expect(decodabilityCeiling(ring, -2)).toBeCloseTo(decodabilityCeiling(ring, 2), 13);
    expect(Math.abs(decodabilityCeiling(skewed(), -2) - decodabilityCeiling(skewed(), 2))).toBeGreaterThan(1e-3);
    expect(() => decodabilityCeiling(chain, 0.5)).toThrow(/whole number of steps/);
  });

  it('at a masked place is the posterior of the neighbours seen', () => {
    const chain = skewed();
    expect(maskedCeiling(chain, { length: 9, masked: 3, radius: 0 })).toBeCloseTo(0, 13);
    expect(maskedCeiling(chain, { length: 5, masked: 5 })).toBeCloseTo(0, 13);
    // Two places, one masked: the other is its neighbour, before or after.
    const pair = (decodabilityCeiling(chain, 1) + decodabilityCeiling(chain, -1)) / 2;
    expect(maskedCeiling(chain, { length: 2, masked: 1 })).toBeCloseTo(pair, 13);
    // Three places, one masked: mean over places of what enumeration gives.
    const [p, q] = [powerOf(chain, 1), powerOf(chain, 2)];
    let inside = 0;
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) {
        for (let x = 0; x < 4; x++) inside += (chain.stationary[i]! * (p[i]![x]! * p[x]![j]!) ** 2) / q[i]![j]!;
      }
    }
    const chance = chain.stationary.reduce((s, x) => s + x * x, 0);
    const expected = ((inside - chance) / (1 - chance) + 2 * pair) / 3;
    expect(maskedCeiling(chain, { length: 3, masked: 1 })).toBeCloseTo(expected, 13);
  });
});
