import { describe, expect, it } from 'vitest';
import type { MatrixOf, RealArray } from '#odepth/numeric/dense/matrix';
import { assembleNetwork, createNetwork } from '#odepth/train/create-network';
import type { LayerSpec } from '#odepth/train/layer-spec';
import type { Network, NetworkDescription, StreamPlace } from '#odepth/train/network';
import { normalRows, shakeParameters } from './central-differences.ts';

const dense = (outputs: number): LayerSpec => ({ kind: 'dense', outputs });
const gelu: LayerSpec = { kind: 'activation', activation: 'gelu' };
const layerNorm: LayerSpec = { kind: 'layer-norm' };
const tap: LayerSpec = { kind: 'tap' };
const embedding: LayerSpec = { kind: 'embedding', width: 6, positions: false };
const acrossTokens = (...inner: LayerSpec[]): LayerSpec => ({ kind: 'across-tokens', inner });
const residual = (...inner: LayerSpec[]): LayerSpec => ({ kind: 'residual', inner });
const mixing = residual(layerNorm, acrossTokens(dense(9), gelu, dense(5)));
const channels = residual(layerNorm, dense(7), gelu, dense(6));

const describeLayers = (...layers: LayerSpec[]): NetworkDescription => ({
  input: { vocabulary: 8, length: 5 },
  layers,
  capacity: 6,
});
const tokens = Int32Array.from({ length: 4 * 5 }, (_, i) => (i * i + 3 * i) % 7);

/** Rows at every tap, copied. */
function streamOf(network: Network, inputs: Int32Array): { place: StreamPlace; rows: MatrixOf<RealArray> }[] {
  const seen: { place: StreamPlace; rows: MatrixOf<RealArray> }[] = [];
  network.stream(inputs, (rows, place) => seen.push({ place, rows: { ...rows, data: rows.data.slice() } }));
  return seen;
}

/** Rows of one example, each token's on its own, as strings to compare. */
const rowsOf = ({ rows, columns, data }: MatrixOf<RealArray>) =>
  Array.from({ length: rows }, (_, i) => data.slice(i * columns, (i + 1) * columns).join());

describe('layers across tokens', () => {
  it.each(['float64', 'float32'] as const)('multiply every channel by one matrix, at any size: %s', (precision) => {
    for (const [length, width] of [
      [1, 1],
      [3, 2],
      [4, 8],
      [5, 7],
      [9, 6],
    ] as const) {
      const layers: LayerSpec[] = [{ kind: 'embedding', width }, tap, acrossTokens(dense(length)), tap, dense(1)];
      const network = createNetwork({ input: { vocabulary: 3, length }, layers, capacity: 2 }, precision, 1n);
      const [before, after] = streamOf(
        network,
        Int32Array.from({ length: 2 * length }, (_, i) => (i * i) % 3),
      );
      const [weights, biases] = [network.array('dense-1.weights').data, network.array('dense-1.biases').data];
      for (let example = 0; example < 2; example++) {
        for (let t = 0; t < length; t++) {
          for (let channel = 0; channel < width; channel++) {
            let sum = biases[t]!;
            for (let s = 0; s < length; s++) {
              sum += weights[t * length + s]! * before!.rows.data[(example * length + s) * width + channel]!;
            }
            const mixed = after!.rows.data[(example * length + t) * width + channel]!;
            expect(Math.abs(mixed - sum)).toBeLessThan(precision === 'float64' ? 1e-14 : 5e-6);
          }
        }
      }
    }
  });

  it('carry what one token says to the others, which a stack of dense layers does not', () => {
    const changed = tokens.map((token, i) => (i === 2 ? (token + 1) % 7 : token));
    const movedBy = (layers: LayerSpec[]) => {
      const network = createNetwork(describeLayers(embedding, ...layers, tap, dense(2)), 'float64', 3n);
      const [before, after] = [tokens, changed].map((inputs) => rowsOf(streamOf(network, inputs)[0]!.rows));
      return before!.flatMap((row, i) => (row === after![i] ? [] : [i]));
    };
    expect(movedBy([channels, channels])).toEqual([2]);
    expect(movedBy([mixing, channels])).toEqual([0, 1, 2, 3, 4]);
  });

  it('without positions and without mixing leave at most as many distinct rows as there are tokens', () => {
    const network = createNetwork(describeLayers(embedding, channels, tap, channels, tap, dense(2)), 'float64', 3n);
    for (const { rows } of streamOf(network, tokens)) expect(new Set(rowsOf(rows)).size).toBe(new Set(tokens).size);
  });

  it('in float32 are those of float64 within a rounding budget, forward and backward', () => {
    const description = describeLayers(embedding, mixing, channels, mixing, channels, layerNorm, dense(3));
    const double = createNetwork(description, 'float64', 4n);
    const single = createNetwork(description, 'float32', 4n);
    const outputs = double.forward(tokens, 'train');
    const largest = (values: RealArray) => Math.max(...values.map(Math.abs));
    const difference = (a: RealArray, b: RealArray) => largest(Float64Array.from(a, (value, i) => value - b[i]!));
    const budget = 100 * 2 ** -24;
    const scale = largest(outputs.data);
    expect(difference(single.forward(tokens, 'train').data, outputs.data)).toBeLessThan(budget * scale);
    const probe = normalRows(outputs.rows, outputs.columns, 5);
    double.backward(probe);
    single.backward({ ...probe, data: Float32Array.from(probe.data) });
    expect(difference(single.gradient, double.gradient)).toBeLessThan(budget * largest(double.gradient));
  });
});

