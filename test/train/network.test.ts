import { describe, expect, it } from 'vitest';
import { assembleNetwork, createNetwork } from '#odepth/train/create-network';
import type { LayerSpec } from '#odepth/train/layer-spec';
import { heLaw, linearLaw, torchLaw } from '#odepth/train/layer-spec';
import type { NetworkDescription } from '#odepth/train/network';
import { normalRows, shakeParameters } from './central-differences.ts';

const dense = (outputs: number): LayerSpec => ({ kind: 'dense', outputs });
const gelu: LayerSpec = { kind: 'activation', activation: 'gelu' };
const lastToken: LayerSpec = { kind: 'pooling', over: 'last-token' };
const block: readonly LayerSpec[] = [
  { kind: 'residual', inner: [{ kind: 'layer-norm' }, { kind: 'attention', heads: 2, causal: true }] },
  { kind: 'residual', inner: [{ kind: 'layer-norm' }, dense(16), gelu, dense(8)] },
];
const transformer: NetworkDescription = {
  input: { vocabulary: 11, length: 3 },
  layers: [{ kind: 'embedding', width: 8 }, ...block, ...block, { kind: 'layer-norm' }, lastToken, dense(10)],
  capacity: 16,
};
/** Sizes that leave some values over where registers are filled. */
const odd: NetworkDescription = {
  ...transformer,
  layers: [
    { kind: 'embedding', width: 15 },
    { kind: 'attention', heads: 3, causal: true },
    { kind: 'layer-norm' },
    { kind: 'batch-norm' },
    { kind: 'pooling', over: 'mean-token' },
    dense(3),
  ],
};
const tokens = Int32Array.from({ length: 3 * 13 }, (_, i) => (i * i + 5 * i) % 11);
const mlp: NetworkDescription = {
  input: { inputs: 5 },
  layers: [dense(7), { kind: 'batch-norm' }, { kind: 'activation', activation: 'relu' }, dense(4), gelu, dense(3)],
  capacity: 20,
};

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i]!)), 0);
}

