import { describe, expect, it } from 'vitest';
import type { Ensemble } from '#odepth/model/ensemble';
import { cutsOf, truncationEstimate } from '#odepth/theory/kernel/truncation';
import { correlated, ensembleOf, quantitiesOf, theoryOf } from './ensembles.ts';

const depths = [0, 0.1, 0.25, 0.5, 1];
const twoInputs = [
  [1, 0.4],
  [0.4, 0.7],
];
const ensembles: [name: string, ensemble: Ensemble, reference: number][] = [
  ['tanh, paper', ensembleOf({ activation: 'tanh', weightVariance: 2, inputKernel: [[2]] }), 96],
  ['tanh, two inputs', ensembleOf({ activation: 'tanh', weightVariance: 2, inputKernel: correlated(2, 2, 0.3) }), 80],
  ['tanh, large variance', ensembleOf({ activation: 'tanh', weightVariance: 2, inputKernel: [[20]], horizon: 1 }), 160],
  [
    'tanh, leak and bias',
    ensembleOf({ activation: 'tanh', weightVariance: 2, leak: 0.3, biasVariance: 0.2, inputKernel: [[1]], horizon: 3 }),
    96,
  ],
  ['relu, one input', ensembleOf({ activation: 'relu', inputKernel: [[1]], horizon: 3 }), 160],
  ['relu, two inputs', ensembleOf({ activation: 'relu', inputKernel: twoInputs }), 80],
  ['relu, nearly equal inputs', ensembleOf({ activation: 'relu', inputKernel: correlated(2, 1, 0.9) }), 80],
  ['gelu, two inputs', ensembleOf({ activation: 'gelu', inputKernel: twoInputs }), 64],
];

describe('truncation estimate', () => {
  it.each(ensembles)(
    'bounds the distance to many more modes, every component and depth: %s',
    async (_, ensemble, reference) => {
      const full = quantitiesOf(await theoryOf(ensemble, { modeOrder: reference }, depths));
      for (const modeOrder of [8, 16, 32]) {
        const cut = quantitiesOf(await theoryOf(ensemble, { modeOrder }, depths));
        for (const quantity of ['V4', 'K1', 'U1', 'G'] as const) {
          const { value, error, errorKind } = cut[quantity];
          expect(errorKind).toBe('truncation');
          value.forEach((one, i) => {
            expect(Math.abs(one - full[quantity].value[i]!)).toBeLessThanOrEqual(error[i]!);
          });
        }
      }
    },
  );

  it('shrinks with the order: less than 1 % of K1 for tanh at 64, less than 0.3 % for ReLU at 32', async () => {
    for (const [index, modeOrder, share] of [
      [0, 64, 0.01],
      [4, 32, 0.003],
    ] as const) {
      const { K1 } = quantitiesOf(await theoryOf(ensembles[index]![1], { modeOrder }));
      expect(K1.error[0]! / Math.abs(K1.value[0]!)).toBeLessThan(share);
    }
  });

  it('is exact for one power law of slow decay, and never small when nothing shrinks', () => {
    expect(truncationEstimate(1 - 1 / 16, 1 - 1 / 8, 1 - 1 / 4)).toBeCloseTo(1 / 16, 12);
    expect(truncationEstimate(0, 1, 2)).toBeGreaterThan(10);
    expect(truncationEstimate(1, 1, 2)).toBeGreaterThan(0.05);
    expect(truncationEstimate(3, 3, 3)).toBe(0);
  });

  it('is there for orders below 8 too: more modes are carried than are reported', async () => {
    expect(cutsOf(4, true).map(({ order }) => order)).toEqual([8, 4, 2]);
    const full = quantitiesOf(await theoryOf(ensembles[0]![1], { modeOrder: 96 }));
    for (const modeOrder of [2, 4, 6]) {
      const { V4, K1 } = quantitiesOf(await theoryOf(ensembles[0]![1], { modeOrder }));
      expect(Math.abs(V4.value[0]! - full.V4.value[0]!)).toBeLessThan(V4.error[0]!);
      expect(Math.abs(K1.value[0]! - full.K1.value[0]!)).toBeLessThan(K1.error[0]!);
    }
  });
});

describe('mode order auto', () => {
  it('raises the order until the estimate meets the target', async () => {
    const solution = await theoryOf(ensembles[5]![1], { modeOrder: 'auto', truncation: 1e-3 });
    const { K1, V4 } = quantitiesOf(solution);
    expect(solution.closures[0]!.modeOrder).toBeGreaterThan(16);
    expect(Math.hypot(...K1.error) / Math.hypot(...K1.value)).toBeLessThan(1e-3);
    expect(Math.hypot(...V4.error) / Math.hypot(...V4.value)).toBeLessThan(1e-3);
    expect(solution.notes).toEqual([]);
  });

  it('says why it stopped when it cannot meet it', async () => {
    const solution = await theoryOf(ensembles[4]![1], { modeOrder: 'auto', truncation: 1e-9 });
    expect(solution.closures[0]!.modeOrder).toBe(192);
    expect(solution.notes[0]).toMatch(
      /^modeOrder auto stopped at 192 with an estimated relative truncation error of .* short of 1e-9: it is the largest order tried/,
    );
  });

  it('is content with the first order where all is exact', async () => {
    const solution = await theoryOf(ensembleOf({ activation: 'identity', inputKernel: twoInputs }), {
      modeOrder: 'auto',
    });
    expect(solution.closures[0]!.modeOrder).toBe(16);
  });
});
