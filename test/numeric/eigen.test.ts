import { Matrix as Dense, EigenvalueDecomposition } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { createMatrix, type Matrix } from '#odepth/numeric/dense/matrix';
import { leadingEigenpairs } from '#odepth/numeric/eigen/leading-eigenpairs';
import { gapsInto, secularRoot } from '#odepth/numeric/eigen/secular';
import { fromData, normalMatrix } from '../theory/geodesic/matrices.ts';
import { orthonormal, product, scaled, transposedProduct } from '../theory/richness/sample-rows.ts';

/** (A + Aᵀ)/2. */
function symmetric(a: Matrix): Matrix {
  const n = a.rows;
  return fromData(
    n,
    n,
    a.data.map((value, at) => (value + a.data[(at % n) * n + Math.floor(at / n)]!) / 2),
  );
}

/** A symmetric matrix with these eigenvalues. */
function withSpectrum(values: readonly number[], name: number): Matrix {
  const q = orthonormal(normalMatrix(values.length, values.length, name));
  return symmetric(transposedProduct(scaled(q, values), q));
}

function banded(size: number, of: (i: number, j: number) => number): Matrix {
  const m = createMatrix(size, size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) m.data[i * size + j] = of(Math.min(i, j), Math.max(i, j));
  return m;
}

/** Largest |⟨row i, row j⟩ − δ_ij|. */
function apartFromOrthonormal({ rows, columns, data }: Matrix): number {
  let worst = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? -1 : 0;
      for (let k = 0; k < columns; k++) sum += data[i * columns + k]! * data[j * columns + k]!;
      worst = Math.max(worst, Math.abs(sum));
    }
  }
  return worst;
}

/** Largest ‖M v − λ v‖∞. */
function residual(m: Matrix, { values, vectors }: ReturnType<typeof leadingEigenpairs>): number {
  const image = product(vectors, m);
  return Math.max(
    ...image.data.map((value, at) => Math.abs(value - values[Math.floor(at / m.columns)]! * vectors.data[at]!)),
  );
}

const wilkinson = (size: number) =>
  banded(size, (i, j) => (i === j ? Math.abs((size - 1) / 2 - i) : j === i + 1 ? 1 : 0));

const matrices: readonly (readonly [string, Matrix])[] = [
  ['one entry', fromData(1, 1, Float64Array.of(-3))],
  ['two rows', fromData(2, 2, Float64Array.of(1, 2, 2, -2))],
  ['random, 32', symmetric(normalMatrix(32, 32, 1))],
  ['random, 33', symmetric(normalMatrix(33, 33, 2))],
  ['random, 150', symmetric(normalMatrix(150, 150, 3))],
  ['zero', createMatrix(40, 40)],
  ['identity', banded(70, (i, j) => (i === j ? 2 : 0))],
  ['ones', banded(80, () => 1)],
  ['diagonal', banded(50, (i, j) => (i === j ? ((i * 37) % 50) - 20 : 0))],
  ['Wilkinson, 41: pairs closer than rounding', wilkinson(41)],
  ['Wilkinson, 120', wilkinson(120)],
  ['second differences', banded(100, (i, j) => (i === j ? 2 : j === i + 1 ? -1 : 0))],
  ['Hilbert: falling to rounding', banded(60, (i, j) => 1 / (i + j + 1))],
  ['two parts', banded(90, (i, j) => (i < 45 && j >= 45 ? 0 : Math.cos(3 * i + 5 * j) + Math.cos(5 * i + 3 * j)))],
  [
    'three values',
    withSpectrum(
      Array.from({ length: 75 }, (_, i) => [1, 1 + 1e-13, 5][i % 3]!),
      4,
    ),
  ],
  [
    'values over twelve decades',
    withSpectrum(
      Array.from({ length: 66 }, (_, i) => 10 ** (-i / 5.5)),
      5,
    ),
  ],
];

