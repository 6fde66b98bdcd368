import type { MatrixOf, RealArray } from '../../numeric/dense/matrix.ts';
import type { PoolingSpec } from '../layer-spec.ts';
import { LastTokenRows, type Rows } from '../rows.ts';
import type { Workspace } from '../workspace.ts';
import { copyRows } from './copy-rows.ts';
import type { Layer, Shape } from './layer.ts';

/** y = the row of the last token, or the mean of the rows of all L tokens;  dx = dy there and 0 elsewhere, or dy/L. */
export class Pooling<V extends RealArray> implements Layer<V> {
  readonly output: Shape;
  readonly parameters = [];
  readonly #over: PoolingSpec['over'];
  readonly #tokens: number;
  readonly #y: Rows<V>;
  readonly #dx: Rows<V>;
  readonly #lastRows: LastTokenRows<V>;
  readonly #lastGradient: LastTokenRows<V>;

  constructor(spec: PoolingSpec, { tokens, width }: Shape, workspace: Workspace<V>) {
    this.output = { tokens: 1, width };
    this.#over = spec.over;
    this.#tokens = tokens;
    this.#y = workspace.rows(1, width);
    this.#dx = workspace.inputGradient(tokens, width);
    this.#lastRows = new LastTokenRows(workspace.arena.vector(0), tokens, width);
    this.#lastGradient = new LastTokenRows(workspace.arena.vector(0), tokens, width);
  }

  forward(x: MatrixOf<V>): MatrixOf<V> {
    const y = this.#y.resize(x.rows / this.#tokens);
    if (this.#over === 'last-token') copyRows(this.#lastRows.of(x), y);
    else meanOfTokens(x.data, this.#tokens, y);
    return y;
  }

  backward(dy: MatrixOf<V>, wanted: boolean): MatrixOf<V> {
    if (!wanted) return dy;
    const dx = this.#dx.resize(dy.rows * this.#tokens);
    if (this.#over === 'last-token') {
      dx.data.fill(0);
      copyRows(dy, this.#lastGradient.of(dx));
    } else spreadOverTokens(dy, this.#tokens, dx.data);
    return dx;
  }
}

function meanOfTokens(x: RealArray, tokens: number, { rows, columns, data }: MatrixOf<RealArray>): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let t = 0; t < tokens; t++) sum += x[(i * tokens + t) * columns + j]!;
      data[i * columns + j] = sum / tokens;
    }
  }
}

function spreadOverTokens({ rows, columns, data }: MatrixOf<RealArray>, tokens: number, dx: RealArray): void {
  for (let i = 0; i < rows; i++) {
    for (let t = 0; t < tokens; t++) {
      for (let j = 0; j < columns; j++) dx[(i * tokens + t) * columns + j] = data[i * columns + j]! / tokens;
    }
  }
}
