import { describe, expect, it } from 'vitest';
import { type InitialValueProblem, integrate } from '#odepth/solve/initial-value';
import { outcomes, SolverError } from '#odepth/solve/outcome';
import { recur } from '#odepth/solve/recursion';

type Setting = Partial<InitialValueProblem> & Pick<InitialValueProblem, 'rate' | 'initial' | 'to'>;

function solve(setting: Setting, tolerance = 1e-10) {
  return integrate({
    from: 0,
    tolerance: { relative: tolerance, absolute: tolerance },
    outputTimes: [],
    outputComponents: [],
    maximumSteps: 10_000,
    maximumStep: Infinity,
    ...setting,
  });
}

function failure(setting: Setting, tolerance?: number): SolverError {
  try {
    solve(setting, tolerance);
  } catch (error) {
    if (error instanceof SolverError) return error;
    throw error;
  }
  throw new Error('the integration was expected to fail');
}

const oscillator: Setting = {
  rate: (_, y, out) => {
    out[0] = y[1]!;
    out[1] = -y[0]!;
  },
  initial: Float64Array.of(1, 0),
  to: 10,
};

const lorenz: Setting = {
  rate: (_, y, out) => {
    out[0] = 10 * (y[1]! - y[0]!);
    out[1] = y[0]! * (28 - y[2]!) - y[1]!;
    out[2] = y[0]! * y[1]! - (8 / 3) * y[2]!;
  },
  initial: Float64Array.of(1, 1, 1),
  to: 10,
};

const moon = 0.012277471;
const arenstorf: Setting = {
  rate: (_, y, out) => {
    const d1 = ((y[0]! + moon) ** 2 + y[1]! ** 2) ** 1.5;
    const d2 = ((y[0]! - 1 + moon) ** 2 + y[1]! ** 2) ** 1.5;
    out[0] = y[2]!;
    out[1] = y[3]!;
    out[2] = y[0]! + 2 * y[3]! - ((1 - moon) * (y[0]! + moon)) / d1 - (moon * (y[0]! - 1 + moon)) / d2;
    out[3] = y[1]! - 2 * y[2]! - ((1 - moon) * y[1]!) / d1 - (moon * y[1]!) / d2;
  },
  initial: Float64Array.of(0.994, 0, 0, -2.0015851063790824),
  to: 17.065216560157964,
};

describe('initial value solver', () => {
  it('reaches the published state of the Lorenz system at t = 10', () => {
    const { final } = solve(lorenz, 1e-13);
    const expected = [-4.902687541134646, -3.7438729218029194, 24.690858102790553];
    expected.forEach((value, i) => {
      expect(final[i]).toBeCloseTo(value, 7);
    });
  });

  it('closes the Arenstorf orbit after one period', () => {
    const { final } = solve(arenstorf, 1e-12);
    expect(final[0]).toBeCloseTo(arenstorf.initial[0]!, 7);
    expect(final[1]).toBeCloseTo(0, 7);
  });

  it('has an error proportional to the tolerance', () => {
    const errors = [1e-4, 1e-6, 1e-8, 1e-10].map((tolerance) =>
      Math.abs(solve(oscillator, tolerance).final[0]! - Math.cos(10)),
    );
    errors.forEach((error, i) => {
      expect(error).toBeLessThan(30 * 10 ** (-4 - 2 * i));
    });
    const slope = Math.log10(errors[0]! / errors[3]!) / 6;
    expect(slope).toBeGreaterThan(0.7);
    expect(slope).toBeLessThan(1.4);
  });

  it('lands on output times, both ends and repeated ones included, with dense accuracy in between', () => {
    const outputTimes = [0, 0, 0.001, 1, Math.PI, 9.999, 10, 10];
    const { outputs, final } = solve({ ...oscillator, outputTimes, outputComponents: [1, 0] }, 1e-11);
    outputTimes.forEach((t, i) => {
      expect(outputs[2 * i]).toBeCloseTo(-Math.sin(t), 9);
      expect(outputs[2 * i + 1]).toBeCloseTo(Math.cos(t), 9);
    });
    expect([outputs[14], outputs[15]]).toEqual([final[1], final[0]]);
  });

  it('integrates backward', () => {
    const forward = solve(oscillator, 1e-12);
    const back = solve(
      { ...oscillator, from: 10, to: 0, initial: forward.final, outputTimes: [10, 5, 0], outputComponents: [0] },
      1e-12,
    );
    expect(back.outputs[1]).toBeCloseTo(Math.cos(5), 10);
    expect(back.final[0]).toBeCloseTo(1, 10);
    expect(back.final[1]).toBeCloseTo(0, 10);
  });

  it('keeps each component to its own tolerance', () => {
    const setting: Setting = {
      rate: (_, y, out) => {
        out[0] = -y[0]!;
        out[1] = 1e6 * Math.cos(y[2]!);
        out[2] = 1;
      },
      initial: Float64Array.of(1, 0, 0),
      to: 20,
      tolerance: { relative: Float64Array.of(1e-10, 1e-10, 1e-10), absolute: Float64Array.of(1e-14, 1e-3, 1e-10) },
    };
    const { final } = solve(setting);
    expect(Math.abs(final[0]! / Math.exp(-20) - 1)).toBeLessThan(1e-4);
    expect(Math.abs(final[1]! - 1e6 * Math.sin(20))).toBeLessThan(0.05);
  });

  it('misses a narrow pulse with free steps and sees it with a maximum step', () => {
    const pulse: Setting = {
      rate: (t, _, out) => {
        out[0] = Math.exp(-(((t - 50) / 0.05) ** 2));
      },
      initial: Float64Array.of(0),
      to: 100,
    };
    expect(solve(pulse).final[0]).toBeLessThan(1e-6);
    expect(solve({ ...pulse, maximumStep: 0.2 }).final[0]).toBeCloseTo(0.05 * Math.sqrt(Math.PI), 9);
  });

  it('counts its work', () => {
    let calls = 0;
    const { statistics } = solve({
      ...oscillator,
      rate: (t, y, out) => {
        calls++;
        oscillator.rate(t, y, out);
      },
    });
    expect(statistics.evaluations).toBe(calls);
    expect(statistics.steps).toBeGreaterThan(3);
    expect(statistics.smallestStep).toBeLessThanOrEqual(statistics.largestStep);
  });

  it('returns the initial state for an empty interval', () => {
    const { final, outputs } = solve({ ...oscillator, to: 0, outputTimes: [0], outputComponents: [0] });
    expect([...final, ...outputs]).toEqual([1, 0, 1]);
  });
});

