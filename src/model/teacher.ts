import type { Matrix } from '../numeric/dense/matrix.ts';
import { normalMatrix } from './normal-matrix.ts';

/** A random function to be learned, as plain data. */
export type TeacherSpec =
  | {
      /** d_0 → d_1 → … → d_k. */
      readonly widths: readonly number[];
      /** Hidden neurons of every g_i; 0 for random linear maps. */
      readonly hidden: number;
    }
  | {
      readonly resnet: {
        readonly width: number;
        readonly layers: number;
        /** L̃ of the teacher, below `layers`. */
        readonly effectiveDepth: number;
        /** s: how much the layers change, against the input. */
        readonly strength: number;
      };
    };

/** A teacher that has been drawn. */
export interface Teacher {
  readonly inputDimension: number;
  /** Largest rank that the Jacobian can have at a point: the narrowest layer. */
  readonly rank: number;
  /** f*(X), one column per data point. */
  values(inputs: Matrix): Matrix;
}

/**
 * The teacher at a seed. A composition f* = g_k ∘ … ∘ g_1 of ReLU networks with one hidden layer of h neurons,
 *
 *     g_i(x) = V_i [U_i (x, 1)]_+,   U_i: h × (d_{i−1} + 1) ~ N(0, 1/(d_{i−1} + 1)),   V_i: d_i × h ~ N(0, 2/h),
 *
 * or g_i(x) = V_i x, V_i ~ N(0, 1/d_{i−1}), for h = 0: either way coordinates of mean square 1 become such, on average
 * over teachers. A random Leaky ResNet on R^w adds up independent layers,
 *
 *     α_ℓ = (1 − L̃/L) α_{ℓ−1} + s √(2/(L (w + 1))) G_ℓ ([α_{ℓ−1}]_+, 1),   G_ℓ: w × (w + 1) ~ N(0, 1),
 *
 * whose square root of L keeps the change finite as L grows.
 */
export function teacherOf(spec: TeacherSpec, seed: bigint): Teacher {
  return 'widths' in spec ? composition(spec.widths, spec.hidden, seed) : resnet(spec.resnet, seed);
}

function composition(widths: readonly number[], hidden: number, seed: bigint): Teacher {
  const stages = widths.slice(1).map((width, i) => {
    const from = widths[i]!;
    const draw = (part: number, rows: number, columns: number, variance: number) =>
      normalMatrix({ seed, purpose: 'teacher', network: 2 * i + part }, rows, columns, Math.sqrt(variance));
    if (hidden === 0) return { inner: null, outer: draw(1, width, from, 1 / from) };
    return { inner: draw(0, hidden, from + 1, 1 / (from + 1)), outer: draw(1, width, hidden, 2 / hidden) };
  });
  const narrowest = Math.min(...widths);
  return {
    inputDimension: widths[0]!,
    rank: hidden === 0 ? narrowest : Math.min(narrowest, hidden),
    values: (inputs) =>
      stages.reduce(
        (x, { inner, outer }) => product(outer, inner === null ? x : rectified(product(inner, withOnes(x)))),
        inputs,
      ),
  };
}

function resnet(spec: Extract<TeacherSpec, { resnet: unknown }>['resnet'], seed: bigint): Teacher {
  const { width, layers, effectiveDepth, strength } = spec;
  const scale = strength * Math.sqrt(2 / (layers * (width + 1)));
  const keep = 1 - effectiveDepth / layers;
  return {
    inputDimension: width,
    rank: width,
    values(inputs) {
      let state = inputs;
      for (let layer = 0; layer < layers; layer++) {
        const weights = normalMatrix({ seed, purpose: 'teacher', network: layer }, width, width + 1, scale);
        const step = product(weights, withOnes(rectified(state)));
        for (let i = 0; i < width; i++) {
          for (let j = 0; j < state.columns; j++) {
            step.data[i * step.stride + j]! += keep * state.data[i * state.stride + j]!;
          }
        }
        state = step;
      }
      return state;
    },
  };
}

function rectified({ rows, columns, stride, data }: Matrix): Matrix {
  return { rows, columns, stride, data: data.map((value) => Math.max(value, 0)) };
}

/** One more row, of ones. */
function withOnes({ rows, columns, stride, data }: Matrix): Matrix {
  const out = new Float64Array((rows + 1) * columns);
  for (let i = 0; i < rows; i++) out.set(data.subarray(i * stride, i * stride + columns), i * columns);
  out.fill(1, rows * columns);
  return { rows: rows + 1, columns, stride: columns, data: out };
}

/** A B, summed in the order of A's columns: the same bits for a point whatever the other points are. */
function product(a: Matrix, b: Matrix): Matrix {
  const { columns } = b;
  const out = new Float64Array(a.rows * columns);
  for (let i = 0; i < a.rows; i++) {
    const row = out.subarray(i * columns, (i + 1) * columns);
    for (let k = 0; k < a.columns; k++) {
      const weight = a.data[i * a.stride + k]!;
      const from = k * b.stride;
      for (let j = 0; j < columns; j++) row[j]! += weight * b.data[from + j]!;
    }
  }
  return { rows: a.rows, columns, stride: columns, data: out };
}
