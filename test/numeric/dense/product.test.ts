import { describe, expect, it } from 'vitest';
import { DenseArena } from '#odepth/numeric/dense/arena';
import { type Matrix, submatrix } from '#odepth/numeric/dense/matrix';
import { entry, frameBytes, randomBlock, rowsOf, uniformValues } from './random-matrix.ts';

type Product = (arena: DenseArena, alpha: number, a: Matrix, b: Matrix, beta: number, c: Matrix) => void;

interface Kind {
  readonly name: string;
  readonly run: Product;
  readonly leftTransposed: boolean;
  readonly rightTransposed: boolean;
}

const kinds: readonly Kind[] = [
  {
    name: 'A B',
    run: (arena, ...args) => arena.multiply(...args),
    leftTransposed: false,
    rightTransposed: false,
  },
  {
    name: 'Aᵀ B',
    run: (arena, ...args) => arena.multiplyLeftTransposed(...args),
    leftTransposed: true,
    rightTransposed: false,
  },
  {
    name: 'A Bᵀ',
    run: (arena, ...args) => arena.multiplyRightTransposed(...args),
    leftTransposed: false,
    rightTransposed: true,
  },
];

/** Rows, columns, inner: every remainder modulo the tile, every block of the kernel exceeded once, single lines. */
const shapes: readonly (readonly [number, number, number])[] = [
  [1, 1, 1],
  [1, 7, 3],
  [7, 1, 2],
  [2, 3, 1],
  [4, 4, 4],
  [5, 6, 7],
  [6, 9, 8],
  [7, 11, 13],
  [12, 60, 13],
  [100, 125, 101],
  [131, 10, 259],
  [9, 517, 6],
  [3, 5, 515],
];

describe.each(kinds)('$name', ({ run, leftTransposed, rightTransposed }) => {
  it.each(shapes)('agrees with the triple loop to rounding: %i × %i, inner %i', (rows, columns, inner) => {
    const left = leftTransposed ? ([inner, rows] as const) : ([rows, inner] as const);
    const right = rightTransposed ? ([columns, inner] as const) : ([inner, columns] as const);
    const arena = new DenseArena(frameBytes(...left) + frameBytes(...right) + frameBytes(rows, columns));
    const next = uniformValues(rows + 1000 * columns + 1000000 * inner);
    const a = randomBlock(arena, ...left, next);
    const b = randomBlock(arena, ...right, next);
    const c = randomBlock(arena, rows, columns, next);
    for (const [alpha, beta] of [
      [1, 0],
      [-0.75, 1],
      [1.5, -0.3],
    ] as const) {
      const before = rowsOf(c);
      run(arena, alpha, a, b, beta, c);
      let worst = 0;
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) {
          let sum = beta * before[i]![j]!;
          let size = Math.abs(sum);
          for (let p = 0; p < inner; p++) {
            const x = leftTransposed ? entry(a, p, i) : entry(a, i, p);
            const y = rightTransposed ? entry(b, j, p) : entry(b, p, j);
            sum += alpha * x * y;
            size += Math.abs(alpha * x * y);
          }
          worst = Math.max(worst, Math.abs(entry(c, i, j) - sum) / size);
        }
      }
      expect(worst).toBeLessThan((inner + 4) * 2 ** -53);
    }
    // What surrounds C was not written.
    expect(new Float64Array(c.data.buffer, c.data.byteOffset - 16, 2).every(Number.isNaN)).toBe(true);
    for (let i = 0; i + 1 < rows; i++) expect(c.data[i * c.stride + columns]).toBeNaN();
  });

  it('overwrites NaN with β = 0', () => {
    const arena = new DenseArena(1 << 16);
    const a = arena.matrix(6, 6);
    const c = arena.matrix(6, 6);
    a.data.fill(1);
    c.data.fill(Number.NaN);
    run(arena, 1, a, a, 0, c);
    expect(c.data.every((value) => value === 6)).toBe(true);
  });

  it('is β C where the inner size is 0, and nothing where C is empty', () => {
    const arena = new DenseArena(1 << 16);
    const a = leftTransposed ? arena.matrix(0, 5) : arena.matrix(5, 0);
    const b = rightTransposed ? arena.matrix(3, 0) : arena.matrix(0, 3);
    const c = arena.matrix(5, 3);
    c.data.fill(2);
    run(arena, 1, a, b, 0.5, c);
    expect(c.data.every((value) => value === 1)).toBe(true);
    c.data.fill(Number.NaN);
    run(arena, 1, a, b, 0, c);
    expect(c.data.every((value) => value === 0)).toBe(true);
    run(arena, 1, arena.matrix(0, 0), rightTransposed ? b : arena.matrix(0, 3), 1, arena.matrix(0, 3));
  });

  it('gives an entry the same bits whatever is computed with it', () => {
    const arena = new DenseArena(1 << 22);
    const next = uniformValues(7);
    const [rows, columns, inner] = [37, 530, 300];
    const a = leftTransposed ? randomBlock(arena, inner, rows, next) : randomBlock(arena, rows, inner, next);
    const b = rightTransposed ? randomBlock(arena, columns, inner, next) : randomBlock(arena, inner, columns, next);
    const whole = arena.matrix(rows, columns);
    run(arena, 1.25, a, b, 0, whole);
    const part = arena.matrix(10, 7);
    run(
      arena,
      1.25,
      leftTransposed ? submatrix(a, 0, 21, inner, 10) : submatrix(a, 21, 0, 10, inner),
      rightTransposed ? submatrix(b, 509, 0, 7, inner) : submatrix(b, 0, 509, inner, 7),
      0,
      part,
    );
    expect(rowsOf(part)).toEqual(rowsOf(submatrix(whole, 21, 509, 10, 7)));
  });

  it('refuses shapes that do not fit, memory elsewhere and a result that is a factor', () => {
    const arena = new DenseArena(1 << 16);
    const square = arena.matrix(4, 4);
    const other = arena.matrix(4, 4);
    expect(() => run(arena, 1, square, square, 0, arena.matrix(4, 5))).toThrow(/these shapes do not fit/);
    expect(() => run(arena, 1, square, arena.matrix(5, 5), 0, other)).toThrow(/these shapes do not fit/);
    const elsewhere = { ...other, data: new Float64Array(16) };
    expect(() => run(arena, 1, square, square, 0, elsewhere)).toThrow(/not in this arena/);
    expect(() => run(arena, 1, square, square, 0, { ...other, data: other.data.subarray(0, 15) })).toThrow(RangeError);
    expect(() => run(arena, 1, square, other, 0, square)).toThrow(/shares entries/);
    expect(() => run(arena, 1, other, square, 0, square)).toThrow(/shares entries/);
  });
});

