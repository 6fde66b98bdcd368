import { describe, expect, it } from 'vitest';
import { activationOf } from '#odepth/model/activation';
import { twoTimeAverages } from '#odepth/theory/kernel/path/averages-of-activation';
import { HermiteTwoTimeAverages } from '#odepth/theory/kernel/path/hermite-two-time';
import { PiecewiseLinearTwoTimeAverages } from '#odepth/theory/kernel/path/piecewise-linear-two-time';
import type { TwoTimeAverages } from '#odepth/theory/kernel/path/two-time-averages';
import { planeCovariance, squares } from './two-time-quadrature.ts';

/** Both averages of u ~ N(0, later) and v ~ N(0, earlier). */
function pairOf(averages: TwoTimeAverages, earlier: number, later: number, rho: number) {
  averages.addLayer(earlier);
  averages.addLayer(later);
  averages.evaluatePair(0, rho);
  return { ...averages.pair };
}

describe('two-time averages', () => {
  it.each(['tanh', 'relu', 'gelu'] as const)(
    'of %s equal a quadrature over the plane, within their error estimate and 1e-10',
    async (name) => {
      const { square, second } = squares[name];
      for (const [earlier, later, rho] of [
        [1, 1.4, 0.8],
        [0.6, 3, 0.4],
        [2.5, 2, 0.95],
        [2.5, 0.2, 0.05],
      ] as const) {
        const pair = pairOf(twoTimeAverages(await activationOf(name), 1e-12, null), earlier, later, rho);
        const scale = earlier * later;
        const covariance = planeCovariance(square, square, later, earlier, rho);
        const response = 0.5 * planeCovariance(second, square, later, earlier, rho);
        expect(Math.abs(pair.covariance - covariance)).toBeLessThan(pair.covarianceError + 1e-10 * scale);
        expect(Math.abs(pair.response - response)).toBeLessThan(pair.responseError + 1e-10 * earlier);
        expect(Math.abs(covariance)).toBeGreaterThan(1e-5 * scale);
      }
    },
  );

  it('give the response as the derivative of the covariance by K^ℓ at fixed Cov(u, v)', async () => {
    for (const name of ['tanh', 'relu', 'softplus'] as const) {
      const activation = await activationOf(name);
      const [earlier, later, rho] = [1.2, 2, 0.7];
      const fixed = rho * Math.sqrt(earlier * later);
      const at = (variance: number) =>
        pairOf(twoTimeAverages(activation, 1e-13, null), earlier, variance, fixed / Math.sqrt(earlier * variance));
      // Three-point differences at two widths, extrapolated: what is left is of fourth order.
      const slope = (width: number) => (at(later + width).covariance - at(later - width).covariance) / (2 * width);
      const limit = (4 * slope(1e-3) - slope(2e-3)) / 3;
      expect(Math.abs(at(later).response / limit - 1)).toBeLessThan(1e-9);
    }
  });

  it.each([
    ['identity', 1],
    ['leaky-relu', 0.01],
    ['relu', 0],
  ] as const)(
    'in closed form for %s are the sums over Hermite coefficients, within their error',
    async (name, slope) => {
      for (const [earlier, later, rho] of [
        [1, 1.4, 0.9],
        [0.5, 3, -0.6],
        [2, 2.01, 0.997],
      ] as const) {
        const closed = new PiecewiseLinearTwoTimeAverages(slope);
        const sums = new HermiteTwoTimeAverages(await activationOf(name), 1e-12, null);
        const exact = pairOf(closed, earlier, later, rho);
        const summed = pairOf(sums, earlier, later, rho);
        expect(closed.layer.square).toBeCloseTo(sums.layer.square, 12);
        expect(closed.layer.slope).toBeCloseTo(sums.layer.slope, 12);
        expect(closed.layer.curvature).toBeCloseTo(sums.layer.curvature, 12);
        expect(Math.abs(exact.covariance - summed.covariance)).toBeLessThan(summed.covarianceError + 1e-13);
        expect(Math.abs(exact.response - summed.response)).toBeLessThan(summed.responseError + 1e-13);
        expect(summed.covarianceError).toBeLessThan(1e-8);
      }
    },
  );

  it('of ReLU lose no digit for adjacent layers: ρ → 1 follows the expansion in 1 − ρ to rounding', () => {
    for (let power = 24; power <= 52; power++) {
      const x = 2 ** -power;
      const { covariance, response } = pairOf(new PiecewiseLinearTwoTimeAverages(0), 1, 1, 1 - x);
      expect(Math.abs(covariance - (1.25 - 2 * x + x * x))).toBeLessThan(6e-16);
      expect(Math.abs(response - (0.25 - ((2 * Math.SQRT2) / (3 * Math.PI)) * x ** 1.5))).toBeLessThan(2e-16);
    }
  });

  it('of ReLU lose no digit for nearly independent layers: ρ → 0 follows its expansion relatively', () => {
    for (const rho of [1e-4, 1e-8, 1e-12]) {
      const { covariance, response } = pairOf(new PiecewiseLinearTwoTimeAverages(0), 2, 3, rho);
      const leading = (6 * (4 * rho + Math.PI * rho ** 2 + (2 / 3) * rho ** 3)) / (2 * Math.PI);
      expect(Math.abs(covariance / leading - 1)).toBeLessThan(1e-14);
      expect(Math.abs(response / ((2 * (2 * rho - rho ** 3 / 3)) / (2 * Math.PI)) - 1)).toBeLessThan(1e-14);
    }
  });

  it('state errors that bound what a slow series leaves out: ReLU by expression, whose kink is found by testing', async () => {
    const relu = await activationOf({ expression: 'max(x, 0)' });
    for (const rho of [0.5, 0.99, 0.9999, 1]) {
      const exact = pairOf(new PiecewiseLinearTwoTimeAverages(0), 1, 1.5, rho);
      const summed = pairOf(twoTimeAverages(relu, 1e-12, null), 1, 1.5, rho);
      expect(Math.abs(exact.covariance - summed.covariance)).toBeLessThan(summed.covarianceError);
      expect(Math.abs(exact.response - summed.response)).toBeLessThan(summed.responseError);
    }
  });

  it('refuse a variance that is not positive and finite', async () => {
    for (const name of ['relu', 'tanh'] as const) {
      const averages = twoTimeAverages(await activationOf(name), 1e-12, null);
      for (const variance of [0, -1, Number.NaN, Infinity]) {
        expect(() => averages.addLayer(variance)).toThrow(/positive finite variance/);
      }
    }
  });
});
