import { describe, expect, it } from 'vitest';
import {
  effectiveRank,
  effectiveRankSquared,
  participationRatio,
  rankMeasures,
  rankNames,
  stableRank,
} from '#odepth/theory/renormalisation/ranks';

const measures = { effectiveRank, effectiveRankSquared, participationRatio, stableRank };

describe.each(rankNames)('%s', (name) => {
  const of = measures[name];

  it('is the number of directions that carry the same', () => {
    for (const d of [1, 2, 7, 64]) {
      const spectrum = [...new Array<number>(d).fill(0.3), 0, 0];
      expect(of(spectrum) / d).toBeCloseTo(1, 12);
    }
  });

  it('does not depend on scale or order, even where squares would overflow', () => {
    const s = [5, 0.1, 3, 3, 0.001];
    for (const factor of [1e-200, 7, 1e180]) expect(of(s.map((value) => factor * value)) / of(s)).toBeCloseTo(1, 12);
    expect(of([...s].reverse()) / of(s)).toBeCloseTo(1, 14);
  });

  it('refuses the zero matrix by name, and what is no singular value', () => {
    expect(() => of([0, 0])).toThrow(/all vanish, and the effective rank of a zero matrix is not defined/);
    expect(() => of([])).toThrow(/all vanish/);
    expect(() => of([1, -1])).toThrow(/number 1 \(counted from 0\) is -1/);
    expect(() => of([Number.NaN, 1])).toThrow(/number 0 \(counted from 0\) is NaN/);
    expect(() => of([1, Number.POSITIVE_INFINITY])).toThrow(/is Infinity/);
  });
});

describe('the four ranks', () => {
  it('of geometric spectra s_k = qᵏ are the closed forms', () => {
    // p_k = (1 − x) xᵏ has entropy −ln(1 − x) − x ln x/(1 − x).
    const byEntropy = (x: number) => Math.exp(-Math.log(1 - x) - (x * Math.log(x)) / (1 - x));
    for (const q of [0.2, 0.5, 0.8]) {
      const s = Array.from({ length: 400 }, (_, k) => q ** k);
      const found = rankMeasures(s);
      expect(found.effectiveRank / byEntropy(q)).toBeCloseTo(1, 12);
      expect(found.effectiveRankSquared / byEntropy(q * q)).toBeCloseTo(1, 12);
      expect(found.participationRatio / ((1 + q * q) / (1 - q * q))).toBeCloseTo(1, 12);
      expect(found.stableRank * (1 - q * q)).toBeCloseTo(1, 12);
    }
  });

  it('of s = (3, 1) are those by hand, and never rise from one to the next', () => {
    const { effectiveRank: a, effectiveRankSquared: b, participationRatio: c, stableRank: d } = rankMeasures([3, 1]);
    expect(a).toBeCloseTo(4 / 3 ** 0.75, 13);
    expect(b).toBeCloseTo(10 / 9 ** 0.9, 13);
    expect(c).toBeCloseTo(100 / 82, 14);
    expect(d).toBeCloseTo(10 / 9, 14);
    expect(a > b && b > c && c > d).toBe(true);
  });
});
