import { type Ensemble, inputPairs, packedIndex, pairIndex } from '#odepth/model/ensemble';
import type { InfiniteWidthChain } from '#odepth/model/infinite-width-chain';
import type { SamplingPlan } from '#odepth/sample/plan';

/** Identity activation: everything about the finite network is known in closed recursions. */
export const identityEnsemble: Ensemble = {
  activation: 'identity',
  weightVariance: 1.5,
  biasVariance: 0.2,
  leak: 0.4,
  width: 8,
  residualScale: 0.5,
  layers: 6,
  horizon: 1.5,
  inputKernel: [
    [1, 0.4],
    [0.4, 0.7],
  ],
};

/** K0 by layers: K⁺ = c² K + ε² F, F = C_W K + C_b, χ = C_W on the pair itself. */
export function identityChain(ensemble: Ensemble): InfiniteWidthChain {
  const { inputKernel, layers, residualScale, leak, weightVariance, biasVariance } = ensemble;
  const pairs = inputPairs(inputKernel.length);
  const size = (layers + 1) * pairs.length;
  const kernels = new Float64Array(size);
  const increments = new Float64Array(size);
  const susceptibilities = new Float64Array(size * 3);
  const c = 1 - leak * residualScale ** 2;
  pairs.forEach(([a, b], p) => {
    let kernel = inputKernel[a]![b]!;
    for (let layer = 0; layer <= layers; layer++) {
      const at = layer * pairs.length + p;
      kernels[at] = kernel;
      increments[at] = weightVariance * kernel + biasVariance;
      susceptibilities[at * 3 + (a === b ? 0 : 1)] = weightVariance;
      kernel = c ** 2 * kernel + residualScale ** 2 * increments[at]!;
    }
  });
  return {
    inputs: inputKernel.length,
    layers,
    kernels,
    increments,
    products: kernels,
    susceptibilities,
    averageError: 0,
  };
}

/** n Cov(G) at every layer at *finite* width, exactly: packed pairs of pairs, layer by layer. */
export function exactCovariance(ensemble: Ensemble): Float64Array[] {
  const { width, layers, residualScale, leak, weightVariance, biasVariance, inputKernel } = ensemble;
  const inputs = inputKernel.length;
  const pairs = inputPairs(inputs);
  const chain = identityChain(ensemble);
  const step = residualScale ** 2;
  const c = 1 - leak * step;
  const gain = c ** 2 + step * weightVariance;
  const kernelAt = (layer: number, a: number, b: number) =>
    chain.kernels[layer * pairs.length + pairIndex(inputs, a, b)]!;
  const packed = (pairs.length * (pairs.length + 1)) / 2;
  const history: Float64Array[] = [];
  let covariance = new Float64Array(packed);
  pairs.forEach(([a, b], p) => {
    pairs.forEach(([d, e], q) => {
      if (q < p) return;
      const k = (x: number, y: number) => kernelAt(0, x, y);
      covariance[packedIndex(pairs.length, p, q)] = k(a, d) * k(b, e) + k(a, e) * k(b, d);
    });
  });
  for (let layer = 0; ; layer++) {
    history.push(covariance);
    if (layer === layers) return history;
    const k = (x: number, y: number) => kernelAt(layer, x, y);
    const second = (v: number, w: number, x: number, y: number) =>
      k(v, w) * k(x, y) +
      covariance[packedIndex(pairs.length, pairIndex(inputs, v, w), pairIndex(inputs, x, y))]! / width;
    // E[G_vw Q_xy] and E[Q_vw Q_xy] with Q = C_W G + C_b.
    const mixed = (v: number, w: number, x: number, y: number) =>
      weightVariance * second(v, w, x, y) + biasVariance * k(v, w);
    const square = (v: number, w: number, x: number, y: number) =>
      weightVariance ** 2 * second(v, w, x, y) +
      weightVariance * biasVariance * (k(v, w) + k(x, y)) +
      biasVariance ** 2;
    const next = new Float64Array(packed);
    pairs.forEach(([a, b], p) => {
      pairs.forEach(([d, e], q) => {
        if (q < p) return;
        const at = packedIndex(pairs.length, p, q);
        const source = mixed(a, d, b, e) + mixed(a, e, b, d) + mixed(b, d, a, e) + mixed(b, e, a, d);
        next[at] =
          gain ** 2 * covariance[at]! + step * c ** 2 * source + step ** 2 * (square(a, d, b, e) + square(a, e, b, d));
      });
    });
    covariance = next;
  }
}

export function identityPlan(
  overrides: Partial<SamplingPlan> = {},
  ensemble: Ensemble = identityEnsemble,
): SamplingPlan {
  return {
    ensemble,
    chain: identityChain(ensemble),
    savedLayers: [0, 3, 6],
    sampler: 'block-law',
    random: 'xoshiro',
    controlVariates: true,
    residuals: false,
    engine: 'reference',
    precision: 'float64',
    seed: '7',
    ...overrides,
  };
}