describe('eigenvalues of symmetric matrices', () => {
  it.each(matrices)('with vectors that are orthonormal and fit: %s', (_, m) => {
    const size = m.rows;
    const found = leadingEigenpairs(m, size);
    const norm = Math.max(...found.values.map(Math.abs), Number.MIN_VALUE);
    expect(apartFromOrthonormal(found.vectors)).toBeLessThan(3e-14);
    expect(residual(m, found)).toBeLessThanOrEqual(2e-14 * norm);
    found.values.forEach((value, k) => {
      expect(value).toBeLessThanOrEqual(found.values[Math.max(0, k - 1)]!);
    });
    const { realEigenvalues } = new EigenvalueDecomposition(
      new Dense(Array.from({ length: size }, (_, i) => Array.from(m.data.subarray(i * size, (i + 1) * size)))),
      { assumeSymmetric: true },
    );
    const reference = realEigenvalues.sort((a, b) => b - a);
    found.values.forEach((value, k) => {
      expect(Math.abs(value - reference[k]!)).toBeLessThanOrEqual(found.bounds[k]! + 2e-14 * norm);
      expect(found.bounds[k]!).toBeLessThan(2e-13 * norm + 1e-300);
    });
  });

  it('lie within their bounds: second differences, 2 − 2 cos(kπ/(n + 1))', () => {
    const size = 200;
    const { values, bounds } = leadingEigenpairs(
      banded(size, (i, j) => (i === j ? 2 : j === i + 1 ? -1 : 0)),
      20,
    );
    values.forEach((value, k) => {
      const exact = 2 - 2 * Math.cos(((size - k) * Math.PI) / (size + 1));
      expect(Math.abs(value - exact)).toBeLessThan(bounds[k]!);
    });
    expect(Math.max(...bounds)).toBeLessThan(2e-12);
  });

  it('are the same where few vectors are asked for, or none', () => {
    const m = symmetric(normalMatrix(130, 130, 7));
    const all = leadingEigenpairs(m, 130);
    for (const leading of [0, 1, 9, 100]) {
      const found = leadingEigenpairs(m, leading);
      expect(found.vectors).toMatchObject({ rows: leading, columns: 130 });
      expect(Math.max(...found.values.map((value, k) => Math.abs(value - all.values[k]!)))).toBeLessThan(1e-13);
      const dots = Array.from({ length: leading }, (_, k) => {
        const [x, y] = [found, all].map(({ vectors }) => vectors.data.subarray(130 * k, 130 * (k + 1)));
        return Math.abs(x!.reduce((sum, value, i) => sum + value * y![i]!, 0));
      });
      for (const dot of dots) expect(dot).toBeCloseTo(1, 12);
    }
  });

  it.each([2, 3, 8, 31, 32, 33, 64])('of %i rows have as many vectors as are asked for, all of length one', (size) => {
    const m = symmetric(normalMatrix(size, size, 9));
    for (const leading of [1, Math.ceil(size / 2), size - 1]) {
      const found = leadingEigenpairs(m, leading);
      expect(apartFromOrthonormal(found.vectors)).toBeLessThan(1e-13);
      expect(residual(m, found)).toBeLessThan(1e-13 * size);
    }
  });

  it('reads rows at their stride, leaves the matrix as it was, and has the same bits again', () => {
    const wide = symmetric(normalMatrix(50, 50, 8));
    const part = { ...wide, rows: 37, columns: 37 };
    const before = wide.data.slice();
    const found = leadingEigenpairs(part, 5);
    const copy = banded(37, (i, j) => wide.data[i * 50 + j]!);
    expect(leadingEigenpairs(copy, 5)).toEqual(found);
    expect(wide.data).toEqual(before);
  });

  it.each([800, -800])('scale with the matrix to the last bit, by 2^%d', (exponent) => {
    const m = symmetric(normalMatrix(40, 40, 6));
    const [plain, large] = [m, scaled(m, 2 ** exponent)].map((one) => leadingEigenpairs(one, 40));
    expect(large!.vectors).toEqual(plain!.vectors);
    expect(large!.values).toEqual(plain!.values.map((value) => value * 2 ** exponent));
    expect(large!.bounds).toEqual(plain!.bounds.map((value) => value * 2 ** exponent));
  });

  it('are refused for entries that are not finite, and for counts that do not fit', () => {
    const m = createMatrix(3, 3);
    expect(() => leadingEigenpairs(m, 4)).toThrow('4 eigenvectors of a 3 × 3 matrix');
    expect(() => leadingEigenpairs(createMatrix(2, 3), 1)).toThrow(RangeError);
    m.data[4] = Number.NaN;
    expect(() => leadingEigenpairs(m, 1)).toThrow('every entry of the matrix must be finite');
  });
});

describe('roots of the secular equation', () => {
  it.each([
    ['one pole', [2], [0.7], 3],
    ['even poles', [0, 1, 2, 3], [1, 1, 1, 1], 0.5],
    ['a small weight beside large ones', [0, 1, 2], [1, 1e-22, 1], 2],
    ['poles a rounding apart', [1, 1 + 2 ** -50, 3], [0.5, 0.5, 1e-3], 1],
    ['weights over twenty decades', [0, 1e-8, 1, 5], [1e-20, 1, 1e-10, 1e-3], 10],
  ])('lie between poles and take the sum to nothing but rounding: %s', (_, d, squares, rho) => {
    const poles = Float64Array.from(d);
    const gaps = new Float64Array(d.length);
    const total = squares.reduce((sum, value) => sum + value, 0);
    d.forEach((pole, j) => {
      const root = secularRoot(poles, Float64Array.from(squares), rho, d.length, j);
      gapsInto(poles, d.length, root, gaps);
      const upper = j + 1 < d.length ? d[j + 1]! - pole : rho * total;
      expect(-gaps[j]!).toBeGreaterThan(0);
      expect(-gaps[j]!).toBeLessThanOrEqual(upper);
      const terms = squares.map((value, i) => value / gaps[i]!);
      const size = 1 / rho + terms.reduce((sum, term) => sum + Math.abs(term), 0);
      const slope = terms.reduce((sum, term, i) => sum + Math.abs(term / gaps[i]!), 0);
      const sum = 1 / rho + terms.reduce((all, term) => all + term, 0);
      expect(Math.abs(sum)).toBeLessThan(1e-14 * (size + Math.abs(root.offset) * slope));
    });
  });
});
