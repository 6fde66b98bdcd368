import type { MatrixOf, RealArray } from '../../numeric/dense/matrix.ts';
import type { Mode } from '../network.ts';
import type { Parameter } from '../parameter.ts';
import { LastTokenRows, type Rows } from '../rows.ts';
import type { Workspace } from '../workspace.ts';
import { copyRows } from './copy-rows.ts';
import { type Layer, type Shape, trains } from './layer.ts';

/** y = x + f(x);  dx = dy + f′(x)ᵀ dy. Where f gives the row of the last token only, so does y, and x at others only feeds f. */
export class Residual<V extends RealArray> implements Layer<V> {
  readonly output: Shape;
  readonly parameters: readonly Parameter<V>[];
  readonly #inner: Layer<V>;
  readonly #workspace: Workspace<V>;
  readonly #tokens: number;
  readonly #y: Rows<V>;
  readonly #dx: Rows<V>;
  readonly #lastRows: LastTokenRows<V> | undefined;

  /** f keeps the width, and the tokens or the last of them. */
  constructor(inner: Layer<V>, { tokens, width }: Shape, workspace: Workspace<V>) {
    this.#inner = inner;
    this.parameters = inner.parameters;
    this.output = inner.output;
    this.#workspace = workspace;
    this.#tokens = tokens;
    this.#y = workspace.rows(inner.output.tokens, width);
    this.#dx = workspace.inputGradient(tokens, width);
    if (inner.output.tokens < tokens) {
      this.#lastRows = new LastTokenRows(workspace.arena.vector(0), tokens, width);
    }
  }

  forward(x: MatrixOf<V>, mode: Mode): MatrixOf<V> {
    const change = this.#inner.forward(x, mode);
    const y = this.#y.resize(change.rows);
    if (this.#lastRows) {
      copyRows(this.#lastRows.of(x), y);
      this.#add(y, change, y);
    } else this.#add(x, change, y);
    return y;
  }

  backward(dy: MatrixOf<V>, wanted: boolean): MatrixOf<V> {
    if (!wanted && !trains(this.#inner)) return dy;
    const through = this.#inner.backward(dy, wanted);
    if (!wanted) return dy;
    const dx = this.#dx.resize((dy.rows / this.output.tokens) * this.#tokens);
    if (this.#lastRows) {
      dx.data.set(through.data);
      addRows(dy, this.#tokens, dx.data);
    } else this.#add(through, dy, dx);
    return dx;
  }

  /** out ← a + b. */
  #add(a: MatrixOf<V>, b: MatrixOf<V>, out: Rows<V>): void {
    const at = ({ data }: MatrixOf<V>) => this.#workspace.address(data);
    this.#workspace.passes.add(out.data.length, at(a), at(b), at(out));
  }
}

/** The last of `tokens` rows of every example of `out` += row of `dy`. */
function addRows({ rows, columns, data }: MatrixOf<RealArray>, tokens: number, out: RealArray): void {
  for (let i = 0; i < rows; i++) {
    const to = (i * tokens + tokens - 1) * columns;
    for (let j = 0; j < columns; j++) out[to + j]! += data[i * columns + j]!;
  }
}
