import type { Arena } from '../../numeric/dense/arena.ts';
import type { MatrixOf, RealArray } from '../../numeric/dense/matrix.ts';
import { erf, exp, tanh } from '../../numeric/elementary.ts';
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
  readonly #arena: Arena<V>;
  readonly #name: Exclude<ActivationName, 'identity'>;
  /** Nothing where y takes the place of x. */
  readonly #room: Rows<V> | undefined;
  readonly #slope: Rows<V> | undefined;
  readonly #dx: Rows<V>;
  #y: MatrixOf<V> | undefined;

  /** `inPlace`: y may take the place of x, which nobody else reads. */
  constructor(name: Exclude<ActivationName, 'identity'>, shape: Shape, inPlace: boolean, workspace: Workspace<V>) {
    const { tokens, width } = shape;
    this.output = shape;
    this.#name = name;
    this.#arena = workspace.arena;
    if (!inPlace) this.#room = workspace.rows(tokens, width);
    if (name === 'gelu') this.#slope = workspace.rows(tokens, width);
    this.#dx = workspace.inputGradient(tokens, width);
  }

  forward(x: MatrixOf<V>, mode: Mode): MatrixOf<V> {
    const y = this.#room?.resize(x.rows) ?? x;
    this.#y = y;
    if (this.#name === 'relu') this.#arena.relu(x.data, y.data);
    else if (this.#name === 'gelu')
      gelu(x.data, y.data, mode === 'train' ? this.#slope?.resize(x.rows).data : undefined);
    else hyperbolicTangent(x.data, y.data);
    return y;
  }

  backward(dy: MatrixOf<V>, wanted: boolean): MatrixOf<V> {
    if (!wanted) return dy;
    const y = this.#y!.data;
    const dx = this.#dx.resize(dy.rows).data;
    if (this.#name === 'relu') this.#arena.relu(y, y, dx);
    else if (this.#slope) dx.set(this.#slope.data);
    else slopeOfTangent(y, dx);
    this.#arena.multiplyInto(dx, dy.data);
    return this.#dx;
  }
}

/** y = x Ψ(x), slope = Ψ(x) + x ψ(x), Ψ the normal distribution function and ψ its density; y may be x. */
function gelu(x: RealArray, y: RealArray, slope: RealArray | undefined): void {
  for (let i = 0; i < x.length; i++) {
    const value = x[i]!;
    const distribution = 0.5 + 0.5 * erf(Math.SQRT1_2 * value);
    y[i] = value * distribution;
    if (slope) slope[i] = distribution + value * (inverseRootOfTwoPi * exp(-0.5 * value * value));
  }
}

const inverseRootOfTwoPi = 0.3989422804014327;

/** y = tanh x; y may be x. */
function hyperbolicTangent(x: RealArray, y: RealArray): void {
  for (let i = 0; i < x.length; i++) y[i] = tanh(x[i]!);
}

/** slope = 1 − y². */
function slopeOfTangent(y: RealArray, slope: RealArray): void {
  for (let i = 0; i < y.length; i++) slope[i] = (1 - y[i]!) * (1 + y[i]!);
}
