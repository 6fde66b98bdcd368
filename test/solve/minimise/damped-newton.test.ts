import { describe, expect, it } from 'vitest';
import { type DampedNewtonSettings, dampedNewton } from '#odepth/solve/minimise/damped-newton';
import { lbfgs } from '#odepth/solve/minimise/lbfgs';
import type { Preconditioner } from '#odepth/solve/minimise/preconditioner';
import { normals, quadratic, quartic, rosenbrock, saddle, spread, walled } from './problems.ts';

/** A diagonal matrix, whatever x is. */
function diagonal(entries: Float64Array): Preconditioner & { refreshes: number } {
  return {
    refreshes: 0,
    async refresh() {
      this.refreshes++;
    },
    applyInto(out, factor, v) {
      for (let i = 0; i < v.length; i++) out[i] = (factor * v[i]!) / entries[i]!;
    },
    square: (v) => v.reduce((sum, value, i) => sum + (value * value) / entries[i]!, 0),
  };
}

const ones = (size: number) => diagonal(new Float64Array(size).fill(1));

const settings = (matrix: Preconditioner): DampedNewtonSettings => ({
  iterations: 300,
  products: 200,
  forcing: 0.02,
  firstDamping: 1,
  gradientTolerance: 1e-9,
  valueRounding: 1e-13,
  patience: 50,
  preconditioning: { matrix, every: 5 },
});

describe('damped Newton steps', () => {
  it.each([2, 10, 50])('find the minimum of Rosenbrock’s function in %i dimensions', async (size) => {
    const { outcome, x } = await dampedNewton(rosenbrock(size), new Float64Array(size).fill(-1), settings(ones(size)));
    expect(outcome).toBe('converged');
    for (const xi of x) expect(xi).toBeCloseTo(1, 8);
  });

  it('lose their damping near a minimum: the last ones leave a fiftieth of the gradient', async () => {
    const start = normals(200, 1).map((z) => 3 * z);
    const { outcome, history } = await dampedNewton(quartic(200), start, settings(ones(200)));
    expect(outcome).toBe('converged');
    const [before, after] = history.slice(-3);
    expect(after!.gradientNorm).toBeLessThan(0.05 * before!.gradientNorm);
  });

  it('do not raise the gradient beyond the multiple of its least that is allowed', async () => {
    const growth = async (largestGrowth: number) => {
      const limits = { ...settings(ones(10)), largestGrowth };
      const { outcome, history } = await dampedNewton(rosenbrock(10), new Float64Array(10).fill(-1), limits);
      expect(outcome).toBe('converged');
      let least = Infinity;
      return Math.max(
        ...history.map(({ gradientNorm }) => {
          const ratio = gradientNorm / least;
          least = Math.min(least, gradientNorm);
          return ratio;
        }),
      );
    };
    expect(await growth(Infinity)).toBeGreaterThan(3);
    expect(await growth(1.5)).toBeLessThanOrEqual(1.5);
  });

  it('leave a saddle along its negative curvature', async () => {
    const start = Float64Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 1 : 1e-6 * (i % 4 === 1 ? 1 : -1)));
    const { outcome, value, x } = await dampedNewton(saddle(40), start, settings(ones(40)));
    expect(outcome).toBe('converged');
    expect(value).toBeCloseTo(-40 / 8, 12);
    for (const [i, xi] of x.entries()) expect(xi).toBeCloseTo(i % 2 === 0 ? 0 : Math.sign(start[i]!), 9);
  });

  it('shorten what leaves the domain', async () => {
    const { outcome, x } = await dampedNewton(walled(12), new Float64Array(12).fill(10), {
      ...settings(ones(12)),
      firstDamping: 0,
    });
    expect(outcome).toBe('converged');
    for (const [i, xi] of x.entries()) expect(xi).toBeCloseTo(1 / (i + 1), 9);
  });

  it('take one product where the preconditioner is the Hessian, and damping is a multiple of it', async () => {
    const eigenvalues = spread(100, 1e8);
    const result = await dampedNewton(quadratic(eigenvalues), normals(100, 1), {
      ...settings(diagonal(eigenvalues)),
      gradientTolerance: 1e-4,
    });
    expect(result.outcome).toBe('converged');
    expect(result.curvatureProducts).toBe(result.iterations);
    // δ = 1 halves the error, and then shrinks.
    const [first, second] = result.history;
    expect(second!.gradientNorm / first!.gradientNorm).toBeCloseTo(0.5, 10);
  });

  it('survive curvature that is wrong, or not a number', async () => {
    const f = quartic(20);
    for (const wrong of [Number.NaN, -1, Infinity]) {
      const bad = { ...f, curvature: async (_: Float64Array, out: Float64Array) => void out.fill(wrong) };
      const { outcome, history, value } = await dampedNewton(bad, normals(20, 1), settings(ones(20)));
      expect(['converged', 'stalled', 'too-many-iterations']).toContain(outcome);
      expect(value).toBeLessThan(history[0]!.value);
    }
  });

  it('refuse an objective without curvature, and settings out of range', async () => {
    const { size, evaluate } = quartic(4);
    const start = new Float64Array(4);
    const own = settings(ones(4));
    await expect(dampedNewton({ size, evaluate }, start, own)).rejects.toThrow(/Hessian-vector products/);
    for (const wrong of [{ forcing: 1 }, { products: 0 }, { firstDamping: -1 }, { firstDamping: Infinity }]) {
      await expect(dampedNewton(quartic(4), start, { ...own, ...wrong })).rejects.toThrow(RangeError);
    }
    const never = { matrix: ones(4), every: 0 };
    await expect(dampedNewton(quartic(4), start, { ...own, preconditioning: never })).rejects.toThrow(/every/);
  });
});

describe('L-BFGS with a preconditioner', () => {
  const plain = { iterations: 500, memory: 10, gradientTolerance: 1e-6, valueRounding: 1e-13, patience: 50 };

  it('needs a few iterations where that is the Hessian, of whatever condition, up to a factor', async () => {
    const eigenvalues = spread(100, 1e8);
    const matrix = diagonal(eigenvalues.map((value) => 7 * value));
    const result = await lbfgs(quadratic(eigenvalues), normals(100, 1), {
      ...plain,
      preconditioning: { matrix, every: 20 },
    });
    expect(result.outcome).toBe('converged');
    expect(result.iterations).toBeLessThan(10);
  });

  it('takes the steps of plain L-BFGS where that is the identity, which it makes anew as often as asked for', async () => {
    const matrix = ones(10);
    const start = new Float64Array(10).fill(-1);
    const [without, beside] = [
      await lbfgs(rosenbrock(10), start, plain),
      await lbfgs(rosenbrock(10), start, { ...plain, preconditioning: { matrix, every: 7 } }),
    ];
    expect(beside.outcome).toBe('converged');
    expect(Math.abs(beside.iterations - without.iterations)).toBeLessThan(10);
    expect(beside.history[5]!.value / without.history[5]!.value).toBeCloseTo(1, 10);
    expect(matrix.refreshes).toBe(Math.ceil(beside.iterations / 7));
  });
});
