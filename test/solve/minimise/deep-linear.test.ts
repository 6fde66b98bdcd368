import { describe, expect, it } from 'vitest';
import { lbfgs } from '#odepth/solve/minimise/lbfgs';
import { newtonCg } from '#odepth/solve/minimise/newton-cg';
import { deepLinear, randomWeights, scalarMinimum } from './deep-linear.ts';

const common = { iterations: 2000, gradientTolerance: 1e-9, valueRounding: 1e-13, patience: 50 };
const targets = [3, 2, 1];
const decay = 0.05;
const problem = deepLinear(8, 3, targets, decay);
const start = randomWeights(problem.size, 0.1, 2);
const lowest = targets.reduce((sum, target) => sum + scalarMinimum(target, 3, decay), 0);

describe('a deep linear network with weight decay', () => {
  it('has the curvature that differences of its gradient show', async () => {
    const v = randomWeights(problem.size, 1, 8);
    const x = randomWeights(problem.size, 0.5, 9);
    const at = async (factor: number) => {
      const gradient = new Float64Array(problem.size);
      await problem.evaluate(
        x.map((xi, i) => xi + factor * v[i]!),
        gradient,
      );
      return gradient;
    };
    const [forward, backward] = [await at(1e-5), await at(-1e-5)];
    await at(0);
    const product = new Float64Array(problem.size);
    await problem.curvature!(v, product);
    for (let i = 0; i < product.length; i++) expect(product[i]).toBeCloseTo((forward[i]! - backward[i]!) / 2e-5, 6);
  });

  it('is fitted by L-BFGS to the sum of its scalar problems, from near the saddle at 0', async () => {
    const result = await lbfgs(problem, start, { ...common, memory: 20 });
    expect(result.outcome).toBe('converged');
    expect(result.value).toBeCloseTo(lowest, 12);
  });

  it.each([0, 8])(
    'is fitted by Newton with few gradients, preconditioned by %i pairs',
    async (preconditionerMemory) => {
      const result = await newtonCg(problem, start, {
        ...common,
        products: 200,
        forcing: 0.5,
        firstRadius: 1,
        preconditionerMemory,
      });
      expect(result.outcome).toBe('converged');
      expect(result.value).toBeCloseTo(lowest, 12);
      expect(result.evaluations).toBeLessThan(45);
      expect(result.curvatureProducts).toBeLessThan(150);
    },
  );
});
