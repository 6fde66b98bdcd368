import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HermiteCoefficients, hermiteAverages, type LineFunction } from '#odepth/numeric/gaussian-average';
import { lineRule } from '#odepth/numeric/gaussian-rule';
import { hermiteFunctionsInto } from '#odepth/numeric/hermite';
import { MehlerTable, triangleIndex, triangleSize } from '#odepth/numeric/mehler';
import { SymmetricPower } from '#odepth/numeric/symmetric-power';
import { tailEstimate } from '#odepth/numeric/tail-estimate';

function lineFunction(f: (x: number) => number, parity: LineFunction['parity'], kinks: number[] = []): LineFunction {
  return {
    parity,
    kinks,
    into(x, out, start, end) {
      for (let i = start; i < end; i++) out[i] = f(x[i]!);
    },
  };
}

const tanh = lineFunction(Math.tanh, 'odd');
const relu = lineFunction((x) => Math.max(x, 0), 'none', [0]);

/** tanh^{(j)} as a polynomial in t = tanh. */
const tanhDerivatives = [
  (t: number) => t,
  (t: number) => 1 - t * t,
  (t: number) => -2 * t * (1 - t * t),
  (t: number) => (6 * t * t - 2) * (1 - t * t),
  (t: number) => (16 * t - 24 * t ** 3) * (1 - t * t),
];

/** All t̂_{j,m}, j + m ≤ 4, by a two-dimensional trapezoidal sum. */
function tanhPairByGrid(vc: number, vd: number, rho: number): Float64Array {
  const spacing = 0.03;
  const steps = 300;
  const table = new Float64Array(triangleSize(4));
  const deviation = Math.sqrt((1 - rho) * (1 + rho));
  const factorial = [1, 1, 2, 6, 24];
  const inner = deviation === 0 ? 0 : steps;
  const left = new Float64Array(5);
  for (let a = -steps; a <= steps; a++) {
    const z1 = a * spacing;
    const tc = Math.tanh(Math.sqrt(vc) * z1);
    for (let j = 0; j <= 4; j++) left[j] = tanhDerivatives[j]!(tc);
    for (let b = -inner; b <= inner; b++) {
      const z2 = b * spacing;
      const td = Math.tanh(Math.sqrt(vd) * (rho * z1 + deviation * z2));
      const area = inner === 0 ? spacing / Math.sqrt(2 * Math.PI) : spacing ** 2 / (2 * Math.PI);
      const weight = Math.exp(-(z1 * z1 + z2 * z2) / 2) * area;
      if (weight < 1e-24) continue;
      for (let m = 0; m <= 4; m++) {
        const right = weight * tanhDerivatives[m]!(td);
        for (let j = 0; j + m <= 4; j++) table[triangleIndex(j + m, j)]! += right * left[j]!;
      }
    }
  }
  for (let k = 0; k <= 4; k++) {
    for (let j = 0; j <= k; j++) {
      table[triangleIndex(k, j)]! *= Math.sqrt((vc ** j * vd ** (k - j)) / (factorial[j]! * factorial[k - j]!));
    }
  }
  return table;
}

function tanhPairByMehler(vc: number, vd: number, rho: number, coefficients: number) {
  const pair = new HermiteCoefficients(tanh, 2, 1e-13, coefficients);
  const error = pair.evaluate(Float64Array.of(vc, vd), coefficients, 4);
  const table = new Float64Array(triangleSize(4));
  const tail = new MehlerTable(4).into(pair.alpha[0]!, pair.alpha[1]!, coefficients, rho, table, 0);
  return { table, error: Math.max(error, tail) };
}

describe('line rules', () => {
  it('integrate the Gaussian to rounding, trapezoid and panels, on the whole and the half line', () => {
    for (const half of [false, true]) {
      for (const breaks of [[], [0.3, 1.7]]) {
        const { nodes, weights, coarse } = lineRule({ level: 2, reach: 13, half, breaks });
        const sum = (w: Float64Array) => nodes.reduce((total, z, i) => total + w[i]! * Math.exp((-z * z) / 2), 0);
        expect(sum(weights)).toBeCloseTo(1, 14);
        expect(sum(coarse)).toBeCloseTo(1, 6);
      }
    }
  });

  it('of Gauss and Kronrod are exact for polynomials of degree 13 and 22 on one panel', () => {
    const { nodes, weights, coarse } = lineRule({ level: 0, reach: 1, half: false, breaks: [5] });
    const moment = (w: Float64Array, degree: number) =>
      nodes.reduce((total, z, i) => total + w[i]! * z ** degree, 0) * Math.sqrt(2 * Math.PI);
    for (const degree of [0, 2, 12]) expect(moment(coarse, degree)).toBeCloseTo(2 / (degree + 1), 14);
    for (const degree of [0, 2, 14, 22]) expect(moment(weights, degree)).toBeCloseTo(2 / (degree + 1), 14);
    expect(Math.abs(moment(coarse, 14) - 2 / 15)).toBeGreaterThan(1e-9);
  });
});

