import { describe, expect, it } from 'vitest';
import { createNormalStream } from '#odepth/numeric/random/normal-stream';
import { createNetwork } from '#odepth/train/create-network';
import { type MaskedSequences, sequenceExamples, windowExamples } from '#odepth/train/data/masked-tokens';
import { evaluateNetwork } from '#odepth/train/evaluate-network';
import type { LayerSpec } from '#odepth/train/layer-spec';
import { trainNetwork } from '#odepth/train/train-network';
import type { BatchSource } from '#odepth/train/training';

const dense = (outputs: number): LayerSpec => ({ kind: 'dense', outputs });
const gelu: LayerSpec = { kind: 'activation', activation: 'gelu' };
const layerNorm: LayerSpec = { kind: 'layer-norm' };
const embedding: LayerSpec = { kind: 'embedding', width: 8, positions: false };
const channels: LayerSpec = { kind: 'residual', inner: [layerNorm, dense(16), gelu, dense(8)] };

const two: MaskedSequences = {
  states: 3,
  length: 4,
  sequences: Int32Array.of(0, 1, 2, 1, 2, 2, 0, 1),
  masked: Int32Array.of(3, 1, 0, 2),
};

describe('masked tokens', () => {
  it('of whole sequences hide the symbols asked for, and ask for no others', () => {
    const { inputs, targets } = sequenceExamples(two);
    expect([...inputs]).toEqual([0, 3, 2, 3, 3, 2, 3, 1]);
    expect([...targets]).toEqual([-1, 1, -1, 1, 2, -1, 0, -1]);
  });

  it('of windows are the same tokens about each masked place, with a token of its own beyond the ends', () => {
    const { inputs, targets } = windowExamples(two, 1);
    expect([...inputs]).toEqual([2, 3, 4, 0, 3, 2, 4, 3, 2, 2, 3, 1]);
    expect([...targets]).toEqual([1, 1, 2, 0]);
    const chosen = windowExamples(two, 1, Int32Array.of(0, 2));
    expect([...chosen.inputs]).toEqual([4, 0, 3, 2, 3, 1]);
    expect([...chosen.targets]).toEqual([-1, 0]);
  });

  it('of windows of radius 0 are all alike, and as wide as the sequence hold all of it', () => {
    expect(new Set(windowExamples(two, 0).inputs)).toEqual(new Set([3]));
    const wide = windowExamples(two, 3).inputs;
    const { inputs } = sequenceExamples(two);
    expect([...wide.subarray(0, 4)]).toEqual([...inputs.subarray(0, 4)]);
    expect([...wide.subarray(4, 7)]).toEqual([4, 4, 4]);
  });

  it('that do not fit are refused, and it is said where', () => {
    const refused = (change: Partial<MaskedSequences>) => () => sequenceExamples({ ...two, ...change });
    expect(refused({ masked: Int32Array.of(3, 4, 0, 2) })).toThrow(/masked\[1\]: expected a place from 0 to 3; got 4/);
    expect(refused({ masked: Int32Array.of(3, 1, 2, 2) })).toThrow(
      /masked\[3\]: expected every place once.*got 2 again/,
    );
    expect(refused({ masked: Int32Array.of(3, 1, 2) })).toThrow(/as many places in each of 2 sequences; got 3 places/);
    expect(refused({ length: 3 })).toThrow(/sequences: expected whole sequences of 3 symbols; got 8 symbols/);
    expect(refused({ states: 2 })).toThrow(/sequences\[2\]: expected a symbol from 0 to 1; got 2/);
    expect(() => windowExamples(two, -1)).toThrow(/radius: expected a whole number from 0; got -1/);
    expect(() => windowExamples(two, 1, Int32Array.of(0, 9))).toThrow(
      /places\[1\]: expected a place from 0 to 3; got 9/,
    );
  });
});

/** Sequences of 8 in which symbols repeat in pairs, so that a masked one is its neighbour in the pair; two masked, in pairs of their own. */
function pairs(step: number, count = 12): MaskedSequences {
  const drawn = new Float64Array(count * 16);
  createNormalStream('philox', { seed: 8n, purpose: 'test', network: step }).fill(drawn, drawn.length);
  const below = (i: number, n: number) => Math.floor(Math.abs(drawn[i]!) * 997) % n;
  return {
    ...{ states: 3, length: 8 },
    sequences: Int32Array.from({ length: count * 8 }, (_, i) =>
      below(16 * Math.floor(i / 8) + Math.floor((i % 8) / 2), 3),
    ),
    masked: Int32Array.from(
      { length: count * 2 },
      (_, i) => 4 * (i % 2) + below(16 * Math.floor(i / 2) + 8 + (i % 2), 4),
    ),
  };
}
const networks = {
  'token mixing': {
    layers: [
      embedding,
      { kind: 'residual', inner: [layerNorm, { kind: 'across-tokens', inner: [dense(16), gelu, dense(8)] }] },
      channels,
      layerNorm,
      dense(3),
    ],
    input: { vocabulary: 4, length: 8 },
    examples: sequenceExamples,
  },
  windows: {
    layers: [embedding, { kind: 'flatten' }, dense(8), channels, layerNorm, dense(3)],
    input: { vocabulary: 5, length: 3 },
    examples: (task: MaskedSequences) => windowExamples(task, 1),
  },
  'no mixing': {
    layers: [embedding, channels, layerNorm, dense(3)],
    input: { vocabulary: 4, length: 1 },
    examples: (task: MaskedSequences) => windowExamples(task, 0),
  },
} as const;

