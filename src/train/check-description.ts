import type { LayerSpec } from './layer-spec.ts';
import type { Shape } from './layers/layer.ts';
import type { NetworkDescription } from './network.ts';

/** @throws RangeError, with place, what was expected and what came, for a description that is not a network */
export function checkDescription({ input, layers, capacity }: NetworkDescription): void {
  whole('capacity', capacity);
  const onTokens = 'vocabulary' in input;
  if (onTokens) {
    whole('input.vocabulary', input.vocabulary);
    whole('input.length', input.length);
    if (layers[0]?.kind !== 'embedding')
      refuse('layers[0]', 'an embedding, since the inputs are tokens', layers[0]?.kind);
  } else whole('input.inputs', input.inputs);
  const start: Shape = onTokens ? { tokens: input.length, width: 1 } : { tokens: 1, width: input.inputs };
  layers.reduce((shape, layer, i) => {
    if (layer.kind === 'embedding' && !(onTokens && i === 0)) {
      refuse(`layers[${i}]`, 'an embedding only as the first layer of a network on tokens', layer.kind);
    }
    return shapeAfter(layer, shape, `layers[${i}]`);
  }, start);
  const last = layers.at(-1)?.kind;
  if (last !== 'dense') refuse(`layers[${layers.length - 1}]`, 'a dense layer at the end', last);
}

/** What a row is behind a layer. */
function shapeAfter(layer: LayerSpec, shape: Shape, place: string): Shape {
  const { tokens, width } = shape;
  switch (layer.kind) {
    case 'dense':
      whole(`${place}.outputs`, layer.outputs);
      return { tokens, width: layer.outputs };
    case 'embedding':
      whole(`${place}.width`, layer.width);
      return { tokens, width: layer.width };
    case 'attention':
      whole(`${place}.heads`, layer.heads);
      if (width % layer.heads !== 0) refuse(`${place}.heads`, `a divisor of the width ${width}`, layer.heads);
      return shape;
    case 'residual':
      return shapeWithin(layer.inner, shape, place);
    case 'across-tokens':
      shapeWithin(layer.inner, { tokens: width, width: tokens }, place);
      return shape;
    case 'pooling':
      return { tokens: 1, width };
    case 'flatten':
      return { tokens: 1, width: tokens * width };
    case 'activation':
    case 'layer-norm':
    case 'batch-norm':
    case 'tap':
      return shape;
  }
}

/** Layers within a layer must keep what they read. */
function shapeWithin(inner: readonly LayerSpec[], shape: Shape, place: string): Shape {
  const end = inner.reduce((before, layer, i) => {
    if (layer.kind === 'embedding' || layer.kind === 'tap')
      refuse(`${place}.inner[${i}]`, 'no embedding and no tap within another layer', layer.kind);
    return shapeAfter(layer, before, `${place}.inner[${i}]`);
  }, shape);
  if (end.tokens !== shape.tokens || end.width !== shape.width) {
    const expected = `layers that keep the ${shape.tokens} × ${shape.width} numbers of an example`;
    refuse(`${place}.inner`, expected, `${end.tokens} × ${end.width}`);
  }
  return end;
}

function whole(place: string, value: number): void {
  if (!(Number.isSafeInteger(value) && value > 0)) refuse(place, 'a whole number from 1', value);
}

function refuse(place: string, expected: string, came: unknown): never {
  throw new RangeError(`Network, ${place}: expected ${expected}; got ${came ?? 'nothing'}.`);
}