describe('a network', () => {
  it('with a causal mask gives the same bits at earlier tokens whatever the later ones are', () => {
    const layers: LayerSpec[] = [{ kind: 'embedding', width: 8 }, ...block, ...block, { kind: 'flatten' }, dense(2)];
    const network = createNetwork({ ...transformer, layers }, 'float64', 3n);
    const changed = tokens.map((token, i) => (i % 3 === 2 ? (token + 1) % 11 : token));
    network.forward(tokens, 'train');
    const before = network.features.data.slice();
    network.forward(changed, 'train');
    const after = network.features.data.slice();
    const early = (features: Float64Array) => features.filter((_, i) => i % 24 < 16);
    const late = (features: Float64Array) => features.filter((_, i) => i % 24 >= 16);
    expect(early(after)).toEqual(early(before));
    expect(largestDifference(late(after), late(before))).toBeGreaterThan(0.1);
  });

  it('computes the same without the rows that nobody reads: outputs bit for bit, the gradient to rounding', () => {
    const spared = createNetwork(transformer, 'float64', 3n);
    const whole = assembleNetwork(transformer, transformer.layers, 'float64', 3n);
    for (const network of [spared, whole]) {
      shakeParameters(network, 0.1);
      const outputs = network.forward(tokens, 'train');
      network.backward(normalRows(outputs.rows, outputs.columns, 5));
    }
    expect(spared.forward(tokens, 'train').data).toEqual(whole.forward(tokens, 'train').data);
    expect(largestDifference(spared.gradient, whole.gradient)).toBeLessThan(1e-13);
  });

  it('gives an example the same bits in any company, at evaluation', () => {
    const network = createNetwork(mlp, 'float64', 1n);
    const inputs = normalRows(20, 5, 2);
    const together = network.forward(inputs, 'evaluate').data.slice();
    const alone = network.forward({ ...inputs, rows: 1, data: inputs.data.subarray(15, 20) }, 'evaluate').data;
    expect(alone).toEqual(together.subarray(9, 12));
  });

  it('trains the last layer alone with the same gradient, and leaves the rest of the gradient as it was', () => {
    const network = createNetwork(mlp, 'float64', 1n);
    const step = () => {
      const outputs = network.forward(normalRows(9, 5, 3), 'train');
      network.backward(normalRows(outputs.rows, outputs.columns, 5));
    };
    step();
    const full = network.gradient.slice();
    const { offset } = network.layout.find(({ name }) => name === 'dense-3.weights')!;
    network.gradient.fill(123);
    network.train('last-layer');
    expect(network.trainable).toEqual([
      { offset, length: 12, decays: true },
      { offset: offset + 12, length: 3, decays: false },
    ]);
    step();
    expect(network.gradient.subarray(offset)).toEqual(full.subarray(offset));
    expect(new Set(network.gradient.subarray(0, offset))).toEqual(new Set([123]));
    network.train(['dense-2.biases']);
    step();
    const biases = network.layout.find(({ name }) => name === 'dense-2.biases')!;
    expect(network.array('dense-2.biases', 'gradient').data).toEqual(full.subarray(biases.offset, biases.offset + 4));
    network.train('all');
    step();
    expect(network.gradient).toEqual(full);
  });

  it.each(['train', 'evaluate'] as const)('in float32 is that of float64 within a rounding budget: %s', (mode) => {
    for (const [description, inputs] of [
      [transformer, tokens],
      [odd, tokens],
      [mlp, normalRows(13, 5, 2)],
    ] as const) {
      const double = createNetwork(description, 'float64', 4n);
      const single = createNetwork(description, 'float32', 4n);
      expect(single.parameters).toEqual(Float32Array.from(double.parameters));
      const outputs = double.forward(inputs, mode);
      const scale = Math.max(...outputs.data.map(Math.abs));
      // Some twenty layers, each with a few roundings of 2^−24.
      expect(largestDifference(single.forward(inputs, mode).data, outputs.data)).toBeLessThan(100 * 2 ** -24 * scale);
      if (mode === 'evaluate') continue;
      const probe = normalRows(outputs.rows, outputs.columns, 5);
      double.backward(probe);
      single.backward({ ...probe, data: Float32Array.from(probe.data) });
      const largest = Math.max(...double.gradient.map(Math.abs));
      expect(largestDifference(single.gradient, double.gradient)).toBeLessThan(100 * 2 ** -24 * largest);
    }
  });

  it('begins with the variances of its laws, and with the same dense weights with and without batch norm', () => {
    for (const law of [torchLaw, heLaw, linearLaw]) {
      const layers: LayerSpec[] = [{ kind: 'dense', outputs: 300, initial: law }, dense(1)];
      const network = createNetwork({ input: { inputs: 200 }, layers, capacity: 1 }, 'float64', 9n);
      const weights = network.array('dense-1.weights').data;
      const mean = weights.reduce((sum, value) => sum + value, 0) / 60000;
      const variance = weights.reduce((sum, value) => sum + value * value, 0) / 60000;
      // Five standard errors of 60000 entries.
      expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(law.variance / 200 / 60000));
      expect(Math.abs((200 * variance) / law.variance - 1)).toBeLessThan(5 * Math.sqrt(2 / 60000));
      if (law.draw === 'uniform') expect(Math.max(...weights)).toBeLessThanOrEqual(Math.sqrt((3 * law.variance) / 200));
      expect(network.array('dense-1.biases').data.some((bias) => bias !== 0)).toBe(law.biases === 'drawn');
    }
    const plain = createNetwork(
      { ...mlp, layers: mlp.layers.filter(({ kind }) => kind !== 'batch-norm') },
      'float64',
      1n,
    );
    const normed = createNetwork(mlp, 'float64', 1n);
    for (const name of ['dense-1.weights', 'dense-2.weights', 'dense-3.biases']) {
      expect(normed.array(name)).toEqual(plain.array(name));
    }
    expect(createNetwork(mlp, 'float64', 2n).parameters).not.toEqual(normed.parameters);
  });

  it('refuses what is not a network, inputs that do not fit, and backward without forward, and says where', () => {
    const refused = (description: Partial<NetworkDescription>) => () =>
      createNetwork({ ...mlp, ...description }, 'float64', 1n);
    expect(refused({ layers: [gelu] })).toThrow(/layers\[0\]: expected a dense layer at the end; got activation/);
    expect(refused({ layers: [] })).toThrow(/expected a dense layer at the end; got nothing/);
    expect(refused({ capacity: 0 })).toThrow(/capacity: expected a whole number from 1; got 0/);
    expect(refused({ layers: [{ kind: 'residual', inner: [dense(5), dense(6)] }, dense(1)] })).toThrow(
      /layers\[0\]\.inner: expected layers that keep the 1 × 5 numbers of an example; got 1 × 6/,
    );
    expect(refused({ layers: [{ kind: 'attention', heads: 2, causal: true }, dense(1)] })).toThrow(
      /layers\[0\]\.heads: expected a divisor of the width 5; got 2/,
    );
    expect(refused({ layers: [{ kind: 'embedding', width: 4 }, dense(1)] })).toThrow(
      /embedding only as the first layer/,
    );
    const across = (inner: LayerSpec[]): LayerSpec => ({ kind: 'across-tokens', inner });
    const narrow = [transformer.layers[0]!, across([dense(4)]), dense(2)];
    expect(refused({ ...transformer, layers: narrow })).toThrow(
      /layers\[1\]\.inner: expected layers that keep the 8 × 3 numbers of an example; got 8 × 4/,
    );
    const pooled = [transformer.layers[0]!, across([lastToken]), dense(2)];
    expect(refused({ ...transformer, layers: pooled })).toThrow(/keep the 8 × 3 numbers of an example; got 1 × 3/);
    const inside = [transformer.layers[0]!, across([{ kind: 'tap' }]), dense(2)];
    expect(refused({ ...transformer, layers: inside })).toThrow(/inner\[0\]: expected no embedding and no tap within/);
    expect(refused({ ...transformer, layers: [lastToken, dense(2)] })).toThrow(/layers\[0\]: expected an embedding/);

    const network = createNetwork(mlp, 'float64', 1n);
    expect(() => network.features).toThrow(/call forward first/);
    expect(() => network.forward(normalRows(21, 5, 1), 'train')).toThrow(/from 1 to 20 examples, the capacity; got 21/);
    expect(() => network.forward(normalRows(2, 4, 1), 'train')).toThrow(/rows of 5 numbers; got rows of 4/);
    expect(() => network.forward(tokens, 'train')).toThrow(/expected rows of 5 numbers; got 39 tokens/);
    expect(() => network.forward(normalRows(1, 5, 1), 'train')).toThrow(/at least two rows in a batch/);
    const outputs = network.forward(normalRows(2, 5, 1), 'evaluate');
    expect(() => network.backward(outputs)).toThrow(/forward pass in mode 'train'/);
    network.forward(normalRows(2, 5, 1), 'train');
    expect(() => network.backward(normalRows(3, 3, 1))).toThrow(/expected 2 × 3; got 3 × 3/);
    expect(() => network.train(['dense-9.weights'])).toThrow(/no array 'dense-9.weights'; there are dense-1.weights/);
    const onTokens = createNetwork(transformer, 'float64', 1n);
    expect(() => onTokens.forward(Int32Array.of(1, 2, 11), 'train')).toThrow(/from 0 to 10; got 11 at 2/);
    expect(() => onTokens.forward(Int32Array.of(1, 2), 'train')).toThrow(/a multiple of 3 tokens; got 2/);
    expect(() => onTokens.restore(network.snapshot())).toThrow(
      /'parameters': expected \d+ numbers of 64 bits; got \d+/,
    );
  });
});
