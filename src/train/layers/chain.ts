import type { MatrixOf, RealArray } from '../../numeric/dense/matrix.ts';
import type { Mode } from '../network.ts';
import type { Parameter } from '../parameter.ts';
import { type Layer, type Shape, trains } from './layer.ts';

/** Layers one after the other. The backward pass ends where nothing below is trained or wanted. */
export class Chain<V extends RealArray> implements Layer<V> {
  readonly output: Shape;
  readonly parameters: readonly Parameter<V>[];
  readonly layers: readonly Layer<V>[];

  constructor(layers: readonly Layer<V>[], input: Shape) {
    this.layers = layers;
    this.output = layers.at(-1)?.output ?? input;
    this.parameters = layers.flatMap(({ parameters }) => parameters);
  }

  forward(x: MatrixOf<V>, mode: Mode): MatrixOf<V> {
    let y = x;
    for (const layer of this.layers) y = layer.forward(y, mode);
    return y;
  }

  backward(dy: MatrixOf<V>, wanted: boolean): MatrixOf<V> {
    const first = wanted ? 0 : this.layers.findIndex(trains);
    if (first < 0) return dy;
    let gradient = dy;
    for (let i = this.layers.length - 1; i >= first; i--) {
      gradient = this.layers[i]!.backward(gradient, wanted || i > first);
    }
    return gradient;
  }
}
