import { describe, expect, it } from 'vitest';
import { integratePiecewise, type PiecewiseProblem } from '#odepth/solve/events';
import { integrate } from '#odepth/solve/initial-value';
import { SolverError } from '#odepth/solve/outcome';
import { leakyFlow, numbers, relu } from './leaky-flow.ts';

type Setting = Pick<PiecewiseProblem, 'rate' | 'switching' | 'initial' | 'to'> & Partial<PiecewiseProblem>;

function complete(setting: Setting, tolerance: number): PiecewiseProblem {
  return {
    from: 0,
    tolerance: { relative: tolerance, absolute: tolerance },
    outputTimes: [],
    outputComponents: [],
    maximumSteps: 10_000,
    maximumStep: Infinity,
    samplesPerStep: 8,
    maximumKinks: 10_000,
    ...setting,
  };
}

const solve = (setting: Setting, tolerance = 1e-12) => integratePiecewise(complete(setting, tolerance));

/** The same equation with the branch taken from the sign of the switching functions, kinks not located. */
function unlocated(setting: Setting, tolerance: number, maximumStep = Infinity) {
  const { rate, switching, ...problem } = complete(setting, tolerance);
  const values = new Float64Array(switching.count);
  const branch = new Int8Array(switching.count);
  return integrate({
    ...problem,
    maximumSteps: 1e6,
    maximumStep,
    rate: (t, y, out) => {
      switching.values(t, y, values);
      values.forEach((value, i) => {
        branch[i] = value > 0 ? 1 : -1;
      });
      rate(t, y, out, branch);
    },
  });
}

const firstOf = (count: number) => ({
  count,
  values: (_: number, y: Float64Array, out: Float64Array) => out.set(y.subarray(0, count)),
});

/**
 * Springs that are four times as stiff on one side: x″ = −ω²x for x > 0 and −4ω²x for x < 0; x(0) = 0, x′(0) = ω.
 * x = sin ωt for half a period π/ω, then −½ sin 2ωt for π/2ω.
 */
function springs(frequencies: readonly number[], to: number): Setting & { exact(t: number): number[] } {
  const count = frequencies.length;
  return {
    initial: Float64Array.of(...frequencies.map(() => 0), ...frequencies),
    to,
    switching: firstOf(count),
    rate: (_, y, out, branch) => {
      for (let i = 0; i < count; i++) {
        out[i] = y[count + i]!;
        out[count + i] = -(frequencies[i]! ** 2) * (branch[i]! > 0 ? 1 : 4) * y[i]!;
      }
    },
    exact: (t) =>
      frequencies.map((frequency) => {
        const phase = (frequency * t) % (1.5 * Math.PI);
        return phase < Math.PI ? Math.sin(phase) : -0.5 * Math.sin(2 * (phase - Math.PI));
      }),
  };
}

const distance = (values: ArrayLike<number>, expected: readonly number[]) =>
  Math.max(...expected.map((value, i) => Math.abs(value - values[i]!)));

function failure(setting: Setting): SolverError {
  try {
    solve(setting);
  } catch (error) {
    if (error instanceof SolverError) return error;
    throw error;
  }
  throw new Error('the integration was expected to fail');
}

