import { describe, expect, it } from 'vitest';
import { Gmres } from '#odepth/solve/gmres';
import { SolverError } from '#odepth/solve/outcome';
import { integrateSymplectic, type SymplecticProblem } from '#odepth/solve/symplectic';
import { leakyFlow, numbers, softplus } from './leaky-flow.ts';

type Setting = Pick<SymplecticProblem, 'rate' | 'initial' | 'to' | 'steps' | 'order'> & Partial<SymplecticProblem>;

const substitution = { method: 'fixed-point', maximumIterations: 100 } as const;

function solve(setting: Setting) {
  return integrateSymplectic({
    from: 0,
    stageSolver: substitution,
    outputSteps: [],
    outputComponents: [],
    ...setting,
  });
}

function failure(setting: Setting): SolverError {
  try {
    solve(setting);
  } catch (error) {
    if (error instanceof SolverError) return error;
    throw error;
  }
  throw new Error('the integration was expected to fail');
}

/** H = ½(q² + 1)(p² + 1): not separable. */
const coupled = {
  rate: (_: number, y: Float64Array, out: Float64Array) => {
    const [q, p] = y as unknown as [number, number];
    out[0] = (q * q + 1) * p;
    out[1] = -(p * p + 1) * q;
  },
  jacobianProduct: (_: number, y: Float64Array, v: Float64Array, out: Float64Array) => {
    const [q, p] = y as unknown as [number, number];
    out[0] = 2 * q * p * v[0]! + (q * q + 1) * v[1]!;
    out[1] = -(p * p + 1) * v[0]! - 2 * p * q * v[1]!;
  },
  energy: (y: ArrayLike<number>) => 0.5 * (y[0]! ** 2 + 1) * (y[1]! ** 2 + 1),
  initial: Float64Array.of(0.9, -0.4),
};
const leaky = leakyFlow(2, 3, 4, softplus(3), true);
const leakyStart = numbers(leaky.unknowns, 5).map((value) => 0.6 * value);

const newton = (jacobianProduct: typeof coupled.jacobianProduct) =>
  ({
    method: 'newton-krylov',
    maximumIterations: 20,
    jacobianProduct,
    krylovDimension: 40,
    reduction: 1e-4,
  }) as const;

const distance = (a: Float64Array, b: Float64Array) => Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

function measuredOrder(setting: Omit<Setting, 'steps' | 'order'>, order: 2 | 4 | 6, coarse: number): number {
  const reference = solve({ ...setting, order: 6, steps: coarse * 16 }).final;
  const errors = [coarse, 2 * coarse].map((steps) => distance(solve({ ...setting, order, steps }).final, reference));
  return Math.log2(errors[0]! / errors[1]!);
}

