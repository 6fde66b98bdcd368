import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BuiltInActivation } from '#odepth/model/activation';
import { correlated, ensembleOf, quantitiesOf, theoryOf } from './ensembles.ts';

interface ReferenceRow {
  modeOrder: number;
  t: number;
  K0: number[][];
  V4: number[][];
  K1: Record<string, number>;
}
interface ReferenceCase {
  name: string;
  activation: BuiltInActivation;
  weightVariance: number;
  inputKernel: number[][];
  pairs: string[];
  rows: ReferenceRow[];
}

const { cases }: { cases: ReferenceCase[] } = JSON.parse(
  readFileSync(new URL('./collective-kernel.json', import.meta.url), 'utf8'),
);
const orderedCases = cases.flatMap((one) =>
  [...new Set(one.rows.map(({ modeOrder }) => modeOrder))].map((modeOrder) => ({ ...one, modeOrder })),
);

describe('exact closure in continuous depth', () => {
  it.each(orderedCases)(
    'gives the independent values of $name cut at mode order $modeOrder to 1e-5',
    async (reference) => {
      const { activation, weightVariance, inputKernel, modeOrder, pairs } = reference;
      const rows = reference.rows.filter((row) => row.modeOrder === modeOrder);
      const ensemble = ensembleOf({ activation, weightVariance, inputKernel });
      const solution = await theoryOf(
        ensemble,
        { modeOrder, tolerance: 1e-8 },
        rows.map(({ t }) => t / 2),
      );
      const { K0, V4, K1 } = quantitiesOf(solution);
      const relative = (value: number, expected: number) =>
        Math.abs(value - expected) / Math.max(Math.abs(expected), 1e-12);
      rows.forEach((row, depth) => {
        const kernel = row.K0.flatMap((line, a) => line.slice(a));
        const covariance = row.V4.flatMap((line, p) => line.slice(p));
        kernel.forEach((expected, p) => {
          expect(relative(K0.value[depth * kernel.length + p]!, expected)).toBeLessThan(1e-5);
        });
        covariance.forEach((expected, i) => {
          expect(relative(V4.value[depth * covariance.length + i]!, expected)).toBeLessThan(1e-5);
        });
        pairs.forEach((pair, p) => {
          expect(relative(K1.value[depth * pairs.length + p]!, row.K1[pair]!)).toBeLessThan(1e-5);
        });
      });
    },
  );
});

describe('paper setting (tanh, C_W = 2, K(0) = 2, ε = 0.05, T = 2)', () => {
  const paper = ensembleOf({ activation: 'tanh', weightVariance: 2, inputKernel: [[2]], layers: 800 });

  it('by layers: K0 = 4.36796; g-only 47.790 and −1.0267; exact 48.471 and −0.4528', async () => {
    const solution = await theoryOf(paper, { closures: ['g-only', 'exact'], modeOrder: 64, depth: 'layers' });
    const gOnly = quantitiesOf(solution, 'g-only');
    const exact = quantitiesOf(solution, 'exact');
    expect(Math.abs(exact.K0.value[0]! - 4.36796)).toBeLessThan(1e-5);
    expect(Math.abs(gOnly.V4.value[0]! - 47.79)).toBeLessThan(1e-3);
    expect(Math.abs(gOnly.K1.value[0]! + 1.0267)).toBeLessThan(1e-3);
    expect(Math.abs(exact.V4.value[0]! - 48.471)).toBeLessThan(1e-3);
    expect(Math.abs(exact.K1.value[0]! + 0.4528)).toBeLessThan(1e-4);
    expect(exact.G.value[0]).toBe(exact.K0.value[0]! + exact.K1.value[0]! / 64);
  });

  it('in continuous depth: 48.482 and −0.4540', async () => {
    const { V4, K1 } = quantitiesOf(await theoryOf(paper, { modeOrder: 64 }));
    expect(Math.abs(V4.value[0]! - 48.482)).toBeLessThan(1e-3);
    expect(Math.abs(K1.value[0]! + 0.454)).toBeLessThan(1e-4);
  });

  it('one input is a block of several', async () => {
    const change = { closures: ['source-only', 'g-only', 'exact'] as const, modeOrder: 12 };
    const one = await theoryOf(paper, change);
    const four = await theoryOf({ ...paper, inputKernel: correlated(4, 2, 0.3) }, change);
    for (const closure of change.closures) {
      for (const quantity of ['K0', 'V4', 'K1', 'U1'] as const) {
        expect(quantitiesOf(four, closure)[quantity].value[0]).toBeCloseTo(
          quantitiesOf(one, closure)[quantity].value[0]!,
          6,
        );
      }
    }
  });
});

