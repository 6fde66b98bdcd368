import type { MatrixOf, RealArray } from '../../numeric/dense/matrix.ts';
import type { LayerNormSpec } from '../layer-spec.ts';
import type { Parameter } from '../parameter.ts';
import type { Rows } from '../rows.ts';
import type { Workspace } from '../workspace.ts';
import type { Layer, Shape } from './layer.ts';

/**
 * Of every row x of width n: μ = (1/n) Σ x_j, v = (1/n) Σ (x_j − μ)², r = 1/√(v + ε), z = r (x − μ), y = g ⊙ z + b;
 *
 *     dz = g ⊙ dy,   dx = r (dz − mean dz − z mean(z dz)),   dg = Σ_rows z ⊙ dy,   db = Σ_rows dy.
 *
 * Ba, Kiros & Hinton, arXiv 1607.06450. Sums are float64.
 */
export class LayerNorm<V extends RealArray> implements Layer<V> {
  readonly output: Shape;
  readonly parameters: readonly Parameter<V>[];
  readonly #gain: Parameter<V>;
  readonly #shift: Parameter<V>;
  readonly #epsilon: number;
  readonly #y: Rows<V>;
  readonly #z: Rows<V>;
  /** r of every row. */
  readonly #scales: Rows<V>;
  readonly #dx: Rows<V>;
  readonly #gainSums: Float64Array;
  readonly #shiftSums: Float64Array;

  constructor(spec: LayerNormSpec, shape: Shape, workspace: Workspace<V>) {
    const { tokens, width } = shape;
    const arrays = workspace.arraysOf('layer-norm');
    this.#gain = arrays.parameter('gain', 1, width, 1, false);
    this.#shift = arrays.parameter('shift', 1, width, 0, false);
    this.parameters = [this.#gain, this.#shift];
    this.output = shape;
    this.#epsilon = spec.epsilon ?? 1e-5;
    this.#y = workspace.rows(tokens, width);
    this.#z = workspace.rows(tokens, width);
    this.#scales = workspace.rows(tokens, 1);
    this.#dx = workspace.inputGradient(tokens, width);
    this.#gainSums = new Float64Array(width);
    this.#shiftSums = new Float64Array(width);
  }

  forward(x: MatrixOf<V>): MatrixOf<V> {
    const y = this.#y.resize(x.rows);
    const z = this.#z.resize(x.rows).data;
    const scales = this.#scales.resize(x.rows).data;
    normaliseRows(x, this.#epsilon, z, scales, this.#gain.value.data, this.#shift.value.data, y.data);
    return y;
  }

  backward(dy: MatrixOf<V>, wanted: boolean): MatrixOf<V> {
    if (this.#gain.trained || this.#shift.trained) {
      weightedColumnSums(dy, this.#z.data, this.#gainSums, this.#shiftSums);
      if (this.#gain.trained) this.#gain.gradient.data.set(this.#gainSums);
      if (this.#shift.trained) this.#shift.gradient.data.set(this.#shiftSums);
    }
    if (!wanted) return dy;
    const dx = this.#dx.resize(dy.rows);
    projectRows(dy, this.#z.data, this.#scales.data, this.#gain.value.data, dx.data);
    return dx;
  }
}

/** z, r and y of every row. */
function normaliseRows(
  { data, rows, columns }: MatrixOf<RealArray>,
  epsilon: number,
  z: RealArray,
  scales: RealArray,
  gain: RealArray,
  shift: RealArray,
  y: RealArray,
): void {
  for (let i = 0; i < rows; i++) {
    const start = i * columns;
    const mean = sumOf(data, start, columns) / columns;
    const scale = 1 / Math.sqrt(squaresAbout(mean, data, start, columns) / columns + epsilon);
    scales[i] = scale;
    for (let j = 0; j < columns; j++) {
      const value = scale * (data[start + j]! - mean);
      z[start + j] = value;
      y[start + j] = gain[j]! * value + shift[j]!;
    }
  }
}

// Sums of a row run in four parts, which need not wait for one another.

function sumOf(x: RealArray, start: number, count: number): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  let j = start;
  const end = start + count;
  for (; j + 3 < end; j += 4) {
    first += x[j]!;
    second += x[j + 1]!;
    third += x[j + 2]!;
    fourth += x[j + 3]!;
  }
  for (; j < end; j++) first += x[j]!;
  return first + second + (third + fourth);
}

function squaresAbout(mean: number, x: RealArray, start: number, count: number): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  let j = start;
  const end = start + count;
  for (; j + 3 < end; j += 4) {
    first += (x[j]! - mean) * (x[j]! - mean);
    second += (x[j + 1]! - mean) * (x[j + 1]! - mean);
    third += (x[j + 2]! - mean) * (x[j + 2]! - mean);
    fourth += (x[j + 3]! - mean) * (x[j + 3]! - mean);
  }
  for (; j < end; j++) first += (x[j]! - mean) * (x[j]! - mean);
  return first + second + (third + fourth);
}

/** weighted ← Σ_rows z ⊙ dy, plain ← Σ_rows dy. */
export function weightedColumnSums(
  { data, rows, columns }: MatrixOf<RealArray>,
  z: RealArray,
  weighted: Float64Array,
  plain: Float64Array,
): void {
  weighted.fill(0);
  plain.fill(0);
  for (let i = 0; i < rows; i++) {
    const start = i * columns;
    for (let j = 0; j < columns; j++) {
      const value = data[start + j]!;
      weighted[j]! += value * z[start + j]!;
      plain[j]! += value;
    }
  }
}

/** dx of every row. */
function projectRows(
  { data, rows, columns }: MatrixOf<RealArray>,
  z: RealArray,
  scales: RealArray,
  gain: RealArray,
  dx: RealArray,
): void {
  for (let i = 0; i < rows; i++) {
    const start = i * columns;
    let evenSum = 0;
    let oddSum = 0;
    let evenAlong = 0;
    let oddAlong = 0;
    let j = 0;
    for (; j + 1 < columns; j += 2) {
      const even = gain[j]! * data[start + j]!;
      const odd = gain[j + 1]! * data[start + j + 1]!;
      evenSum += even;
      oddSum += odd;
      evenAlong += even * z[start + j]!;
      oddAlong += odd * z[start + j + 1]!;
    }
    for (; j < columns; j++) {
      const value = gain[j]! * data[start + j]!;
      evenSum += value;
      evenAlong += value * z[start + j]!;
    }
    const mean = (evenSum + oddSum) / columns;
    const slope = (evenAlong + oddAlong) / columns;
    const scale = scales[i]!;
    for (let j = 0; j < columns; j++) {
      dx[start + j] = scale * (gain[j]! * data[start + j]! - mean - z[start + j]! * slope);
    }
  }
}
