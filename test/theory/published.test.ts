import { describe, expect, it } from 'vitest';
import { activationOf } from '#odepth/model/activation';
import { pairIndex } from '#odepth/model/ensemble';
import { tanh } from '#odepth/numeric/elementary';
import { gaussHermite } from '#odepth/numeric/gauss-hermite';
import type { ClosureSolution } from '#odepth/study/kernel/theory/solution';
import { KernelEquations } from '#odepth/theory/kernel/kernel-equations';
import { pairTables } from '#odepth/theory/kernel/pairs';
import { PublishedBackground } from '#odepth/theory/kernel/published-background';
import { TheoryError } from '#odepth/theory/kernel/theory-error';
import { correlated, ensembleOf, theoryOf } from './ensembles.ts';

/** The main setting of arXiv 2604.15742, with as many of its inputs as asked for. */
function mainSetting(inputs: number, layers = 800) {
  const inputKernel = correlated(inputs, 2, 0.3);
  return ensembleOf({ activation: 'tanh', weightVariance: 2, layers, horizon: 2, inputKernel });
}

function from(closures: readonly ClosureSolution[], source: string): ClosureSolution['quantities'] {
  return closures.find((one) => one.source === source)!.quantities;
}

const closures = ['source-only', 'g-only'] as const;

describe('the published quadrature', () => {
  it.each([1, 2])(
    'gives the numbers of an independent implementation for %i inputs of the main setting',
    async (inputs) => {
      const options = { closures, depth: 'layers', average: { gaussHermite: 32 } } as const;
      const solution = await theoryOf(mainSetting(inputs), options, [0, 1]);
      const { K0, V4, K1, U1 } = from(solution.closures, 'published-g-only');
      const last = (values: Float64Array) => values[values.length / 2]!;
      expect(last(K0.value)).toBeCloseTo(4.372992336540203, 12);
      expect(last(V4.value)).toBeCloseTo(42.87784103947872, 11);
      expect(last(K1.value)).toBeCloseTo(-0.9010520948301014, 12);
      expect(U1.value[0]).toBeCloseTo(-0.19753769114604044, 13);
    },
  );

  it('has the wrong sign of χ where the converged average has the right one', () => {
    const background = new PublishedBackground(pairTables(1), 32, 1, 0);
    background.evaluate(Float64Array.of(4.373));
    expect(background.susceptibility[0]).toBeCloseTo(-0.0067602, 6);
  });

  it('leaves the converged closures as they are, bit for bit', async () => {
    const options = { closures: [...closures, 'exact'], depth: 'layers', modeOrder: 8 } as const;
    const ensemble = mainSetting(2, 50);
    const [alone, beside] = [
      await theoryOf(ensemble, options),
      await theoryOf(ensemble, { ...options, average: { gaussHermite: 16 } }),
    ];
    const sources = beside.closures.map(({ source }) => source);
    expect(sources).toEqual(['source-only', 'g-only', 'exact', 'published-source-only', 'published-g-only']);
    expect(beside.closures.slice(0, 3)).toEqual(alone.closures);
  });

  it.each(['layers', 'continuous'] as const)('tends to the converged values with many nodes (%s)', async (depth) => {
    // At a variance up to 1.2 the singularities of tanh are far enough for 128 nodes.
    const ensemble = ensembleOf({ activation: 'tanh', inputKernel: correlated(2, 0.5, 0.3), layers: 40 });
    const distance = async (nodes: number, quantity: 'K0' | 'V4' | 'K1') => {
      const solution = await theoryOf(ensemble, { closures, depth, average: { gaussHermite: nodes } });
      return Math.max(
        ...closures.flatMap((closure) => {
          const converged = from(solution.closures, closure)[quantity].value;
          return [...from(solution.closures, `published-${closure}`)[quantity].value].map((value, i) =>
            Math.abs(value - converged[i]!),
          );
        }),
      );
    };
    for (const [quantity, near] of [
      ['K0', 1e-8],
      ['V4', 1e-6],
      ['K1', 1e-6],
    ] as const) {
      expect(await distance(128, quantity)).toBeLessThan(near);
      expect(await distance(8, quantity)).toBeGreaterThan(1000 * (await distance(64, quantity)));
    }
  });

  it('has F, χ and F″ of a pair as the discrete sums and their derivatives', () => {
    const [c, e, d] = [1.3, 0.45, 0.8];
    const [weightVariance, biasVariance] = [1.7, 0.2];
    const { nodes, weights } = gaussHermite(20);
    const average = (c: number, e: number, d: number, f: (x: number, y: number) => number) => {
      const rho = e / Math.sqrt(c * d);
      let sum = 0;
      for (const [i, x] of nodes.entries()) {
        for (const [j, y] of nodes.entries()) {
          const second = Math.sqrt(2 * d) * (rho * x + Math.sqrt(1 - rho ** 2) * y);
          sum += ((weights[i]! * weights[j]!) / Math.PI) * f(Math.sqrt(2 * c) * x, second);
        }
      }
      return weightVariance * sum;
    };
    const slope = (x: number) => 1 - tanh(x) ** 2;
    const bend = (x: number) => -2 * tanh(x) * slope(x);
    const f = (k: readonly number[]) => average(k[0]!, k[1]!, k[2]!, (x, y) => tanh(x) * tanh(y));
    const pairs = pairTables(2);
    const background = new PublishedBackground(pairs, 20, weightVariance, biasVariance);
    background.evaluate(Float64Array.of(c, e, d));
    const p = pairIndex(2, 0, 1);
    expect(background.increment[p]).toBeCloseTo(f([c, e, d]) + biasVariance, 13);
    const chi = [
      average(c, e, d, (x, y) => 0.5 * bend(x) * tanh(y)),
      average(c, e, d, (x, y) => slope(x) * slope(y)),
      average(c, e, d, (x, y) => 0.5 * tanh(x) * bend(y)),
    ];
    expect([...background.susceptibility.subarray(3 * p, 3 * p + 3)]).toEqual(chi.map((x) => expect.closeTo(x, 13)));
    // Central differences of order 8 in each coordinate: error of order 1e-10 at this step.
    const stencil = [1 / 280, -4 / 105, 1 / 5, -4 / 5, 0, 4 / 5, -1 / 5, 4 / 105, -1 / 280];
    const step = 0.01;
    const along = (g: (k: readonly number[]) => number, axis: number) => (k: readonly number[]) =>
      stencil.reduce((sum, weight, i) => {
        const moved = k.map((x, a) => (a === axis ? x + (i - 4) * step : x));
        return weight === 0 ? sum : sum + (weight * g(moved)) / step;
      }, 0);
    const coordinates = [
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 1],
      [1, 2],
      [2, 2],
    ] as const;
    const curvature = coordinates.map(([a, b]) => along(along(f, a), b)([c, e, d]));
    expect([...background.curvature.subarray(6 * p, 6 * p + 6)]).toEqual(curvature.map((x) => expect.closeTo(x, 8)));
    const diagonal = (k: readonly number[]) => {
      let sum = 0;
      for (const [i, x] of nodes.entries()) {
        sum += (weights[i]! / Math.sqrt(Math.PI)) * tanh(Math.sqrt(2 * k[0]!) * x) ** 2;
      }
      return weightVariance * sum;
    };
    expect(background.increment[0]).toBeCloseTo(diagonal([c]) + biasVariance, 13);
    expect(background.curvature[0]).toBeCloseTo(along(along(diagonal, 0), 0)([c]), 8);
  });

  it('is refused for other activations, for exact and for collinear inputs', async () => {
    const average = { gaussHermite: 8 };
    const relu = ensembleOf({ activation: 'relu', inputKernel: [[1]] });
    await expect(theoryOf(relu, { closures, average })).rejects.toThrow(TheoryError);
    const collinear = ensembleOf({ activation: 'tanh', inputKernel: correlated(2, 1, -1) });
    await expect(theoryOf(collinear, { closures, average })).rejects.toThrow(/inputs 0 and 1 .* are collinear/);
    const activation = await activationOf('tanh');
    const problem = {
      ...{ initialKernel: Float64Array.of(1), inputs: 1, activation, weightVariance: 1, biasVariance: 0, leak: 0 },
      ...({ closures: ['exact'], modeOrder: 8, averageTolerance: 1e-12, gaussHermite: 8 } as const),
    };
    expect(() => new KernelEquations(problem)).toThrow(/source-only and g-only alone/);
  });
});