describe('exact closure by layers', () => {
  it('agrees with the independent path theory: L = 24, T = 3, C_W = 1, K(0) = 1', async () => {
    for (const [activation, V, K] of [
      ['tanh', 16.7465, -0.3394],
      ['relu', 220.359, 3.5724],
    ] as const) {
      const ensemble = ensembleOf({ activation, inputKernel: [[1]], horizon: 3, layers: 24 });
      const { V4, K1 } = quantitiesOf(await theoryOf(ensemble, { modeOrder: 64, depth: 'layers' }));
      expect(Math.abs(V4.value[0]! / V - 1)).toBeLessThan(5e-6);
      expect(Math.abs(K1.value[0]! / K - 1)).toBeLessThan(2e-4);
    }
  });

  it('gives the independent values of two inputs in six layers at mode order 12', async () => {
    const ensemble = ensembleOf({
      activation: 'tanh',
      inputKernel: [
        [1, 0.4],
        [0.4, 0.7],
      ],
      layers: 6,
    });
    const { V4, K1 } = quantitiesOf(await theoryOf(ensemble, { modeOrder: 12, depth: 'layers' }));
    expect([...V4.value]).toEqual([9.6957, 4.2908, 1.6556, 6.3289, 3.5021, 6.3772].map((v) => expect.closeTo(v, 4)));
    expect([...K1.value]).toEqual([-0.1342, -0.0665, -0.1443].map((v) => expect.closeTo(v, 4)));
  });

  it('tends to continuous depth with an error of order ε²', async () => {
    const base = ensembleOf({
      activation: 'tanh',
      weightVariance: 2,
      biasVariance: 0.1,
      leak: 0.3,
      inputKernel: correlated(2, 1, 0.5),
    });
    const change = { closures: ['source-only', 'g-only', 'exact'] as const, modeOrder: 8, tolerance: 1e-11 };
    const limit = await theoryOf(base, change);
    const [coarse, fine] = [
      await theoryOf({ ...base, layers: 200 }, { ...change, depth: 'layers' }),
      await theoryOf({ ...base, layers: 400 }, { ...change, depth: 'layers' }),
    ];
    for (const closure of change.closures) {
      for (const quantity of ['K0', 'V4', 'K1', 'U1'] as const) {
        const at = (solution: typeof limit) => quantitiesOf(solution, closure)[quantity].value[0]!;
        expect((at(coarse) - at(limit)) / (at(fine) - at(limit))).toBeCloseTo(2, 1);
      }
    }
  });

  it('with a leak: κ = 0.3, C_W = 2, T = 3 gives V4 = 6.503 and K1 = −0.614 in continuous depth', async () => {
    const ensemble = ensembleOf({ activation: 'tanh', weightVariance: 2, leak: 0.3, inputKernel: [[1]], horizon: 3 });
    const { V4, K1 } = quantitiesOf(await theoryOf(ensemble, { modeOrder: 48 }));
    expect(V4.value[0]).toBeCloseTo(6.503, 3);
    expect(K1.value[0]).toBeCloseTo(-0.614, 3);
  });
});

describe('stated tolerance', () => {
  it.each(['tanh', 'relu', 'softplus'] as const)(
    'bounds the error of the integration for %s, every quantity and depth',
    async (activation) => {
      const ensemble = ensembleOf({
        activation,
        leak: 0.2,
        inputKernel: [
          [1, 0.4],
          [0.4, 0.7],
        ],
      });
      const closures = ['source-only', 'g-only'] as const;
      const depths = [0, 0.13, 0.5, 0.77, 1];
      const exact = await theoryOf(ensemble, { closures, tolerance: 1e-13 }, depths);
      for (const tolerance of [1e-4, 1e-6, 1e-8, 1e-10]) {
        const solution = await theoryOf(ensemble, { closures, tolerance }, depths);
        for (const closure of closures) {
          for (const quantity of ['K0', 'V4', 'K1', 'U1'] as const) {
            const { value, error, errorKind } = quantitiesOf(solution, closure)[quantity];
            expect(errorKind).toBe('tolerance');
            value.forEach((one, i) => {
              expect(Math.abs(one - quantitiesOf(exact, closure)[quantity].value[i]!)).toBeLessThanOrEqual(error[i]!);
            });
          }
        }
      }
    },
  );
});
