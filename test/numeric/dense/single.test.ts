import { describe, expect, it } from 'vitest';
import { type Arena, DenseArena } from '#odepth/numeric/dense/arena';
import { type MatrixOf, type RealArray, submatrix } from '#odepth/numeric/dense/matrix';
import { SingleArena } from '#odepth/numeric/dense/single-arena';
import { entry, frameBytes, randomBlock, rowsOf, uniformValues } from './random-matrix.ts';

const kinds = [
  { name: 'A B', method: 'multiply', leftTransposed: false, rightTransposed: false },
  { name: 'Aᵀ B', method: 'multiplyLeftTransposed', leftTransposed: true, rightTransposed: false },
  { name: 'A Bᵀ', method: 'multiplyRightTransposed', leftTransposed: false, rightTransposed: true },
] as const;

/** Half a unit in the last place of 1, in float32. */
const rounding = 2 ** -24;

/** Every remainder of rows and columns, with few columns and more. */
const sizes = Array.from({ length: 17 }, (_, i) => i + 1);

/** Beyond every block of the kernel, with few columns and with many. */
const largeShapes = [
  [100, 125, 101],
  [131, 10, 259],
  [70, 4, 600],
  [65, 1, 257],
  [10, 70, 513],
  [9, 1030, 6],
  [3, 5, 515],
] as const;

function copyInto<V extends RealArray>(
  arena: Arena<V>,
  m: MatrixOf<RealArray>,
  change = (x: number) => x,
): MatrixOf<V> {
  const copy = arena.matrix(m.rows, m.columns);
  for (let i = 0; i < m.rows; i++) {
    for (let j = 0; j < m.columns; j++) copy.data[i * m.columns + j] = change(entry(m, i, j));
  }
  return copy;
}

