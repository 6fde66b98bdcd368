import { describe, expect, it } from 'vitest';
import { createNetwork } from '#odepth/train/create-network';
import { createOptimiser } from '#odepth/train/create-optimiser';
import type { OptimiserSpec } from '#odepth/train/optimiser';
import { rateAt } from '#odepth/train/schedule';
import { normals } from './central-differences.ts';

const description = { input: { inputs: 3 }, layers: [{ kind: 'dense', outputs: 2 }], capacity: 1 } as const;

describe('an optimiser', () => {
  it('AdamW takes the first steps of its formula, with decay of weights and not of biases', () => {
    const network = createNetwork(description, 'float64', 1n);
    const { parameters, gradient } = network;
    const [rate, beta1, beta2, epsilon, decay] = [0.1, 0.8, 0.95, 1e-3, 0.5];
    const optimiser = createOptimiser({ kind: 'adamw', rate, beta1, beta2, epsilon, weightDecay: decay }, network);
    const theta = [...parameters];
    const mean = theta.map(() => 0);
    const square = theta.map(() => 0);
    for (let t = 1; t <= 3; t++) {
      gradient.set(normals(8, t));
      optimiser.step();
      theta.forEach((old, i) => {
        const g = gradient[i]!;
        mean[i] = beta1 * mean[i]! + (1 - beta1) * g;
        square[i] = beta2 * square[i]! + (1 - beta2) * g ** 2;
        const corrected = mean[i]! / (1 - beta1 ** t) / (Math.sqrt(square[i]! / (1 - beta2 ** t)) + epsilon);
        theta[i] = (i < 6 ? (1 - rate * decay) * old : old) - rate * corrected;
        expect(Math.abs(parameters[i]! - theta[i]!)).toBeLessThan(1e-15);
      });
    }
    expect(optimiser.steps).toBe(3);
  });

  it('moves what is trained and nothing else', () => {
    for (const kind of ['sgd', 'momentum', 'adam', 'adamw'] as const) {
      const network = createNetwork(description, 'float32', 1n);
      const spec: OptimiserSpec = { kind, rate: 0.1, weightDecay: 0.1, momentum: 0.9 };
      const optimiser = createOptimiser(spec, network);
      const before = network.parameters.slice();
      network.gradient.fill(1);
      network.train(['dense-1.biases']);
      optimiser.step();
      expect(network.parameters.subarray(0, 6)).toEqual(before.subarray(0, 6));
      network.parameters.subarray(6).forEach((value, i) => {
        expect(value).toBeLessThan(before[6 + i]!);
      });
    }
  });

  it('gives way to the next one of its network, and says so', () => {
    const network = createNetwork(description, 'float64', 1n);
    const first = createOptimiser({ kind: 'sgd', rate: 0.1 }, network);
    first.step();
    createOptimiser({ kind: 'momentum', rate: 0.1, momentum: 0.5 }, network).step();
    expect(() => first.step()).toThrow(/another one was created for this network/);
  });

  it('goes by its schedule', () => {
    expect([0, 1, 9].map((step) => rateAt(0.3, step))).toEqual([0.3, 0.3, 0.3]);
    const warmUp = { kind: 'warm-up', rate: 2, warmup: 4 } as const;
    expect([0, 1, 3, 4, 100].map((step) => rateAt(warmUp, step))).toEqual([0.5, 1, 2, 2, 2]);
    const cosine = { kind: 'cosine', rate: 2, warmup: 2, steps: 10, final: 1 } as const;
    const expected = [1, 2, 2, 1 + (1 + Math.SQRT1_2) / 2, 1.5, 1 + (1 - Math.SQRT1_2) / 2, 1, 1];
    [0, 1, 2, 4, 6, 8, 10, 99].forEach((step, i) => {
      expect(rateAt(cosine, step)).toBeCloseTo(expected[i]!, 14);
    });
  });

  it('refuses settings out of range', () => {
    const network = createNetwork(description, 'float64', 1n);
    const refused = (spec: OptimiserSpec) => () => createOptimiser(spec, network);
    expect(refused({ kind: 'sgd', rate: -1 })).toThrow(/rate: expected rate ≥ 0; got -1/);
    expect(refused({ kind: 'sgd', rate: 1, weightDecay: -1 })).toThrow(/weightDecay: expected a number from 0/);
    expect(refused({ kind: 'momentum', rate: 1, momentum: 1 })).toThrow(
      /momentum: expected a number from 0 to below 1/,
    );
    expect(refused({ kind: 'adam', rate: 1, beta2: 1 })).toThrow(/beta2/);
    const rate = { kind: 'cosine', rate: 1, warmup: 5, steps: 5 } as const;
    expect(refused({ kind: 'adam', rate })).toThrow(/expected steps > warmup = 5; got 5/);
  });
});
