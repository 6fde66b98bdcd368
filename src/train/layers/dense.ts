import type { MatrixOf, RealArray } from '../../numeric/dense/matrix.ts';
import { type DenseSpec, torchLaw } from '../layer-spec.ts';
import type { Parameter } from '../parameter.ts';
import type { Rows } from '../rows.ts';
import type { Workspace } from '../workspace.ts';
import type { Layer, Shape } from './layer.ts';
import { Projection } from './projection.ts';

/** A `Projection` as a layer: arrays `weights`, outputs × inputs, and `biases`. */
export class Dense<V extends RealArray> implements Layer<V> {
  readonly output: Shape;
  readonly inputWidth: number;
  readonly parameters: readonly Parameter<V>[];
  readonly #projection: Projection<V>;
  readonly #dx: Rows<V>;

  constructor(spec: DenseSpec, shape: Shape, workspace: Workspace<V>) {
    const { outputs, bias = true, initial = torchLaw } = spec;
    const map = { outputs, bias, initial, weights: 'weights', biases: 'biases' };
    this.#projection = new Projection(map, shape, workspace.arraysOf('dense'), workspace);
    this.parameters = this.#projection.parameters;
    this.inputWidth = shape.width;
    this.output = { tokens: shape.tokens, width: outputs };
    this.#dx = workspace.inputGradient(shape.tokens, shape.width);
  }

  /** X of the latest forward pass. */
  get input(): MatrixOf<V> | undefined {
    return this.#projection.input;
  }

  forward(x: MatrixOf<V>): MatrixOf<V> {
    return this.#projection.forward(x);
  }

  backward(dy: MatrixOf<V>, wanted: boolean): MatrixOf<V> {
    const dx = wanted ? this.#dx.resize(dy.rows) : undefined;
    this.#projection.backward(dy, dx, 0);
    return dx ?? dy;
  }
}
