import type { MatrixOf, RealArray } from '../../numeric/dense/matrix.ts';
import type { TapSpec } from '../layer-spec.ts';
import type { Layer, Shape } from './layer.ts';

/** y = x, shown to whoever listens. */
export class Tap<V extends RealArray> implements Layer<V> {
  readonly output: Shape;
  readonly parameters = [];
  readonly spec: TapSpec;
  /** Called with x in a forward pass, before the next layer may overwrite it. */
  visit: ((x: MatrixOf<V>) => void) | undefined;

  constructor(spec: TapSpec, input: Shape) {
    this.output = input;
    this.spec = spec;
  }

  forward(x: MatrixOf<V>): MatrixOf<V> {
    this.visit?.(x);
    return x;
  }

  backward(dy: MatrixOf<V>): MatrixOf<V> {
    return dy;
  }
}