describe('symplectic integration', () => {
  it.each([2, 4, 6] as const)('has order %i on a Hamiltonian that does not separate', (order) => {
    const measured = measuredOrder({ ...coupled, to: 3 }, order, 40);
    expect(Math.abs(measured - order)).toBeLessThan(0.1);
  });

  it.each([2, 4, 6] as const)('has order %i on the flow of a Leaky ResNet', (order) => {
    const measured = measuredOrder({ ...leaky, initial: leakyStart, to: 1 }, order, 20);
    expect(Math.abs(measured - order)).toBeLessThan(0.15);
  });

  it('solves the stages by Newton and Krylov to the rounding of substitution', () => {
    for (const { problem, product } of [
      { problem: { ...coupled, to: 3 }, product: coupled.jacobianProduct },
      { problem: { rate: leaky.rate, initial: leakyStart, to: 1 }, product: leaky.jacobianProduct },
    ]) {
      const bySubstitution = solve({ ...problem, order: 6, steps: 30 });
      const byNewton = solve({ ...problem, order: 6, steps: 30, stageSolver: newton(product) });
      expect(distance(bySubstitution.final, byNewton.final)).toBeLessThan(2e-14);
      expect(byNewton.statistics.jacobianProducts).toBeGreaterThan(30);
      expect(byNewton.statistics.iterations).toBeLessThan(bySubstitution.statistics.iterations / 2);
    }
  });

  it('keeps H bounded over 10⁴ midpoint steps where classical Runge–Kutta at equal cost drifts', () => {
    const steps = 10_000;
    const initial = Float64Array.of(0.7, 0.3);
    const outputSteps = Array.from({ length: steps + 1 }, (_, i) => i);
    const { outputs, statistics } = solve({
      ...coupled,
      initial,
      to: 0.25 * steps,
      order: 2,
      steps,
      outputSteps,
      outputComponents: [0, 1],
    });
    const start = coupled.energy(initial);
    const errors = outputSteps.map((i) => coupled.energy(outputs.subarray(2 * i, 2 * i + 2)) - start);
    const span = (from: number) => Math.max(...errors.slice(from, from + 1000).map(Math.abs));
    expect(span(9000)).toBeLessThan(1.02 * span(0));

    const classical = rungeKutta4(coupled.rate, initial, 0.25 * steps, Math.floor(statistics.evaluations / 4));
    const drift = classical.map((y) => Math.abs(coupled.energy(y) - start));
    expect(drift.at(-1)! / drift[Math.floor(drift.length / 10)]!).toBeGreaterThan(7);
  });

  it('keeps H of a Leaky ResNet where the flow is long, to the sixth order of the step', () => {
    const drift = [40, 80].map((steps) => {
      const { final } = solve({ ...leaky, initial: leakyStart, to: 2, order: 6, steps });
      return Math.abs(leaky.hamiltonian(final) - leaky.hamiltonian(leakyStart));
    });
    expect(Math.log2(drift[0]! / drift[1]!)).toBeGreaterThan(5.5);
  });

  it('keeps a quadratic invariant to rounding over 10⁴ steps', () => {
    const rotation: Setting = {
      rate: (_, y, out) => {
        const speed = 1 + y[0]! ** 2;
        out[0] = speed * y[1]!;
        out[1] = -speed * y[0]!;
      },
      initial: Float64Array.of(1, 0),
      to: 1000,
      steps: 10_000,
      order: 4,
    };
    const { final } = solve(rotation);
    expect(Math.abs(Math.hypot(final[0]!, final[1]!) - 1)).toBeLessThan(1e-14);
  });

  it.each([2, 4, 6] as const)('comes back along the way it went (order %i)', (order) => {
    const there = solve({ ...coupled, order, to: 10, steps: 100 });
    const back = solve({ ...coupled, order, from: 10, to: 0, steps: 100, initial: there.final });
    expect(distance(back.final, coupled.initial)).toBeLessThan(2e-14);
    expect(distance(there.final, coupled.initial)).toBeGreaterThan(0.1);
  });

  it('solves steps that substitution cannot', () => {
    const stiff: Setting = {
      rate: (_, y, out) => {
        out[0] = -200 * (y[0]! - y[1]!);
        out[1] = -y[1]!;
      },
      initial: Float64Array.of(2, 1),
      to: 1,
      steps: 20,
      order: 4,
    };
    const error = failure(stiff);
    expect(error.outcome).toBe('stages-not-solved');
    expect(error.message).toMatch(/reached t = 0 .*newton-krylov/s);
    const product = (_: number, __: Float64Array, v: Float64Array, out: Float64Array) => {
      out[0] = -200 * (v[0]! - v[1]!);
      out[1] = -v[1]!;
    };
    const { final } = solve({ ...stiff, stageSolver: newton(product) });
    expect(Math.abs(final[1]! - Math.exp(-1))).toBeLessThan(1e-7);
  });

  it('says when the iterations of a step run out, and where', () => {
    const error = failure({
      ...coupled,
      to: 30,
      steps: 60,
      order: 2,
      stageSolver: { method: 'fixed-point', maximumIterations: 4 },
    });
    expect(error.outcome).toBe('stages-not-solved');
    expect(error.statistics.steps).toBe(0);
    expect(error.message).toMatch(/4 iterations with steps of 5.00e-1: take more steps/);
  });

  it('names the unknown that stops being finite', () => {
    const error = failure({
      rate: (t, _, out) => {
        out[0] = 1;
        out[1] = t > 0.52 ? Number.NaN : 1;
      },
      initial: Float64Array.of(0, 0),
      to: 1,
      steps: 10,
      order: 2,
    });
    expect(error.outcome).toBe('not-finite');
    expect(error.component).toBe(1);
    expect(error.reached).toBeCloseTo(0.5, 12);
  });

  it('writes the steps asked for, ends and repeated ones included', () => {
    const setting: Setting = { ...coupled, to: 1, steps: 4, order: 6 };
    const { outputs, final, statistics } = solve({ ...setting, outputSteps: [0, 2, 2, 4], outputComponents: [1, 0] });
    const half = solve({ ...setting, to: 0.5, steps: 2 }).final;
    expect([...outputs]).toEqual([-0.4, 0.9, half[1], half[0], half[1], half[0], final[1], final[0]]);
    expect(statistics).toMatchObject({ steps: 4, smallestStep: 0.25, largestStep: 0.25, rejected: 0 });
  });

  it.each([
    [{ to: 0 }, /interval/],
    [{ steps: 1.5 }, /positive integer; got 1.5/],
    [{ initial: Float64Array.of(1, Number.NaN) }, /initial value 1 is NaN/],
    [{ outputSteps: [3, 2] }, /got 2 after 3/],
    [{ outputSteps: [11] }, /from 0 to 10/],
    [{ outputComponents: [2] }, /component 2 of 2/],
    [{ stageSolver: { method: 'fixed-point', maximumIterations: 0 } }, /at least 1/],
    [{ stageSolver: { ...newton(coupled.jacobianProduct), reduction: 1 } }, /between 0 and 1/],
    [{ stageSolver: { ...newton(coupled.jacobianProduct), krylovDimension: 0 } }, /one dimension/],
  ] as const)('refuses %o', (change, message) => {
    expect(() => solve({ ...coupled, to: 1, steps: 10, order: 2, ...(change as Partial<Setting>) })).toThrow(message);
  });
});

