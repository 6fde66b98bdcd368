import { describe, expect, it } from 'vitest';
import { activationOf } from '#odepth/model/activation';
import { erfProduct } from '#odepth/numeric/mean-product/closed-forms';
import { triangleIndex, triangleSize } from '#odepth/numeric/mehler';
import { kernelAverages } from '#odepth/theory/kernel/averages/averages';
import type { KernelAverages } from '#odepth/theory/kernel/averages/kernel-averages';
import { SmoothAverages } from '#odepth/theory/kernel/averages/smooth';
import { TheoryError } from '#odepth/theory/kernel/theory-error';

const request = { inputs: 2, derivativeOrder: 4, modeOrder: 10, tolerance: 1e-12 } as const;
const kernelOf = (vc: number, vd: number, rho: number) => Float64Array.of(vc, rho * Math.sqrt(vc * vd), vd);

function largestDifference(left: KernelAverages, right: KernelAverages): number {
  let worst = 0;
  for (const table of ['single', 'derivatives', 'modes'] as const) {
    left[table].forEach((value, i) => {
      worst = Math.max(worst, Math.abs(value - right[table][i]!));
    });
  }
  return worst;
}

describe('closed forms', () => {
  it.each(['identity', 'relu', 'leaky-relu', 'erf'] as const)(
    'of %s equal the quadrature, entry by entry',
    async (name) => {
      const activation = await activationOf(name);
      const closed = kernelAverages(activation, request);
      const quadrature = new SmoothAverages(activation, request);
      for (const [vc, vd, rho] of [
        [1, 1, 0],
        [2, 0.7, 0.4],
        [0.3, 4, -0.75],
      ] as const) {
        closed.evaluate(kernelOf(vc, vd, rho));
        expect(quadrature.evaluate(kernelOf(vc, vd, rho))).toBeLessThan(1e-11);
        expect(largestDifference(closed, quadrature)).toBeLessThan(1e-11);
      }
    },
  );

  it('of erf hold far from where a series is short', () => {
    expect(erfProduct(20, 20, 20)).toBeCloseTo((2 / Math.PI) * Math.asin(40 / 41), 15);
  });
});

describe('mode tables', () => {
  it.each(['relu', 'tanh'] as const)('of %s stay bounded at every correlation, ±1 included', async (name) => {
    const averages = kernelAverages(await activationOf(name), { ...request, derivativeOrder: 2, modeOrder: 24 });
    const size = triangleSize(24);
    for (const rho of [0.5, 0.99, 0.999999, 1, -0.9999, -1]) {
      averages.evaluate(kernelOf(1, 1, rho));
      let norm = 0;
      for (let i = size; i < 2 * size; i++) norm += averages.modes[i]! ** 2;
      // Bessel: Σ τ² ≤ E[σ_c² σ_d²] ≤ E[σ⁴], at most 3/2.
      expect(norm).toBeLessThan(1.5);
    }
  });

  it('hold the averages of derivatives: τ = Σ C(i, p) ρ^p (1−ρ²)^{m/2} t', async () => {
    const averages = kernelAverages(await activationOf('tanh'), request);
    const rho = 0.6;
    averages.evaluate(kernelOf(2, 2, rho));
    const t = (k: number, j: number) => averages.derivatives[triangleSize(4) + triangleIndex(k, j)]!;
    const tau = (k: number, i: number) => averages.modes[triangleSize(10) + triangleIndex(k, i)]!;
    expect(tau(0, 0)).toBeCloseTo(t(0, 0), 13);
    expect(tau(2, 0)).toBeCloseTo((1 - rho ** 2) * t(2, 0), 13);
    expect(tau(2, 1)).toBeCloseTo(Math.sqrt(1 - rho ** 2) * (t(2, 1) + Math.SQRT2 * rho * t(2, 0)), 13);
    expect(tau(2, 2)).toBeCloseTo(t(2, 2) + Math.SQRT2 * rho * t(2, 1) + rho ** 2 * t(2, 0), 13);
  });

  it('of ReLU converge to those of one input as two inputs merge', async () => {
    const averages = kernelAverages(await activationOf('relu'), { ...request, derivativeOrder: 2 });
    averages.evaluate(kernelOf(1, 1, 1));
    for (let k = 0; k <= 10; k++) {
      expect(averages.modes[triangleSize(10) + triangleIndex(k, k)]).toBeCloseTo(averages.single[k]!, 13);
    }
  });
});

describe('averages that do not exist', () => {
  it('are refused: E[σ″σ″] of ReLU for collinear inputs', async () => {
    const averages = kernelAverages(await activationOf('relu'), request);
    expect(() => averages.evaluate(kernelOf(1, 4, 1))).toThrow(TheoryError);
    expect(() => averages.evaluate(kernelOf(1, 4, 1))).toThrow(
      /infinite for a σ with a corner at inputs of correlation 1: leave out one/,
    );
  });

  it('are refused: a matrix that is not a kernel, a variance of zero', async () => {
    for (const name of ['relu', 'tanh'] as const) {
      const averages = kernelAverages(await activationOf(name), request);
      expect(() => averages.evaluate(kernelOf(1, 1, 1.5))).toThrow(/not a kernel.*correlation 1.5/);
      expect(() => averages.evaluate(kernelOf(0, 1, 0))).toThrow(/positive finite variance; got 0/);
    }
  });
});
