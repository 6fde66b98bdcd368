import { describe, expect, it } from 'vitest';
import { DenseArena } from '#odepth/numeric/dense/arena';
import {
  type BoundaryValueSolution,
  boundaryValueOutcomes,
  evaluateAt,
  solveBoundaryValue,
} from '#odepth/solve/collocation';
import { AlmostBlockDiagonal } from '#odepth/solve/collocation/almost-block-diagonal';
import type { BoundaryCondition, BoundaryValueProblem } from '#odepth/solve/collocation/problem';
import { CollocationRoom } from '#odepth/solve/collocation/room';
import { addTiledProduct } from '#odepth/solve/collocation/tiled-product';
import { continueInParameter } from '#odepth/solve/continuation';
import { leakyFlow, numbers, softplus } from './leaky-flow.ts';

type Matrix = Parameters<BoundaryCondition['jacobian']>[1];
type Setting = Pick<BoundaryValueProblem, 'unknowns' | 'rate' | 'jacobian' | 'left' | 'right' | 'guess'> &
  Partial<BoundaryValueProblem>;

const solve = async (setting: Setting) =>
  solveBoundaryValue(
    { tolerance: { residual: 1e-6, boundary: 1e-10 }, maximumIterations: 20, maximumIntervals: 1000, ...setting },
    new CollocationRoom(setting.unknowns, setting.left.count),
  );

/** y_component = value for each entry. */
function fixed(values: Readonly<Record<number, number>>): BoundaryCondition {
  const entries = Object.entries(values).map(([component, value]) => [Number(component), value] as const);
  return {
    count: entries.length,
    residual: (y, out) => {
      entries.forEach(([component, value], i) => {
        out[i] = y[component]! - value;
      });
    },
    jacobian: (_, out) => {
      entries.forEach(([component], i) => {
        out.data[i * out.stride + component] = 1;
      });
    },
  };
}

function guess(intervals: number, at: (p: number) => readonly number[]) {
  const mesh = Float64Array.from({ length: intervals + 1 }, (_, i) => i / intervals);
  return { mesh, values: Float64Array.from([...mesh].flatMap(at)) };
}

/** Largest error of one unknown at the nodes and between them. */
function error(solution: BoundaryValueSolution, unknown: number, exact: (p: number) => number): number {
  const y = new Float64Array(solution.values.length / solution.mesh.length);
  let worst = 0;
  for (let k = 0; k <= 500; k++) {
    evaluateAt(solution, k / 500, y);
    worst = Math.max(worst, Math.abs(y[unknown]! - exact(k / 500)));
  }
  return worst;
}

/** Root mean square of |S′ − f| / (1 + |f|) by brute force, S′ by differences: what the tolerance promises. */
function offMesh(setting: Setting, solution: BoundaryValueSolution): number {
  const n = setting.unknowns;
  const [y, next, f] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  let worst = 0;
  for (let i = 0; i < solution.mesh.length - 1; i++) {
    const [from, to] = [solution.mesh[i]!, solution.mesh[i + 1]!];
    const sums = new Float64Array(n);
    const samples = 20;
    for (let k = 0; k < samples; k++) {
      const p = from + ((k + 0.5) / samples) * (to - from);
      const step = 1e-4 * (to - from);
      evaluateAt(solution, p, y);
      setting.rate(p, y, f);
      evaluateAt(solution, p - step, y);
      evaluateAt(solution, p + step, next);
      for (let u = 0; u < n; u++) {
        sums[u]! += (((next[u]! - y[u]!) / (2 * step) - f[u]!) / (1 + Math.abs(f[u]!))) ** 2 / samples;
      }
    }
    worst = Math.max(worst, Math.sqrt(Math.max(...sums)));
  }
  return worst;
}

