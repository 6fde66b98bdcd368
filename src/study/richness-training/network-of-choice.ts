import type { DataSet } from '../../train/data/examples.ts';
import type { ActivationName, InitialLaw, InputSpec, LayerSpec } from '../../train/layer-spec.ts';
import type { NetworkDescription } from '../../train/network.ts';
import type { MlpChoice, NetworkChoice, TransformerChoice } from './training-scenario.ts';

/** Most examples in one forward pass of a measurement. */
const measuredAtOnce = 512;

/** The network of a variant for its data, as the room of networks describes it; `batch`: most examples of a step. */
export function describeNetwork(choice: NetworkChoice, data: DataSet, batch: number): NetworkDescription {
  const capacity = Math.max(batch, Math.min(measuredAtOnce, data.train.count));
  const input = inputOf(data);
  if ('transformer' in choice) return { input, layers: transformer(choice.transformer, data.outputs), capacity };
  if ('mlp' in choice) return { input, layers: mlp(choice.mlp, data.outputs), capacity };
  const { widths, initialScale } = choice.deepLinear;
  const initial = gaussian(initialScale ** 2);
  const layers = [...widths, data.outputs].map(
    (outputs): LayerSpec => ({ kind: 'dense', outputs, bias: false, initial }),
  );
  return { input, layers, capacity };
}

function inputOf({ train, outputs }: DataSet): InputSpec {
  const { inputs } = train;
  // The sign "=" is one more token than there are classes.
  return 'tokens' in inputs ? { vocabulary: outputs + 1, length: inputs.length } : { inputs: inputs.columns };
}

/** Weights of variance `variance`/fan-in, biases 0. */
function gaussian(variance: number): InitialLaw {
  return { draw: 'gaussian', variance, per: 'fan-in', biases: 'zero' };
}

/** Variance of weights that keeps the size of what passes σ. */
function gainOf(activation: ActivationName): number {
  return activation === 'relu' || activation === 'gelu' ? 2 : 1;
}

function transformer(choice: TransformerChoice, outputs: number): LayerSpec[] {
  const { layers, width, heads, hidden, layerNorm, activation, outputScale } = choice;
  const norm: LayerSpec[] = layerNorm ? [{ kind: 'layer-norm' }] : [];
  const block: LayerSpec[] = [
    { kind: 'residual', inner: [...norm, { kind: 'attention', heads, causal: true, bias: false }] },
    {
      kind: 'residual',
      inner: [
        ...norm,
        { kind: 'dense', outputs: hidden },
        { kind: 'activation', activation },
        { kind: 'dense', outputs: width },
      ],
    },
  ];
  return [
    { kind: 'embedding', width },
    ...Array.from({ length: layers }, () => block).flat(),
    { kind: 'pooling', over: 'last-token' },
    ...norm,
    { kind: 'dense', outputs, bias: false, initial: gaussian(outputScale ** 2) },
  ];
}

function mlp({ widths, activation, batchNorm, initialScale, outputScale }: MlpChoice, outputs: number): LayerSpec[] {
  const initial = gaussian(gainOf(activation) * initialScale ** 2);
  return [
    ...widths.flatMap((width): LayerSpec[] => [
      { kind: 'dense', outputs: width, bias: !batchNorm, initial },
      ...(batchNorm ? [{ kind: 'batch-norm' } as const] : []),
      { kind: 'activation', activation },
    ]),
    { kind: 'dense', outputs, initial: gaussian(outputScale ** 2) },
  ];
}
