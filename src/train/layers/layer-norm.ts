import type { MatrixOf, RealArray } from '../../numeric/dense/matrix.ts';
import type { LayerNormSpec } from '../layer-spec.ts';
import type { Parameter } from '../parameter.ts';
import type { Rows } from '../rows.ts';
import type { Workspace } from '../workspace.ts';
import { GainAndShift } from './gain-and-shift.ts';
import type { Layer, Shape } from './layer.ts';

/**
 * Of every row x of width n: μ = (1/n) Σ x_j, v = (1/n) Σ (x_j − μ)², r = 1/√(v + ε), z = r (x − μ), y = g ⊙ z + b;
 *
 *     dz = g ⊙ dy,   dx = r (dz − mean dz − z mean(z dz)),   dg = Σ_rows z ⊙ dy,   db = Σ_rows dy.
 *
 * Ba, Kiros & Hinton, arXiv 1607.06450.
 */
export class LayerNorm<V extends RealArray> implements Layer<V> {
  readonly output: Shape;
  readonly parameters: readonly Parameter<V>[];
  readonly #affine: GainAndShift<V>;
  readonly #epsilon: number;
  readonly #workspace: Workspace<V>;
  readonly #y: Rows<V>;
  readonly #z: Rows<V>;
  /** r of every row. */
  readonly #scales: Rows<V>;
  readonly #dx: Rows<V>;

  constructor(spec: LayerNormSpec, shape: Shape, workspace: Workspace<V>) {
    const { tokens, width } = shape;
    this.#affine = new GainAndShift(width, workspace.arraysOf('layer-norm'), workspace);
    this.parameters = this.#affine.parameters;
    this.output = shape;
    this.#epsilon = spec.epsilon ?? 1e-5;
    this.#workspace = workspace;
    this.#y = workspace.rows(tokens, width);
    this.#z = workspace.rows(tokens, width);
    this.#scales = workspace.rows(tokens, 1);
    this.#dx = workspace.inputGradient(tokens, width);
  }

  forward({ rows, columns, data }: MatrixOf<V>): MatrixOf<V> {
    const y = this.#y.resize(rows);
    const z = this.#z.resize(rows);
    const scales = this.#scales.resize(rows);
    const at = (values: RealArray) => this.#workspace.address(values);
    const { gain, shift } = this.#affine;
    // biome-ignore format: from and to
    this.#workspace.passes.normaliseRows(
      rows, columns, this.#epsilon, at(data), at(gain), at(shift),
      at(z.data), at(y.data), at(scales.data),
    );
    return y;
  }

  backward(dy: MatrixOf<V>, wanted: boolean): MatrixOf<V> {
    this.#affine.backward(dy, this.#z);
    if (!wanted) return dy;
    const { rows, columns, data } = dy;
    const dx = this.#dx.resize(rows);
    const at = (values: RealArray) => this.#workspace.address(values);
    const [z, scales] = [this.#z.data, this.#scales.data];
    this.#workspace.passes.projectRows(rows, columns, at(data), at(this.#affine.gain), at(z), at(scales), at(dx.data));
    return dx;
  }
}
