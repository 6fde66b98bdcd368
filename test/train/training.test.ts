import { describe, expect, it } from 'vitest';
import { createMatrix } from '#odepth/numeric/dense/matrix';
import { createNetwork } from '#odepth/train/create-network';
import { createTraining } from '#odepth/train/create-training';
import { evaluateNetwork } from '#odepth/train/evaluate-network';
import type { LayerSpec } from '#odepth/train/layer-spec';
import type { Precision } from '#odepth/train/network';
import type { OptimiserSpec } from '#odepth/train/optimiser';
import { shuffleInto } from '#odepth/train/shuffle';
import { trainNetwork } from '#odepth/train/train-network';
import type { TrainingData } from '#odepth/train/training';
import { TrainingDivergedError } from '#odepth/train/training-diverged';
import { normalRows } from './central-differences.ts';

const dense = (outputs: number): LayerSpec => ({ kind: 'dense', outputs });
const relu: LayerSpec = { kind: 'activation', activation: 'relu' };
const layers: LayerSpec[] = [dense(8), { kind: 'batch-norm' }, relu, dense(3)];
const description = { input: { inputs: 4 }, layers, capacity: 7 };

const inputs = normalRows(23, 4, 1);
/** Which of the first three inputs is largest. */
const data: TrainingData = {
  inputs,
  targets: Int32Array.from({ length: 23 }, (_, i) => {
    const row = [...inputs.data.subarray(4 * i, 4 * i + 3)];
    return row.indexOf(Math.max(...row));
  }),
};
const optimisers: OptimiserSpec[] = [
  { kind: 'sgd', rate: 0.1 },
  { kind: 'momentum', rate: { kind: 'warm-up', rate: 0.1, warmup: 5 }, momentum: 0.9 },
  { kind: 'adamw', rate: { kind: 'cosine', rate: 0.02, steps: 40 }, weightDecay: 0.1 },
];

function settings(precision: Precision, optimiser: OptimiserSpec) {
  const network = createNetwork(description, precision, 11n);
  return { network, loss: 'softmax-cross-entropy', optimiser, data, batchSize: 7, seed: 12n } as const;
}