describe('blocks of one matrix', () => {
  it('may be factors and result where they have no entry in common', () => {
    const arena = new DenseArena(1 << 16);
    const m = arena.matrix(6, 6);
    m.data.fill(1);
    arena.multiply(1, submatrix(m, 3, 0, 3, 3), submatrix(m, 0, 3, 3, 3), 1, submatrix(m, 3, 3, 3, 3));
    expect(rowsOf(submatrix(m, 3, 3, 3, 3)).flat()).toEqual(Array(9).fill(4));
    const touching = submatrix(m, 2, 2, 3, 3);
    expect(() => arena.multiply(1, submatrix(m, 0, 0, 3, 3), submatrix(m, 3, 3, 3, 3), 0, touching)).toThrow(
      /shares entries/,
    );
    expect(() => submatrix(m, 3, 3, 4, 1)).toThrow(/does not lie in a 6 × 6 matrix/);
  });
});

describe('an arena', () => {
  it('aligns and zeroes what it hands out, and ends where it was told', () => {
    const arena = new DenseArena(DenseArena.bytesOf(3, 5) + DenseArena.bytesOf(1, 9));
    const m = arena.matrix(3, 5);
    const v = arena.vector(9);
    for (const data of [m.data, v]) {
      expect(data.byteOffset % 64).toBe(0);
      expect(data.every((value) => value === 0)).toBe(true);
    }
    expect(() => arena.vector(1)).toThrow('1 × 1 values take 64 bytes; 0 are left in the arena.');
  });

  it('says how many bytes cannot be had', () => {
    expect(() => new DenseArena(2 ** 40)).toThrow(/1099511627776 bytes cannot be had/);
    expect(() => new DenseArena(-1)).toThrow(RangeError);
  });
});
