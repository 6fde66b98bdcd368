import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activationOf } from '#odepth/model/activation';
import { inputPairs } from '#odepth/model/ensemble';
import { infiniteWidthChain } from '#odepth/study/kernel/theory/infinite-width';
import { ensembleOf, quantitiesOf, theoryOf } from './ensembles.ts';

const inputKernel = [
  [1, 0.4, -0.2],
  [0.4, 0.7, 0.1],
  [-0.2, 0.1, 1.3],
];
const pairs = inputPairs(3);
const packed = pairs.flatMap((first, p) => pairs.slice(p).map((second) => [first, second] as const));
const exchange = (k: (a: number, b: number) => number, a: number, b: number, c: number, d: number) =>
  k(a, c) * k(b, d) + k(a, d) * k(b, c);

/**
 * σ(u) = u: F = C_W K + C_b, so with a = C_W − 2κ, β = C_b / a and A = K(0) + β
 *   K0 = e^{at} A − β,   V4 = W(t) + 2 C_W ∫ e^{2a(t−s)} W(s) ds,   W = K0_ac K0_bd + K0_ad K0_bc,   K1 = 0.
 */
function continuous(a: number, weight: number, bias: number, t: number) {
  const beta = bias / a;
  const grown = (p: number, q: number) => inputKernel[p]![q]! + beta;
  const kernel = (p: number, q: number) => Math.exp(a * t) * grown(p, q) - beta;
  const covariance = (p: number, q: number, r: number, s: number) => {
    const sum = grown(p, r) + grown(q, s) + grown(p, s) + grown(q, r);
    const e = Math.exp(2 * a * t);
    const integral =
      t * e * exchange(grown, p, q, r, s) - (beta * sum * (e - Math.exp(a * t))) / a + (beta ** 2 * (e - 1)) / a;
    return exchange(kernel, p, q, r, s) + 2 * weight * integral;
  };
  return { kernel, covariance };
}

/** The same by layers: K⁺ = q K + ε² C_b, q = c² + ε² C_W, and V4 = W + Y with Y⁺ = q² Y + (q² − c⁴) W. */
function layered(weight: number, bias: number, leak: number, step: number, layers: number) {
  const keep = (1 - leak * step) ** 2;
  const q = keep + step * weight;
  const kernelAt = (layer: number) => (p: number, r: number) => {
    let value = inputKernel[p]![r]!;
    for (let l = 0; l < layer; l++) value = q * value + step * bias;
    return value;
  };
  const covariance = (a: number, b: number, c: number, d: number) => {
    let extra = 0;
    for (let l = 0; l < layers; l++) extra = q * q * extra + (q * q - keep * keep) * exchange(kernelAt(l), a, b, c, d);
    return exchange(kernelAt(layers), a, b, c, d) + extra;
  };
  return { kernel: kernelAt(layers), covariance };
}

describe('identity activation', () => {
  it('follows its closed forms in continuous depth to 1e-10, with leak and bias', async () => {
    for (const [weightVariance, biasVariance, leak] of [
      [1, 0, 0],
      [1.5, 0.3, 0.2],
      [0.5, 0.2, 0.6],
    ] as const) {
      const ensemble = ensembleOf({ activation: 'identity', inputKernel, weightVariance, biasVariance, leak });
      const solution = await theoryOf(ensemble, { closures: ['g-only', 'exact'], modeOrder: 8, tolerance: 1e-12 });
      const { kernel, covariance } = continuous(weightVariance - 2 * leak, weightVariance, biasVariance, 2);
      for (const closure of ['g-only', 'exact']) {
        const { K0, V4, K1, U1 } = quantitiesOf(solution, closure);
        pairs.forEach(([a, b], p) => {
          expect(Math.abs(K0.value[p]! / kernel(a, b) - 1)).toBeLessThan(1e-10);
          expect(Math.abs(K1.value[p]!)).toBeLessThan(1e-12);
          expect(Math.abs(U1.value[p]!)).toBeLessThan(1e-12);
        });
        packed.forEach(([[a, b], [c, d]], i) => {
          expect(Math.abs(V4.value[i]! - covariance(a, b, c, d))).toBeLessThan(1e-10 * Math.max(1, V4.value[0]!));
        });
      }
    }
  });

  it('follows its closed forms layer by layer to 1e-12, for any few layers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          weightVariance: fc.double({ min: 0.1, max: 3, noNaN: true }),
          biasVariance: fc.double({ min: 0, max: 1, noNaN: true }),
          leak: fc.double({ min: 0, max: 0.5, noNaN: true }),
          layers: fc.integer({ min: 1, max: 6 }),
        }),
        async ({ weightVariance, biasVariance, leak, layers }) => {
          const ensemble = ensembleOf({
            activation: 'identity',
            inputKernel,
            weightVariance,
            biasVariance,
            leak,
            layers,
          });
          const solution = await theoryOf(ensemble, { modeOrder: 4, depth: 'layers' });
          const { kernel, covariance } = layered(weightVariance, biasVariance, leak, 2 / layers, layers);
          const { K0, V4, K1 } = quantitiesOf(solution);
          pairs.forEach(([a, b], p) => {
            expect(Math.abs(K0.value[p]! - kernel(a, b))).toBeLessThan(1e-12 * K0.value[0]!);
            expect(Math.abs(K1.value[p]!)).toBeLessThan(1e-11 * K0.value[0]!);
          });
          packed.forEach(([[a, b], [c, d]], i) => {
            expect(Math.abs(V4.value[i]! - covariance(a, b, c, d))).toBeLessThan(1e-12 * V4.value[0]!);
          });
        },
      ),
      { numRuns: 15 },
    );
  });

  it('has the infinite-width chain K⁺ = q K + ε² C_b with χ = C_W', async () => {
    const ensemble = ensembleOf({
      activation: 'identity',
      inputKernel,
      weightVariance: 1.5,
      biasVariance: 0.3,
      leak: 0.2,
      layers: 7,
    });
    const chain = infiniteWidthChain(ensemble, await activationOf('identity'), 1e-12);
    const { kernel } = layered(1.5, 0.3, 0.2, 2 / 7, 7);
    pairs.forEach(([a, b], p) => {
      expect(chain.kernels[7 * 6 + p]).toBeCloseTo(kernel(a, b), 12);
      expect(chain.products[p]).toBeCloseTo(inputKernel[a]![b]!, 13);
      expect(chain.increments[p]).toBeCloseTo(1.5 * inputKernel[a]![b]! + 0.3, 13);
      expect([...chain.susceptibilities.subarray(3 * p, 3 * p + 3)]).toEqual(
        (a === b ? [1.5, 0, 0] : [0, 1.5, 0]).map((value) => expect.closeTo(value, 12)),
      );
    });
  });
});
