import { describe, expect, it } from 'vitest';
import { activationOf } from '#odepth/model/activation';
import type { Ensemble } from '#odepth/model/ensemble';
import { infiniteWidthChain } from '#odepth/study/kernel/theory/infinite-width';
import type { TheoryOptions } from '#odepth/study/kernel/theory/solution';
import { solveTheory } from '#odepth/study/kernel/theory/solve-theory';
import { ensembleOf } from './ensembles.ts';

const inputKernel = [
  [1, 0.4],
  [0.4, 0.7],
];
const leaky = { inputKernel, biasVariance: 0.1, leak: 0.4, layers: 8, horizon: 2 };

async function solve(ensemble: Ensemble, depth: TheoryOptions['depth'], layers: readonly number[]) {
  const options: TheoryOptions = {
    ...{ closures: ['g-only', 'exact'], modeOrder: 10, truncation: 1e-3, tolerance: 1e-11, depth, residuals: true },
  };
  const times = layers.map((layer) => (layer * ensemble.horizon) / ensemble.layers);
  const { closures } = solveTheory(ensemble, await activationOf(ensemble.activation), options, { times, layers });
  return { gOnly: closures[0]!, exact: closures[1]! };
}

/** χ V4 + V4 χᵀ for two inputs at one layer, packed (00,00), (00,01), (00,11), (01,01), (01,11), (11,11). */
function transported(chi: Float64Array, v: Float64Array): number[] {
  const full = [
    [v[0]!, v[1]!, v[2]!],
    [v[1]!, v[3]!, v[4]!],
    [v[2]!, v[4]!, v[5]!],
  ];
  const matrix = [
    [chi[0]!, 0, 0],
    [chi[3]!, chi[4]!, chi[5]!],
    [0, 0, chi[6]!],
  ];
  const moved = (p: number, q: number) => matrix[p]!.reduce((sum, x, i) => sum + x * full[i]![q]!, 0);
  return [0, 1, 2].flatMap((p) => [0, 1, 2].slice(p).map((q) => moved(p, q) + moved(q, p)));
}

describe('the predicted residual of the V4 equation', () => {
  for (const activation of ['tanh', 'relu'] as const) {
    it(`is by layers what V4 of the exact closure leaves when put into the equation (${activation}, leak and bias)`, async () => {
      const ensemble = ensembleOf({ activation, ...leaky });
      const all = Array.from({ length: 9 }, (_, layer) => layer);
      const { exact } = await solve(ensemble, 'layers', all);
      const { R, Rtransport, Rstep, Sigma } = exact.residuals;
      const chain = infiniteWidthChain(ensemble, await activationOf(activation), 1e-12);
      const at = (values: Float64Array, layer: number) => values.subarray(6 * layer, 6 * layer + 6);
      const step = ensemble.horizon / ensemble.layers;
      for (let layer = 0; layer < 8; layer++) {
        const v = at(exact.quantities.V4.value, layer);
        const next = at(exact.quantities.V4.value, layer + 1);
        const moved = transported(chain.susceptibilities.subarray(9 * layer, 9 * layer + 9), v);
        v.forEach((value, i) => {
          const rate = moved[i]! + at(Sigma!.value, layer)[i]! - 4 * ensemble.leak * value;
          expect(at(R!.value, layer)[i]).toBeCloseTo((next[i]! - value) / step - rate, 9);
        });
      }
      expect(R!.value.every((value, i) => value === Rtransport!.value[i]! + Rstep!.value[i]!)).toBe(true);
    });
  }

  it('is in continuous depth the limit of that by layers, with an error of order ε²', async () => {
    const continuous = await solve(ensembleOf({ activation: 'tanh', ...leaky }), 'continuous', [0, 4, 8]);
    const distance = await Promise.all(
      [80, 160].map(async (layers) => {
        const { exact } = await solve(ensembleOf({ activation: 'tanh', ...leaky, layers }), 'layers', [
          ...[0, layers / 2, layers],
        ]);
        return exact.residuals.R!.value.map((value, i) => Math.abs(value - continuous.exact.residuals.R!.value[i]!));
      }),
    );
    const [coarse, fine] = distance.map((values) => Math.max(...values));
    expect(coarse! / fine!).toBeGreaterThan(1.8);
    expect(coarse! / fine!).toBeLessThan(2.2);
  });

  it('vanishes at depth 0, where φ is Gaussian, up to what a layer adds', async () => {
    const { exact } = await solve(ensembleOf({ activation: 'relu', ...leaky }), 'layers', [0]);
    expect(Math.max(...exact.residuals.Rtransport!.value.map(Math.abs))).toBe(0);
    expect(Math.min(...exact.residuals.Rstep!.value)).not.toBe(0);
  });

  it('is not predicted by the closure that makes it, which has Σ(K0) alone', async () => {
    const { gOnly, exact } = await solve(ensembleOf({ activation: 'tanh', ...leaky }), 'layers', [0, 8]);
    expect(Object.keys(gOnly.residuals)).toEqual(['Sigma']);
    expect(gOnly.residuals.Sigma!.value).toEqual(exact.residuals.Sigma!.value);
  });

  it('leaves the other quantities as they are', async () => {
    const ensemble = ensembleOf({ activation: 'tanh', ...leaky });
    const { exact } = await solve(ensemble, 'continuous', [0, 4, 8]);
    const without = solveTheory(
      ensemble,
      await activationOf('tanh'),
      { closures: ['exact'], modeOrder: 10, truncation: 1e-3, tolerance: 1e-11, depth: 'continuous' },
      { times: [0, 1, 2], layers: [0, 4, 8] },
    ).closures[0]!;
    expect(without.residuals).toEqual({});
    without.quantities.V4.value.forEach((value, i) => {
      expect(exact.quantities.V4.value[i]).toBeCloseTo(value, 8);
    });
  });
});
