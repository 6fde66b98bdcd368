import { describe, expect, it } from 'vitest';
import { matrixExponential } from '#odepth/numeric/matrix-exponential';
import { normalMatrix, relativeDistance } from '../theory/geodesic/matrices.ts';

describe('the matrix exponential', () => {
  it('of a rotation by many turns is the rotation', () => {
    const angle = 100;
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    const found = matrixExponential(Float64Array.of(0, -angle, angle, 0), 2);
    expect(relativeDistance(found, Float64Array.of(cosine, -sine, sine, cosine))).toBeLessThan(3e-14);
  });

  it('of a nilpotent matrix is its finite series', () => {
    const found = matrixExponential(Float64Array.of(0, 3, 5, 0, 0, 7, 0, 0, 0), 3);
    expect(relativeDistance(found, Float64Array.of(1, 3, 15.5, 0, 1, 7, 0, 0, 1))).toBeLessThan(1e-15);
  });

  it('times that of the negative is 1', () => {
    const { data } = normalMatrix(5, 5, 11);
    const [plus, minus] = [
      matrixExponential(data, 5),
      matrixExponential(
        data.map((x) => -x),
        5,
      ),
    ];
    for (let i = 0; i < 5; i++) {
      for (let j = 0; j < 5; j++) {
        let sum = 0;
        for (let k = 0; k < 5; k++) sum += plus[i * 5 + k]! * minus[k * 5 + j]!;
        expect(sum).toBeCloseTo(i === j ? 1 : 0, 12);
      }
    }
  });

  it('refuses another shape and what is not finite', () => {
    expect(() => matrixExponential(new Float64Array(3), 2)).toThrow(/2 × 2 entries/);
    expect(() => matrixExponential(Float64Array.of(Number.NaN), 1)).toThrow(/finite/);
  });
});
