import { describe, expect, it } from 'vitest';
import { DenseArena } from '#odepth/numeric/dense/arena';
import { inArena } from '#odepth/numeric/dense/borrowed-arena';
import { entry, frameBytes, randomBlock, uniformValues } from './random-matrix.ts';

describe('a matrix times a vector', () => {
  it.each([
    [1, 1],
    [3, 5],
    [4, 8],
    [9, 7],
    [13, 66],
  ])('is the sums of products, row by row: %i × %i', (rows, columns) => {
    const arena = new DenseArena(frameBytes(rows, columns) + 8 * (rows + columns) + 64 * (rows + 4));
    const next = uniformValues(rows);
    const a = randomBlock(arena, rows, columns, next);
    const x = arena.vector(columns);
    for (let j = 0; j < columns; j++) x[j] = next();
    const y = arena.vector(rows);
    arena.multiplyVector(a, x, y);
    for (let i = 0; i < rows; i++) {
      const sum = x.reduce((total, value, j) => total + value * entry(a, i, j), 0);
      expect(Math.abs(y[i]! - sum)).toBeLessThan(1e-14 * columns);
      // The bits of an entry depend on its row only.
      const alone = arena.vector(1);
      arena.multiplyVector({ ...a, rows: 1, data: a.data.subarray(i * a.stride, i * a.stride + columns) }, x, alone);
      expect(alone[0]).toBe(y[i]);
    }
    expect(() => arena.multiplyVector(a, arena.vector(0), y)).toThrow(/these shapes do not fit/);
    expect(() => arena.multiplyVector(a, new Float64Array(columns), y)).toThrow(/not in this arena/);
  });
});

describe('a borrowed arena', () => {
  it('is empty and zero for each, also after a failure', () => {
    const fill = () => inArena(1 << 12, (arena) => arena.vector(512).fill(7));
    fill();
    expect(() =>
      inArena(1 << 12, (arena) => {
        arena.vector(512).fill(3);
        throw new Error('inside');
      }),
    ).toThrow('inside');
    inArena(1 << 12, (arena) => {
      expect(arena.capacity).toBeGreaterThanOrEqual(1 << 12);
      expect(arena.vector(512).every((value) => value === 0)).toBe(true);
    });
  });

  it('is not the one that is in use', () => {
    inArena(1 << 10, (outer) => {
      const kept = outer.vector(128).fill(5);
      inArena(1 << 10, (inner) => {
        expect(inner).not.toBe(outer);
        inner.vector(128).fill(9);
      });
      expect(kept.every((value) => value === 5)).toBe(true);
    });
  });

  it('is as large as asked, and used again where it is', () => {
    const first = inArena(1 << 20, (arena) => arena);
    expect(inArena(100, (arena) => arena)).toBe(first);
    expect(inArena(1 << 21, (arena) => arena.capacity)).toBeGreaterThanOrEqual(1 << 21);
  });
});