/** The four checks: status, exact solution, off-mesh residual, consistency of the nodes. */
function expectSolved(setting: Setting, solution: BoundaryValueSolution, exact: (p: number) => number, bound: number) {
  expect(solution.message).toMatch(/hold/);
  expect(solution.outcome).toBe('converged');
  expect(error(solution, 0, exact)).toBeLessThan(bound);
  const tolerance = setting.tolerance?.residual ?? 1e-6;
  expect(Math.max(...solution.residuals)).toBeLessThanOrEqual(tolerance);
  expect(offMesh(setting, solution)).toBeLessThan(1.1 * tolerance + 1e-9);
  const n = setting.unknowns;
  const [y, slope] = [new Float64Array(n), new Float64Array(n)];
  solution.mesh.forEach((p, i) => {
    evaluateAt(solution, p, y);
    expect([...y]).toEqual([...solution.values.subarray(i * n, (i + 1) * n)]);
    setting.rate(p, y, slope);
    expect([...slope]).toEqual([...solution.rates.subarray(i * n, (i + 1) * n)]);
  });
  expect(solution.boundaryResidual).toBeLessThanOrEqual(1e-10);
}

const set = (out: Matrix, row: number, column: number, value: number) => {
  out.data[row * out.stride + column] = value;
};

/** y″ + λ e^y = 0, y(0) = y(1) = 0; y = −2 ln(cosh((p − ½)θ/2)/cosh(θ/4)) with θ = √(2λ) cosh(θ/4). */
function bratu(lambda: number, height: number, intervals: number): Setting {
  return {
    unknowns: 2,
    rate: (_, y, out) => {
      out[1] = -lambda * Math.exp(y[0]!);
      out[0] = y[1]!;
    },
    jacobian: (_, y, out) => {
      set(out, 0, 1, 1);
      set(out, 1, 0, -lambda * Math.exp(y[0]!));
    },
    left: fixed({ 0: 0 }),
    right: fixed({ 0: 0 }),
    guess: guess(intervals, (p) => [4 * height * p * (1 - p), 4 * height * (1 - 2 * p)]),
  };
}

function bratuExact(lambda: number, start: number): (p: number) => number {
  let theta = start;
  for (let k = 0; k < 60; k++) {
    const value = theta - Math.sqrt(2 * lambda) * Math.cosh(theta / 4);
    theta -= value / (1 - (Math.sqrt(2 * lambda) * Math.sinh(theta / 4)) / 4);
  }
  return (p) => -2 * Math.log(Math.cosh(((p - 0.5) * theta) / 2) / Math.cosh(theta / 4));
}

/** ε y″ = y, y(0) = 1, y(1) = 1. */
function layer(epsilon: number, intervals: number): Setting {
  return {
    unknowns: 2,
    rate: (_, y, out) => {
      const slope = y[0]! / epsilon;
      out[0] = y[1]!;
      out[1] = slope;
    },
    jacobian: (_, __, out) => {
      set(out, 0, 1, 1);
      set(out, 1, 0, 1 / epsilon);
    },
    left: fixed({ 0: 1 }),
    right: fixed({ 0: 1 }),
    guess: guess(intervals, () => [0, 0]),
  };
}

const layerExact = (epsilon: number) => (p: number) => {
  const k = 1 / Math.sqrt(epsilon);
  return (Math.exp(-k * p) + Math.exp(-k * (1 - p))) / (1 + Math.exp(-k));
};

/** Scalar flow with σ the identity: a = x (y/x)^p, W = L̃ + ln(y/x). */
function scalarGeodesic(depth: number, x: number, y: number): Setting {
  return {
    unknowns: 2,
    rate: (_, [a, b], out) => {
      out[0] = depth * (b! * a! * a! - a!);
      out[1] = -depth * (a! * b! * b! - b!);
    },
    jacobian: (_, y, out) => {
      const [a, b] = y as unknown as [number, number];
      set(out, 0, 0, depth * (2 * a * b - 1));
      set(out, 0, 1, depth * a * a);
      set(out, 1, 0, -depth * b * b);
      set(out, 1, 1, -depth * (2 * a * b - 1));
    },
    left: fixed({ 0: x }),
    right: fixed({ 0: y }),
    guess: guess(20, (p) => [x + p * (y - x), 1 / (x + p * (y - x))]),
  };
}

