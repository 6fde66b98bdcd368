import type { ActivationSpec } from '#odepth/model/activation';
import { activationOf } from '#odepth/model/activation';
import type { Ensemble } from '#odepth/model/ensemble';
import type { SamplingPlan } from '#odepth/sample/plan';
import { infiniteWidthChain } from '#odepth/study/kernel/theory/infinite-width';

const inputKernel = [
  [1, 0.4],
  [0.4, 0.7],
];

/** Six wide layers, two inputs, leak and bias, driven by the theory's chain. */
export async function planOf(
  activation: ActivationSpec,
  width: number,
  overrides: Partial<SamplingPlan>,
  kernel = inputKernel,
): Promise<SamplingPlan> {
  const ensemble: Ensemble = {
    activation,
    weightVariance: 1.5,
    biasVariance: 0.1,
    leak: 0.2,
    width,
    residualScale: 0.4,
    layers: 6,
    horizon: 0.96,
    inputKernel: kernel,
  };
  const chain = infiniteWidthChain(ensemble, await activationOf(activation), 1e-12);
  return {
    ensemble,
    chain,
    savedLayers: [0, 3, 6],
    sampler: 'block-law',
    random: 'xoshiro',
    controlVariates: true,
    residuals: false,
    engine: 'reference',
    precision: 'float64',
    seed: '11',
    ...overrides,
  };
}
