import { describe, expect, it } from 'vitest';
import { erf } from '#odepth/numeric/elementary';
import { ChiSquareStream } from '#odepth/numeric/random/chi-square-stream';

const address = { seed: 77n, purpose: 'test', network: 0 } as const;

function sampleOf(freedom: number, count: number, network = 0): Float64Array {
  const stream = new ChiSquareStream('xoshiro', { ...address, network });
  return Float64Array.from({ length: count }, () => stream.next(freedom));
}

/** P(χ²_m ≤ x) from m = 1 or 2 upwards: P(m + 2) = P(m) − (x/2)^{m/2} e^{−x/2} / Γ(m/2 + 1). */
function distribution(freedom: number, x: number): number {
  const half = x / 2;
  let m = freedom % 2 === 0 ? 2 : 1;
  let value = m === 2 ? 1 - Math.exp(-half) : erf(Math.sqrt(half));
  let term = m === 2 ? half * Math.exp(-half) : 2 * Math.sqrt(half / Math.PI) * Math.exp(-half);
  for (; m < freedom; m += 2) {
    value -= term;
    term *= half / (m / 2 + 1);
  }
  return value;
}

describe('χ² variates', () => {
  for (const freedom of [1, 2, 3, 4, 7, 31, 200]) {
    it(`of ${freedom} degrees of freedom follow their distribution function (Kolmogorov–Smirnov)`, () => {
      const count = 20_000;
      const sorted = sampleOf(freedom, count).sort();
      let distance = 0;
      for (let i = 0; i < count; i++) {
        const p = distribution(freedom, sorted[i]!);
        distance = Math.max(distance, Math.abs(p - i / count), Math.abs(p - (i + 1) / count));
      }
      // Passed by chance once in a thousand.
      expect(distance * Math.sqrt(count)).toBeLessThan(1.95);
    });
  }

  for (const freedom of [1, 2, 5, 62, 4095]) {
    it(`of ${freedom} degrees of freedom have mean m, variance 2m and third central moment 8m within 4 errors`, () => {
      const count = 100_000;
      const x = sampleOf(freedom, count, 1);
      const scale = Math.sqrt(2 * freedom);
      const expected = [0, 1, (8 * freedom) / scale ** 3];
      for (const [i, moment] of expected.entries()) {
        let sum = 0;
        let square = 0;
        for (const value of x) {
          const power = ((value - freedom) / scale) ** (i + 1);
          sum += power;
          square += power * power;
        }
        const mean = sum / count;
        expect(Math.abs(mean - moment) / Math.sqrt((square / count - mean ** 2) / count)).toBeLessThan(4);
      }
    });
  }

  it('depend on their address alone: reset begins again, another network differs, Philox works too', () => {
    const stream = new ChiSquareStream('philox', address);
    const first = Array.from({ length: 300 }, () => stream.next(9));
    stream.reset({ ...address, network: 1 });
    expect(stream.next(9)).not.toBe(first[0]);
    stream.reset(address);
    expect(Array.from({ length: 300 }, () => stream.next(9))).toEqual(first);
  });
});
