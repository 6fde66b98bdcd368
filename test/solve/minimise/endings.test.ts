import { describe, expect, it } from 'vitest';
import { adam } from '#odepth/solve/minimise/adam';
import { gradientDescent } from '#odepth/solve/minimise/gradient-descent';
import { lbfgs } from '#odepth/solve/minimise/lbfgs';
import type { DescentSettings, IterationRow, Minimum } from '#odepth/solve/minimise/minimum';
import { newtonCg } from '#odepth/solve/minimise/newton-cg';
import type { Objective } from '#odepth/solve/minimise/objective';
import { largestOf, normals, objective, quadratic, quartic, rosenbrock } from './problems.ts';

type Method = (f: Objective, start: Float64Array, settings: DescentSettings) => Promise<Minimum>;

const common: DescentSettings = { iterations: 300, gradientTolerance: 1e-9, valueRounding: 1e-13, patience: 30 };
const learningRate = () => 0.01;
const methods: Readonly<Record<string, Method>> = {
  lbfgs: (f, start, settings) => lbfgs(f, start, { ...settings, memory: 8 }),
  newtonCg: (f, start, settings) =>
    newtonCg(f, start, { ...settings, products: 50, forcing: 0.5, firstRadius: 1, preconditionerMemory: 4 }),
  adam: (f, start, settings) =>
    adam(f, start, { ...settings, learningRate, meanDecay: 0.9, squareDecay: 0.999, offset: 1e-8 }),
  gradientDescent: (f, start, settings) => gradientDescent(f, start, { ...settings, learningRate, momentum: 0.5 }),
};

describe.each(Object.entries(methods))('%s', (name, method) => {
  it('is done at once where the gradient is zero', async () => {
    const result = await method(quadratic(Float64Array.of(2, 1)), Float64Array.of(0, 0.5), common);
    expect(result).toMatchObject({ outcome: 'converged', iterations: 0, evaluations: 1, gradientNorm: 0 });
    expect([...result.x]).toEqual([0, 0.5]);
  });

  it('does not start where the function is not a number, and gives the start back', async () => {
    const nothing = objective(
      1,
      () => Number.NaN,
      () => {},
    );
    const result = await method(nothing, Float64Array.of(3), common);
    expect(result).toMatchObject({ outcome: 'not-finite', iterations: 0, evaluations: 1 });
    expect([...result.x]).toEqual([3]);
  });

  it('stops when asked, with the best point and the rows so far', async () => {
    const seen: IterationRow[] = [];
    const onIteration = async (row: IterationRow) => {
      seen.push(row);
      return row.iteration === 3 ? ('stop' as const) : undefined;
    };
    const start = Float64Array.of(-1.2, 1);
    const result = await method(rosenbrock(2), start, { ...common, onIteration });
    expect(result).toMatchObject({ outcome: 'stopped', iterations: 3 });
    expect(result.history).toEqual(seen);
    expect(result.value).toBe(Math.min(...seen.map((row) => row.value)));
    expect([...start]).toEqual([-1.2, 1]);
  });

  it('says when the iterations are used up', async () => {
    const result = await method(rosenbrock(4), new Float64Array(4).fill(-1), { ...common, iterations: 4 });
    expect(result).toMatchObject({ outcome: 'too-many-iterations', iterations: 4 });
    expect(result.history.map((row) => row.iteration)).toEqual([0, 1, 2, 3, 4]);
    expect(result.history.at(-1)).toMatchObject({
      evaluations: result.evaluations,
      products: result.curvatureProducts,
    });
  });

  it('repeats itself to the last bit', async () => {
    const run = () => method(quartic(30), normals(30, 2), { ...common, iterations: 40 });
    const [first, second] = [await run(), await run()];
    expect(second).toEqual(first);
  });

  it('keeps the best point of a function with kinks and claims no convergence', async () => {
    const start = normals(6, 7);
    const result = await method(largestOf(6), start, common);
    expect(['stalled', 'too-many-iterations']).toContain(result.outcome);
    expect(result.value).toBe(Math.min(...result.history.map((row) => row.value)));
    expect(result.value).toBeLessThan(0.6 * result.history[0]!.value);
    const again = await largestOf(6).evaluate(result.x, new Float64Array(6));
    expect(again).toBe(result.value);
  });

  it('approaches a wall behind which there is nothing', async () => {
    const wall = objective(
      1,
      (x, gradient) => {
        gradient[0] = -1;
        return x[0]! <= 1 ? -x[0]! : Number.NaN;
      },
      (_, __, out) => void out.fill(0),
    );
    const result = await method(wall, Float64Array.of(0.2), common);
    expect(result.outcome).not.toBe('converged');
    expect(result.x[0]).toBeGreaterThan(name === 'lbfgs' || name === 'newtonCg' ? 1 - 1e-6 : 0.98);
  });

  it('refuses a start of another length, a start that is not finite, and tolerances below zero', async () => {
    const f = quartic(3);
    const attempt = async (start: Float64Array, settings = common) => method(f, start, settings);
    await expect(attempt(new Float64Array(2))).rejects.toThrow(/must have 3 unknowns; got 2/);
    await expect(attempt(Float64Array.of(0, Number.NaN, 0))).rejects.toThrow(/finite; got NaN at 1/);
    await expect(attempt(new Float64Array(3), { ...common, gradientTolerance: -1 })).rejects.toThrow(RangeError);
  });
});

describe('a long history', () => {
  it('is thinned evenly and keeps its ends', async () => {
    const { history, iterations } = await gradientDescent(quadratic(Float64Array.of(1)), Float64Array.of(1), {
      iterations: 25_001,
      gradientTolerance: 0,
      learningRate: () => 1e-5,
      momentum: 0,
    });
    expect(iterations).toBe(25_001);
    expect(history.length).toBeLessThanOrEqual(10_001);
    expect(history.slice(0, 3).map((row) => row.iteration)).toEqual([0, 4, 8]);
    expect(history.at(-1)!.iteration).toBe(25_001);
  });
});
