import { describe, expect, it } from 'vitest';
import type { Matrix } from '#odepth/numeric/dense/matrix';
import { singularDecomposition, singularValues } from '#odepth/numeric/singular-values';
import { fromData, normalMatrix, relativeDistance } from '../theory/geodesic/matrices.ts';

/** U diag(σ) Vᵀ. */
function composed({ values, left, right }: ReturnType<typeof singularDecomposition>): Float64Array {
  const out = new Float64Array(left.rows * right.columns);
  for (let i = 0; i < left.rows; i++) {
    for (let k = 0; k < values.length; k++) {
      const factor = left.data[i * left.stride + k]! * values[k]!;
      for (let j = 0; j < right.columns; j++) out[i * right.columns + j]! += factor * right.data[k * right.stride + j]!;
    }
  }
  return out;
}

/** Largest |⟨row i, row j⟩ − δ_ij|. */
function rowsApartFromOrthonormal({ rows, columns, stride, data }: Matrix): number {
  let worst = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? -1 : 0;
      for (let k = 0; k < columns; k++) sum += data[i * stride + k]! * data[j * stride + k]!;
      worst = Math.max(worst, Math.abs(sum));
    }
  }
  return worst;
}

describe('the singular value decomposition', () => {
  for (const [rows, columns] of [
    [7, 30],
    [30, 7],
    [12, 12],
    [1, 5],
    [60, 80],
  ] as const) {
    it(`gives a ${rows} × ${columns} matrix back, with orthonormal vectors`, () => {
      const m = normalMatrix(rows, columns, rows);
      const found = singularDecomposition(m);
      expect(relativeDistance(composed(found), m.data)).toBeLessThan(2e-14);
      expect(rowsApartFromOrthonormal(found.right)).toBeLessThan(2e-14);
      const { rows: r, columns: c, data } = found.left;
      const turned = fromData(
        c,
        r,
        new Float64Array(r * c).map((_, x) => data[(x % r) * c + Math.floor(x / r)]!),
      );
      expect(rowsApartFromOrthonormal(turned)).toBeLessThan(2e-14);
      expect(relativeDistance(singularValues(m), found.values)).toBeLessThan(1e-14);
    });
  }

  it('finds the largest and the smallest value of the Hilbert matrix of size 6, and its determinant', () => {
    const m = fromData(
      6,
      6,
      new Float64Array(36).map((_, x) => 1 / (Math.floor(x / 6) + (x % 6) + 1)),
    );
    const values = singularValues(m);
    const product = values.reduce((total, value) => total * value, 1);
    expect(values[0]).toBeCloseTo(1.61889985892434, 13);
    expect(values[5]! / 1.08279948456555e-7).toBeCloseTo(1, 9);
    expect(product * 186313420339200000).toBeCloseTo(1, 9);
  });

  it('has exact zeros for zero rows, and no vectors for them', () => {
    const m = normalMatrix(5, 9, 8);
    m.data.fill(0, 9, 27);
    expect([...singularValues(m)].filter((value) => value > 0)).toHaveLength(3);
    expect(singularDecomposition(m).left).toMatchObject({ rows: 5, columns: 3 });
    expect(singularDecomposition(fromData(2, 3, new Float64Array(6))).values).toHaveLength(0);
  });

  it('reads rows at their stride', () => {
    const wide = normalMatrix(4, 8, 9);
    const part = { ...wide, columns: 5 };
    const copy = fromData(
      4,
      5,
      new Float64Array(20).map((_, x) => wide.data[Math.floor(x / 5) * 8 + (x % 5)]!),
    );
    expect(singularValues(part)).toEqual(singularValues(copy));
  });

  it('refuses what is not finite', () => {
    expect(() => singularValues(fromData(1, 2, Float64Array.of(1, Number.NaN)))).toThrow(/must be finite/);
  });
});

describe('numbers far from 1', () => {
  const size = 40;
  const m = normalMatrix(size, size, 5);

  it('of rows that fall off to nothing are followed to 1e-75 of the largest, and are zero beyond', () => {
    // Row i of size 10^{−8 i}: the last at 1e-312, whose squares are no numbers.
    const data = m.data.map((value, at) => value * 10 ** (-8 * Math.floor(at / size)));
    const values = singularValues({ ...m, data });
    for (const [i, value] of values.entries()) {
      if (i < 8) expect(Math.abs(Math.log10(value) + 8 * i)).toBeLessThan(2);
      if (i > 10) expect(value).toBe(0);
    }
  });

  it.each([1e-250, 1e250])('scale with the matrix, by %d', (scale) => {
    const large = { ...m, data: m.data.map((value) => value * scale) };
    const expected = singularValues(m);
    for (const values of [singularValues(large), singularDecomposition(large).values])
      for (const [i, value] of values.entries()) expect(value / scale / expected[i]!).toBeCloseTo(1, 10);
  });
});
