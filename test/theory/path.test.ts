import { describe, expect, it } from 'vitest';
import { activationOf } from '#odepth/model/activation';
import type { Ensemble } from '#odepth/model/ensemble';
import { predictTheoryCost } from '#odepth/study/kernel/theory/theory-cost';
import { PathRecursion } from '#odepth/theory/kernel/path/path-recursion';
import { TheoryError } from '#odepth/theory/kernel/theory-error';
import { correlated, ensembleOf, quantitiesOf, theoryOf } from './ensembles.ts';

const quantities = ['V4', 'K1', 'U1'] as const;

/** The path theory at the last layer of an ensemble of one input. */
async function pathOf(ensemble: Ensemble, change: { modeOrder?: number; averageTolerance?: number } = {}) {
  const { weightVariance, biasVariance, leak, horizon, layers, inputKernel } = ensemble;
  const path = new PathRecursion({
    ...{ weightVariance, biasVariance, leak, averageTolerance: 1e-12, ...change },
    activation: await activationOf(ensemble.activation),
    initialVariance: inputKernel[0]![0]!,
    step: horizon / layers,
  });
  while (path.layer < layers) path.advance();
  return path;
}

const oneInput = (activation: Ensemble['activation'], layers: number, change: Partial<Ensemble> = {}) =>
  ensembleOf({ activation, inputKernel: [[1]], horizon: 3, layers, ...change });
const leakAndBias = { leak: 0.3, biasVariance: 0.2 };
const exactly = async (ensemble: Ensemble, modeOrder: number) =>
  quantitiesOf(await theoryOf(ensemble, { modeOrder, depth: 'layers', tolerance: 1e-12 }));

describe('path theory cut at a mode order', () => {
  it.each(
    (['tanh', 'relu', 'gelu'] as const).flatMap((activation) =>
      [24, 100].flatMap((layers) => [
        [activation, layers, {}, 'no leak, no bias'] as const,
        [activation, layers, leakAndBias, 'leak and bias'] as const,
      ]),
    ),
  )('is the mode hierarchy by layers cut there, to 1e-12: %s, %i layers, %o', async (activation, layers, change) => {
    const ensemble = oneInput(activation, layers, change);
    for (const modeOrder of [2, 3, 6, 17, 64]) {
      const path = await pathOf(ensemble, { modeOrder });
      const exact = await exactly(ensemble, modeOrder);
      expect(Math.abs(path.K0 / exact.K0.value[0]! - 1)).toBeLessThan(1e-13);
      for (const quantity of quantities) {
        const expected = exact[quantity].value[0]!;
        expect(Math.abs(path[quantity].value - expected)).toBeLessThanOrEqual(1e-12 * Math.abs(expected));
      }
    }
  });

  it('is the mode hierarchy in a single layer and in layers so thick that nothing of the input is kept (κε² = 1)', async () => {
    for (const change of [
      { layers: 1, horizon: 2 },
      { layers: 5, horizon: 10, leak: 0.5 },
    ]) {
      const ensemble = oneInput('gelu', change.layers, change);
      const path = await pathOf(ensemble, { modeOrder: 16 });
      const exact = await exactly(ensemble, 16);
      for (const quantity of quantities) expect(path[quantity].value).toBeCloseTo(exact[quantity].value[0]!, 12);
    }
  });
});

