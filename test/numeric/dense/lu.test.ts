import { describe, expect, it } from 'vitest';
import { DenseArena } from '#odepth/numeric/dense/arena';
import { applyLower, factorLu, factorTall, solveLu, solveLuTransposed } from '#odepth/numeric/dense/lu';
import type { Matrix } from '#odepth/numeric/dense/matrix';
import { entry, frameBytes, randomBlock, rowsOf, uniformValues } from './random-matrix.ts';

/** max |M X − B| or max |Mᵀ X − B| over n max |M| max |X|. */
function residual(m: number[][], x: Matrix, b: number[][], transposed: boolean): number {
  const n = m.length;
  let worst = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < x.columns; j++) {
      let sum = -b[i]![j]!;
      for (let p = 0; p < n; p++) sum += (transposed ? m[p]![i]! : m[i]![p]!) * entry(x, p, j);
      worst = Math.max(worst, Math.abs(sum));
    }
  }
  const size = Math.max(...rowsOf(x).flat().map(Math.abs));
  return worst / (n * size * Math.max(...m.flat().map(Math.abs)));
}

describe('LU with partial pivoting', () => {
  it.each([
    [1, 1],
    [2, 3],
    [15, 9],
    [16, 8],
    [17, 1],
    [33, 5],
    [100, 11],
    [211, 17],
  ])('solves M X = B and Mᵀ X = B to rounding: n = %i, %i right-hand sides', (n, columns) => {
    const arena = new DenseArena(frameBytes(n, n) + 2 * frameBytes(n, columns));
    const next = uniformValues(n);
    const m = randomBlock(arena, n, n, next);
    const x = randomBlock(arena, n, columns, next);
    const y = randomBlock(arena, n, columns, next);
    const [m0, x0, y0] = [m, x, y].map(rowsOf) as [number[][], number[][], number[][]];
    const pivots = new Int32Array(n);
    factorLu(arena, m, pivots);
    solveLu(arena, m, pivots, x);
    solveLuTransposed(arena, m, pivots, y);
    expect(residual(m0, x, x0, false)).toBeLessThan(4 * 2 ** -53);
    expect(residual(m0, y, y0, true)).toBeLessThan(4 * 2 ** -53);
    for (let i = 0; i < n; i++) {
      expect(pivots[i]).toBeGreaterThanOrEqual(i);
      for (let j = 0; j < i; j++) expect(Math.abs(entry(m, i, j))).toBeLessThanOrEqual(1);
    }
  });

  it('finds a permutation exactly', () => {
    const n = 40;
    const arena = new DenseArena(1 << 16);
    const m = arena.matrix(n, n);
    for (let i = 0; i < n; i++) m.data[n * i + ((7 * i + 3) % n)] = 2;
    const x = arena.matrix(n, 1);
    for (let i = 0; i < n; i++) x.data[i] = 2 * i;
    const pivots = new Int32Array(n);
    factorLu(arena, m, pivots);
    solveLu(arena, m, pivots, x);
    for (let i = 0; i < n; i++) expect(x.data[(7 * i + 3) % n]).toBe(i);
    solveLuTransposed(arena, m, pivots, x);
    solveLu(arena, m, pivots, x);
    expect(x.data.reduce((sum, value) => sum + value, 0)).toBe((n * (n - 1)) / 2 / 4);
  });

  it.each([
    [7, 3, 2],
    [40, 17, 40],
    [150, 70, 33],
  ])('of %i × %i eliminates as many rows of %i other columns, to rounding', (rows, columns, others) => {
    const arena = new DenseArena(frameBytes(rows, columns) + frameBytes(rows, others));
    const next = uniformValues(rows);
    const m = randomBlock(arena, rows, columns, next);
    const x = randomBlock(arena, rows, others, next);
    const both = rowsOf(m).map((row, i) => [...row, ...rowsOf(x)[i]!]);
    const pivots = new Int32Array(columns);
    expect(factorTall(arena, m, pivots)).toBe(columns);
    applyLower(arena, m, pivots, x);
    // The same by hand, with the same pivots.
    for (let k = 0; k < columns; k++) {
      [both[k], both[pivots[k]!]] = [both[pivots[k]!]!, both[k]!];
      for (let i = k + 1; i < rows; i++) {
        const factor = both[i]![k]! / both[k]![k]!;
        expect(Math.abs(factor)).toBeLessThanOrEqual(1 + 1e-12);
        for (let j = k; j < columns + others; j++) both[i]![j]! -= factor * both[k]![j]!;
      }
    }
    for (let i = 0; i < rows; i++) {
      for (let j = i; j < columns; j++) expect(Math.abs(entry(m, i, j) - both[i]![j]!)).toBeLessThan(1e-11);
      for (let j = 0; j < others; j++) expect(Math.abs(entry(x, i, j) - both[i]![columns + j]!)).toBeLessThan(1e-11);
    }
  });

  it('says how far it came where columns depend on each other', () => {
    const arena = new DenseArena(1 << 16);
    const m = arena.matrix(50, 30);
    for (let i = 0; i < 50; i++) for (let j = 0; j < 30; j++) m.data[30 * i + j] = i === j && j !== 20 ? 2 : 0;
    expect(factorTall(arena, m, new Int32Array(30))).toBe(20);
    expect(() => factorTall(arena, arena.matrix(3, 4), new Int32Array(4))).toThrow(/At least as many rows/);
    expect(() => applyLower(arena, m, new Int32Array(30), arena.matrix(30, 2))).toThrow(/do not fit/);
  });

  it('names the column without a pivot', () => {
    const arena = new DenseArena(1 << 16);
    const m = arena.matrix(20, 20);
    for (let i = 0; i < 20; i++) m.data[21 * i] = i === 18 ? 0 : 1;
    expect(() => factorLu(arena, m, new Int32Array(20))).toThrow(
      'LU of a 20 × 20 matrix: no pivot in column 18; the matrix is singular or not finite.',
    );
    m.data.fill(Number.NaN);
    expect(() => factorLu(arena, m, new Int32Array(20))).toThrow(/singular or not finite/);
  });

  it('refuses shapes that do not fit', () => {
    const arena = new DenseArena(1 << 16);
    expect(() => factorLu(arena, arena.matrix(3, 4), new Int32Array(3))).toThrow(/square matrix/);
    expect(() => factorLu(arena, arena.matrix(3, 3), new Int32Array(2))).toThrow(RangeError);
    expect(() => solveLu(arena, arena.matrix(3, 3), new Int32Array(3), arena.matrix(4, 1))).toThrow(/do not fit/);
  });
});
