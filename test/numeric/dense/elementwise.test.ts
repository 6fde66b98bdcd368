import { describe, expect, it } from 'vitest';
import { DenseArena } from '#odepth/numeric/dense/arena';
import { exp, log1p, logistic } from '#odepth/numeric/elementary';
import { uniformValues } from './random-matrix.ts';

const arena = new DenseArena(1 << 22);

/** Both sides of 0, from tiny to 10⁴, with the special values; an odd number of them. */
function arguments_(): number[] {
  const next = uniformValues(11);
  const spread = Array.from({ length: 4000 }, () => Math.sign(next()) * 10 ** (8 * next() - 4));
  return [...spread, 0, -0, 1, -1, 0.8813735870195429, -0.8813735870195429, 36.8, -36.8, -708.5, 745, -745.5];
}

function fill(values: readonly number[]): Float64Array {
  const out = arena.vector(values.length);
  out.set(values);
  return out;
}

/** Largest |x − reference| in units of the last place of the reference (subnormal references excepted). */
function worstUlp(x: Float64Array, reference: readonly number[]): number {
  let worst = 0;
  for (const [i, value] of reference.entries()) {
    if (Math.abs(value) < 2 ** -1020) continue;
    worst = Math.max(worst, Math.abs(x[i]! - value) / 2 ** (Math.floor(Math.log2(Math.abs(value))) - 52));
  }
  return worst;
}

describe('softplus', () => {
  it.each([1, 8, 2 ** -6])('and its two derivatives are right to a few ulp at β = %d', (beta) => {
    const values = arguments_();
    const a = fill(values);
    const [s, d, d2] = [0, 1, 2].map(() => arena.vector(values.length)) as [Float64Array, Float64Array, Float64Array];
    arena.softplus(beta, a, s, d, d2);
    const e = (x: number) => exp(-Math.abs(beta * x));
    expect(
      worstUlp(
        s,
        values.map((x) => Math.max(x, 0) + log1p(e(x)) / beta),
      ),
    ).toBeLessThan(3);
    expect(
      worstUlp(
        d,
        values.map((x) => logistic(beta * x)),
      ),
    ).toBeLessThan(4);
    expect(
      worstUlp(
        d2,
        values.map((x) => beta * logistic(beta * x) * logistic(-beta * x)),
      ),
    ).toBeLessThan(6);
    arena.softplus(beta, a, a);
    expect(a).toEqual(s);
  });

  it('keeps NaN, reaches its limits and refuses a sharpness that is not positive', () => {
    const a = fill([Number.NaN, Infinity, -Infinity, 1e300, -1e300]);
    const [s, d, d2] = [0, 1, 2].map(() => arena.vector(5)) as [Float64Array, Float64Array, Float64Array];
    arena.softplus(4, a, s, d, d2);
    expect([...s]).toEqual([Number.NaN, Infinity, 0, 1e300, 0]);
    expect([...d]).toEqual([Number.NaN, 1, 0, 1, 0]);
    expect([...d2]).toEqual([Number.NaN, 0, 0, 0, 0]);
    expect(() => arena.softplus(0, a, s)).toThrow('The sharpness of softplus must be > 0, not 0.');
  });

  it('does the last of an odd number as it would any other', () => {
    const a = fill([0.3, -0.7, 0.7, 0.7]);
    const [s, d, d2] = [0, 1, 2].map(() => arena.vector(4)) as [Float64Array, Float64Array, Float64Array];
    arena.softplus(3, a, s, d, d2);
    const [s3, d3, d23] = [0, 1, 2].map(() => arena.vector(3)) as [Float64Array, Float64Array, Float64Array];
    arena.softplus(3, a.subarray(0, 3), s3, d3, d23);
    expect([s3[2], d3[2], d23[2]]).toEqual([s[3], d[3], d2[3]]);
  });
});

describe('the other passes', () => {
  it.each([0, 1, 2, 7])('agree with the loop, entry by entry, on %i values', (count) => {
    const next = uniformValues(5);
    const [a, b] = [0, 1].map(() => Array.from({ length: count }, next)) as [number[], number[]];
    const [x, y, d] = [fill(a), fill(b), arena.vector(count)];
    arena.addScaled(y, 0.7, x);
    expect([...y]).toEqual(b.map((value, i) => value + 0.7 * a[i]!));
    y.set(b);
    arena.multiplyInto(y, x);
    expect([...y]).toEqual(b.map((value, i) => value * a[i]!));
    arena.scale(y, -3);
    expect([...y]).toEqual(b.map((value, i) => -3 * (value * a[i]!)));
    arena.relu(x, y, d);
    expect([...y]).toEqual(a.map((value) => Math.max(value, 0)));
    expect([...d]).toEqual(a.map((value) => (value > 0 ? 1 : 0)));
    arena.relu(x, x);
    expect(x).toEqual(y);
  });

  it('refuse unequal lengths and memory elsewhere', () => {
    expect(() => arena.addScaled(arena.vector(3), 1, arena.vector(4))).toThrow(/length 3 and one of length 4/);
    expect(() => arena.scale(new Float64Array(2), 1)).toThrow(/not in this arena/);
    const nan = fill([Number.NaN, Number.NaN, Number.NaN]);
    arena.relu(nan, nan);
    expect([...nan]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });
});
