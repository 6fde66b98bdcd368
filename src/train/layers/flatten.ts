import type { MatrixOf, RealArray } from '../../numeric/dense/matrix.ts';
import type { Layer, Shape } from './layer.ts';

/** The same numbers with one row per example, in the memory of x. */
export class Flatten<V extends RealArray> implements Layer<V> {
  readonly output: Shape;
  readonly parameters = [];
  readonly #input: Shape;

  constructor(input: Shape) {
    this.#input = input;
    this.output = { tokens: 1, width: input.tokens * input.width };
  }

  forward({ rows, data }: MatrixOf<V>): MatrixOf<V> {
    const columns = this.output.width;
    return { rows: rows / this.#input.tokens, columns, stride: columns, data };
  }

  backward({ rows, data }: MatrixOf<V>): MatrixOf<V> {
    const columns = this.#input.width;
    return { rows: rows * this.#input.tokens, columns, stride: columns, data };
  }
}