describe('generalised minimal residuals', () => {
  const size = 30;
  const entries = numbers(size * size, 7);
  const multiply = (v: Float64Array, out: Float64Array) => {
    for (let i = 0; i < size; i++) {
      out[i] = 3 * v[i]!;
      for (let j = 0; j < size; j++) out[i]! += 0.3 * entries[i * size + j]! * v[j]!;
    }
  };
  const expected = numbers(size, 8);
  const right = new Float64Array(size);
  multiply(expected, right);

  it('solves a matrix that is not symmetric, in as many products as unknowns at most', () => {
    const x = new Float64Array(size);
    expect(new Gmres(size, 100).solve(multiply, right, x, 1e-15)).toBeLessThanOrEqual(size);
    expect(distance(x, expected)).toBeLessThan(1e-13);
  });

  it('leaves the residual below the reduction asked for', () => {
    const x = new Float64Array(size);
    const products = new Gmres(size, 30).solve(multiply, right, x, 1e-3);
    const back = new Float64Array(size);
    multiply(x, back);
    const norm = (v: Float64Array) => Math.hypot(...v);
    expect(norm(back.map((value, i) => value - right[i]!)) / norm(right)).toBeLessThan(1e-3);
    expect(products).toBeLessThan(20);
  });
});

function rungeKutta4(rate: SymplecticProblem['rate'], initial: Float64Array, to: number, steps: number) {
  const h = to / steps;
  let y = initial.slice();
  const states = [y];
  for (let step = 0; step < steps; step++) {
    const slope = (at: Float64Array) => {
      const out = new Float64Array(at.length);
      rate(step * h, at, out);
      return out;
    };
    const moved = (k: Float64Array, by: number) => y.map((value, i) => value + by * k[i]!);
    const k1 = slope(y);
    const k2 = slope(moved(k1, h / 2));
    const k3 = slope(moved(k2, h / 2));
    const k4 = slope(moved(k3, h));
    y = y.map((value, i) => value + (h / 6) * (k1[i]! + 2 * k2[i]! + 2 * k3[i]! + k4[i]!));
    states.push(y);
  }
  return states;
}