describe('collocation', () => {
  it('solves the Bratu problem on both of its branches', async () => {
    const lower = bratu(1, 0.1, 5);
    expectSolved(lower, await solve(lower), bratuExact(1, 1), 1e-7);
    const upper = bratu(1, 4, 10);
    expectSolved(upper, await solve(upper), bratuExact(1, 10), 1e-5);
  });

  it('has order 4', async () => {
    const exact = bratuExact(3, 2.5);
    const errors: number[] = [];
    for (const intervals of [5, 10, 20, 40]) {
      // A tolerance out of reach on this mesh: the equations are solved to rounding, and the mesh stays.
      const tolerance = { residual: 1e-12, boundary: 1e-14 };
      const solution = await solve({ ...bratu(3, 0.5, intervals), tolerance, maximumIntervals: intervals });
      expect(solution.outcome).toBe('too-many-intervals');
      errors.push(error(solution, 0, exact));
    }
    const orders = [0, 1, 2].map((k) => Math.log2(errors[k]! / errors[k + 1]!));
    expect(Math.abs(orders[2]! - 4)).toBeLessThan(0.1);
  });

  it('resolves boundary layers by refining the mesh there', async () => {
    const setting = layer(1e-5, 10);
    const solution = await solve(setting);
    expectSolved(setting, solution, layerExact(1e-5), 1e-6);
    const inside = solution.mesh.filter((p) => p > 0.1 && p < 0.9).length;
    expect(inside).toBeLessThan(solution.mesh.length / 4);
  });

  it('solves a linear problem whose solution is a cubic exactly, in one step on one mesh', async () => {
    const setting: Setting = {
      unknowns: 3,
      rate: (p, y, out) => {
        const [y0, y1, y2] = y as unknown as [number, number, number];
        out[0] = y1;
        out[1] = y2;
        out[2] = 6 + 2 * (y0 - p ** 3 + 2 * p);
      },
      jacobian: (_, __, out) => {
        set(out, 0, 1, 1);
        set(out, 1, 2, 1);
        set(out, 2, 0, 2);
      },
      left: fixed({ 0: 0, 1: -2 }),
      right: fixed({ 0: -1 }),
      guess: guess(3, () => [0, 0, 0]),
    };
    const solution = await solve(setting);
    expectSolved(setting, solution, (p) => p ** 3 - 2 * p, 1e-14);
    expect(solution.statistics).toMatchObject({ iterations: 1, factorisations: 1, intervals: [3] });
  });

  it.each([
    [1, 2, 3],
    [5, 1, 0.2],
    [3, 0.5, 2],
  ])('finds the geodesic of a scalar network without kinks: L̃ = %d, from %d to %d', async (depth, x, y) => {
    const setting = { ...scalarGeodesic(depth, x, y), tolerance: { residual: 1e-8, boundary: 1e-12 } };
    const solution = await solve(setting);
    expectSolved(setting, solution, (p) => x * (y / x) ** p, 1e-9);
    const weight = depth + Math.log(y / x);
    for (let i = 0; i < solution.mesh.length; i++) {
      const [a, b] = solution.values.subarray(2 * i, 2 * i + 2);
      expect(Math.abs((depth * a! * b!) / weight - 1)).toBeLessThan(1e-8);
    }
  });

  it('keeps the factors of the derivative while they serve', async () => {
    const { statistics } = await solve({ ...bratu(1, 0.1, 10), tolerance: { residual: 1e-9, boundary: 1e-12 } });
    expect(statistics.factorisations).toBeLessThan(statistics.iterations);
  });
});

