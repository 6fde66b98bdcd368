import { describe, expect, it } from 'vitest';
import { activationOf } from '#odepth/model/activation';
import { gaussianInputs, visitRandomStack } from '#odepth/sample/random-stack';

const ensemble = {
  ...{ activation: 'identity' as const, weightVariance: 1.5, biasVariance: 0.4, leak: 0.3 },
  ...{ width: 24, residualScale: 0.5, layers: 4, horizon: 1 },
};
const inputs = { count: 3, dimension: 5, variance: 2 };
const points = gaussianInputs(inputs, 7n);

async function layersOf(network: number, seed = 7n) {
  const found: Float64Array[] = [];
  const activation = await activationOf('identity');
  visitRandomStack(ensemble, activation, inputs, points, { seed, network }, (_, state) => found.push(state.slice()));
  return found;
}

/** (1/n) φ_a·φ_b. */
const kernel = (state: Float64Array, a: number, b: number) => {
  const row = (input: number) => state.subarray(input * ensemble.width, (input + 1) * ensemble.width);
  return row(a).reduce((sum, value, i) => sum + value * row(b)[i]!, 0) / ensemble.width;
};

describe('a random stack', () => {
  it('has on average the kernel of its ensemble at every layer, within errors', async () => {
    const count = 400;
    const networks = await Promise.all(Array.from({ length: count }, (_, network) => layersOf(network)));
    for (const [a, b] of [
      [0, 0],
      [0, 1],
      [1, 2],
    ] as const) {
      let exact = 0;
      for (let i = 0; i < 5; i++) exact += (inputs.variance / 5) * points[5 * a + i]! * points[5 * b + i]!;
      for (let layer = 0; layer <= ensemble.layers; layer++) {
        const values = networks.map((states) => kernel(states[layer]!, a, b));
        const mean = values.reduce((sum, value) => sum + value, 0) / count;
        const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1));
        expect(Math.abs(mean - exact) * Math.sqrt(count)).toBeLessThan(4 * spread);
        // K⁺ = (1 − κε²)² K + ε² (C_W K + C_b) for the identity.
        const square = ensemble.residualScale ** 2;
        exact =
          (1 - ensemble.leak * square) ** 2 * exact +
          square * (ensemble.weightVariance * exact + ensemble.biasVariance);
      }
    }
  });

  it('is the same at the same address, and another at another', async () => {
    expect(await layersOf(3)).toEqual(await layersOf(3));
    const first = (await layersOf(3))[0]![0];
    expect((await layersOf(4))[0]![0]).not.toBe(first);
    expect((await layersOf(3, 8n))[0]![0]).not.toBe(first);
  });
});
