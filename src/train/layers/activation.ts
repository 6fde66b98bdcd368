import type { MatrixOf, RealArray } from '../../numeric/dense/matrix.ts';
import { tanh } from '../../numeric/elementary.ts';
import { geluTable, geluTableLength } from '../gelu-table.ts';
import type { ActivationName } from '../layer-spec.ts';
import type { Mode } from '../network.ts';
import type { Rows } from '../rows.ts';
import type { Workspace } from '../workspace.ts';
import type { Layer, Shape } from './layer.ts';

/**
 * y = σ(x);  dx = σ′(x) dy. For relu σ′ = [y > 0], for tanh 1 − y²; that of gelu is kept from the forward pass. The derivative of
 * relu at 0 is 0.
 */
export class Activation<V extends RealArray> implements Layer<V> {
  readonly output: Shape;
  readonly parameters = [];
  readonly #workspace: Workspace<V>;
  readonly #name: Exclude<ActivationName, 'identity'>;
  /** Nothing where y takes the place of x. */
  readonly #room: Rows<V> | undefined;
  readonly #slope: Rows<V> | undefined;
  /** Where the table of gelu is. */
  readonly #table: number = 0;
  readonly #dx: Rows<V>;
  #y: MatrixOf<V> | undefined;

  /** `inPlace`: y may take the place of x, which nobody else reads. */
  constructor(name: Exclude<ActivationName, 'identity'>, shape: Shape, inPlace: boolean, workspace: Workspace<V>) {
    const { tokens, width } = shape;
    this.output = shape;
    this.#name = name;
    this.#workspace = workspace;
    if (!inPlace) this.#room = workspace.rows(tokens, width);
    if (name === 'gelu') {
      this.#slope = workspace.rows(tokens, width);
      this.#table = workspace.table('gelu', geluTableLength, geluTable);
    }
    this.#dx = workspace.inputGradient(tokens, width);
  }

  forward(x: MatrixOf<V>, mode: Mode): MatrixOf<V> {
    const y = this.#room?.resize(x.rows) ?? x;
    this.#y = y;
    if (this.#name === 'relu') this.#workspace.arena.relu(x.data, y.data);
    else if (this.#name === 'gelu') {
      const at = (values: RealArray) => this.#workspace.address(values);
      const slope = mode === 'train' ? at(this.#slope!.resize(x.rows).data) : 0;
      this.#workspace.passes.gelu(x.data.length, at(x.data), at(y.data), slope, this.#table);
    } else hyperbolicTangent(x.data, y.data);
    return y;
  }

  backward(dy: MatrixOf<V>, wanted: boolean): MatrixOf<V> {
    if (!wanted) return dy;
    const dx = this.#dx.resize(dy.rows);
    const { arena, passes } = this.#workspace;
    if (this.#slope) {
      const at = ({ data }: MatrixOf<V>) => this.#workspace.address(data);
      passes.product(dx.data.length, at(this.#slope), at(dy), at(dx));
      return dx;
    }
    const y = this.#y!.data;
    if (this.#name === 'relu') arena.relu(y, y, dx.data);
    else slopeOfTangent(y, dx.data);
    arena.multiplyInto(dx.data, dy.data);
    return dx;
  }
}

/** y = tanh x; y may be x. */
function hyperbolicTangent(x: RealArray, y: RealArray): void {
  for (let i = 0; i < x.length; i++) y[i] = tanh(x[i]!);
}

/** slope = 1 − y². */
function slopeOfTangent(y: RealArray, slope: RealArray): void {
  for (let i = 0; i < y.length; i++) slope[i] = (1 - y[i]!) * (1 + y[i]!);
}
