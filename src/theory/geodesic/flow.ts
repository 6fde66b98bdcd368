import { featureCount, type LeakyResnet } from '../../model/leaky-resnet.ts';
import { createMatrix, type Matrix } from '../../numeric/dense/matrix.ts';
import { featuresInto, frozenFeaturesInto, frozenSlopesInto, slopesInto } from './features.ts';
import { firstRows, matrixView, requireShape } from './matrices.ts';
import { productInto, productLeftTransposedInto, productRightTransposedInto } from './products.ts';

/** The flow of a Leaky ResNet at a fixed number of points, with its own room: calls allocate no array. */
export interface LeakyFlow {
  /**
   * As `flowRate`. @throws RangeError for shapes that do not fit
   * @param sides ReLU with its kinks frozen: entry i · N + j > 0 where A_ij counts as positive, whatever its sign
   */
  rate(a: Matrix, b: Matrix, dA: Matrix, dB: Matrix, sides?: Int8Array): void;
}

/**
 * Hamilton's equations of a Leaky ResNet (arXiv 2405.17573, section 3), with P = B σ(A)ᵀ (w × n):
 *
 *     ∂_p A = L̃ (P σ(A) − A),   ∂_p B = −L̃ (σ'(A) ∘ [Pᵀ B]_{rows 1..w} − B)
 *
 * Three products of w × n × N. For ReLU the right-hand side jumps where an entry of A changes sign.
 */
export function createLeakyFlow(resnet: LeakyResnet, points: number): LeakyFlow {
  const { width, effectiveDepth, activation } = resnet;
  const n = featureCount(resnet);
  const s = createMatrix(n, points);
  const p = createMatrix(width, n);
  const leading: Matrix = { ...p, columns: width };
  return {
    rate(a, b, dA, dB, sides) {
      requireShape('A', a, width, points);
      requireShape('B', b, width, points);
      requireShape('dA', dA, width, points);
      requireShape('dB', dB, width, points);
      if (sides) frozenFeaturesInto(resnet, a, sides, s);
      else featuresInto(resnet, a, s);
      productRightTransposedInto(b, s, p);
      productInto(p, s, dA);
      productLeftTransposedInto(leading, b, dB);
      // σ(A) has been used: its first rows make room for σ'(A).
      const slopes = firstRows(s, width);
      if (sides) frozenSlopesInto(sides, slopes);
      else slopesInto(activation, a, slopes);
      for (let i = 0; i < width; i++) {
        for (let j = 0; j < points; j++) {
          const x = i * dA.stride + j;
          const y = i * dB.stride + j;
          dA.data[x] = effectiveDepth * (dA.data[x]! - a.data[i * a.stride + j]!);
          dB.data[y] = effectiveDepth * (b.data[i * b.stride + j]! - slopes.data[i * points + j]! * dB.data[y]!);
        }
      }
    },
  };
}

/** dA ← ∂_pA and dB ← ∂_pB at (A, B), all w × N; see `createLeakyFlow`, which keeps its room between calls. */
export function flowRate(resnet: LeakyResnet, a: Matrix, b: Matrix, dA: Matrix, dB: Matrix): void {
  createLeakyFlow(resnet, a.columns).rate(a, b, dA, dB);
}

/**
 * The flow as dy/dp = rate(p, y) of the packed state y = [A row by row; B row by row], 2wN entries; p does not enter.
 * Views of a buffer that comes again are kept.
 */
export function leakyFlowRate(
  resnet: LeakyResnet,
  points: number,
): (p: number, y: Float64Array, out: Float64Array) => void {
  const flow = createLeakyFlow(resnet, points);
  const state = unpacker(resnet.width, points);
  const rate = unpacker(resnet.width, points);
  return (_, y, out) => {
    const [a, b] = state(y);
    const [dA, dB] = rate(out);
    flow.rate(a, b, dA, dB);
  };
}

/** [A, B] as views of a packed state; the views of the latest buffer are kept. */
export function unpacker(width: number, points: number): (y: Float64Array) => readonly [Matrix, Matrix] {
  let latest: Float64Array | null = null;
  let views: readonly [Matrix, Matrix] | null = null;
  return (y) => {
    if (views !== null && y === latest) return views;
    if (y.length !== 2 * width * points) {
      throw new RangeError(`a packed state has 2 × ${width} × ${points} entries; got ${y.length}`);
    }
    latest = y;
    views = [matrixView(y, 0, width, points), matrixView(y, width * points, width, points)];
    return views;
  };
}

/** y = [A row by row; B row by row]. @throws RangeError where A and B differ in shape */
export function packState(a: Matrix, b: Matrix): Float64Array {
  requireShape('B', b, a.rows, a.columns);
  const y = new Float64Array(2 * a.rows * a.columns);
  [a, b].forEach((m, part) => {
    for (let i = 0; i < m.rows; i++) {
      y.set(m.data.subarray(i * m.stride, i * m.stride + m.columns), (part * m.rows + i) * m.columns);
    }
  });
  return y;
}
