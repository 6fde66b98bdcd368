import type { MatrixOf, RealArray } from '../../numeric/dense/matrix.ts';
import type { BatchNormSpec } from '../layer-spec.ts';
import type { Mode } from '../network.ts';
import type { Parameter } from '../parameter.ts';
import type { Rows } from '../rows.ts';
import type { Workspace } from '../workspace.ts';
import { GainAndShift } from './gain-and-shift.ts';
import type { Layer, Shape } from './layer.ts';

/**
 * Of every column x over the N rows of a batch: μ, v = (1/N) Σ (x_i − μ)², r = 1/√(v + ε), z = r (x − μ), y = g z + b;
 *
 *     dx = g r (dy − mean dy − z mean(z dy)),   dg = Σ z dy,   db = Σ dy.
 *
 * Running averages: μ̄ ← (1 − m) μ̄ + m μ, v̄ ← (1 − m) v̄ + m v N/(N − 1), from 0 and 1; in mode `evaluate` they stand for
 * μ and v. Ioffe & Szegedy, arXiv 1502.03167; averages as in torch.nn.BatchNorm1d, but float64 in either precision.
 */
export class BatchNorm<V extends RealArray> implements Layer<V> {
  readonly output: Shape;
  readonly parameters: readonly Parameter<V>[];
  readonly #affine: GainAndShift<V>;
  readonly #epsilon: number;
  readonly #momentum: number;
  readonly #runningMeans: Float64Array;
  readonly #runningVariances: Float64Array;
  readonly #workspace: Workspace<V>;
  readonly #y: Rows<V>;
  readonly #z: Rows<V>;
  readonly #dx: Rows<V>;
  /** μ and r of every column. */
  readonly #means: V;
  readonly #scales: V;
  /** g r. */
  readonly #factors: V;

  constructor(spec: BatchNormSpec, shape: Shape, workspace: Workspace<V>) {
    const { tokens, width } = shape;
    const arrays = workspace.arraysOf('batch-norm');
    this.#affine = new GainAndShift(width, arrays, workspace);
    this.parameters = this.#affine.parameters;
    this.#runningMeans = arrays.state('running-means', width, 0);
    this.#runningVariances = arrays.state('running-variances', width, 1);
    this.output = shape;
    this.#epsilon = spec.epsilon ?? 1e-5;
    this.#momentum = spec.momentum ?? 0.1;
    this.#workspace = workspace;
    this.#y = workspace.rows(tokens, width);
    this.#z = workspace.rows(tokens, width);
    this.#dx = workspace.inputGradient(tokens, width);
    this.#means = workspace.vector(width);
    this.#scales = workspace.vector(width);
    this.#factors = workspace.vector(width);
  }

  /** @throws RangeError for a single row in mode `train` */
  forward(x: MatrixOf<V>, mode: Mode): MatrixOf<V> {
    if (mode === 'train') this.#measure(x);
    else this.#recall();
    const { rows, columns, data } = x;
    const y = this.#y.resize(rows);
    const z = this.#z.resize(rows);
    const at = (values: RealArray) => this.#workspace.address(values);
    const { gain, shift } = this.#affine;
    // biome-ignore format: from and to
    this.#workspace.passes.normaliseColumns(
      rows, columns, at(data), at(this.#means), at(this.#scales), at(gain), at(shift),
      at(z.data), at(y.data),
    );
    return y;
  }

  backward(dy: MatrixOf<V>, wanted: boolean): MatrixOf<V> {
    this.#affine.backward(dy, this.#z);
    if (!wanted) return dy;
    const { rows, columns, data } = dy;
    const { gain, gainSums, shiftSums } = this.#affine;
    const factors = this.#factors;
    for (let j = 0; j < columns; j++) {
      gainSums[j]! /= rows;
      shiftSums[j]! /= rows;
      factors[j] = gain[j]! * this.#scales[j]!;
    }
    const dx = this.#dx.resize(rows);
    const at = (values: RealArray) => this.#workspace.address(values);
    // biome-ignore format: from and to
    this.#workspace.passes.projectColumns(
      rows, columns, at(data), at(this.#z.data), at(shiftSums), at(gainSums), at(factors),
      at(dx.data),
    );
    return dx;
  }

  /** μ and r of a batch, and the running averages. */
  #measure({ rows, columns, data }: MatrixOf<V>): void {
    if (rows < 2) {
      throw new RangeError(
        'Batch norm in training: expected at least two rows in a batch, got one; choose a batch size that leaves more.',
      );
    }
    const [means, squares] = [this.#means, this.#scales];
    const at = (values: RealArray) => this.#workspace.address(values);
    this.#workspace.passes.columnSums(rows, columns, at(data), at(means));
    for (let j = 0; j < columns; j++) means[j]! /= rows;
    this.#workspace.passes.squaredDistances(rows, columns, at(data), at(means), at(squares));
    const m = this.#momentum;
    for (let j = 0; j < columns; j++) {
      this.#runningMeans[j] = (1 - m) * this.#runningMeans[j]! + m * means[j]!;
      this.#runningVariances[j] = (1 - m) * this.#runningVariances[j]! + (m * squares[j]!) / (rows - 1);
      this.#scales[j] = 1 / Math.sqrt(squares[j]! / rows + this.#epsilon);
    }
  }

  /** μ and r from the running averages. */
  #recall(): void {
    this.#means.set(this.#runningMeans);
    for (let j = 0; j < this.#scales.length; j++) {
      this.#scales[j] = 1 / Math.sqrt(this.#runningVariances[j]! + this.#epsilon);
    }
  }
}
