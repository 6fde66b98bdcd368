import { describe, expect, it } from 'vitest';
import {
  cosTurn,
  cosTurnInto,
  erf,
  erfInto,
  exp,
  expInto,
  expm1,
  expm1Into,
  log,
  log1p,
  log1pInto,
  logInto,
  logistic,
  logisticInto,
  sinTurn,
  sinTurnInto,
  tanh,
  tanhInto,
} from '#odepth/numeric/elementary';
import { cosOf, erfOf, expOf, fixed, logisticOf, logOf, pi, sinOf, tanhOf, ulps } from './fixed-point.ts';

const unit = fixed(1);

/** A fixed sequence of numbers in [0, 1) with 53 bits. */
function uniform(seed: number): () => number {
  let state = BigInt(seed);
  return () => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    return Number(state >> 11n) / 2 ** 53;
  };
}

type Draw = (next: () => number) => number;
const symmetric =
  (reach: number): Draw =>
  (next) =>
    (2 * next() - 1) * reach;
const tiny: Draw = (next) => (2 * next() - 1) * 2 ** (-60 * next());

const functions = [
  { name: 'exp', scalar: exp, into: expInto, exact: expOf, draws: [symmetric(2), symmetric(160)], native: Math.exp },
  {
    name: 'expm1',
    scalar: expm1,
    into: expm1Into,
    exact: (x: bigint) => expOf(x) - unit,
    draws: [tiny, symmetric(3), symmetric(60)],
    native: Math.expm1,
  },
  {
    name: 'log',
    scalar: log,
    into: logInto,
    exact: (x: bigint) => logOf(x, Math.log(Number(x >> 200n) / 2 ** 120)),
    draws: [((next) => 1 + tiny(next) / 2) as Draw, ((next) => 4 * next() + 1e-9) as Draw],
    native: Math.log,
  },
  {
    name: 'log1p',
    scalar: log1p,
    into: log1pInto,
    exact: (x: bigint) => logOf(unit + x, Math.log1p(Number(x >> 200n) / 2 ** 120)),
    draws: [((next) => tiny(next) / 2) as Draw, ((next) => 40 * next() - 0.99) as Draw],
    native: Math.log1p,
  },
  {
    name: 'tanh',
    scalar: tanh,
    into: tanhInto,
    exact: tanhOf,
    draws: [tiny, symmetric(1), symmetric(22)],
    native: Math.tanh,
  },
  {
    name: 'logistic',
    scalar: logistic,
    into: logisticInto,
    exact: logisticOf,
    draws: [symmetric(4), symmetric(100)],
    native: (x: number) => 1 / (1 + Math.exp(-x)),
  },
  {
    name: 'erf',
    scalar: erf,
    into: erfInto,
    exact: erfOf,
    draws: [tiny, symmetric(1), symmetric(6)],
    native: undefined,
  },
  {
    name: 'cosTurn',
    scalar: cosTurn,
    into: cosTurnInto,
    exact: (u: bigint) => cosOf((2n * u * pi) / unit),
    draws: [((next) => next()) as Draw],
    native: undefined,
  },
  {
    name: 'sinTurn',
    scalar: sinTurn,
    into: sinTurnInto,
    exact: (u: bigint) => sinOf((2n * u * pi) / unit),
    draws: [((next) => next()) as Draw],
    native: undefined,
  },
];

describe.each(functions)('$name', ({ scalar, into, exact, draws }) => {
  it('is within 2 ulp of its value in 280-bit arithmetic', () => {
    const next = uniform(7);
    let worst = { error: 0, x: 0 };
    for (const draw of draws) {
      for (let i = 0; i < 300; i++) {
        const x = draw(next);
        const error = ulps(scalar(x), exact(fixed(x)));
        if (error > worst.error) worst = { error, x };
      }
    }
    expect(worst.error, `at ${worst.x}`).toBeLessThan(2);
  });

  it('gives the same bits one by one, as a range, and in place, and leaves the rest alone', () => {
    const next = uniform(9);
    const x = Float64Array.from({ length: 100 }, () => draws[0]!(next));
    const out = new Float64Array(100).fill(-7);
    into(x, out, 10, 90);
    const expected = Array.from(x, (value, i) => (i < 10 || i >= 90 ? -7 : scalar(value)));
    expect(Array.from(out)).toEqual(expected);
    into(x, x, 10, 90);
    expect(Array.from(x.subarray(10, 90))).toEqual(expected.slice(10, 90));
  });
});