describe('elimination of an almost block diagonal matrix', () => {
  it.each([
    [5, 0],
    [5, 2],
    [5, 5],
    [101, 40],
  ])('recovers the solution for %i unknowns with %i conditions on the left', (n, leftCount) => {
    const intervals = 3;
    const entries = numbers((2 * intervals + 1) * n * n, 31);
    const block = (index: number) => entries.subarray(index * n * n, (index + 1) * n * n);
    const fill = (out: Matrix, from: Float64Array) => {
      for (let i = 0; i < out.rows; i++) for (let j = 0; j < n; j++) set(out, i, j, from[i * n + j]!);
    };
    const matrix = new AlmostBlockDiagonal(new CollocationRoom(n, leftCount), intervals);
    const ends = block(2 * intervals);
    const singular = matrix.factor({
      left: (out) => fill(out, ends),
      right: (out) => fill(out, ends.subarray(leftCount * n)),
      interval: (i, own, next) => {
        fill(own, block(2 * i));
        fill(next, block(2 * i + 1));
      },
    });
    expect(singular).toBe(null);

    const expected = numbers((intervals + 1) * n, 32);
    const product = (rows: Float64Array, row: number, node: number) => {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += rows[row * n + j]! * expected[node * n + j]!;
      return sum;
    };
    const x: number[] = [];
    for (let i = 0; i < leftCount; i++) x.push(product(ends, i, 0));
    for (let k = 0; k < intervals; k++) {
      for (let i = 0; i < n; i++) x.push(product(block(2 * k), i, k) + product(block(2 * k + 1), i, k + 1));
    }
    for (let i = leftCount; i < n; i++) x.push(product(ends, i, intervals));
    const solution = Float64Array.from(x);
    matrix.solve(solution);
    expect(Math.max(...solution.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThan(1e-9);
  });
});

describe('products of matrices with blocks of zeros', () => {
  it('leave them out and are the product all the same', () => {
    const n = 230;
    const arena = new DenseArena(3 * DenseArena.bytesOf(n, n));
    const [a, b, c] = [arena.matrix(n, n), arena.matrix(n, n), arena.matrix(n, n)];
    const [one, other] = [numbers(n * n, 41), numbers(n * n, 42)];
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        if (i < 100 || (j > 150 && j < 160)) set(a, i, j, one[i * n + j]!);
        if (j > 120 && (i < 60 || i > 200)) set(b, i, j, other[i * n + j]!);
        set(c, i, j, i + j);
      }
    }
    addTiledProduct(arena, -2, a, b, c);
    for (let i = 0; i < n; i += 7) {
      for (let j = 0; j < n; j += 3) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += a.data[i * n + k]! * b.data[k * n + j]!;
        expect(Math.abs(c.data[i * n + j]! - (i + j - 2 * sum))).toBeLessThan(1e-11);
      }
    }
  });
});