describe('an integration that cannot be finished', () => {
  it('says which component of the rate was not finite, and how far it got', () => {
    const error = failure({
      rate: (t, _, out) => {
        out[0] = 1;
        out[1] = t > 0.5 ? Number.NaN : 0;
      },
      initial: Float64Array.of(0, 0),
      to: 1,
    });
    expect(error.outcome).toBe('not-finite');
    expect(error.component).toBe(1);
    expect(error.reached).toBeLessThanOrEqual(0.5);
    expect(error.message).toMatch(
      /^the rate of change is not a finite number \(component 1\): reached t = .* from 0 to 1 after \d+ steps/,
    );
  });

  it('stops at the singularity of y’ = y² instead of stepping over it', () => {
    for (const outputTimes of [[], [0.5, 1.5]]) {
      const error = failure({
        rate: (_, y, out) => {
          out[0] = y[0]! ** 2;
        },
        initial: Float64Array.of(1),
        to: 2,
        outputTimes,
        outputComponents: [0],
      });
      expect(['step-underflow', 'not-finite']).toContain(error.outcome);
      expect(error.reached).toBeCloseTo(1, 6);
      expect(error.message).toContain(outcomes[error.outcome]);
    }
  });

  it('says when its steps are used up and what to change', () => {
    const error = failure({ ...lorenz, maximumSteps: 5 });
    expect(error.outcome).toBe('too-many-steps');
    expect(error.message).toMatch(/allow more steps/);
    expect(error.statistics.steps).toBeLessThanOrEqual(5);
  });

  it.each([
    [{ outputTimes: [2, 1] }, /output times must run from 0 to 10; got 1 after 2/],
    [{ outputTimes: [11] }, /output times must run from 0 to 10; got 11/],
    [{ outputComponents: [2] }, /output component 2 of 2 unknowns/],
    [{ initial: Float64Array.of(Number.NaN, 0) }, /initial value 0 is NaN/],
    [{ initial: new Float64Array(0) }, /no unknowns/],
    [{ tolerance: { relative: 0, absolute: 1e-8 } }, /every relative tolerance must be positive/],
    [{ tolerance: { relative: 1e-8, absolute: Float64Array.of(1e-8) } }, /1 absolute tolerances for 2 unknowns/],
    [{ to: Infinity }, /the interval from 0 to Infinity is not finite/],
    [{ maximumSteps: 0 }, /maximumSteps must be at least 1/],
    [{ maximumStep: 0 }, /maximumStep must be positive/],
  ])('is refused beforehand when it is not well posed: %o', (change: Partial<InitialValueProblem>, message) => {
    expect(() => solve({ ...oscillator, ...change })).toThrow(message);
  });
});

describe('recursion', () => {
  it('visits the layers asked for', () => {
    const seen: number[][] = [];
    recur({
      step: (layer, y, out) => {
        out[0] = 2 * y[0]! + layer;
      },
      initial: Float64Array.of(1),
      layers: [0, 2, 3],
      visit: (index, y) => seen.push([index, y[0]!]),
    });
    expect(seen).toEqual([
      [0, 1],
      [1, 5],
      [2, 12],
    ]);
  });

  it('stops at the first layer that is not finite', () => {
    const run = () =>
      recur({
        step: (_, y, out) => {
          out[0] = y[0]! ** 2;
        },
        initial: Float64Array.of(10),
        layers: [20],
        visit: () => undefined,
      });
    expect(run).toThrow(/not a finite number \(component 0\): reached t = 8 on the way from 0 to 20/);
  });
});