it.each(functions.filter(({ native }) => native !== undefined))(
  "$name agrees with the engine's Math to 5 · 10⁻¹⁶",
  ({ scalar, draws, native }) => {
    const next = uniform(8);
    for (const draw of draws) {
      for (let i = 0; i < 5000; i++) {
        const x = draw(next);
        const expected = native!(x);
        expect(Math.abs(scalar(x) - expected)).toBeLessThanOrEqual(5e-16 * Math.abs(expected));
      }
    }
  },
);

describe('limits and symmetries', () => {
  it('tanh and erf are odd to the last bit', () => {
    const next = uniform(10);
    for (let i = 0; i < 20000; i++) {
      const x = symmetric(7)(next);
      expect(tanh(-x)).toBe(-tanh(x));
      expect(erf(-x)).toBe(-erf(x));
    }
  });

  it.each([
    [
      'exp',
      exp,
      [
        [0, 1],
        [-Infinity, 0],
        [Infinity, Infinity],
        [710, Infinity],
        [-746, 0],
        [-745, 5e-324],
      ],
    ],
    [
      'expm1',
      expm1,
      [
        [0, 0],
        [-Infinity, -1],
        [Infinity, Infinity],
        [1e-300, 1e-300],
      ],
    ],
    [
      'log',
      log,
      [
        [1, 0],
        [0, -Infinity],
        [-1, Number.NaN],
        [Infinity, Infinity],
        [5e-324, -744.4400719213812],
      ],
    ],
    [
      'log1p',
      log1p,
      [
        [0, 0],
        [-1, -Infinity],
        [-2, Number.NaN],
        [Infinity, Infinity],
        [1e-300, 1e-300],
      ],
    ],
    [
      'tanh',
      tanh,
      [
        [0, 0],
        [Infinity, 1],
        [-Infinity, -1],
        [1e-300, 1e-300],
        [20, 1],
      ],
    ],
    [
      'logistic',
      logistic,
      [
        [0, 0.5],
        [Infinity, 1],
        [-Infinity, 0],
        [50, 1],
      ],
    ],
    [
      'erf',
      erf,
      [
        [0, 0],
        [Infinity, 1],
        [-Infinity, -1],
        [6.5, 1],
      ],
    ],
    [
      'cosTurn',
      cosTurn,
      [
        [0, 1],
        [0.25, 0],
        [0.5, -1],
        [1, 1],
        [-0.75, 0],
      ],
    ],
    [
      'sinTurn',
      sinTurn,
      [
        [0, 0],
        [0.25, 1],
        [0.5, 0],
        [0.75, -1],
        [1, 0],
      ],
    ],
  ] as const)('%s has its limits, and passes NaN on', (_, f, pairs) => {
    for (const [x, y] of pairs) expect(f(x) + 0, `at ${x}`).toBe(y);
    expect(f(Number.NaN)).toBeNaN();
  });

  it('gives these bits on every engine', () => {
    const digest = (f: (x: number) => number, low: number, high: number): string => {
      const next = uniform(11);
      const words = new Uint32Array(Float64Array.from({ length: 20000 }, () => f(low + (high - low) * next())).buffer);
      return words.reduce((hash, word) => Math.imul(hash ^ word, 16777619) >>> 0, 2166136261).toString(16);
    };
    expect({
      exp: digest(exp, -30, 30),
      expm1: digest(expm1, -3, 3),
      log: digest(log, 0, 5),
      log1p: digest(log1p, -0.9, 5),
      tanh: digest(tanh, -6, 6),
      logistic: digest(logistic, -20, 20),
      erf: digest(erf, -5, 5),
      cosTurn: digest(cosTurn, 0, 1),
      sinTurn: digest(sinTurn, 0, 1),
    }).toEqual({
      exp: '328e00f',
      expm1: 'b134c3f5',
      log: 'c4e9703',
      log1p: 'f52dfec7',
      tanh: 'a10ed9c9',
      logistic: 'd7d86455',
      erf: '160b338e',
      cosTurn: 'eefbf96',
      sinTurn: '40654ead',
    });
  });
});