describe('a boundary value problem that is not solved', () => {
  it('refuses conditions that do not determine the solution, and names the unknown', async () => {
    const solution = await solve({
      ...layer(1, 4),
      rate: (_, y, out) => {
        out[0] = y[1]!;
        out[1] = 0;
      },
      jacobian: (_, __, out) => set(out, 0, 1, 1),
      left: fixed({ 1: 0 }),
      right: fixed({ 1: 1 }),
    });
    expect(solution.outcome).toBe('singular-jacobian');
    expect(solution.message).toMatch(/unknown 0 at p = 1 vanishes. Check that the boundary conditions/);
  });

  it('stops at the intervals allowed, with the best solution so far', async () => {
    const solution = await solve({ ...layer(1e-4, 10), maximumIntervals: 25 });
    expect(solution.outcome).toBe('too-many-intervals');
    expect(solution.message).toMatch(/Allow more than 25 intervals/);
    expect(error(solution, 0, layerExact(1e-4))).toBeLessThan(0.5);
    expect(Math.max(...solution.residuals)).toBeGreaterThan(1e-6);
  });

  it('says that Newton failed above the fold, where there is no solution', async () => {
    const solution = await solve({ ...bratu(4, 1, 10), maximumIntervals: 200 });
    expect(solution.outcome).toBe('newton-failed');
    expect(solution.message).toMatch(/Newton.*residual .* between p = .*nearer to the solution/s);
    expect(solution.values.every(Number.isFinite)).toBe(true);
  });

  it('says where the rate is not finite', async () => {
    const setting = bratu(1, 0.1, 5);
    const solution = await solve({
      ...setting,
      rate: (p, y, out) => {
        setting.rate(p, y, out);
        if (p > 0.5) out[1] = Number.NaN;
      },
    });
    expect(solution.outcome).toBe('not-finite');
    expect(solution.message).toMatch(/Unknown 1 at p = 0.6 is the first/);
  });

  it.each<[Partial<Setting>, RegExp]>([
    [{ right: fixed({}) }, /2 unknowns need as many conditions; got 1 on the left and 0 on the right/],
    [{ guess: { mesh: Float64Array.of(0), values: Float64Array.of(0, 0) } }, /at least two nodes/],
    [{ guess: { mesh: Float64Array.of(0, 0), values: new Float64Array(4) } }, /node 1 is at 0/],
    [{ guess: { mesh: Float64Array.of(0, 1), values: new Float64Array(5) } }, /has 4 values; got 5/],
    [{ guess: { mesh: Float64Array.of(0, 1), values: Float64Array.of(0, 0, 0, Number.NaN) } }, /unknown 1 at node 1/],
    [{ tolerance: { residual: 0, boundary: 1 } }, /residual tolerance must be positive/],
    [{ maximumIntervals: 3 }, /5 intervals, more than the 3 allowed/],
    [{ maximumIterations: 0 }, /at least 1/],
  ])('is refused: %#', async (change, message) => {
    await expect(solve({ ...bratu(1, 0.1, 5), ...change })).rejects.toThrow(message);
  });

  it('is refused a room made for another', async () => {
    const problem = { ...bratu(1, 0.1, 5), tolerance: { residual: 1, boundary: 1 }, maximumIterations: 1 };
    await expect(solveBoundaryValue({ ...problem, maximumIntervals: 5 }, new CollocationRoom(2, 2))).rejects.toThrow(
      /room is made for 2 unknowns with 2 conditions on the left; got 2 with 1/,
    );
  });

  it('stops where the caller says, with the iterate that it was told of', async () => {
    const told: number[][] = [];
    const solution = await solve({
      ...bratu(1, 4, 10),
      onIteration: ({ iterations, values }) => {
        told.push([...values]);
        return iterations === 2 ? 'stop' : undefined;
      },
    });
    expect(solution.outcome).toBe('stopped');
    expect(told).toHaveLength(3);
    expect([...solution.values]).toEqual(told[2]);
  });

  it('has a message for every outcome', () => {
    expect(new Set(Object.values(boundaryValueOutcomes)).size).toBe(6);
  });
});