describe('path theory with converged averages', () => {
  it.each(['tanh', 'relu', 'gelu', 'softplus'] as const)(
    'lies within the truncation error that the mode hierarchy states at any mode order: %s',
    async (activation) => {
      for (const change of [{}, leakAndBias]) {
        const ensemble = oneInput(activation, 24, change);
        const path = await pathOf(ensemble);
        for (const modeOrder of [8, 16, 32, 64]) {
          const exact = await exactly(ensemble, modeOrder);
          for (const quantity of quantities) {
            const { value, error } = exact[quantity];
            expect(Math.abs(path[quantity].value - value[0]!)).toBeLessThanOrEqual(error[0]!);
          }
        }
      }
    },
  );

  it('is what the hierarchy tends to: tanh at mode order 192 to 1e-9', async () => {
    const ensemble = oneInput('tanh', 24);
    const path = await pathOf(ensemble);
    const exact = await exactly(ensemble, 192);
    for (const quantity of quantities) {
      expect(Math.abs(path[quantity].value / exact[quantity].value[0]! - 1)).toBeLessThan(1e-9);
    }
  });

  it('shows the algebraic convergence of ReLU: at mode order 128 V4 lacks 1.6e-8 of its value, K1 1.3e-7', async () => {
    const ensemble = oneInput('relu', 24);
    const path = await pathOf(ensemble);
    const lacking = async (quantity: 'V4' | 'K1', modeOrder: number) =>
      Math.abs((await exactly(ensemble, modeOrder))[quantity].value[0]! / path[quantity].value - 1);
    for (const [quantity, at16, at128] of [
      ['V4', 9.7e-6, 1.6e-8],
      ['K1', 6.5e-4, 1.3e-7],
    ] as const) {
      expect((await lacking(quantity, 16)) / at16).toBeCloseTo(1, 1);
      expect((await lacking(quantity, 128)) / at128).toBeCloseTo(1, 1);
    }
  });

  it('gives 16.7465 and −0.3394 for tanh, 220.359 and 3.5724 for ReLU: L = 24, T = 3, C_W = 1, K(0) = 1', async () => {
    const tanh = await pathOf(oneInput('tanh', 24));
    expect(tanh.V4.value).toBeCloseTo(16.7465, 4);
    expect(tanh.K1.value).toBeCloseTo(-0.3394, 4);
    const relu = await pathOf(oneInput('relu', 24));
    expect(relu.V4.value).toBeCloseTo(220.359, 3);
    expect(relu.K1.value).toBeCloseTo(3.5724, 4);
  });

  it('gives V4 = 48.471 and K1 = −0.4530 in the 800 layers of the paper, in far less than ten seconds', async () => {
    const paper = { weightVariance: 2, horizon: 2, inputKernel: [[2]] };
    const { K0, V4, K1 } = await pathOf(oneInput('tanh', 800, paper));
    expect(K0).toBeCloseTo(4.36796, 5);
    expect(V4.value).toBeCloseTo(48.471, 3);
    expect(K1.value).toBeCloseTo(-0.453, 4);
    const relu = await pathOf(oneInput('relu', 800, paper));
    const exact = await exactly(oneInput('relu', 800, paper), 64);
    for (const quantity of quantities) {
      const { value, error } = exact[quantity];
      expect(Math.abs(relu[quantity].value - value[0]!)).toBeLessThanOrEqual(error[0]!);
    }
  }, 10_000);

  it('states errors that bound the distance to the closed form: ReLU by expression, with leak and bias', async () => {
    for (const change of [{}, leakAndBias]) {
      const closed = await pathOf(oneInput('relu', 24, change));
      const summed = await pathOf(oneInput({ expression: 'max(x, 0)' }, 24, change));
      for (const quantity of quantities) {
        const { value, error } = summed[quantity];
        expect(Math.abs(value - closed[quantity].value)).toBeLessThan(error);
        expect(error).toBeLessThan(1e-7 * Math.abs(value));
      }
    }
  });

  it('states errors that bound the distance to tighter averages', async () => {
    for (const change of [{}, leakAndBias]) {
      const tight = await pathOf(oneInput('tanh', 24, change), { averageTolerance: 1e-13 });
      const loose = await pathOf(oneInput('tanh', 24, change), { averageTolerance: 1e-5 });
      for (const quantity of quantities) {
        const { value, error } = loose[quantity];
        expect(Math.abs(value - tight[quantity].value)).toBeLessThan(error + 1e-14);
        expect(error).toBeGreaterThan(tight[quantity].error);
      }
    }
  });
});

describe('path theory of the identity activation', () => {
  it.each([
    [1, 0, 0, 24],
    [1.5, 0.3, 0.2, 7],
    [0.5, 0.2, 0.6, 100],
  ])('follows its closed form: C_W = %f, C_b = %f, κ = %f, %i layers', async (weight, bias, leak, layers) => {
    const ensemble = oneInput('identity', layers, { weightVariance: weight, biasVariance: bias, leak });
    const path = await pathOf(ensemble);
    // K⁺ = q K + ε² C_b with q = c² + ε² C_W; V4 = 2 K² + Y, Y⁺ = q² Y + 2 (q² − c⁴) K².
    const step = 3 / layers;
    const kept = (1 - leak * step) ** 2;
    const q = kept + step * weight;
    let kernel = 1;
    let extra = 0;
    for (let layer = 0; layer < layers; layer++) {
      extra = q * q * extra + 2 * (q * q - kept * kept) * kernel ** 2;
      kernel = q * kernel + step * bias;
    }
    expect(Math.abs(path.K0 / kernel - 1)).toBeLessThan(1e-13);
    expect(Math.abs(path.V4.value / (2 * kernel ** 2 + extra) - 1)).toBeLessThan(1e-12);
    expect(path.K1.value).toBe(0);
    expect(path.U1.value).toBe(0);
  });
});

