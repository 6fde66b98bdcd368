import { describe, expect, it } from 'vitest';
import { normalQuantile, normalTail } from '#odepth/numeric/normal-quantile';

describe('the normal tail and its quantile', () => {
  // ½ erfc(z/√2) from 40 digits, rounded.
  it.each([
    [-1, 0.8413447460685429],
    [0, 0.5],
    [1.96, 0.024997895148220435],
    [3, 0.0013498980316300946],
    [5, 2.866515718791939e-7],
    [10, 7.619853024160525e-24],
    [30, 4.906713927148187e-198],
  ])('Q(%d) = %d', (z, tail) => {
    expect(Math.abs(normalTail(z) / tail - 1)).toBeLessThan(1e-13);
    expect(Math.abs(normalQuantile(tail) - z)).toBeLessThan(1e-12 * Math.max(1, Math.abs(z)));
  });

  it('are inverse to each other from −5 to 37, across the seam of the two formulas', () => {
    for (let z = -5; z <= 37; z += 0.0625) {
      // Below 0 the tail is near 1, where float64 resolves z only to 2⁻⁵³/φ(z).
      const resolution = z < 0 ? 1e-16 * Math.sqrt(2 * Math.PI) * Math.exp((z * z) / 2) : 0;
      expect(Math.abs(normalQuantile(normalTail(z)) - z)).toBeLessThan(1e-12 + resolution);
    }
    expect(normalTail(2 - 1e-15) / normalTail(2) - 1).toBeCloseTo(0, 13);
  });

  it('reach infinity at 0 and 1 and refuse what is no probability', () => {
    expect(normalQuantile(0)).toBe(Number.POSITIVE_INFINITY);
    expect(normalQuantile(1)).toBe(Number.NEGATIVE_INFINITY);
    for (const tail of [-0.1, 1.1, Number.NaN]) expect(() => normalQuantile(tail)).toThrow(/tail probability/);
  });
});