describe.each(kinds)('$name of float32', ({ method, leftTransposed, rightTransposed }) => {
  const shapeOfA = (rows: number, inner: number) =>
    leftTransposed ? ([inner, rows] as const) : ([rows, inner] as const);
  const shapeOfB = (columns: number, inner: number) =>
    rightTransposed ? ([columns, inner] as const) : ([inner, columns] as const);

  /** max |C − C₆₄| over (inner + 4) u (|α| |A| |B| + |β C|), for a random product of this shape. */
  function worstError(rows: number, columns: number, inner: number, alpha: number, beta: number): number {
    const left = shapeOfA(rows, inner);
    const right = shapeOfB(columns, inner);
    const bytes = frameBytes(...left) + frameBytes(...right) + frameBytes(rows, columns);
    const single = new SingleArena(bytes);
    const double = new DenseArena(2 * bytes);
    const next = uniformValues(rows + 1000 * columns + 1000000 * inner);
    const a = randomBlock(single, ...left, next);
    const b = randomBlock(single, ...right, next);
    const c = randomBlock(single, rows, columns, next);
    const exact = copyInto(double, c);
    const size = copyInto(double, c, Math.abs);
    double[method](alpha, copyInto(double, a), copyInto(double, b), beta, exact);
    const [absoluteA, absoluteB] = [copyInto(double, a, Math.abs), copyInto(double, b, Math.abs)];
    double[method](Math.abs(alpha), absoluteA, absoluteB, Math.abs(beta), size);
    single[method](alpha, a, b, beta, c);
    let worst = 0;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const error = Math.abs(entry(c, i, j) - entry(exact, i, j));
        worst = Math.max(worst, error / ((inner + 4) * rounding * entry(size, i, j)));
      }
    }
    // What surrounds C was not written.
    expect(new Float32Array(c.data.buffer, c.data.byteOffset - 8, 2).every(Number.isNaN)).toBe(true);
    for (let i = 0; i + 1 < rows; i++) expect(c.data[i * c.stride + columns]).toBeNaN();
    return worst;
  }

  it.each(largeShapes)('agrees with float64 to rounding: %i × %i, inner %i', (rows, columns, inner) => {
    expect(worstError(rows, columns, inner, 1, 0)).toBeLessThan(1);
    expect(worstError(rows, columns, inner, -0.75, 1)).toBeLessThan(1);
    expect(worstError(rows, columns, inner, 1.5, -0.25)).toBeLessThan(1);
  });

  it('is exact on whole numbers for every remainder of its sizes, and writes nothing beside C', () => {
    const arena = new SingleArena(1 << 16);
    const [a, b, c] = [0, 1, 2].map(() => arena.matrix(20, 21)) as [
      MatrixOf<Float32Array>,
      ...MatrixOf<Float32Array>[],
    ];
    const next = uniformValues(3);
    let wrong = 0;
    for (const rows of sizes) {
      for (const columns of sizes) {
        for (const inner of [1, 2, 3, 5, 8, 17]) {
          const shapes = [shapeOfA(rows, inner), shapeOfB(columns, inner), [rows, columns]] as const;
          const [x, y, z] = [a, b!, c!].map((frame, k) => {
            frame.data.fill(Number.NaN);
            const block = submatrix(frame, 1, 2, ...shapes[k]!);
            for (let i = 0; i < block.rows; i++) {
              for (let j = 0; j < block.columns; j++) block.data[i * block.stride + j] = Math.round(8 * next());
            }
            return block;
          }) as [MatrixOf<Float32Array>, MatrixOf<Float32Array>, MatrixOf<Float32Array>];
          const before = rowsOf(z);
          arena[method](2, x, y, -1, z);
          for (let i = 0; i < rows; i++) {
            for (let j = 0; j < columns; j++) {
              let sum = -before[i]![j]!;
              for (let p = 0; p < inner; p++) {
                sum +=
                  2 *
                  (leftTransposed ? entry(x, p, i) : entry(x, i, p)) *
                  (rightTransposed ? entry(y, j, p) : entry(y, p, j));
              }
              if (entry(z, i, j) !== sum) wrong++;
            }
          }
          if (c!.data.filter((value) => !Number.isNaN(value)).length !== rows * columns) wrong++;
        }
      }
    }
    expect(wrong).toBe(0);
  });

  it('overwrites NaN with β = 0', () => {
    const arena = new SingleArena(1 << 18);
    for (const columns of [3, 8, 9, 30]) {
      const a = arena.matrix(...shapeOfA(13, 6));
      const b = arena.matrix(...shapeOfB(columns, 6));
      const c = arena.matrix(13, columns);
      a.data.fill(1);
      b.data.fill(1);
      c.data.fill(Number.NaN);
      arena[method](1, a, b, 0, c);
      expect(c.data.every((value) => value === 6)).toBe(true);
    }
  });

  it('is β C where the inner size is 0, and nothing where C is empty', () => {
    const arena = new SingleArena(1 << 16);
    const [a, b, c] = [arena.matrix(...shapeOfA(5, 0)), arena.matrix(...shapeOfB(3, 0)), arena.matrix(5, 3)];
    c.data.fill(2);
    arena[method](1, a, b, 0.5, c);
    expect(c.data.every((value) => value === 1)).toBe(true);
    c.data.fill(Number.NaN);
    arena[method](1, a, b, 0, c);
    expect(c.data.every((value) => value === 0)).toBe(true);
    arena[method](1, arena.matrix(...shapeOfA(0, 4)), arena.matrix(...shapeOfB(3, 4)), 1, arena.matrix(0, 3));
    arena[method](1, arena.matrix(...shapeOfA(3, 4)), arena.matrix(...shapeOfB(0, 4)), 1, arena.matrix(3, 0));
  });

  it('gives an entry the same bits whatever is computed with it', () => {
    const arena = new SingleArena(1 << 22);
    const next = uniformValues(7);
    const [rows, columns, inner] = [67, 530, 300];
    const a = randomBlock(arena, ...shapeOfA(rows, inner), next);
    const b = randomBlock(arena, ...shapeOfB(columns, inner), next);
    const before = randomBlock(arena, rows, columns, next);
    const whole = copyInto(arena, before);
    arena[method](1.1, a, b, 0.3, whole);
    for (const [top, left, height, width] of [
      [21, 509, 10, 7],
      [5, 512, 40, 1],
      [40, 3, 20, 12],
      [0, 100, 13, 13],
      [30, 515, 5, 15],
    ] as const) {
      const part = copyInto(arena, submatrix(before, top, left, height, width));
      const x = leftTransposed ? submatrix(a, 0, top, inner, height) : submatrix(a, top, 0, height, inner);
      const y = rightTransposed ? submatrix(b, left, 0, width, inner) : submatrix(b, 0, left, inner, width);
      arena[method](1.1, x, y, 0.3, part);
      expect(rowsOf(part)).toEqual(rowsOf(submatrix(whole, top, left, height, width)));
    }
  });

  it('refuses shapes that do not fit, memory elsewhere and a result that is a factor', () => {
    const arena = new SingleArena(1 << 16);
    const [square, other] = [arena.matrix(4, 4), arena.matrix(4, 4)];
    expect(() => arena[method](1, square, square, 0, arena.matrix(4, 5))).toThrow(/these shapes do not fit/);
    expect(() => arena[method](1, square, square, 0, { ...other, data: new Float32Array(16) })).toThrow(
      /not in this arena/,
    );
    expect(() => arena[method](1, square, other, 0, square)).toThrow(/shares entries/);
  });
});

