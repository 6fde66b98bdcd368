import type { MatrixOf, RealArray } from '../../numeric/dense/matrix.ts';
import { columnSums } from '../column-sums.ts';
import type { BatchNormSpec } from '../layer-spec.ts';
import type { Mode } from '../network.ts';
import type { Parameter } from '../parameter.ts';
import type { Rows } from '../rows.ts';
import type { Workspace } from '../workspace.ts';
import type { Layer, Shape } from './layer.ts';
import { weightedColumnSums } from './layer-norm.ts';

/**
 * Of every column x over the N rows of a batch: μ, v = (1/N) Σ (x_i − μ)², r = 1/√(v + ε), z = r (x − μ), y = g z + b;
 *
 *     dx = g r (dy − mean dy − z mean(z dy)),   dg = Σ z dy,   db = Σ dy.
 *
 * Running averages: μ̄ ← (1 − m) μ̄ + m μ, v̄ ← (1 − m) v̄ + m v N/(N − 1), from 0 and 1; in mode `evaluate` they stand for
 * μ and v. Ioffe & Szegedy, arXiv 1502.03167; averages as in torch.nn.BatchNorm1d. Sums are float64.
 */
export class BatchNorm<V extends RealArray> implements Layer<V> {
  readonly output: Shape;
  readonly parameters: readonly Parameter<V>[];
  readonly #gain: Parameter<V>;
  readonly #shift: Parameter<V>;
  readonly #epsilon: number;
  readonly #momentum: number;
  readonly #runningMeans: Float64Array;
  readonly #runningVariances: Float64Array;
  readonly #y: Rows<V>;
  readonly #z: Rows<V>;
  readonly #dx: Rows<V>;
  readonly #means: Float64Array;
  readonly #scales: Float64Array;
  readonly #gainSums: Float64Array;
  readonly #shiftSums: Float64Array;

  constructor(spec: BatchNormSpec, shape: Shape, workspace: Workspace<V>) {
    const { tokens, width } = shape;
    const arrays = workspace.arraysOf('batch-norm');
    this.#gain = arrays.parameter('gain', 1, width, 1, false);
    this.#shift = arrays.parameter('shift', 1, width, 0, false);
    this.#runningMeans = arrays.state('running-means', width, 0);
    this.#runningVariances = arrays.state('running-variances', width, 1);
    this.parameters = [this.#gain, this.#shift];
    this.output = shape;
    this.#epsilon = spec.epsilon ?? 1e-5;
    this.#momentum = spec.momentum ?? 0.1;
    this.#y = workspace.rows(tokens, width);
    this.#z = workspace.rows(tokens, width);
    this.#dx = workspace.inputGradient(tokens, width);
    this.#means = new Float64Array(width);
    this.#scales = new Float64Array(width);
    this.#gainSums = new Float64Array(width);
    this.#shiftSums = new Float64Array(width);
  }

  /** @throws RangeError for a single row in mode `train` */
  forward(x: MatrixOf<V>, mode: Mode): MatrixOf<V> {
    const means = mode === 'train' ? this.#means : this.#runningMeans;
    if (mode === 'train') this.#measure(x);
    else {
      for (let j = 0; j < x.columns; j++) this.#scales[j] = 1 / Math.sqrt(this.#runningVariances[j]! + this.#epsilon);
    }
    const y = this.#y.resize(x.rows);
    const z = this.#z.resize(x.rows);
    normaliseColumns(x, means, this.#scales, z.data, this.#gain.value.data, this.#shift.value.data, y.data);
    return y;
  }

  backward(dy: MatrixOf<V>, wanted: boolean): MatrixOf<V> {
    weightedColumnSums(dy, this.#z.data, this.#gainSums, this.#shiftSums);
    if (this.#gain.trained) this.#gain.gradient.data.set(this.#gainSums);
    if (this.#shift.trained) this.#shift.gradient.data.set(this.#shiftSums);
    if (!wanted) return dy;
    const dx = this.#dx.resize(dy.rows);
    const { rows, columns } = dy;
    const gain = this.#gain.value.data;
    // From here on the sums are the means over rows, and scales are g r.
    for (let j = 0; j < columns; j++) {
      this.#gainSums[j]! /= rows;
      this.#shiftSums[j]! /= rows;
      this.#means[j] = gain[j]! * this.#scales[j]!;
    }
    projectColumns(dy, this.#z.data, this.#shiftSums, this.#gainSums, this.#means, dx.data);
    return dx;
  }

  /** μ and r of a batch, and the running averages. */
  #measure(x: MatrixOf<V>): void {
    const { rows, columns } = x;
    if (rows < 2) {
      throw new RangeError(
        'Batch norm in training: expected at least two rows in a batch, got one; choose a batch size that leaves more.',
      );
    }
    columnSums(x, this.#means);
    for (let j = 0; j < columns; j++) this.#means[j]! /= rows;
    squaredDistances(x, this.#means, this.#scales);
    const m = this.#momentum;
    for (let j = 0; j < columns; j++) {
      const squares = this.#scales[j]!;
      this.#scales[j] = 1 / Math.sqrt(squares / rows + this.#epsilon);
      this.#runningMeans[j] = (1 - m) * this.#runningMeans[j]! + m * this.#means[j]!;
      this.#runningVariances[j] = (1 - m) * this.#runningVariances[j]! + (m * squares) / (rows - 1);
    }
  }
}

/** sums[j] ← Σ_i (x_ij − means_j)². */
function squaredDistances({ data, rows, columns }: MatrixOf<RealArray>, means: Float64Array, sums: Float64Array): void {
  sums.fill(0);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const difference = data[i * columns + j]! - means[j]!;
      sums[j]! += difference * difference;
    }
  }
}

/** z = scales (x − means), y = gain z + shift. */
function normaliseColumns(
  { data, rows, columns }: MatrixOf<RealArray>,
  means: Float64Array,
  scales: Float64Array,
  z: RealArray,
  gain: RealArray,
  shift: RealArray,
  y: RealArray,
): void {
  for (let i = 0; i < rows; i++) {
    const start = i * columns;
    for (let j = 0; j < columns; j++) {
      const value = scales[j]! * (data[start + j]! - means[j]!);
      z[start + j] = value;
      y[start + j] = gain[j]! * value + shift[j]!;
    }
  }
}

/** dx = factors (dy − plain − z weighted), by columns. */
function projectColumns(
  { data, rows, columns }: MatrixOf<RealArray>,
  z: RealArray,
  plain: Float64Array,
  weighted: Float64Array,
  factors: Float64Array,
  dx: RealArray,
): void {
  for (let i = 0; i < rows; i++) {
    const start = i * columns;
    for (let j = 0; j < columns; j++) {
      dx[start + j] = factors[j]! * (data[start + j]! - plain[j]! - z[start + j]! * weighted[j]!);
    }
  }
}
