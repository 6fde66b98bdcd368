import { describe, expect, it } from 'vitest';
import { createNetwork } from '#odepth/train/create-network';
import type { LayerSpec } from '#odepth/train/layer-spec';
import { gradientErrors, normalRows, shakeParameters } from './central-differences.ts';

const dense = (outputs: number): LayerSpec => ({ kind: 'dense', outputs });
const activation = (name: 'relu' | 'gelu' | 'tanh' | 'identity'): LayerSpec => ({
  kind: 'activation',
  activation: name,
});
const attention = (heads: number, causal: boolean): LayerSpec => ({ kind: 'attention', heads, causal });
const layerNorm: LayerSpec = { kind: 'layer-norm' };
const batchNorm: LayerSpec = { kind: 'batch-norm' };

const acrossTokens = (...inner: LayerSpec[]): LayerSpec => ({ kind: 'across-tokens', inner });
const tap: LayerSpec = { kind: 'tap' };
const mixing: readonly LayerSpec[] = [
  { kind: 'residual', inner: [layerNorm, acrossTokens(dense(7), activation('gelu'), dense(5))] },
  { kind: 'residual', inner: [layerNorm, dense(9), activation('gelu'), dense(6)] },
  tap,
];

/** Behind a dense layer of width 6, whose gradient is right only if ∂loss/∂x of the layer is. */
const onRows: Record<string, readonly LayerSpec[]> = {
  'dense without bias': [{ kind: 'dense', outputs: 5, bias: false }],
  relu: [activation('relu')],
  gelu: [activation('gelu')],
  tanh: [activation('tanh')],
  identity: [activation('identity')],
  'layer norm': [layerNorm],
  'layer norm of an odd width': [dense(7), layerNorm],
  'batch norm': [batchNorm],
  'one activation behind another': [activation('tanh'), activation('gelu'), activation('tanh')],
  'residual around an activation first': [{ kind: 'residual', inner: [activation('relu'), dense(6)] }],
  'residual around an activation last': [{ kind: 'residual', inner: [dense(6), activation('tanh')] }],
  'residual within residual': [
    { kind: 'residual', inner: [dense(4), { kind: 'residual', inner: [activation('gelu'), dense(4)] }, dense(6)] },
    activation('tanh'),
  ],
  'residual around batch norm': [{ kind: 'residual', inner: [batchNorm, activation('relu'), dense(6)] }],
  'residual around what gives its input on': [
    { kind: 'residual', inner: [activation('identity'), { kind: 'flatten' }, activation('tanh'), dense(6)] },
  ],
  'residual around nothing': [{ kind: 'residual', inner: [] }],
};

/** Behind an embedding of width 6 of 5 tokens. */
const onTokens: Record<string, readonly LayerSpec[]> = {
  'mean pooling': [{ kind: 'pooling', over: 'mean-token' }],
  'last-token pooling': [activation('tanh'), { kind: 'pooling', over: 'last-token' }],
  flatten: [activation('tanh'), { kind: 'flatten' }],
  'attention, one head': [attention(1, false), { kind: 'flatten' }],
  'attention, three heads, causal': [attention(3, true), { kind: 'flatten' }],
  'attention without biases': [{ kind: 'attention', heads: 2, causal: true, bias: false }, { kind: 'flatten' }],
  'attention of the last token': [attention(2, true), layerNorm, { kind: 'pooling', over: 'last-token' }],
  'attention of the last token, not causal': [attention(3, false), { kind: 'pooling', over: 'last-token' }],
  'batch norm over tokens': [dense(3), batchNorm, { kind: 'pooling', over: 'last-token' }],
  'across tokens': [acrossTokens(dense(5)), activation('tanh')],
  'across tokens around nothing': [acrossTokens(), activation('tanh')],
  'across tokens around an activation': [acrossTokens(activation('tanh')), { kind: 'flatten' }],
  'across tokens, a hidden layer, mean pooling': [
    acrossTokens(dense(7), activation('gelu'), dense(5)),
    { kind: 'pooling', over: 'mean-token' },
  ],
  'across tokens, the last one read': [acrossTokens(dense(5)), dense(6), { kind: 'pooling', over: 'last-token' }],
  'across tokens within across tokens': [acrossTokens(dense(5), acrossTokens(layerNorm, dense(6)), activation('gelu'))],
  'taps between': [tap, activation('tanh'), tap, activation('gelu'), dense(4), tap, activation('tanh'), tap],
  'two blocks of token mixing, outputs at every token': [...mixing, ...mixing, layerNorm],
  'residual attention of the last token': [
    { kind: 'residual', inner: [layerNorm, attention(2, true)] },
    { kind: 'residual', inner: [layerNorm, dense(9), activation('gelu'), dense(6)] },
    { kind: 'pooling', over: 'last-token' },
  ],
};

const block: readonly LayerSpec[] = [
  { kind: 'residual', inner: [layerNorm, attention(2, true)] },
  { kind: 'residual', inner: [layerNorm, dense(11), activation('gelu'), dense(6)] },
];

const tokens = Int32Array.from({ length: 4 * 5 }, (_, i) => (i * i + 3 * i) % 7);

function largestError(errors: ReadonlyMap<string, number>): number {
  return Math.max(...errors.values());
}

describe('the gradient is that of central differences of order 6, to 1e-9 of the largest entry of each array', () => {
  it.each(Object.entries(onRows))('%s', (_, layers) => {
    const description = { input: { inputs: 3 }, layers: [dense(6), ...layers, dense(2)], capacity: 8 };
    const network = createNetwork(description, 'float64', 5n);
    shakeParameters(network, 0.3);
    expect(largestError(gradientErrors(network, normalRows(5, 3, 1)))).toBeLessThan(1e-9);
  });

  it.each(Object.entries(onTokens))('%s', (_, layers) => {
    const embedding: LayerSpec = { kind: 'embedding', width: 6 };
    const description = { input: { vocabulary: 7, length: 5 }, layers: [embedding, ...layers, dense(2)], capacity: 6 };
    const network = createNetwork(description, 'float64', 6n);
    shakeParameters(network, 0.3);
    expect(largestError(gradientErrors(network, tokens))).toBeLessThan(1e-9);
  });

  it.each(['last-token', 'mean-token'] as const)('a transformer of two blocks, pooled over the %s', (over) => {
    const layers: LayerSpec[] = [
      { kind: 'embedding', width: 6, positions: over === 'last-token' },
      ...block,
      ...block,
      layerNorm,
      { kind: 'pooling', over },
      dense(3),
    ];
    const network = createNetwork({ input: { vocabulary: 7, length: 5 }, layers, capacity: 4 }, 'float64', 2n);
    shakeParameters(network, 0.1);
    expect(largestError(gradientErrors(network, tokens))).toBeLessThan(1e-9);
  });
});