describe('integration across kinks', () => {
  it('solves a piecewise linear equation to 1e-11, with fewer evaluations than without location', () => {
    const spring = springs([1], 20);
    const located = solve(spring, 1e-13);
    const plain = unlocated(spring, 1e-13);
    expect(distance(located.final, spring.exact(20))).toBeLessThan(1e-11);
    expect(located.statistics.evaluations).toBeLessThan(0.7 * plain.statistics.evaluations);
  });

  it('locates every kink to rounding, the first one at the start aside', () => {
    const { kinks, statistics } = solve(springs([1], 20), 1e-13);
    const exact = [1, 1.5, 2.5, 3, 4, 4.5, 5.5, 6].map((turns) => turns * Math.PI);
    expect(kinks.length).toBe(exact.length);
    expect(
      distance(
        kinks.map(({ t }) => t),
        exact,
      ),
    ).toBeLessThan(1e-11);
    expect(statistics).toMatchObject({ kinks: 8, restarts: 8 });
  });

  it('keeps its order: a tighter tolerance costs little, and brings an error in proportion', () => {
    const spring = springs([1], 20);
    const tolerances = [1e-6, 1e-8, 1e-10, 1e-12];
    const runs = tolerances.map((tolerance) => solve(spring, tolerance));
    const errors = runs.map(({ final }) => distance(final, spring.exact(20)));
    const growth = runs[3]!.statistics.evaluations / runs[0]!.statistics.evaluations;
    expect(Math.log10(errors[0]! / errors[3]!) / 6).toBeGreaterThan(0.8);
    expect(growth).toBeLessThan(3.5);
  });

  it('lands on output times before, at and after kinks', () => {
    const spring = springs([1], 10);
    const outputTimes = [0, 1, Math.PI, 4, 1.5 * Math.PI, 7, 10];
    const { outputs } = solve({ ...spring, outputTimes, outputComponents: [0] });
    expect(
      distance(
        outputs,
        outputTimes.map((t) => spring.exact(t)[0]!),
      ),
    ).toBeLessThan(1e-10);
  });

  it('integrates backward through the kinks it came by', () => {
    const spring = springs([1], 10);
    const there = solve(spring, 1e-13);
    const back = solve({ ...spring, from: 10, to: 0.5, initial: there.final }, 1e-13);
    expect(Math.abs(back.final[0]! - Math.sin(0.5))).toBeLessThan(1e-10);
    expect(back.kinks.length).toBe(there.kinks.length);
  });

  it('follows a hundred springs of different frequencies through every one of their kinks', () => {
    const frequencies = Array.from({ length: 100 }, (_, i) => 1 + i / 100);
    const many = springs(frequencies, 3);
    const { final, kinks } = solve(many, 1e-11);
    const expected = frequencies.map((frequency) => {
      const periods = (frequency * 3) / (1.5 * Math.PI);
      return 2 * Math.floor(periods) + (periods % 1 > 2 / 3 ? 1 : 0);
    });
    expect(kinks.length).toBe(expected.reduce((sum, count) => sum + count));
    expect(distance(final, many.exact(3))).toBeLessThan(1e-8);
  });

  it('takes kinks at the same time together', () => {
    const { kinks, statistics, final } = solve(springs([1, 1, 1, 2, 2], 10));
    expect(kinks.length).toBe(3 * 4 + 2 * 8);
    expect(statistics.restarts).toBeLessThan(16);
    expect(distance(final, springs([1, 1, 1, 2, 2], 10).exact(10))).toBeLessThan(1e-9);
  });

  /** y′ = max(s, 0) on top of a large smooth part, s = (t − 1)² − depth: below zero for 2 √depth. */
  const dip = (depth: number): Setting => ({
    initial: Float64Array.of(0),
    to: 3,
    switching: {
      count: 1,
      values: (t, _, out) => {
        out[0] = (t - 1) ** 2 - depth;
      },
    },
    rate: (t, _, out, branch) => {
      out[0] = branch[0]! > 0 ? (t - 1) ** 2 - depth : 0;
    },
  });

  it.each([0.04, 1e-4, 1e-8])('sees a crossing that comes back inside one step (depth %d)', (depth) => {
    const { final, kinks } = solve(dip(depth));
    expect(kinks.map(({ t }) => t)).toHaveLength(2);
    expect(Math.abs(kinks[0]!.t - (1 - Math.sqrt(depth)))).toBeLessThan(1e-8);
    expect(Math.abs(kinks[1]!.t - (1 + Math.sqrt(depth)))).toBeLessThan(1e-8);
    const exact = 3 - 3 * depth + (4 / 3) * depth ** 1.5;
    expect(Math.abs(final[0]! - exact)).toBeLessThan(1e-12);
  });

  it.each([0, -1e-9])('passes a kink that is only touched (depth %d)', (depth) => {
    const { final, kinks } = solve(dip(depth));
    expect(kinks.length % 2).toBe(0);
    expect(Math.abs(final[0]! - (3 - 3 * depth))).toBeLessThan(1e-12);
  });

  it.each([1, -1])('starts on a kink, whichever side it leaves to (%d)', (side) => {
    const spring = springs([1], 1);
    const { final, kinks } = solve({ ...spring, initial: Float64Array.of(0, side) });
    expect(Math.abs(final[0]! - (side > 0 ? Math.sin(1) : -0.5 * Math.sin(2)))).toBeLessThan(1e-12);
    expect(kinks).toEqual([]);
  });

  it('stays on a kink that it never leaves', () => {
    const { final, kinks, branch } = solve({ ...springs([1], 5), initial: Float64Array.of(0, 0) });
    expect([...final]).toEqual([0, 0]);
    expect(kinks).toEqual([]);
    expect([...branch]).toEqual([-1]);
  });

  it('jumps with a rate that jumps', () => {
    const { final, kinks } = solve({
      initial: Float64Array.of(0),
      to: 2,
      switching: {
        count: 1,
        values: (_, y, out) => {
          out[0] = y[0]! - 1;
        },
      },
      rate: (_, __, out, branch) => {
        out[0] = branch[0]! > 0 ? 3 : 1;
      },
    });
    expect(Math.abs(kinks[0]!.t - 1)).toBeLessThan(1e-14);
    expect(Math.abs(final[0]! - 4)).toBeLessThan(1e-13);
  });

  it('agrees with a very fine integration of the flow of a ReLU network, at a fraction of the work', () => {
    const flow = leakyFlow(3, 4, 6, relu, true);
    const half = flow.unknowns / 2;
    const setting: Setting = {
      rate: flow.rate,
      initial: numbers(flow.unknowns, 3).map((value) => 0.5 * value),
      to: 1,
      switching: firstOf(half),
    };
    const located = solve(setting, 1e-12);
    const plain = unlocated(setting, 1e-12);
    const reference = unlocated(setting, 1e-15, 5e-4);
    const expected = [...reference.final];
    const energy = flow.hamiltonian(setting.initial);
    expect(located.statistics.kinks).toBeGreaterThan(5);
    expect(distance(located.final, expected)).toBeLessThan(1e-9);
    expect(Math.abs(flow.hamiltonian(located.final) - energy)).toBeLessThan(1e-9 * energy);
    expect(located.statistics.evaluations).toBeLessThan(plain.statistics.evaluations / 3);
    expect(distance(located.final, expected)).toBeLessThan(distance(plain.final, expected) / 3);
  });
});

