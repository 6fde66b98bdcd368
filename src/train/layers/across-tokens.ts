import type { MatrixOf, RealArray } from '../../numeric/dense/matrix.ts';
import type { Mode } from '../network.ts';
import type { Parameter } from '../parameter.ts';
import type { Rows } from '../rows.ts';
import type { Workspace } from '../workspace.ts';
import { type Layer, type Shape, trains } from './layer.ts';

/** With Xᵀ the T × d rows of an example turned over: y = f(Xᵀ)ᵀ;  dx = (f′(Xᵀ)ᵀ dyᵀ)ᵀ, f of rows of T numbers, d to an example. */
export class AcrossTokens<V extends RealArray> implements Layer<V> {
  readonly output: Shape;
  readonly parameters: readonly Parameter<V>[];
  readonly #inner: Layer<V>;
  readonly #workspace: Workspace<V>;
  /** Xᵀ, kept for `backward` by the inner layers, and dyᵀ. */
  readonly #turned: Rows<V>;
  readonly #turnedGradient: Rows<V>;
  readonly #y: Rows<V>;
  readonly #dx: Rows<V>;

  /** f keeps d × T. */
  constructor(inner: Layer<V>, shape: Shape, workspace: Workspace<V>) {
    const { tokens, width } = shape;
    this.output = shape;
    this.#inner = inner;
    this.parameters = inner.parameters;
    this.#workspace = workspace;
    this.#turned = workspace.rows(width, tokens);
    this.#turnedGradient = workspace.rows(width, tokens);
    this.#y = workspace.rows(tokens, width);
    this.#dx = workspace.inputGradient(tokens, width);
  }

  forward(x: MatrixOf<V>, mode: Mode): MatrixOf<V> {
    const { tokens, width } = this.output;
    const count = x.rows / tokens;
    this.#turn(count, tokens, width, x, this.#turned.resize(count * width));
    const y = this.#inner.forward(this.#turned, mode);
    return this.#turn(count, width, tokens, y, this.#y.resize(x.rows));
  }

  backward(dy: MatrixOf<V>, wanted: boolean): MatrixOf<V> {
    if (!wanted && !trains(this.#inner)) return dy;
    const { tokens, width } = this.output;
    const count = dy.rows / tokens;
    this.#turn(count, tokens, width, dy, this.#turnedGradient.resize(count * width));
    const dx = this.#inner.backward(this.#turnedGradient, wanted);
    return wanted ? this.#turn(count, width, tokens, dx, this.#dx.resize(dy.rows)) : dy;
  }

  /** to ← from, `count` matrices of rows × columns turned over. */
  #turn(count: number, rows: number, columns: number, from: MatrixOf<V>, to: Rows<V>): Rows<V> {
    const { passes } = this.#workspace;
    passes.transpose(count, rows, columns, this.#workspace.address(from.data), this.#workspace.address(to.data));
    return to;
  }
}
