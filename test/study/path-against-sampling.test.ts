import { describe, expect, it } from 'vitest';
import { activationOf } from '#odepth/model/activation';
import { infiniteWidthChain } from '#odepth/study/kernel/theory/infinite-width';
import { sample } from '../sample/sampling.ts';
import { ensembleOf, quantitiesOf, theoryOf } from '../theory/ensembles.ts';

/** Eight layers of ε = 0.5: so thick that continuous depth is another theory. */
const ensembleOfWidth = (width: number) =>
  ensembleOf({ activation: 'tanh', inputKernel: [[1]], horizon: 2, layers: 8, width });

async function sampled(width: number, networks: number) {
  const ensemble = ensembleOfWidth(width);
  const chain = infiniteWidthChain(ensemble, await activationOf('tanh'), 1e-12);
  const { coupled } = await sample(
    {
      ...{
        ensemble,
        chain,
        savedLayers: [8],
        sampler: 'block-law',
        random: 'xoshiro',
        engine: 'reference',
        precision: 'float64',
      },
      controlVariates: true,
      residuals: false,
      seed: '2718',
    },
    networks,
  );
  return coupled!;
}

describe('at ε = 0.5 the path theory gives the sampled', () => {
  // Sampled coefficients differ from theory by O(1/n): at n = 128 by (4.8 ± 0.4)/n for V4, (0.4 ± 0.4)/n for K1 and (0.1 ± 0.07)/n for U1. Width and
  // number of networks are chosen so that one standard error is larger.
  it.each([
    ['V4', 1024, 2500, 5, 20],
    ['K1', 128, 20_000, 0.5, 4],
    ['U1', 128, 20_000, 0.15, 8],
  ] as const)(
    '%s of width %i within 3.5 standard errors; continuous depth does not',
    async (quantity, width, networks, shift, clear) => {
      const estimate = (await sampled(width, networks))[quantity];
      const error = estimate.error[0]!;
      expect(error).toBeGreaterThan(shift / width);
      const away = (theory: number) => Math.abs(theory - estimate.value[0]!) / error;
      const layers = await theoryOf(ensembleOfWidth(width), { closures: ['path'], depth: 'layers' });
      expect(away(quantitiesOf(layers, 'path')[quantity].value[0]!)).toBeLessThan(3.5);
      const continuous = await theoryOf(ensembleOfWidth(width), { modeOrder: 64 });
      expect(away(quantitiesOf(continuous)[quantity].value[0]!)).toBeGreaterThan(clear);
    },
  );
});