describe('an integration across kinks that fails', () => {
  it('says that it slides along a kink', () => {
    const error = failure({
      initial: Float64Array.of(1),
      to: 3,
      switching: firstOf(1),
      rate: (_, __, out, branch) => {
        out[0] = -branch[0]!;
      },
      maximumKinks: 20,
    });
    expect(error.outcome).toBe('too-many-kinks');
    expect(error.reached).toBeCloseTo(1, 10);
    expect(error.message).toMatch(/may slide along a kink: reached t = 1.*Switching function 0 was the last/s);
  });

  it('counts the steps of all pieces, and keeps the ends of the whole', () => {
    const error = failure({ ...springs([1], 100), maximumSteps: 12 });
    expect(error.outcome).toBe('too-many-steps');
    expect(error.statistics.steps).toBeGreaterThan(6);
    expect(error.message).toMatch(/from 0 to 100/);
  });

  it.each<[Partial<Setting>, RegExp]>([
    [{ samplesPerStep: 1 }, /at least 2; got 1/],
    [{ switching: firstOf(0) }, /at least one switching function; got 0/],
    [{ maximumKinks: -1 }, /must not be negative/],
    [{ outputTimes: [2] }, /output times must run from 0 to 1/],
  ])('is refused: %#', (change, message) => {
    expect(() => solve({ ...springs([1], 1), ...change })).toThrow(message);
  });
});
