import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createNetwork } from '#odepth/train/create-network';
import { createTraining } from '#odepth/train/create-training';
import type { LayerSpec } from '#odepth/train/layer-spec';
import type { Network } from '#odepth/train/network';
import type { OptimiserSpec } from '#odepth/train/optimiser';
import type { LossName, TrainingData } from '#odepth/train/training';

interface Reference {
  readonly losses: readonly number[];
  readonly outputs: readonly number[];
}

/** Made by pytorch_reference.py, which is run by hand. */
const reference = JSON.parse(readFileSync(new URL('training-reference.json', import.meta.url), 'utf8'));

/** size (((i + start) 7919 mod 1009)/1009 − ½), as in the script. */
function numbers(count: number, start: number, size: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => size * ((((i + start) * 7919) % 1009) / 1009 - 0.5));
}

function setParameters(network: Network<Float64Array>): void {
  for (const { name, offset, rows, columns, decays } of network.layout) {
    const values = numbers(rows * columns, offset, decays ? 1 : 0.2);
    const middle = name.endsWith('gain') ? 1 : 0;
    network.parameters.set(
      values.map((value) => value + middle),
      offset,
    );
  }
}

/** Largest relative difference of losses of the steps, and of outputs after them, to the reference. */
function differences(
  network: Network<Float64Array>,
  loss: LossName,
  data: TrainingData,
  optimiser: OptimiserSpec,
  { losses, outputs }: Reference,
): number[] {
  setParameters(network);
  const training = createTraining({ network, loss, optimiser, data, batchSize: 'full', seed: 0n });
  const ofLosses = losses.map((expected) => Math.abs(training.advance().loss / expected - 1));
  const found = network.forward(data.inputs, 'evaluate').data;
  const scale = Math.max(...outputs.map(Math.abs));
  return [Math.max(...ofLosses), Math.max(...outputs.map((expected, i) => Math.abs(found[i]! - expected) / scale))];
}

describe('twenty steps from the same weights give the losses and outputs of PyTorch, to 1e-11', () => {
  it('of a transformer block, AdamW with decay of matrices only, warm-up and cosine', () => {
    const layers: LayerSpec[] = [
      { kind: 'embedding', width: 8 },
      { kind: 'residual', inner: [{ kind: 'layer-norm' }, { kind: 'attention', heads: 2, causal: true }] },
      {
        kind: 'residual',
        inner: [
          { kind: 'layer-norm' },
          { kind: 'dense', outputs: 16 },
          { kind: 'activation', activation: 'gelu' },
          { kind: 'dense', outputs: 8 },
        ],
      },
      { kind: 'layer-norm' },
      { kind: 'pooling', over: 'last-token' },
      { kind: 'dense', outputs: 10 },
    ];
    const network = createNetwork({ input: { vocabulary: 11, length: 4 }, layers, capacity: 9 }, 'float64', 0n);
    const inputs = Int32Array.from({ length: 36 }, (_, at) => {
      const [i, j] = [Math.floor(at / 4), at % 4];
      return (i * i + 3 * j * i + 2 * j) % 11;
    });
    const targets = Int32Array.from({ length: 9 }, (_, i) => (i * i + 1) % 10);
    const rate = { kind: 'cosine', rate: 0.02, warmup: 5, steps: 30, final: 1e-3 } as const;
    const optimiser: OptimiserSpec = { kind: 'adamw', rate, beta2: 0.98, weightDecay: 0.3 };
    const found = differences(
      network,
      'softmax-cross-entropy',
      { inputs, targets },
      optimiser,
      reference['transformer-adamw'],
    );
    expect(Math.max(...found)).toBeLessThan(1e-11);
  });

  const rules: Record<string, OptimiserSpec> = {
    sgd: { kind: 'sgd', rate: 0.05, weightDecay: 0.1 },
    momentum: { kind: 'momentum', rate: 0.05, momentum: 0.9, weightDecay: 0.1 },
    nesterov: { kind: 'momentum', rate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0.1 },
    adam: { kind: 'adam', rate: 0.02, epsilon: 1e-3, weightDecay: 0.1 },
  };
  it.each(Object.entries(rules))('of an MLP with batch norm, then evaluated by running averages: %s', (name, rule) => {
    const layers: LayerSpec[] = [
      { kind: 'dense', outputs: 6 },
      { kind: 'batch-norm' },
      { kind: 'activation', activation: 'relu' },
      { kind: 'dense', outputs: 5 },
      { kind: 'batch-norm' },
      { kind: 'activation', activation: 'tanh' },
      { kind: 'dense', outputs: 3 },
    ];
    const network = createNetwork({ input: { inputs: 7 }, layers, capacity: 9 }, 'float64', 0n);
    const inputs = { rows: 9, columns: 7, stride: 7, data: numbers(63, 5000, 2) };
    const targets = { rows: 9, columns: 3, stride: 3, data: numbers(27, 7000, 2) };
    const found = differences(network, 'mean-square', { inputs, targets }, rule, reference[`batch-norm-${name}`]);
    expect(Math.max(...found)).toBeLessThan(1e-11);
  });
});