describe('normalised Hermite functions', () => {
  it('stay orthonormal and bounded up to order 500', () => {
    const order = 500;
    const { nodes, weights } = lineRule({ level: 6, reach: 52, half: false, breaks: [] });
    const table = new Float64Array((order + 1) * nodes.length);
    hermiteFunctionsInto(nodes, table, 0, order);
    const inner = (j: number, k: number) => {
      let sum = 0;
      for (let i = 0; i < nodes.length; i++)
        sum += weights[i]! * table[j * nodes.length + i]! * table[k * nodes.length + i]!;
      return sum;
    };
    for (const k of [0, 1, 17, 200, 500]) expect(inner(k, k)).toBeCloseTo(1, 12);
    expect(Math.abs(inner(498, 500))).toBeLessThan(1e-12);
    expect(table.every((value) => Math.abs(value) <= 2)).toBe(true);
  });
});

describe('Hermite coefficients', () => {
  it('of tanh² reproduce the sign that 32-point Gauss–Hermite quadrature gets wrong: ∂E[tanh²]/∂K > 0 at K = 4.37', () => {
    const { beta } = hermiteAverages(tanh, 4.37, 2, 1e-12);
    expect((beta[2]! * Math.SQRT2) / (2 * 4.37)).toBeCloseTo(0.0343, 4);
  });

  it('of ReLU equal their closed forms, found with a kink in the rule', () => {
    const { alpha, beta, error } = hermiteAverages(relu, 3, 12, 1e-12);
    expect(error).toBeLessThan(1e-12);
    expect(alpha[0]).toBeCloseTo(Math.sqrt(3 / (2 * Math.PI)), 13);
    expect(alpha[1]).toBeCloseTo(Math.sqrt(3) / 2, 13);
    expect(alpha[3]).toBeCloseTo(0, 13);
    expect(beta[0]).toBeCloseTo(1.5, 13);
    expect(beta[2]).toBeCloseTo(3 / Math.SQRT2, 13);
    expect(beta[4]).toBeCloseTo(0, 13);
  });

  it('find kinks away from zero, for every variance', () => {
    const clipped = lineFunction((x) => Math.min(x, 1), 'none', [1]);
    for (const variance of [0.1, 1, 10]) {
      const edge = 1 / Math.sqrt(variance);
      const density = Math.exp((-edge * edge) / 2) / Math.sqrt(2 * Math.PI);
      const { alpha } = hermiteAverages(clipped, variance, 2, 1e-12);
      // E[f'' ] = −density of u at the kink, and α_2 = v E[f''] / √2.
      expect(alpha[2]).toBeCloseTo((-variance * density) / Math.sqrt(variance) / Math.SQRT2, 12);
    }
  });

  it('obey Parseval: the squares of α add up to β_0', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 3, noNaN: true }), (variance) => {
        const { alpha, beta } = hermiteAverages(tanh, variance, 600, 1e-12);
        expect(alpha.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(beta[0]!, 11);
      }),
      { numRuns: 20 },
    );
  });

  it('return an error estimate that bounds the true error at a loose tolerance', () => {
    const fine = hermiteAverages(tanh, 20, 20, 1e-13);
    for (const tolerance of [1e-2, 1e-4, 1e-6]) {
      const rough = hermiteAverages(tanh, 20, 20, tolerance);
      expect(rough.error).toBeLessThanOrEqual(tolerance);
      for (let k = 0; k <= 20; k++)
        expect(Math.abs(rough.alpha[k]! - fine.alpha[k]!)).toBeLessThanOrEqual(rough.error + 1e-15);
    }
  });

  it('refuse a variance that is not positive and a function that outgrows the Gaussian', () => {
    expect(() => hermiteAverages(tanh, 0, 2, 1e-12)).toThrow(/positive finite variance; got 0/);
    expect(() => hermiteAverages(tanh, Number.NaN, 2, 1e-12)).toThrow(/got NaN/);
    const growing = lineFunction((x) => Math.exp(x * x), 'even');
    expect(() => hermiteAverages(growing, 1, 2, 1e-12)).toThrow(/grows too fast/);
  });
});