describe('a training', () => {
  it.each(['float64', 'float32'] as const)('learns, with the same bits from the same seed: %s', (precision) => {
    for (const optimiser of optimisers) {
      const runs = [0, 1].map(() => trainNetwork({ ...settings(precision, optimiser), steps: 40 }));
      expect(runs[0]!.training.snapshot()).toEqual(runs[1]!.training.snapshot());
      expect(runs[0]!.loss).toBe(runs[1]!.loss);
      const { network } = settings(precision, optimiser);
      const before = evaluateNetwork(network, 'softmax-cross-entropy', data).loss;
      network.restore(runs[0]!.training.snapshot());
      expect(evaluateNetwork(network, 'softmax-cross-entropy', data).loss).toBeLessThan(0.8 * before);
    }
  });

  it.each(['float64', 'float32'] as const)('goes on from a snapshot bit for bit, within an epoch: %s', (precision) => {
    for (const optimiser of optimisers) {
      const whole = trainNetwork({ ...settings(precision, optimiser), steps: 11 });
      const first = trainNetwork({ ...settings(precision, optimiser), steps: 6 });
      const from = first.training.snapshot();
      const rest = trainNetwork({ ...settings(precision, optimiser), steps: 11, from });
      expect(rest.training.snapshot()).toEqual(whole.training.snapshot());
      expect(rest.step).toBe(11);
    }
  });

  it('reports at checkpoints, the first and the last included, and stops when told to', () => {
    const seen: number[] = [];
    const run = { ...settings('float64', optimisers[0]!), steps: 9, checkpoints: [0, 4, 9, 20] };
    const finished = trainNetwork({ ...run, onCheckpoint: ({ step }) => seen.push(step) });
    expect(seen).toEqual([0, 4, 9]);
    expect([finished.end, finished.step]).toEqual(['finished', 9]);
    const stopped = trainNetwork({ ...run, stop: (step) => step === 5 });
    expect([stopped.end, stopped.step]).toEqual(['stopped', 5]);
    const none = trainNetwork({ ...run, steps: 0 });
    expect([none.end, none.step, none.loss]).toEqual(['finished', 0, Number.NaN]);
  });

  it('that diverges says at which step', () => {
    const network = createNetwork({ ...description, layers: [dense(8), relu, dense(1)] }, 'float64', 1n);
    const targets = normalRows(23, 1, 3);
    const run = { network, loss: 'mean-square', data: { inputs, targets }, batchSize: 7, seed: 1n, steps: 99 } as const;
    let caught: unknown;
    try {
      trainNetwork({ ...run, optimiser: { kind: 'sgd', rate: 1e6 } });
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(TrainingDivergedError);
    const { step, loss, message } = caught as TrainingDivergedError;
    expect(step).toBeGreaterThan(0);
    expect(Number.isFinite(loss)).toBe(false);
    expect(message).toMatch(new RegExp(`after ${step} steps; take a smaller learning rate`));
  });

  it('of two weights in a row follows the closed form of gradient flow, to first order in the rate', () => {
    // f = w₂ w₁ with w₁ = w₂ = √u and loss (s − u)²: du/dt = 4u (s − u), a logistic curve.
    const [target, start, time] = [2, 0.05, 1.5];
    const exact = target / (1 + (target / start - 1) * Math.exp(-4 * target * time));
    const errorAt = (steps: number) => {
      const linear: LayerSpec = { kind: 'dense', outputs: 1, bias: false };
      const network = createNetwork({ input: { inputs: 1 }, layers: [linear, linear], capacity: 1 }, 'float64', 1n);
      network.parameters.fill(Math.sqrt(start));
      const one = { rows: 1, columns: 1, stride: 1, data: Float64Array.of(1) };
      const targets = { ...one, data: Float64Array.of(target) };
      const optimiser = { kind: 'sgd', rate: time / steps } as const;
      const run = { network, loss: 'mean-square', optimiser, data: { inputs: one, targets }, seed: 0n } as const;
      trainNetwork({ ...run, batchSize: 'full', steps });
      return network.parameters[0]! * network.parameters[1]! - exact;
    };
    const [coarse, fine] = [errorAt(400), errorAt(800)];
    expect(Math.abs(coarse)).toBeLessThan(0.02);
    expect(coarse / fine).toBeGreaterThan(1.9);
    expect(coarse / fine).toBeLessThan(2.1);
  });

  it('takes every example once in an epoch, in another order each time, each order as often', () => {
    const order = new Int32Array(50);
    const orders = [0, 1, 2].map((epoch) => {
      shuffleInto(order, 5n, epoch);
      return order.slice();
    });
    for (const one of orders) expect(one.slice().sort()).toEqual(Int32Array.from({ length: 50 }, (_, i) => i));
    expect(orders[0]).not.toEqual(orders[1]);
    shuffleInto(order, 5n, 2);
    expect(order).toEqual(orders[2]);
    const counts = new Map<string, number>();
    const three = new Int32Array(3);
    for (let epoch = 0; epoch < 6000; epoch++) {
      shuffleInto(three, 6n, epoch);
      counts.set(three.join(), (counts.get(three.join()) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // Five standard errors of a share of 1/6.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(6000 * (5 / 36)));
  });

  it('is evaluated with the same numbers whatever the chunks, features and outputs included', () => {
    const [small, large] = [7, 23].map((capacity) => {
      const network = createNetwork({ ...description, capacity }, 'float64', 11n);
      const room = { features: createMatrix(23, 8), outputs: createMatrix(23, 3) };
      return { room, ...evaluateNetwork(network, 'softmax-cross-entropy', data, room) };
    });
    expect(small!.room).toEqual(large!.room);
    expect(small!.accuracy).toBe(large!.accuracy);
    expect(small!.loss).toBeCloseTo(large!.loss, 14);
    const { data: outputs } = large!.room.outputs;
    const right = Array.from({ length: 23 }, (_, i) => {
      const row = [...outputs.subarray(3 * i, 3 * i + 3)];
      return row.indexOf(Math.max(...row)) === (data.targets as Int32Array)[i];
    });
    expect(large!.accuracy).toBe(right.filter(Boolean).length / 23);
  });

  it('refuses data and batches that do not fit', () => {
    const usual = settings('float64', optimisers[0]!);
    expect(() => createTraining({ ...usual, batchSize: 8 })).toThrow(/batch size: expected from 1 to 7 .* got 8/);
    expect(() => createTraining({ ...usual, batchSize: 'full' })).toThrow(/capacity of the network 7\); got 23/);
    const short = { ...data, targets: new Int32Array(3) };
    expect(() => createTraining({ ...usual, data: short })).toThrow(/as many targets as examples; got 3 for 23/);
    const room = { features: createMatrix(23, 4) };
    expect(() => evaluateNetwork(usual.network, 'softmax-cross-entropy', data, room)).toThrow(
      /room for features: expected 23 × 8; got 23 × 4/,
    );
  });
});