describe('a training on fresh masked sequences', () => {
  const settings = (name: keyof typeof networks, precision: 'float64' | 'float32' = 'float64') => {
    const { layers, input, examples } = networks[name];
    const network = createNetwork({ layers, input, capacity: 24 }, precision, 2n);
    const batches: BatchSource = { batch: (step) => examples(pairs(step)) };
    const optimiser = { kind: 'adam', rate: 0.01 } as const;
    return { network, loss: 'softmax-cross-entropy', optimiser, batches } as const;
  };
  const lossAfter = (name: keyof typeof networks, steps: number) => {
    const run = settings(name);
    trainNetwork({ ...run, steps });
    return evaluateNetwork(run.network, run.loss, networks[name].examples(pairs(2 ** 20, 96)));
  };

  it('learns from neighbours what a network that sees the mask alone cannot', () => {
    const mixing = lossAfter('token mixing', 300);
    const windows = lossAfter('windows', 300);
    const alone = lossAfter('no mixing', 300);
    expect(mixing.loss).toBeLessThan(0.35 * Math.log(3));
    expect(windows.loss).toBeLessThan(0.6 * Math.log(3));
    expect(Math.abs(alone.loss - Math.log(3))).toBeLessThan(0.05);
    expect(mixing.accuracy).toBeGreaterThan(0.85);
  });

  it.each(['float64', 'float32'] as const)('goes on from a snapshot bit for bit: %s', (precision) => {
    for (const name of ['token mixing', 'windows'] as const) {
      const whole = trainNetwork({ ...settings(name, precision), steps: 7 });
      const from = trainNetwork({ ...settings(name, precision), steps: 3 }).training.snapshot();
      const rest = trainNetwork({ ...settings(name, precision), steps: 7, from });
      expect(rest.training.snapshot()).toEqual(whole.training.snapshot());
      expect(rest.loss).toBe(whole.loss);
    }
  });

  it('asks for the batch of every step once, in order', () => {
    const asked: number[] = [];
    const run = settings('windows');
    const batch = (step: number) => {
      asked.push(step);
      return run.batches.batch(step);
    };
    const batches = { batch };
    trainNetwork({ ...run, batches, steps: 4 });
    expect(asked).toEqual([0, 1, 2, 3]);
  });

  it('gives the gradient of the asked rows: that of each masked place alone, averaged', () => {
    const { network } = settings('token mixing');
    const task = pairs(5, 2);
    const { inputs, targets } = sequenceExamples(task);
    const gradientAt = (labels: Int32Array) => {
      const training = { network, loss: 'softmax-cross-entropy', optimiser: { kind: 'sgd', rate: 0 } } as const;
      trainNetwork({ ...training, batches: { batch: () => ({ inputs, targets: labels }) }, steps: 1 });
      return network.gradient.slice();
    };
    const all = gradientAt(targets);
    const places = [...targets.keys()].filter((i) => targets[i] !== -1);
    expect(places.length).toBe(4);
    const sum = new Float64Array(all.length);
    for (const place of places) {
      const one = gradientAt(targets.map((label, i) => (i === place ? label : -1)));
      one.forEach((value, i) => {
        sum[i]! += value / places.length;
      });
    }
    expect(Math.max(...all.map((value, i) => Math.abs(value - sum[i]!)))).toBeLessThan(1e-15);
  });

  it('is evaluated over the rows asked for whatever the chunks, features and outputs of all rows included', () => {
    const { network, loss } = settings('token mixing');
    const { description } = network;
    const task = pairs(1, 11);
    const data = sequenceExamples(task);
    const results = [24, 3, 1].map((capacity) => {
      const other = createNetwork({ ...description, capacity }, 'float64', 2n);
      const room = (columns: number) => ({ rows: 88, columns, stride: columns, data: new Float64Array(88 * columns) });
      const [features, outputs] = [room(8), room(3)];
      return { ...evaluateNetwork(other, loss, data, { features, outputs }), features, outputs };
    });
    for (const result of results.slice(1)) {
      expect(result.loss).toBeCloseTo(results[0]!.loss, 14);
      expect({ ...result, loss: 0 }).toEqual({ ...results[0], loss: 0 });
    }
    // A chunk without a question counts for nothing.
    const silent = { ...data, targets: data.targets.map((label, i) => (i < 8 * 7 ? -1 : label)) };
    const one = createNetwork({ ...description, capacity: 3 }, 'float64', 2n);
    expect(evaluateNetwork(one, loss, silent).loss).toBeCloseTo(evaluateNetwork(network, loss, silent).loss, 14);
  });

  it('refuses examples without a question, and targets that are not one for every row', () => {
    const { network, loss, ...rest } = settings('token mixing');
    const data = sequenceExamples(pairs(1, 3));
    const none = { ...data, targets: new Int32Array(24).fill(-1) };
    const short = { ...data, targets: data.targets.subarray(0, 3) };
    const run = (batch: typeof data) => () =>
      trainNetwork({ network, loss, ...rest, batches: { batch: () => batch }, steps: 1 });
    expect(run(none)).toThrow(/step 0: expected a row to ask for; got labels −1 everywhere/);
    expect(run(short)).toThrow(/expected 8 targets for every example; got 3 for 3/);
    expect(() => evaluateNetwork(network, loss, none)).toThrow(/expected a row to ask for/);
  });

  it('on fixed data takes the labels of all tokens of an example together', () => {
    const { network, loss, optimiser } = settings('token mixing');
    const data = sequenceExamples(pairs(3, 24));
    const fixed = { network, loss, optimiser, data, batchSize: 8, seed: 1n } as const;
    const before = evaluateNetwork(network, loss, data).loss;
    trainNetwork({ ...fixed, steps: 150 });
    expect(evaluateNetwork(network, loss, data).loss).toBeLessThan(0.3 * before);
  });
});