describe('averages of derivatives over a pair', () => {
  const cases: [vc: number, vd: number, rho: number, coefficients: number][] = [
    [2, 2, 0.3, 80],
    [4.4, 1, -0.8, 400],
    [20, 20, 0.9999, 5600],
    [20, 5, -0.9999, 5600],
    [20, 20, 1, 5600],
    [20, 20, -1, 5600],
    [0.01, 0.02, 0.5, 80],
  ];
  it.each(cases)(
    'of tanh at variances %d and %d, ρ = %d equal a two-dimensional sum to 1e-12',
    (vc, vd, rho, coefficients) => {
      const { table, error } = tanhPairByMehler(vc, vd, rho, coefficients);
      const expected = tanhPairByGrid(vc, vd, rho);
      expect(error).toBeLessThan(1e-11);
      for (let i = 0; i < table.length; i++) {
        expect(Math.abs(table[i]! - expected[i]!)).toBeLessThan(1e-12 * Math.max(1, Math.abs(expected[i]!)));
      }
    },
  );

  it('say how far a short series is off', () => {
    const { table, error } = tanhPairByMehler(20, 20, 0.9999, 600);
    const expected = tanhPairByGrid(20, 20, 0.9999);
    const off = Math.max(...table.map((value, i) => Math.abs(value - expected[i]!)));
    expect(off).toBeGreaterThan(1e-6);
    expect(error).toBeGreaterThan(off);
  });
});

describe('tail estimate', () => {
  it.each([1.2, 2, 5])('bounds the tail of Σ r^−%d, and is not ten times too large', (power) => {
    const octave = (from: number, to: number) => {
      let sum = 0;
      for (let r = from + 1; r <= to; r++) sum += r ** -power;
      return sum;
    };
    const rest = octave(256, 2e6);
    const estimate = tailEstimate(octave(64, 128), octave(128, 256));
    expect(estimate).toBeGreaterThan(rest);
    expect(estimate).toBeLessThan(10 * rest);
  });
});

describe('symmetric powers', () => {
  const level = (matrix: readonly [number, number, number, number], k: number) => {
    const power = new SymmetricPower(k);
    power.begin(...matrix);
    for (let i = 0; i < k; i++) power.next();
    return (i: number, n: number) => power.matrix[i * power.stride + n]!;
  };

  it('of a rotation are orthogonal to rounding at k = 128', () => {
    const k = 128;
    const s = level([Math.cos(0.7), Math.sin(0.7), -Math.sin(0.7), Math.cos(0.7)], k);
    let worst = 0;
    for (let i = 0; i <= k; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = i === j ? -1 : 0;
        for (let n = 0; n <= k; n++) sum += s(i, n) * s(j, n);
        worst = Math.max(worst, Math.abs(sum));
      }
    }
    expect(worst).toBeLessThan(1e-13);
  });

  it('are a representation, and turn transposes into transposes', () => {
    const real = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.tuple(real, real, real, real),
        fc.tuple(real, real, real, real),
        fc.integer({ min: 1, max: 12 }),
        (a, b, k) => {
          const product = level(
            [
              a[0] * b[0] + a[1] * b[2],
              a[0] * b[1] + a[1] * b[3],
              a[2] * b[0] + a[3] * b[2],
              a[2] * b[1] + a[3] * b[3],
            ],
            k,
          );
          const [left, right, transposed] = [level(a, k), level(b, k), level([a[0], a[2], a[1], a[3]], k)];
          for (let i = 0; i <= k; i++) {
            for (let n = 0; n <= k; n++) {
              let sum = 0;
              for (let m = 0; m <= k; m++) sum += left(i, m) * right(m, n);
              expect(product(i, n)).toBeCloseTo(sum, 9);
              expect(transposed(i, n)).toBeCloseTo(left(n, i), 12);
            }
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});
