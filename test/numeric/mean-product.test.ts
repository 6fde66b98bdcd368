import { describe, expect, it } from 'vitest';
import { type ActivationSpec, activationOf } from '#odepth/model/activation';
import { choleskyInto } from '#odepth/numeric/cholesky';
import { erfMeanProduct } from '#odepth/numeric/mean-product/closed-forms';
import { TabulatedMeanProduct } from '#odepth/numeric/mean-product/tabulated';
import { triangleSize } from '#odepth/numeric/mehler';
import { meanProductOf } from '#odepth/sample/mean-product';
import { kernelAverages } from '#odepth/theory/kernel/averages/averages';

const kernelOf = (v: number, w: number, rho: number) => Float64Array.of(v, rho * Math.sqrt(v * w), w);
const settings = [
  [2, 2, 0.3],
  [0.01, 40, 0.9],
  [5, 4, -0.99],
  [1e-5, 1e-5, 0.5],
] as const;

async function tableOf(activation: ActivationSpec, inputs = 2) {
  return new TabulatedMeanProduct(await activationOf(activation), inputs);
}

/** Error of `out` relative to √(E₂_aa E₂_bb). */
function worst(out: Float64Array, exact: ArrayLike<number>): number {
  const unit = Math.sqrt(exact[0]! * exact[2]!);
  const scales = [exact[0]!, unit, exact[2]!];
  return Math.max(...scales.map((scale, p) => Math.abs(out[p]! - exact[p]!) / scale));
}

describe('mean products from tables', () => {
  it('of erf are its closed form to 10⁻¹², up to correlations of 1 − 10⁻⁸ and ±1', async () => {
    const table = await tableOf('erf');
    const closed = erfMeanProduct(2);
    const [out, exact] = [new Float64Array(3), new Float64Array(3)];
    for (const [v, w, rho] of [...settings, [20, 20, 1 - 1e-8], [3, 5, -1], [3, 5, 1]] as const) {
      const error = table.into(kernelOf(v, w, rho), out);
      closed.into(kernelOf(v, w, rho), exact);
      expect(error).toBeLessThan(1e-11);
      expect(worst(out, exact), `${v}, ${w}, ${rho}`).toBeLessThan(1e-12);
    }
  });

  it.each(['tanh', 'gelu', 'swish', 'softplus'] as const)(
    'of %s are the averages of the theory',
    async (activation) => {
      const table = await tableOf(activation);
      const request = { inputs: 2, derivativeOrder: 2, modeOrder: 0, tolerance: 1e-13 } as const;
      const averages = kernelAverages(await activationOf(activation), request);
      const out = new Float64Array(3);
      for (const [v, w, rho] of settings) {
        const kernel = kernelOf(v, w, rho);
        expect(table.into(kernel, out)).toBeLessThan(1e-11);
        averages.evaluate(kernel);
        const { single, singleOrder, derivatives } = averages;
        const exact = [single[0]!, derivatives[triangleSize(2)]!, single[singleOrder + 1]!];
        expect(worst(out, exact), `${v}, ${w}, ${rho}`).toBeLessThan(3e-12);
      }
    },
  );

  it('state their error where a corner makes the sum converge slowly: E|u_a||u_b|', async () => {
    const table = await tableOf({ expression: 'abs(x)' });
    const out = new Float64Array(3);
    for (const rho of [0.2, 0.9, 0.999]) {
      const error = table.into(kernelOf(1, 1, rho), out);
      const exact = (2 / Math.PI) * (Math.sqrt(1 - rho ** 2) + rho * Math.asin(rho));
      expect(Math.abs(out[1]! - exact)).toBeLessThan(Math.max(error, 1e-13));
    }
    expect(table.into(kernelOf(1, 1, 0.999), out)).toBeGreaterThan(1e-9);
  });

  it('do not depend on what was asked before', async () => {
    const [fresh, used] = [await tableOf('tanh'), await tableOf('tanh')];
    const [a, b] = [new Float64Array(3), new Float64Array(3)];
    for (const rho of [0.99, 0.1, -0.5]) used.into(kernelOf(1.93, 2.1, rho), b);
    fresh.into(kernelOf(2, 2.05, 0.7), a);
    used.into(kernelOf(2, 2.05, 0.7), b);
    expect([...b]).toEqual([...a]);
  });

  it('stay a covariance for any inputs, nearly collinear ones included', async () => {
    const table = await tableOf('tanh', 3);
    const out = new Float64Array(6);
    for (const share of [1e-4, 1e-8, 1e-11, 1e-12, 1e-14]) {
      const rho = 1 - share;
      table.into(Float64Array.of(2, 2 * rho, 0.5, 2, 0.5, 1), out);
      const [aa, ab, ac, bb, bc, cc] = out;
      const factor = new Float64Array(9);
      const report = choleskyInto(Float64Array.of(aa!, 0, 0, ab!, bb!, 0, ac!, bc!, cc!), factor, 3);
      expect(report.failed, `1 − ρ = ${share}`).toBe(false);
    }
  });
});

describe('mean products of any activation', () => {
  it.each(['identity', 'relu', 'leaky-relu', 'erf', 'tanh', 'gelu'] as const)(
    'are equal rows for equal inputs: %s',
    async (activation) => {
      const product = meanProductOf(await activationOf(activation), 2);
      const out = new Float64Array(3);
      product.into(Float64Array.of(1.7, 1.7, 1.7), out);
      expect([out[1], out[2]]).toEqual([out[0], out[0]]);
      // Equal but for rounding: the difference has no variance left.
      product.into(Float64Array.of(1.7, 1.7 * (1 + 2 ** -52), 1.7 * (1 + 2 ** -51)), out);
      expect(choleskyInto(Float64Array.of(out[0]!, 0, out[1]!, out[2]!), new Float64Array(4), 2)).toEqual({
        deficient: 1,
        failed: false,
      });
    },
  );

  it.each(['relu', 'leaky-relu', 'identity'] as const)(
    'are those of the theory in closed form: %s',
    async (activation) => {
      const sigma = await activationOf(activation);
      const product = meanProductOf(sigma, 2);
      const averages = kernelAverages(sigma, { inputs: 2, derivativeOrder: 2, modeOrder: 0, tolerance: 1e-13 });
      const out = new Float64Array(3);
      for (const [v, w, rho] of settings) {
        product.into(kernelOf(v, w, rho), out);
        averages.evaluate(kernelOf(v, w, rho));
        const { single, singleOrder, derivatives } = averages;
        expect(worst(out, [single[0]!, derivatives[triangleSize(2)]!, single[singleOrder + 1]!])).toBeLessThan(1e-14);
      }
    },
  );

  it('are refused where there is no covariance or no average', async () => {
    for (const activation of ['relu', 'tanh'] as const) {
      const product = meanProductOf(await activationOf(activation), 2);
      for (const kernel of [Float64Array.of(1, 2, 1), Float64Array.of(0, 0, 1), Float64Array.of(1, 0, Number.NaN)]) {
        expect(product.into(kernel, new Float64Array(3))).toBeNaN();
      }
    }
    const growing = meanProductOf(await activationOf({ expression: 'exp(x^2 / 5)' }), 1);
    expect(growing.into(Float64Array.of(0.3), new Float64Array(1))).toBeLessThan(1e-9);
    expect(growing.into(Float64Array.of(3), new Float64Array(1))).toBeNaN();
  });
});
