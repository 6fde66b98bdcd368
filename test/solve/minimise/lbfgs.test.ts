import { describe, expect, it } from 'vitest';
import { type LbfgsSettings, lbfgs } from '#odepth/solve/minimise/lbfgs';
import { normals, quadratic, quartic, rosenbrock, spread, walled } from './problems.ts';

const settings: LbfgsSettings = {
  memory: 10,
  iterations: 2000,
  gradientTolerance: 1e-9,
  valueRounding: 1e-13,
  patience: 50,
};

describe('L-BFGS', () => {
  it.each([2, 3, 10, 100])('finds the minimum of Rosenbrock’s function in %i dimensions', async (size) => {
    const { outcome, x, gradientNorm } = await lbfgs(rosenbrock(size), new Float64Array(size).fill(-1), settings);
    expect(outcome).toBe('converged');
    expect(gradientNorm).toBeLessThanOrEqual(1e-9);
    for (const xi of x) expect(xi).toBeCloseTo(1, 8);
  });

  it('lowers the gradient of a smooth function by more than 10 orders, where values alone tell 8', async () => {
    const { outcome, gradientNorm, history } = await lbfgs(quartic(300), normals(300, 1), {
      ...settings,
      gradientTolerance: 1e-11,
    });
    expect(outcome).toBe('converged');
    expect(gradientNorm / history[0]!.gradientNorm).toBeLessThan(1e-12);
  });

  it('goes on to rounding and says that it stalled there, with the point of the smallest gradient', async () => {
    const result = await lbfgs(quartic(300), normals(300, 1), { ...settings, gradientTolerance: 0 });
    expect(result.outcome).toBe('stalled');
    expect(result.gradientNorm).toBe(Math.min(...result.history.map((row) => row.gradientNorm)));
    expect(result.gradientNorm).toBeLessThan(1e-12);
  });

  it('takes about one gradient an iteration', async () => {
    const { iterations, evaluations } = await lbfgs(quartic(300), normals(300, 1), settings);
    expect(evaluations).toBeLessThan(1.3 * iterations + 5);
  });

  it('solves a quadratic of condition 10⁸ with five eigenvalues', async () => {
    const eigenvalues = Float64Array.from({ length: 200 }, (_, i) => 100 ** (i % 5));
    const result = await lbfgs(quadratic(eigenvalues), normals(200, 1), {
      ...settings,
      memory: 20,
      gradientTolerance: 1e-5,
    });
    expect(result.outcome).toBe('converged');
    for (const [i, xi] of result.x.entries()) expect(Math.abs(xi - i / 200)).toBeLessThan(1e-5);
  });

  it('gains from memory on an ill-conditioned quadratic', async () => {
    const run = (memory: number) =>
      lbfgs(quadratic(spread(100, 1e4)), normals(100, 1), { ...settings, memory, gradientTolerance: 1e-6 });
    const [one, many] = [await run(1), await run(60)];
    expect(many.outcome).toBe('converged');
    expect(many.evaluations).toBeLessThan(0.7 * one.evaluations);
  });

  it('never accepts a value above the lowest by more than rounding', async () => {
    const { history } = await lbfgs(rosenbrock(20), new Float64Array(20), settings);
    let lowest = Infinity;
    for (const { value } of history) {
      if (lowest < Infinity) expect(value).toBeLessThanOrEqual(lowest * (1 + 1e-13));
      lowest = Math.min(lowest, value);
    }
  });

  it('steps back from where the function is not a number', async () => {
    const { outcome, x } = await lbfgs(walled(12), new Float64Array(12).fill(10), settings);
    expect(outcome).toBe('converged');
    for (const [i, xi] of x.entries()) expect(xi).toBeCloseTo(1 / (i + 1), 9);
  });

  it('refuses a memory that is not a positive integer', async () => {
    const run = (memory: number) => lbfgs(rosenbrock(2), new Float64Array(2), { ...settings, memory });
    await expect(run(0)).rejects.toThrow(/memory must be a positive integer; got 0/);
    await expect(run(2.5)).rejects.toThrow(RangeError);
  });
});
