import { describe, expect, it } from 'vitest';
import { activationOf } from '#odepth/model/activation';
import { type Ensemble, inputPairs, packedIndex } from '#odepth/model/ensemble';
import { choleskyInto } from '#odepth/numeric/cholesky';
import { createNormalStream } from '#odepth/numeric/random/normal-stream';
import { blockLawIncrements, explicitWeightIncrements } from '#odepth/sample/increments';
import { addMixedNoise, conditionalCovarianceInto, gramInto } from '#odepth/sample/neuron-arrays';
import { conditionalMoments } from '#odepth/theory/kernel/conditional-moments';

const width = 16;
const ensemble: Ensemble = {
  activation: 'tanh',
  weightVariance: 1.5,
  biasVariance: 0.3,
  leak: 0.4,
  width,
  residualScale: 0.5,
  layers: 1,
  horizon: 0.25,
  inputKernel: [
    [1.4, 0.5],
    [0.5, 0.8],
  ],
};
const decay = 1 - ensemble.leak * ensemble.residualScale ** 2;

/** One fixed layer state: φ, σ(φ), G, Q and the Cholesky factor of Q. */
async function layerState() {
  const preactivation = new Float64Array(2 * width);
  createNormalStream('xoshiro', { seed: 5n, purpose: 'test', network: 0 }).fill(preactivation, 2 * width);
  const activation = new Float64Array(2 * width);
  (await activationOf('tanh')).into(preactivation, activation, 0, 2 * width);
  const [kernel, products] = [new Float64Array(3), new Float64Array(3)];
  gramInto(preactivation, 2, width, kernel);
  gramInto(activation, 2, width, products);
  const matrix = new Float64Array(4);
  const factor = new Float64Array(4);
  conditionalCovarianceInto(products, ensemble.weightVariance, ensemble.biasVariance, 2, matrix);
  choleskyInto(matrix, factor, 2);
  const increment = products.map((s) => ensemble.weightVariance * s + ensemble.biasVariance);
  return { preactivation, activation, factor, kernel, increment };
}

describe('the conditional moments of one layer', () => {
  for (const [name, sampler] of [
    ['block-law', blockLawIncrements],
    ['explicit-weights', explicitWeightIncrements],
  ] as const) {
    it(`are those of increments drawn with ${name}, in mean and every covariance component (n = 16, leak, bias)`, async () => {
      const draws = 20_000;
      const { preactivation, activation, factor, kernel, increment } = await layerState();
      const exact = conditionalMoments(kernel, increment, ensemble.leak, ensemble.residualScale);
      const increments = sampler(ensemble, 17n, 'xoshiro');
      const noise = new Float64Array(2 * width);
      const state = new Float64Array(2 * width);
      const next = new Float64Array(3);
      // Deviations from the exact mean: sums, and sums of squares, of δ and of n δδᵀ.
      const sums = new Float64Array(9);
      const squares = new Float64Array(9);
      for (let draw = 0; draw < draws; draw++) {
        increments.begin(draw);
        increments.draw({ preactivation, activation, factor }, noise);
        state.set(preactivation);
        addMixedNoise(state, noise, factor, 2, width, decay, ensemble.residualScale);
        gramInto(state, 2, width, next);
        const delta = next.map((g, p) => g - exact.mean[p]!);
        for (let p = 0; p < 3; p++) {
          sums[p]! += delta[p]!;
          squares[p]! += delta[p]! ** 2;
          for (let q = p; q < 3; q++) {
            const value = width * delta[p]! * delta[q]!;
            sums[3 + packedIndex(3, p, q)]! += value;
            squares[3 + packedIndex(3, p, q)]! += value ** 2;
          }
        }
      }
      for (let i = 0; i < 9; i++) {
        const mean = sums[i]! / draws;
        const error = Math.sqrt((squares[i]! / draws - mean ** 2) / draws);
        const expected = i < 3 ? 0 : exact.covariance[i - 3]!;
        expect(Math.abs(mean - expected) / error, `component ${i}`).toBeLessThan(3.5);
      }
    });
  }

  it('are those of Gaussian neurons, computed directly from Isserlis’ theorem', async () => {
    const { preactivation, kernel, increment } = await layerState();
    const { mean, covariance } = conditionalMoments(kernel, increment, ensemble.leak, ensemble.residualScale);
    const pairs = inputPairs(2);
    const q = (a: number, b: number) => ensemble.residualScale ** 2 * increment[a + b]!;
    const u = (a: number, i: number) => decay * preactivation[a * width + i]!;
    for (const [p, [a, b]] of pairs.entries()) {
      let expected = 0;
      for (let i = 0; i < width; i++) expected += (u(a, i) * u(b, i) + q(a, b)) / width;
      expect(mean[p]).toBeCloseTo(expected, 13);
      for (const [r, [c, d]] of pairs.entries()) {
        // Cov of (u_a + x_a)(u_b + x_b) and (u_c + x_c)(u_d + x_d) with x ~ N(0, q), summed over independent neurons.
        let sum = 0;
        for (let i = 0; i < width; i++) {
          sum += u(a, i) * u(c, i) * q(b, d) + u(a, i) * u(d, i) * q(b, c);
          sum += u(b, i) * u(c, i) * q(a, d) + u(b, i) * u(d, i) * q(a, c);
          sum += q(a, c) * q(b, d) + q(a, d) * q(b, c);
        }
        expect(covariance[packedIndex(3, p, r)]).toBeCloseTo(sum / width, 13);
      }
    }
  });

  it('are those of a scaled χ² for one input: n Var = 4 c² ε² G Q + 2 ε⁴ Q²', () => {
    const { mean, covariance } = conditionalMoments(Float64Array.of(1.7), Float64Array.of(0.9), 0.2, 0.3);
    const c = 1 - 0.2 * 0.09;
    expect(mean[0]).toBeCloseTo(c ** 2 * 1.7 + 0.09 * 0.9, 14);
    expect(covariance[0]).toBeCloseTo(4 * c ** 2 * 0.09 * 1.7 * 0.9 + 2 * 0.0081 * 0.81, 14);
  });

  it('refuse matrices that do not belong together', () => {
    expect(() => conditionalMoments(new Float64Array(3), new Float64Array(1), 0, 0.1)).toThrow(/pairs of the same N/);
    expect(() => conditionalMoments(new Float64Array(2), new Float64Array(2), 0, 0.1)).toThrow(/pairs of the same N/);
  });
});
