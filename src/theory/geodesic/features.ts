import { featureCount, type LeakyActivation, type LeakyResnet } from '../../model/leaky-resnet.ts';
import { createMatrix, type Matrix } from '../../numeric/dense/matrix.ts';
import { exp, log1p, logistic } from '../../numeric/elementary.ts';
import { requireShape } from './matrices.ts';
import { productLeftTransposed } from './products.ts';

/** What features depend on: w, σ and whether there is a bias row. */
export type FeatureMap = Pick<LeakyResnet, 'width' | 'activation' | 'bias'>;

/** σ(A), n × N: σ of every entry and, with bias, a last row of ones; n = w or w + 1 (arXiv 2405.17573, section 1). */
export function features(map: FeatureMap, a: Matrix): Matrix {
  const out = createMatrix(featureCount(map), a.columns);
  featuresInto(map, a, out);
  return out;
}

/** As `features`, into out. @throws RangeError for shapes that do not fit */
export function featuresInto(map: FeatureMap, a: Matrix, out: Matrix): void {
  requireShape('A', a, map.width, a.columns);
  requireShape('σ(A)', out, featureCount(map), a.columns);
  eachInto(a, out, scalarsOf(map.activation).value);
  if (map.bias) out.data.fill(1, map.width * out.stride, map.width * out.stride + a.columns);
}

/** σ'(A) into out, both w × N; for ReLU 1 where A > 0 and 0 elsewhere, at A = 0 too. */
export function slopesInto(activation: LeakyActivation, a: Matrix, out: Matrix): void {
  eachInto(a, out, scalarsOf(activation).slope);
}

/** σ''(A) into out, both w × N; for ReLU 0 everywhere: the kink at A = 0 is left out. */
export function curvaturesInto(activation: LeakyActivation, a: Matrix, out: Matrix): void {
  eachInto(a, out, scalarsOf(activation).curvature);
}

/** ReLU's σ(A) on a fixed side of every kink: A where sides[i · N + j] > 0, else 0; smooth in A. Bias row as in `featuresInto`. */
export function frozenFeaturesInto(map: FeatureMap, a: Matrix, sides: Int8Array, out: Matrix): void {
  requireShape('σ(A)', out, featureCount(map), a.columns);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < a.columns; j++) {
      out.data[i * out.stride + j] = sides[i * a.columns + j]! > 0 ? a.data[i * a.stride + j]! : 0;
    }
  }
  if (map.bias) out.data.fill(1, map.width * out.stride, map.width * out.stride + a.columns);
}

/** Their slopes: 1 where sides[i · N + j] > 0, else 0. */
export function frozenSlopesInto(sides: Int8Array, out: Matrix): void {
  for (let i = 0; i < out.rows; i++) {
    for (let j = 0; j < out.columns; j++) out.data[i * out.stride + j] = sides[i * out.columns + j]! > 0 ? 1 : 0;
  }
}

/** K = σ(A)ᵀ σ(A), N × N, not divided by anything, the bias row included. For small N: the metric does not form it. */
export function representationKernel(map: FeatureMap, a: Matrix): Matrix {
  const s = features(map, a);
  return productLeftTransposed(s, s);
}

type Scalar = (z: number) => number;

function scalarsOf(activation: LeakyActivation): { value: Scalar; slope: Scalar; curvature: Scalar } {
  if (activation === 'identity') return { value: (z) => z, slope: () => 1, curvature: () => 0 };
  if (activation === 'relu') {
    return { value: (z) => (z > 0 ? z : 0), slope: (z) => (z > 0 ? 1 : 0), curvature: () => 0 };
  }
  const beta = activation.softplus;
  if (!(beta > 0 && beta < Infinity)) {
    throw new RangeError(`softplus: the sharpness must be positive and finite; got ${beta}`);
  }
  return {
    value: (z) => Math.max(z, 0) + log1p(exp(-Math.abs(beta * z))) / beta,
    slope: (z) => logistic(beta * z),
    curvature: (z) => {
      const small = exp(-Math.abs(beta * z));
      return (beta * small) / (1 + small) ** 2;
    },
  };
}

function eachInto(a: Matrix, out: Matrix, of: Scalar): void {
  for (let i = 0; i < a.rows; i++) {
    const x = i * a.stride;
    const y = i * out.stride;
    for (let j = 0; j < a.columns; j++) out.data[y + j] = of(a.data[x + j]!);
  }
}
