import { type Activation, activationOf } from '#odepth/model/activation';
import type { Ensemble } from '#odepth/model/ensemble';
import { linearCovariances } from '#odepth/sample/linear-covariance';
import type { SamplingPlan } from '#odepth/sample/plan';
import { infiniteWidthChain } from '#odepth/study/kernel/theory/infinite-width';
import { kernelAverages } from '#odepth/theory/kernel/averages/averages';
import { ConvergedBackground } from '#odepth/theory/kernel/converged-background';
import { pairTables } from '#odepth/theory/kernel/pairs';

/** A plan that samples the G-only stochastic closure at the last layer. */
export async function closurePlanOf(ensemble: Ensemble, change: Partial<SamplingPlan> = {}): Promise<SamplingPlan> {
  const chain = infiniteWidthChain(ensemble, await activationOf(ensemble.activation), 1e-12);
  return {
    ...{
      ensemble,
      chain,
      savedLayers: [ensemble.layers],
      sampler: 'g-only-stochastic',
      random: 'xoshiro',
      engine: 'reference',
      precision: 'float64',
    },
    ...{ controlVariates: true, residuals: false, seed: '23' },
    ...change,
  };
}

/**
 * First order in 1/n of the stochastic closure at its last layer, with nothing left out in ε: V4 of the linear chain, and
 *
 *     K1⁺ = c² K1 + ε² (χ K1 + ½ F''(K0) : V4),   K1(0) = 0.
 */
export function finiteLayerTheory(plan: SamplingPlan, activation: Activation): { V4: Float64Array; K1: Float64Array } {
  const { ensemble, chain } = plan;
  const { layers, residualScale, leak, weightVariance, biasVariance } = ensemble;
  const pairs = pairTables(chain.inputs);
  const request = { inputs: chain.inputs, derivativeOrder: 4, modeOrder: 0, tolerance: 1e-12 } as const;
  const background = new ConvergedBackground(pairs, kernelAverages(activation, request), weightVariance, biasVariance);
  const every = Array.from({ length: layers + 1 }, (_, layer) => layer);
  const V4 = linearCovariances(ensemble, chain, every);
  const step = residualScale ** 2;
  let K1 = new Float64Array(pairs.count);
  for (let layer = 0; layer < layers; layer++) {
    background.evaluate(chain.kernels.subarray(layer * pairs.count, (layer + 1) * pairs.count));
    const covariance = V4.get(layer)!;
    K1 = K1.map(
      (k, p) =>
        (1 - leak * step) ** 2 * k + step * (background.response(p, K1, 0) + background.tadpole(p, covariance, 0)),
    );
  }
  return { V4: V4.get(layers)!, K1 };
}