describe('continuation', () => {
  const attempt = (solution: BoundaryValueSolution) =>
    solution.outcome === 'converged'
      ? ({ converged: true, solution, message: solution.message } as const)
      : ({ converged: false, message: solution.message } as const);

  it('reaches a geodesic of a deep scalar network from a shallow one', async () => {
    const result = await continueInParameter<BoundaryValueSolution>({
      parameters: [1, 30],
      smallestStep: 0.1,
      solve: async (depth, previous) => {
        const setting = scalarGeodesic(depth, 1, 3);
        return attempt(await solve(previous === null ? setting : { ...setting, guess: previous.solution }));
      },
    });
    expect(result.complete).toBe(true);
    expect(error(result.solutions[1]!, 0, (p) => 3 ** p)).toBeLessThan(1e-6);
  });

  it('reaches the geodesic of a softplus network with terminal momentum from a strong penalty', async () => {
    const [width, points, depth] = [2, 3, 3];
    const flow = leakyFlow(depth, width, points, softplus(4), true);
    const half = width * points;
    const x = numbers(half, 11);
    const target = numbers(half, 12);
    const unit = new Float64Array(2 * half);
    const column = new Float64Array(2 * half);
    const member = (lambda: number): Setting => ({
      unknowns: 2 * half,
      rate: flow.rate,
      jacobian: (p, y, out) => {
        for (let j = 0; j < 2 * half; j++) {
          unit.fill(0);
          unit[j] = 1;
          flow.jacobianProduct(p, y, unit, column);
          column.forEach((value, i) => {
            set(out, i, j, value);
          });
        }
      },
      left: fixed({ ...x }),
      right: {
        count: half,
        residual: (y, out) => {
          for (let i = 0; i < half; i++) out[i] = lambda * points * y[half + i]! - 2 * (target[i]! - y[i]!);
        },
        jacobian: (_, out) => {
          for (let i = 0; i < half; i++) {
            set(out, i, half + i, lambda * points);
            set(out, i, i, 2);
          }
        },
      },
      guess: guess(10, (p) => [...x.map((value) => value * Math.exp(-depth * p)), ...x.map(() => 0)]),
      tolerance: { residual: 1e-6, boundary: 1e-10 },
    });
    const { complete, solutions } = await continueInParameter<BoundaryValueSolution>({
      parameters: [Math.log(10), Math.log(0.15)],
      smallestStep: 0.05,
      solve: async (logarithm, previous) => {
        const setting = member(Math.exp(logarithm));
        return attempt(await solve(previous === null ? setting : { ...setting, guess: previous.solution }));
      },
    });
    expect(complete).toBe(true);
    const solution = solutions[1]!;
    const energies = [...solution.mesh].map((_, i) =>
      flow.hamiltonian(solution.values.subarray(2 * half * i, 2 * half * (i + 1))),
    );
    expect(Math.max(...energies) - Math.min(...energies)).toBeLessThan(1e-6 * Math.abs(energies[0]!));
  });

  it('halves a step that fails, lengthens it again, and reports every attempt', async () => {
    const result = await continueInParameter<number>({
      parameters: [0, 8],
      smallestStep: 0.5,
      solve: (parameter, previous) => {
        const converged = previous === null || Math.abs(parameter - previous.solution) <= 2;
        return converged ? { converged, solution: parameter, message: 'near' } : { converged, message: 'far' };
      },
    });
    expect(result.steps.map(({ parameter, converged }) => [parameter, converged])).toEqual([
      [0, true],
      [8, false],
      [4, false],
      [2, true],
      [4, true],
      [8, false],
      [6, true],
      [8, true],
    ]);
    expect(result).toMatchObject({ complete: true, solutions: [0, 8] });
  });

  it('ends where no step is short enough, with the last answer: the fold of the Bratu problem at λ = 3.5138', async () => {
    const result = await continueInParameter<BoundaryValueSolution>({
      parameters: [1, 4],
      smallestStep: 0.01,
      solve: async (lambda, previous) =>
        attempt(
          await solve({
            ...bratu(lambda, 0.1, 10),
            ...(previous && { guess: previous.solution }),
            maximumIntervals: 100,
          }),
        ),
    });
    expect(result.complete).toBe(false);
    expect(result.solutions.length).toBe(1);
    expect(result.last?.parameter).toBeGreaterThan(3.48);
    expect(result.last?.parameter).toBeLessThan(3.5139);
  });

  it('refuses a walk without values or without a smallest step', async () => {
    const walk = { solve: () => ({ converged: false, message: '' }) as const };
    await expect(continueInParameter({ ...walk, parameters: [], smallestStep: 1 })).rejects.toThrow(/finite values/);
    await expect(continueInParameter({ ...walk, parameters: [1], smallestStep: 0 })).rejects.toThrow(
      /must be positive/,
    );
  });
});
