import type { ActivationSpec } from '#odepth/model/activation';
import { activationOf } from '#odepth/model/activation';
import type { Ensemble } from '#odepth/model/ensemble';
import type { SamplingPlan } from '#odepth/sample/plan';
import { infiniteWidthChain } from '#odepth/study/kernel/theory/infinite-width';

/** N correlated inputs of different size; every pair has another correlation. */
export function correlatedKernel(inputs: number): number[][] {
  return Array.from({ length: inputs }, (_, a) =>
    Array.from({ length: inputs }, (_, b) => (a === b ? 1 + 0.1 * a : 0.5 / (1 + Math.abs(a - b)))),
  );
}

/** Six layers with leak and bias, sampled by the threads engine in float64 unless something else is said. */
export async function threadsPlan(
  activation: ActivationSpec,
  inputs: number,
  width: number,
  overrides: Partial<SamplingPlan> = {},
  changes: Partial<Ensemble> = {},
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
    inputKernel: correlatedKernel(inputs),
    ...changes,
  };
  const chain = infiniteWidthChain(ensemble, await activationOf(activation), 1e-9);
  return {
    ensemble,
    chain,
    savedLayers: [0, 2, 5],
    sampler: 'block-law',
    random: 'xoshiro',
    controlVariates: true,
    residuals: false,
    engine: 'threads',
    precision: 'float64',
    seed: '20260417',
    ...overrides,
  };
}