describe('the passes of float32', () => {
  it.each([0, 1, 2, 3, 4, 5, 7, 9])('round every operation to float32, entry by entry, on %i values', (count) => {
    const arena = new SingleArena(1 << 12);
    const next = uniformValues(5);
    const [x, y, d] = [0, 1, 2].map(() => arena.vector(count)) as [Float32Array, Float32Array, Float32Array];
    for (let i = 0; i < count; i++) x[i] = next();
    const b = Float32Array.from(x, next);
    const round = Math.fround;
    y.set(b);
    arena.addScaled(y, 0.7, x);
    expect(y).toEqual(b.map((value, i) => round(value + round(round(0.7) * x[i]!))));
    y.set(b);
    arena.multiplyInto(y, x);
    expect(y).toEqual(b.map((value, i) => round(value * x[i]!)));
    y.set(b);
    arena.scale(y, -0.3);
    expect(y).toEqual(b.map((value) => round(round(-0.3) * value)));
    arena.relu(x, y, d);
    expect(y).toEqual(x.map((value) => Math.max(value, 0)));
    expect(d).toEqual(x.map((value) => (value > 0 ? 1 : 0)));
    arena.relu(x, x);
    expect(x).toEqual(y);
  });

  it('keep NaN and refuse unequal lengths and memory elsewhere', () => {
    const arena = new SingleArena(1 << 12);
    const nan = arena.vector(7).fill(Number.NaN);
    arena.relu(nan, nan);
    expect(nan.every(Number.isNaN)).toBe(true);
    expect(() => arena.addScaled(nan, 1, arena.vector(6))).toThrow(/length 7 and one of length 6/);
    expect(() => arena.scale(new Float32Array(2), 1)).toThrow(/not in this arena/);
  });
});

describe('an arena of float32', () => {
  it('aligns what it hands out, counts four bytes a value, and ends where it was told', () => {
    const arena = new SingleArena(SingleArena.bytesOf(5, 5) + SingleArena.bytesOf(1, 16));
    expect(SingleArena.bytesOf(5, 5) + SingleArena.bytesOf(1, 16)).toBe(128 + 64);
    for (const data of [arena.matrix(5, 5).data, arena.vector(16)]) {
      expect(data).toBeInstanceOf(Float32Array);
      expect(data.byteOffset % 64).toBe(0);
    }
    expect(() => arena.vector(1)).toThrow('1 × 1 values take 64 bytes; 0 are left in the arena.');
  });

  it('lets blocks of one matrix be factors and result where they have no entry in common', () => {
    const arena = new SingleArena(1 << 12);
    const m = arena.matrix(6, 6);
    m.data.fill(1);
    arena.multiply(1, submatrix(m, 3, 0, 3, 3), submatrix(m, 0, 3, 3, 3), 1, submatrix(m, 3, 3, 3, 3));
    expect(rowsOf(submatrix(m, 3, 3, 3, 3)).flat()).toEqual(Array(9).fill(4));
    const touching = submatrix(m, 2, 2, 3, 3);
    expect(() => arena.multiply(1, submatrix(m, 0, 0, 3, 3), submatrix(m, 3, 3, 3, 3), 0, touching)).toThrow(/shares/);
  });
});
