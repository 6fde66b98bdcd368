import { describe, expect, it } from 'vitest';
import { type AdamSettings, adam, adamMoments } from '#odepth/solve/minimise/adam';
import { type GradientDescentSettings, gradientDescent } from '#odepth/solve/minimise/gradient-descent';
import { objective, quadratic } from './problems.ts';

const adamSettings: AdamSettings = {
  iterations: 40,
  gradientTolerance: 0,
  learningRate: () => 0.02,
  meanDecay: 0.9,
  squareDecay: 0.999,
  offset: 1e-8,
};
const descentSettings: GradientDescentSettings = {
  iterations: 40,
  gradientTolerance: 0,
  learningRate: () => 0.1,
  momentum: 0,
};

/** Every iterate, by the hook. */
function recorder() {
  const iterates: Float64Array[] = [];
  return { iterates, onIteration: (_: unknown, x: Float64Array) => void iterates.push(x.slice()) as undefined };
}

describe('Adam with its moments kept', () => {
  it('goes on where it left off: two halves are one run, to the last bit', async () => {
    const of = quadratic(Float64Array.of(1, 3, 50));
    const whole = recorder();
    const start = Float64Array.of(1, -2, 0.5);
    await adam(of, start, { ...adamSettings, onIteration: whole.onIteration });
    const halves = recorder();
    const settings = { ...adamSettings, moments: adamMoments(3), iterations: 20, onIteration: halves.onIteration };
    await adam(of, start, settings);
    await adam(of, halves.iterates.at(-1)!, settings);
    expect(halves.iterates.toSpliced(21, 1)).toEqual(whole.iterates);
    const short = { ...adamSettings, moments: adamMoments(2) };
    await expect(adam(of, start, short)).rejects.toThrow('as many entries');
  });
});

describe('gradient descent', () => {
  it('shrinks the error of a quadratic by 1 − rate · λ a step', async () => {
    const { iterates, onIteration } = recorder();
    const result = await gradientDescent(quadratic(Float64Array.of(1, 3)), Float64Array.of(1, -2), {
      ...descentSettings,
      onIteration,
    });
    expect(result.outcome).toBe('too-many-iterations');
    expect([result.iterations, result.evaluations, iterates.length]).toEqual([40, 41, 41]);
    for (const [k, x] of iterates.entries()) {
      expect(x[0]).toBeCloseTo(0.9 ** k, 13);
      expect(x[1]).toBeCloseTo(0.5 - 2.5 * 0.7 ** k, 13);
    }
  });

  it('with momentum follows the two roots of z² − (1 + μ − rate λ) z + μ', async () => {
    const { iterates, onIteration } = recorder();
    const [momentum, rate, eigenvalue] = [0.25, 0.1, 2];
    await gradientDescent(quadratic(Float64Array.of(eigenvalue)), Float64Array.of(1), {
      ...descentSettings,
      momentum,
      learningRate: () => rate,
      onIteration,
    });
    const sum = 1 + momentum - rate * eigenvalue;
    const root = Math.sqrt(sum * sum - 4 * momentum);
    const [large, small] = [(sum + root) / 2, (sum - root) / 2];
    const weight = (1 - rate * eigenvalue - small) / (large - small);
    for (const [k, x] of iterates.entries()) {
      expect(x[0]).toBeCloseTo(weight * large ** k + (1 - weight) * small ** k, 13);
    }
  });

  it('follows the schedule of its learning rate', async () => {
    const result = await gradientDescent(quadratic(Float64Array.of(1)), Float64Array.of(1), {
      ...descentSettings,
      iterations: 5,
      learningRate: (step) => 1 / (step + 1),
    });
    expect(result.x[0]).toBeCloseTo((1 / 2) * (2 / 3) * (3 / 4) * (4 / 5) * (5 / 6), 15);
  });

  it('that diverges says so and keeps the best point', async () => {
    const result = await gradientDescent(quadratic(Float64Array.of(1, 1)), Float64Array.of(1, -2), {
      ...descentSettings,
      iterations: 5000,
      learningRate: (step) => (step < 4 ? 0.5 : 3),
    });
    expect(result.outcome).toBe('not-finite');
    expect(result.x[0]).toBeCloseTo(1 / 8, 14);
    expect(result.value).toBe(Math.min(...result.history.map((row) => row.value).filter(Number.isFinite)));
  });

  it('stops where the gradient is within its tolerance', async () => {
    const result = await gradientDescent(quadratic(Float64Array.of(1)), Float64Array.of(1), {
      ...descentSettings,
      gradientTolerance: 0.5,
    });
    // 0.9⁷ = 0.478
    expect([result.outcome, result.iterations]).toEqual(['converged', 7]);
  });
});

describe('Adam', () => {
  it('moves by rate · g/(|g| + ε) a step where the gradient is constant', async () => {
    const slopes = Float64Array.of(3, -1e-8);
    const linear = objective(2, (x, gradient) => {
      gradient.set(slopes);
      return slopes[0]! * x[0]! + slopes[1]! * x[1]!;
    });
    const { x } = await adam(linear, new Float64Array(2), adamSettings);
    expect(x[0]).toBeCloseTo(-40 * 0.02, 8);
    expect(x[1]).toBeCloseTo((40 * 0.02) / 2, 10);
  });

  it('takes the steps of the weighted sums that its recursions stand for', async () => {
    const { iterates, onIteration } = recorder();
    await adam(quadratic(Float64Array.of(4)), Float64Array.of(1), { ...adamSettings, onIteration });
    const gradients = iterates.map((x) => 4 * x[0]!);
    for (let k = 1; k <= 40; k++) {
      const weighted = (decay: number, of: (g: number) => number) => {
        const weights = gradients.slice(0, k).map((_, i) => decay ** (k - 1 - i));
        const total = weights.reduce((a, b) => a + b);
        return weights.reduce((sum, weight, i) => sum + (weight / total) * of(gradients[i]!), 0);
      };
      const step = (0.02 * weighted(0.9, (g) => g)) / (Math.sqrt(weighted(0.999, (g) => g * g)) + 1e-8);
      expect(iterates[k]![0]).toBeCloseTo(iterates[k - 1]![0]! - step, 13);
    }
  });

  it('returns the lowest point it passed, not the last', async () => {
    const result = await adam(quadratic(Float64Array.of(1)), Float64Array.of(1), {
      ...adamSettings,
      learningRate: () => 0.3,
    });
    expect(result.value).toBe(Math.min(...result.history.map((row) => row.value)));
    expect(result.value).toBeLessThan(result.history.at(-1)!.value);
    expect(result.x[0]! ** 2 / 2).toBeCloseTo(result.value, 15);
  });
});

describe('settings of first-order methods', () => {
  it('are refused where they make no sense, before any gradient', async () => {
    const f = quadratic(Float64Array.of(1));
    const start = Float64Array.of(1);
    const rate = (step: number) => (step === 3 ? Number.NaN : 0.1);
    await expect(gradientDescent(f, start, { ...descentSettings, learningRate: rate })).rejects.toThrow(
      /learning rate of step 3 must be finite and not negative; got NaN/,
    );
    await expect(gradientDescent(f, start, { ...descentSettings, momentum: 1 })).rejects.toThrow(/momentum/);
    for (const wrong of [{ meanDecay: 1 }, { squareDecay: -0.1 }, { offset: 0 }, { iterations: 1.5 }]) {
      await expect(adam(f, start, { ...adamSettings, ...wrong })).rejects.toThrow(RangeError);
    }
  });
});
