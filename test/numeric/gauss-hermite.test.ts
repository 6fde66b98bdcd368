import { describe, expect, it } from 'vitest';
import { gaussHermite } from '#odepth/numeric/gauss-hermite';

/** ∫ e^{−x²} x^{2m} dx / √π = (2m − 1)!! / 2^m. */
function evenMoment(m: number): number {
  let value = 1;
  for (let k = 1; k <= m; k++) value *= (2 * k - 1) / 2;
  return value;
}

describe('the Gauss–Hermite rule', () => {
  it.each([1, 2, 3, 7, 16, 32, 33, 64])('with %i nodes is exact up to degree 2n − 1, and not at 2n', (count) => {
    const { nodes, weights } = gaussHermite(count);
    const moment = (m: number) => nodes.reduce((sum, x, i) => sum + weights[i]! * x ** (2 * m), 0) / Math.sqrt(Math.PI);
    for (let m = 0; m < count; m++) expect(Math.abs(moment(m) / evenMoment(m) - 1)).toBeLessThan(1e-12);
    // The error of a Gauss rule at degree 2n is the square of the monic orthogonal polynomial, n! / 2^n √π.
    if (count <= 16) {
      let missing = 1;
      for (let k = 1; k <= count; k++) missing *= k / 2;
      expect((evenMoment(count) - moment(count)) / missing).toBeCloseTo(1, 6);
    }
  });

  it('has the tabulated nodes and weights', () => {
    // Abramowitz & Stegun, table 25.10 (n = 5); n = 32 as numpy.polynomial.hermite.hermgauss gives it.
    const five = gaussHermite(5);
    expect([...five.nodes]).toEqual(
      [-2.02018287045609, -0.958572464613819, 0, 0.958572464613819, 2.02018287045609].map((x) => expect.closeTo(x, 13)),
    );
    expect(five.weights[0]).toBeCloseTo(1.995324205905e-2, 13);
    expect(five.weights[2]).toBeCloseTo(0.945308720482942, 13);
    const { nodes, weights } = gaussHermite(32);
    expect(nodes[31]).toBeCloseTo(7.125813909830728, 13);
    expect(weights[31]! / 7.31067642738e-23).toBeCloseTo(1, 10);
  });

  it('is symmetric to the last bit and ascending, up to the largest rule', () => {
    for (const count of [31, 128, 256]) {
      const { nodes, weights } = gaussHermite(count);
      for (let i = 0; i < count; i++) {
        expect(nodes[i]! + nodes[count - 1 - i]!).toBe(0);
        expect(weights[i]).toBe(weights[count - 1 - i]);
        expect(weights[i]).toBeGreaterThan(0);
        if (i > 0) expect(nodes[i]).toBeGreaterThan(nodes[i - 1]!);
      }
      expect(weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(Math.sqrt(Math.PI), 12);
    }
  });

  it('refuses what is not a number of nodes', () => {
    for (const count of [0, -1, 2.5, 257, Number.NaN]) expect(() => gaussHermite(count)).toThrow(RangeError);
  });
});