describe('a network whose outputs stand on every token', () => {
  it('has a row of outputs and of features for every token, those of an example one after the other', () => {
    const network = createNetwork(describeLayers(embedding, mixing, channels, dense(3)), 'float64', 1n);
    expect([network.outputRows, network.outputs, network.featureWidth]).toEqual([5, 3, 6]);
    const together = network.forward(tokens, 'evaluate').data.slice();
    expect(together.length).toBe(4 * 5 * 3);
    expect(network.features.rows).toBe(20);
    expect(network.outputGradient.rows).toBe(20);
    const alone = network.forward(tokens.subarray(5, 10), 'evaluate');
    expect(alone.data).toEqual(together.subarray(15, 30));
  });

  it('says one row per example where pooling or flatten stands before the end', () => {
    for (const last of [{ kind: 'flatten' }, { kind: 'pooling', over: 'last-token' }] as const) {
      const network = createNetwork(describeLayers(embedding, mixing, last, dense(3)), 'float64', 1n);
      expect([network.outputRows, network.forward(tokens, 'train').rows]).toEqual([1, 4]);
    }
  });
});

describe('the stream', () => {
  const layers = [embedding, tap, mixing, channels, { ...tap, name: 'block 1' }, channels, tap, layerNorm, dense(3)];

  it('is read at every tap in turn, and its rows are what the layers up to there give', () => {
    const network = createNetwork(describeLayers(...layers), 'float64', 2n);
    shakeParameters(network, 0.2);
    expect(network.taps).toEqual([
      { index: 0, name: 'tap-1', tokens: 5, width: 6 },
      { index: 1, name: 'block 1', tokens: 5, width: 6 },
      { index: 2, name: 'tap-3', tokens: 5, width: 6 },
    ]);
    const seen = streamOf(network, tokens);
    expect(seen.map(({ place }) => place)).toEqual(network.taps);
    // The features of a network that ends behind the tap are the rows at the tap.
    const ends = [1, 4, 6];
    for (const [index, end] of ends.entries()) {
      const head: LayerSpec = { kind: 'dense', outputs: 1, bias: false };
      const short = createNetwork(describeLayers(...layers.slice(0, end), head), 'float64', 2n);
      const before = short.layout.at(-1)!.offset;
      short.parameters.set(network.parameters.subarray(0, before));
      short.forward(tokens, 'evaluate');
      expect(seen[index]!.rows.data).toEqual(short.features.data);
    }
  });

  it('shows rows as they were before a layer that works in their place', () => {
    const relu: LayerSpec = { kind: 'activation', activation: 'relu' };
    const network = createNetwork(describeLayers(embedding, dense(6), tap, relu, tap, dense(1)), 'float64', 2n);
    const [before, after] = streamOf(network, tokens).map(({ rows }) => rows.data);
    expect(before!.some((value) => value < 0)).toBe(true);
    expect(after).toEqual(before!.map((value) => Math.max(value, 0)));
  });

  it('changes no number: outputs and gradient with and without taps are the same bits', () => {
    const plain = layers.filter(({ kind }) => kind !== 'tap');
    const results = [layers, plain].map((list) => {
      const network = createNetwork(describeLayers(...list), 'float64', 2n);
      const outputs = network.forward(tokens, 'train').data.slice();
      network.backward(normalRows(20, 3, 5));
      return { outputs, gradient: network.gradient };
    });
    expect(results[0]).toEqual(results[1]);
  });

  it('holds the rows of all tokens though the last one alone is pooled, with the same outputs', () => {
    const attention: LayerSpec = { kind: 'attention', heads: 2, causal: true };
    const list = [embedding, residual(attention), tap, channels, tap, { kind: 'pooling', over: 'last-token' } as const];
    const description = describeLayers(...list, dense(2));
    const network = createNetwork(description, 'float64', 2n);
    const whole = assembleNetwork(description, description.layers, 'float64', 2n);
    expect(network.taps.map((place) => place.tokens)).toEqual([5, 5]);
    expect(streamOf(network, tokens)).toEqual(streamOf(whole, tokens));
    expect(network.forward(tokens, 'evaluate').data).toEqual(whole.forward(tokens, 'evaluate').data);
  });

  it('gives the outputs too, is silent in other passes, and leaves nothing for backward', () => {
    const network = createNetwork(describeLayers(...layers), 'float64', 2n);
    let calls = 0;
    const outputs = network.stream(tokens, () => calls++).data.slice();
    expect(calls).toBe(3);
    expect(() => network.backward(network.outputGradient)).toThrow(/backward needs a forward pass in mode 'train'/);
    expect(network.forward(tokens, 'evaluate').data).toEqual(outputs);
    expect(() =>
      network.stream(tokens, () => {
        throw new Error('enough');
      }),
    ).toThrow('enough');
    network.forward(tokens, 'train');
    expect(calls).toBe(3);
  });
});
