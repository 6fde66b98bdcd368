import type { RealArray } from '../../numeric/dense/matrix.ts';
import type { PlannedLayer } from '../unread-tokens.ts';
import type { Workspace } from '../workspace.ts';
import { AcrossTokens } from './across-tokens.ts';
import { Activation } from './activation.ts';
import { Attention } from './attention.ts';
import { BatchNorm } from './batch-norm.ts';
import { Chain } from './chain.ts';
import { Dense } from './dense.ts';
import { Flatten } from './flatten.ts';
import type { Layer, Shape } from './layer.ts';
import { LayerNorm } from './layer-norm.ts';
import { Pooling } from './pooling.ts';
import { Residual } from './residual.ts';
import { Tap } from './tap.ts';

/** The layers of a description that `checkDescription` let pass, without the embedding. */
export function buildChain<V extends RealArray>(
  specs: readonly PlannedLayer[],
  input: Shape,
  workspace: Workspace<V>,
): Chain<V> {
  const layers: Layer<V>[] = [];
  for (const spec of specs) {
    // Flatten and taps give on what they read. What the first layer reads is read by others too, the skip connection of a
    // residual layer; and what an activation gives, its own derivative may be made of.
    const before = layers.findLast((one) => !(one instanceof Flatten || one instanceof Tap));
    const mayOverwrite = before !== undefined && !(before instanceof Activation);
    const layer = buildLayer(spec, layers.at(-1)?.output ?? input, mayOverwrite, workspace);
    if (layer) layers.push(layer);
  }
  return new Chain(layers, input);
}

/** Nothing for the identity. `mayOverwrite`: what the layer reads may be changed. */
function buildLayer<V extends RealArray>(
  spec: PlannedLayer,
  shape: Shape,
  mayOverwrite: boolean,
  workspace: Workspace<V>,
): Layer<V> | undefined {
  switch (spec.kind) {
    case 'dense':
      return new Dense(spec, shape, workspace);
    case 'activation':
      if (spec.activation === 'identity') return undefined;
      return new Activation(spec.activation, shape, mayOverwrite, workspace);
    case 'layer-norm':
      return new LayerNorm(spec, shape, workspace);
    case 'batch-norm':
      return new BatchNorm(spec, shape, workspace);
    case 'attention':
      return new Attention(spec, shape, workspace);
    case 'residual': {
      const inner = workspace.nested(() => buildChain(spec.inner, shape, workspace));
      return new Residual(inner, shape, workspace);
    }
    case 'across-tokens': {
      const swapped = { tokens: shape.width, width: shape.tokens };
      const inner = workspace.nested(() => buildChain(spec.inner, swapped, workspace));
      return new AcrossTokens(inner, shape, workspace);
    }
    case 'tap':
      return new Tap(spec, shape);
    case 'pooling':
      return new Pooling(spec, shape, workspace);
    case 'flatten':
      return new Flatten(shape);
    case 'embedding':
      return undefined;
  }
}
