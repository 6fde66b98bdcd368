import { describe, expect, it } from 'vitest';
import { absorbRoom, absorbRoomBytes, absorbRows } from '#odepth/numeric/dense/absorb-rows';
import { DenseArena } from '#odepth/numeric/dense/arena';
import { gramInto, packedLength, packUpper, triangleGramInto, unpackUpper } from '#odepth/numeric/dense/gram';
import { createMatrix, type Matrix, submatrix } from '#odepth/numeric/dense/matrix';
import { singularValues } from '#odepth/numeric/singular-values';
import { entry, frameBytes, randomBlock, rowsOf, uniformValues } from './random-matrix.ts';

/** Xᵀ X. */
function gramOf(rows: number[][]): number[][] {
  const columns = rows[0]?.length ?? 0;
  return Array.from({ length: columns }, (_, i) =>
    Array.from({ length: columns }, (_, j) => rows.reduce((sum, row) => sum + row[i]! * row[j]!, 0)),
  );
}

function largestDifference(a: number[][], b: number[][]): number {
  return Math.max(...a.flatMap((row, i) => row.map((value, j) => Math.abs(value - b[i]![j]!))));
}

const lowerIsZero = (r: Matrix) => rowsOf(r).every((row, i) => row.every((value, j) => j >= i || value === 0));

/** R of rows absorbed in parts, in memory where every neighbour is NaN. */
function absorbed(rows: number[][], cuts: readonly number[]): Matrix {
  const columns = rows[0]!.length;
  const arena = new DenseArena(
    frameBytes(columns, columns) + frameBytes(rows.length, columns) + absorbRoomBytes(rows.length, columns),
  );
  const r = randomBlock(arena, columns, columns, () => 0);
  const x = randomBlock(arena, rows.length, columns, () => 0);
  for (const [i, row] of rows.entries()) for (const [j, value] of row.entries()) x.data[i * x.stride + j] = value;
  const room = absorbRoom(arena, rows.length, columns);
  [...cuts, rows.length].forEach((to, k) => {
    const from = k === 0 ? 0 : cuts[k - 1]!;
    absorbRows(arena, r, submatrix(x, from, 0, to - from, columns), room);
  });
  return r;
}

const randomRows = (rows: number, columns: number, seed: number) => {
  const next = uniformValues(seed);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, next));
};

describe('absorbing rows in a triangular factor', () => {
  it.each([
    [1, 1, []],
    [5, 1, [2]],
    [3, 7, [1]],
    [40, 31, [7, 8]],
    [64, 32, []],
    [70, 33, [33]],
    [50, 65, [49]],
    [200, 97, [1, 100, 150]],
  ])('gives R with RᵀR = XᵀX and zeros below: %i × %i, cut at %j', (rows, columns, cuts) => {
    const x = randomRows(rows, columns, rows);
    const r = absorbed(x, cuts);
    expect(lowerIsZero(r)).toBe(true);
    expect(largestDifference(gramOf(rowsOf(r)), gramOf(x))).toBeLessThan(4e-15 * rows);
  });

  it('keeps small singular values that the Gram matrix would lose', () => {
    const x = randomRows(60, 6, 3);
    // Column 5 is column 4 but for 10⁻¹⁰ of what it was.
    for (const row of x) row[5] = row[4]! + 1e-10 * row[5]!;
    const matrix = createMatrix(60, 6);
    for (const [i, row] of x.entries()) matrix.data.set(row, 6 * i);
    const exact = singularValues(matrix)[5]!;
    const found = singularValues(absorbed(x, [20, 40]))[5]!;
    expect(found / exact).toBeCloseTo(1, 4);
    expect(exact).toBeLessThan(1e-9);
  });

  it.each([1, 20, 32, 33, 70])('takes a triangle for what it is: %i columns', (columns) => {
    const arena = new DenseArena(4 * frameBytes(columns, columns) + absorbRoomBytes(columns, columns));
    const next = uniformValues(columns);
    const triangle = () => {
      const m = randomBlock(arena, columns, columns, next);
      for (let i = 0; i < columns; i++) m.data.fill(0, i * m.stride, i * m.stride + i);
      return m;
    };
    const [r, x] = [triangle(), triangle()];
    const expected = gramOf([...rowsOf(r), ...rowsOf(x)]);
    // Below its diagonal X is not read.
    for (let i = 0; i < columns; i++) x.data.fill(Number.NaN, i * x.stride, i * x.stride + i);
    absorbRows(arena, r, x, absorbRoom(arena, columns, columns), 'upper');
    expect(lowerIsZero(r)).toBe(true);
    expect(largestDifference(gramOf(rowsOf(r)), expected)).toBeLessThan(1e-14 * columns);
  });

  it('leaves R alone for rows of zeros, and refuses shapes that do not fit', () => {
    const x = randomRows(9, 5, 4);
    const zeros = Array.from({ length: 4 }, () => new Array<number>(5).fill(0));
    expect(rowsOf(absorbed([...x, ...zeros], [9]))).toEqual(rowsOf(absorbed(x, [])));
    const arena = new DenseArena(1 << 16);
    const room = absorbRoom(arena, 4, 3);
    const r = arena.matrix(3, 3);
    expect(() => absorbRows(arena, r, arena.matrix(5, 3), room)).toThrow(/5 × 3 block does not fit/);
    expect(() => absorbRows(arena, r, arena.matrix(4, 2), room)).toThrow(RangeError);
  });
});

describe('Gram matrices by halves', () => {
  it.each([1, 30, 257])('have the entries of the whole on and above the diagonal: %i columns', (columns) => {
    const arena = new DenseArena(frameBytes(10, columns) + 3 * frameBytes(columns, columns));
    const a = randomBlock(arena, 10, columns, uniformValues(columns));
    const c = randomBlock(arena, columns, columns, () => 1);
    gramInto(arena, 1, a, 1, c);
    const whole = gramOf(rowsOf(a));
    let worst = 0;
    for (let j = 0; j < columns; j++) {
      for (let i = 0; i <= j; i++) worst = Math.max(worst, Math.abs(entry(c, i, j) - 1 - whole[i]![j]!));
    }
    expect(worst).toBeLessThan(1e-13);
    const r = arena.matrix(columns, columns);
    unpackUpper(packUpper(c), r, false);
    const square = arena.matrix(columns, columns);
    triangleGramInto(arena, r, square);
    const last = gramOf(rowsOf(r).map((row) => row.slice(-1)))[0]![0]!;
    expect(entry(square, columns - 1, columns - 1) / last).toBeCloseTo(1, 12);
    expect(entry(square, 0, columns - 1) / (entry(r, 0, 0) * entry(r, 0, columns - 1))).toBeCloseTo(1, 12);
  });

  it('are packed column by column, and unpacked to either', () => {
    const m = createMatrix(3, 3);
    m.data.set([1, 2, 4, 9, 3, 5, 9, 9, 6]);
    const packed = packUpper(m);
    expect([...packed]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(packedLength(3)).toBe(6);
    unpackUpper(packed, m, true);
    expect(rowsOf(m)).toEqual([
      [1, 2, 4],
      [2, 3, 5],
      [4, 5, 6],
    ]);
    unpackUpper(Float32Array.from(packed), m, false);
    expect(rowsOf(m)[2]).toEqual([0, 0, 6]);
    expect(() => gramInto(new DenseArena(64), 1, m, 0, createMatrix(2, 3))).toThrow('has not the shape 2 × 3');
  });
});
