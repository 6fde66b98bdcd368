import type { InputSpec, LayerSpec } from '../../train/layer-spec.ts';
import type { NetworkDescription } from '../../train/network.ts';
import { type PointPlan, type StackChoice, statesOf } from './renormalisation-scenario.ts';

/** Least number of sequences that go through a network at once where it is measured. */
const measuredAtOnce = 32;

/** Sequences in one forward pass, at most. */
export function sequencesAtOnce({ training }: PointPlan): number {
  return Math.max(measuredAtOnce, training.batch);
}

/**
 * The stack of a plan: an embedding, L blocks x ← x + W₂ σ(W₁ LN(x)), a linear head; the stream is read before every block and
 * after the last. `window`: an example is a position, whose 2r + 1 embeddings side by side go through one dense layer.
 * `token-mixing`: an example is a sequence, and a block begins with x ← x + W₄ σ(W₃ LN(x)) along the positions, channel by
 * channel (MLP-Mixer). `none`: an example is a position and its own token.
 */
export function describeNetwork(plan: PointPlan): NetworkDescription {
  const { network, chain, sequence, measure, rows } = plan;
  const { layers, width, mixing } = network;
  const states = statesOf(chain);
  const block = blockOf(network, sequence.length);
  const perSequence = mixing === 'token-mixing' ? 1 : Math.max(sequence.masked, rows === 'all' ? measure.positions : 0);
  return {
    input: inputOf(plan, states),
    layers: [
      { kind: 'embedding', width, positions: false },
      ...(mixing === 'window' ? ([{ kind: 'flatten' }, { kind: 'dense', outputs: width }] as const) : []),
      ...Array.from({ length: layers }, (): LayerSpec[] => [{ kind: 'tap' }, ...block]).flat(),
      { kind: 'tap' },
      { kind: 'dense', outputs: states },
    ],
    capacity: sequencesAtOnce(plan) * perSequence,
  };
}

/** Tokens: the symbols, then the mask, then (in a window) what lies outside the sequence. */
function inputOf({ network, sequence }: PointPlan, states: number): InputSpec {
  const { mixing, radius } = network;
  if (mixing === 'token-mixing') return { vocabulary: states + 1, length: sequence.length };
  return { vocabulary: states + (radius > 0 ? 2 : 1), length: 2 * radius + 1 };
}

function blockOf({ mixing, width, hidden, tokenHidden, activation }: StackChoice, length: number): LayerSpec[] {
  const neurons = (hiddenWidth: number, outputs: number): LayerSpec[] => [
    { kind: 'dense', outputs: hiddenWidth },
    { kind: 'activation', activation },
    { kind: 'dense', outputs },
  ];
  const across: LayerSpec = {
    kind: 'residual',
    inner: [{ kind: 'layer-norm' }, { kind: 'across-tokens', inner: neurons(tokenHidden, length) }],
  };
  return [
    ...(mixing === 'token-mixing' ? [across] : []),
    { kind: 'residual', inner: [{ kind: 'layer-norm' }, ...neurons(hidden, width)] },
  ];
}
