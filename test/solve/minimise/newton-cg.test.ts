import { describe, expect, it } from 'vitest';
import type { IterationRow } from '#odepth/solve/minimise/minimum';
import { type NewtonCgSettings, newtonCg } from '#odepth/solve/minimise/newton-cg';
import { normals, objective, quadratic, quartic, rosenbrock, saddle, spread, walled } from './problems.ts';

const settings: NewtonCgSettings = {
  iterations: 500,
  products: 1000,
  forcing: 0.5,
  firstRadius: 1,
  preconditionerMemory: 0,
  gradientTolerance: 1e-9,
  valueRounding: 1e-13,
  patience: 50,
};

/** log(g_{k+1}/g_k) / log(g_k/g_{k−1}) of the last three gradient norms above `floor`. */
function lastOrder(history: readonly IterationRow[], floor: number): number {
  const [a, b, c] = history
    .map((row) => Math.log(row.gradientNorm))
    .filter((g) => g > Math.log(floor))
    .slice(-3);
  return (c! - b!) / (b! - a!);
}

describe('Newton’s method with conjugate gradients', () => {
  it.each([2, 10, 100])('finds the minimum of Rosenbrock’s function in %i dimensions', async (size) => {
    const { outcome, x } = await newtonCg(rosenbrock(size), new Float64Array(size).fill(-1), settings);
    expect(outcome).toBe('converged');
    for (const xi of x) expect(xi).toBeCloseTo(1, 8);
  });

  it('converges with order two', async () => {
    const { outcome, history } = await newtonCg(
      quartic(200),
      normals(200, 1).map((z) => 3 * z),
      {
        ...settings,
        firstRadius: 100,
        gradientTolerance: 1e-12,
      },
    );
    expect(outcome).toBe('converged');
    expect(history.length).toBeLessThan(14);
    expect(lastOrder(history, 5e-13)).toBeGreaterThan(1.8);
  });

  it('is exact on a quadratic of condition 10⁸ with five eigenvalues after a few products', async () => {
    const eigenvalues = Float64Array.from({ length: 1000 }, (_, i) => 100 ** (i % 5));
    const start = normals(1000, 1);
    const result = await newtonCg(quadratic(eigenvalues), start, {
      ...settings,
      firstRadius: 1e3,
      gradientTolerance: 1e-5,
    });
    expect(result.outcome).toBe('converged');
    expect(result.iterations).toBeLessThanOrEqual(6);
    expect(result.curvatureProducts).toBeLessThanOrEqual(20);
    for (const [i, xi] of result.x.entries()) expect(Math.abs(xi - i / 1000)).toBeLessThan(1e-5);
  });

  it('needs a third fewer products where its own pairs precondition an ill-conditioned problem', async () => {
    const run = (preconditionerMemory: number) =>
      newtonCg(quadratic(spread(200, 1e8)), normals(200, 1), {
        ...settings,
        preconditionerMemory,
        products: 500,
        gradientTolerance: 1e-4,
      });
    const [plain, preconditioned] = [await run(0), await run(20)];
    expect([plain.outcome, preconditioned.outcome]).toEqual(['converged', 'converged']);
    expect(preconditioned.curvatureProducts).toBeLessThan(0.67 * plain.curvatureProducts);
  });

  it('leaves a saddle along its negative curvature', async () => {
    const start = Float64Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 1 : 1e-6 * (i % 4 === 1 ? 1 : -1)));
    const { outcome, value, x, iterations } = await newtonCg(saddle(40), start, settings);
    expect(outcome).toBe('converged');
    expect(value).toBeCloseTo(-40 / 8, 12);
    for (const [i, xi] of x.entries()) expect(xi).toBeCloseTo(i % 2 === 0 ? 0 : Math.sign(start[i]!), 9);
    expect(iterations).toBeLessThan(25);
  });

  it('shortens steps that leave the domain', async () => {
    const { outcome, x } = await newtonCg(walled(12), new Float64Array(12).fill(10), { ...settings, firstRadius: 1e3 });
    expect(outcome).toBe('converged');
    for (const [i, xi] of x.entries()) expect(xi).toBeCloseTo(1 / (i + 1), 9);
  });

  it('converges where the second derivative jumps', async () => {
    const b = normals(50, 3);
    const bend = objective(
      50,
      (x, gradient) => {
        let value = 0;
        for (let i = 0; i < 50; i++) {
          const over = Math.max(0, x[i]! - b[i]!);
          value += 0.5 * 100 * over * over + 0.5 * x[i]! ** 2 - 0.3 * x[i]!;
          gradient[i] = 100 * over + x[i]! - 0.3;
        }
        return value;
      },
      (x, v, out) => {
        for (let i = 0; i < 50; i++) out[i] = (x[i]! > b[i]! ? 101 : 1) * v[i]!;
      },
    );
    const { outcome, iterations, x } = await newtonCg(bend, normals(50, 4), { ...settings, firstRadius: 10 });
    expect(outcome).toBe('converged');
    expect(iterations).toBeLessThan(40);
    for (const [i, xi] of x.entries()) expect(xi).toBeCloseTo(b[i]! > 0.3 ? 0.3 : (100 * b[i]! + 0.3) / 101, 9);
  });

  it('survives curvature that is wrong, or not a number', async () => {
    const f = quartic(20);
    for (const wrong of [Number.NaN, -1, Infinity]) {
      const bad = { ...f, curvature: async (_: Float64Array, out: Float64Array) => void out.fill(wrong) };
      const { outcome, history, value } = await newtonCg(bad, normals(20, 1), { ...settings, iterations: 200 });
      expect(['converged', 'stalled', 'too-many-iterations']).toContain(outcome);
      expect(value).toBeLessThan(history[0]!.value);
    }
  });

  it('refuses an objective without curvature, and settings out of range', async () => {
    const { size, evaluate } = quartic(4);
    const start = new Float64Array(4);
    await expect(newtonCg({ size, evaluate }, start, settings)).rejects.toThrow(/Hessian-vector products/);
    for (const wrong of [{ forcing: 1 }, { products: 0 }, { firstRadius: Infinity }, { preconditionerMemory: -1 }]) {
      await expect(newtonCg(quartic(4), start, { ...settings, ...wrong })).rejects.toThrow(RangeError);
    }
  });
});