describe('path theory as a closure', () => {
  it('stands beside the others in the order asked for, K1⁺ = c² K1 + ε² C_W U1 at every layer', async () => {
    const ensemble = oneInput('tanh', 24, { ...leakAndBias, weightVariance: 1.5 });
    const layers = Array.from({ length: 25 }, (_, layer) => layer / 24);
    const closures = ['path', 'g-only', 'exact'] as const;
    const solution = await theoryOf(ensemble, { closures, modeOrder: 64, depth: 'layers' }, layers);
    expect(solution.closures.map(({ closure }) => closure)).toEqual(closures);
    expect(solution.closures[0]!.work).toBe('24 layers, 300 pairs of layers');
    expect(solution.averageError).toBeLessThan(1e-11);
    expect(solution.notes).toEqual([]);
    const { K0, K1, U1, V4, G } = quantitiesOf(solution, 'path');
    const step = 3 / 24;
    for (let layer = 0; layer < 24; layer++) {
      const next = (1 - 0.3 * step) ** 2 * K1.value[layer]! + step * 1.5 * U1.value[layer]!;
      expect(K1.value[layer + 1]).toBeCloseTo(next, 14);
    }
    expect(V4.value[0]).toBe(2);
    expect(G.value[24]).toBe(K0.value[24]! + K1.value[24]! / 64);
    for (const one of [K0, K1, U1, V4, G]) {
      expect(one.errorKind).toBe('tolerance');
      expect(Math.min(...one.error)).toBeGreaterThan(0);
    }
  });

  it('can be asked for alone, and of copies of one input gives copies', async () => {
    const change = { closures: ['path'] as const, depth: 'layers' as const };
    const one = quantitiesOf(await theoryOf(oneInput('relu', 10), change), 'path');
    const three = await theoryOf(oneInput('relu', 10, { inputKernel: correlated(3, 1, 1) }), change);
    expect(three.notes).toHaveLength(1);
    const copies = quantitiesOf(three, 'path');
    expect([...copies.K1.value]).toEqual(Array(6).fill(one.K1.value[0]));
    expect([...copies.V4.value]).toEqual(Array(21).fill(one.V4.value[0]));
    expect([...copies.V4.error]).toEqual(Array(21).fill(one.V4.error[0]));
  });

  it('is forecast to cost the square of the number of layers, less in closed form', () => {
    const seconds = (activation: Ensemble['activation'], layers: number) =>
      predictTheoryCost(oneInput(activation, layers), {
        ...{ closures: ['path'], modeOrder: 'auto', truncation: 1e-3, tolerance: 1e-10, depth: 'layers' },
      }).seconds;
    expect(seconds('tanh', 40_000) / seconds('tanh', 20_000)).toBeCloseTo(4, 0);
    expect(seconds('tanh', 800)).toBeLessThan(2);
    expect(seconds('relu', 20_000)).toBeLessThan(0.1 * seconds('tanh', 20_000));
    expect(seconds({ expression: 'max(x, 0)' }, 800)).toBeGreaterThan(seconds('tanh', 800));
  });

  it('is refused for two distinct inputs and in continuous depth', async () => {
    const two = ensembleOf({ activation: 'tanh', inputKernel: correlated(2, 1, 0.5) });
    await expect(theoryOf(two, { closures: ['path'], depth: 'layers' })).rejects.toThrow(
      /follows one input; there are 2 distinct ones/,
    );
    await expect(theoryOf(oneInput('tanh', 24), { closures: ['path'] })).rejects.toThrow(/theory.depth: layers/);
  });

  it('refuses an ensemble without meaning', async () => {
    for (const change of [{ weightVariance: 0 }, { biasVariance: -1 }, { leak: -0.1 }]) {
      await expect(pathOf(oneInput('tanh', 24, change))).rejects.toThrow(TheoryError);
    }
    await expect(pathOf(oneInput('tanh', 24), { modeOrder: 1 })).rejects.toThrow(TheoryError);
    await expect(pathOf(oneInput('tanh', 24, { inputKernel: [[0]] }))).rejects.toThrow(/positive finite variance/);
  });
});
