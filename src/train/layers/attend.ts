import type { RealArray } from '../../numeric/dense/matrix.ts';
import { exp } from '../../numeric/elementary.ts';

/** Sizes of an attention, and what a query sees. */
export interface AttentionShape {
  readonly heads: number;
  /** Of one head. */
  readonly width: number;
  /** Keys and values of one example. */
  readonly tokens: number;
  /** Queries of one example: of its last tokens. */
  readonly queries: number;
  readonly causal: boolean;
}

/** Keys that query i sees: all, or those up to its own token. */
function visible({ tokens, queries, causal }: AttentionShape, i: number): number {
  return causal ? tokens - queries + i + 1 : tokens;
}

/** The first query that sees key j. */
function firstSeeing({ tokens, queries, causal }: AttentionShape, j: number): number {
  return causal ? Math.max(0, j - (tokens - queries)) : 0;
}

/** Σ_c a_c b_c over c < width, in four sums. */
function dot(a: RealArray, atA: number, b: RealArray, atB: number, width: number): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  let c = 0;
  for (; c + 3 < width; c += 4) {
    first += a[atA + c]! * b[atB + c]!;
    second += a[atA + c + 1]! * b[atB + c + 1]!;
    third += a[atA + c + 2]! * b[atB + c + 2]!;
    fourth += a[atA + c + 3]! * b[atB + c + 3]!;
  }
  for (; c < width; c++) first += a[atA + c]! * b[atB + c]!;
  return first + second + (third + fourth);
}

/**
 * Of every example and head, with w the width of a head:
 *
 *     S_ij = q_i · k_j / √w,   P_i = softmax over the keys j that i sees,   o_i = Σ_j P_ij v_j.
 *
 * q, o: count × queries rows of heads · width numbers, k, v: count × tokens rows; p: count × heads × queries × tokens.
 */
export function attend(
  shape: AttentionShape,
  count: number,
  q: RealArray,
  k: RealArray,
  v: RealArray,
  p: RealArray,
  o: RealArray,
): void {
  const { heads, width, tokens, queries } = shape;
  const stride = heads * width;
  const factor = 1 / Math.sqrt(width);
  for (let n = 0; n < count; n++) {
    for (let h = 0; h < heads; h++) {
      const keys = n * tokens * stride + h * width;
      for (let i = 0; i < queries; i++) {
        const query = (n * queries + i) * stride + h * width;
        const row = ((n * heads + h) * queries + i) * tokens;
        const seen = visible(shape, i);
        softmaxOfScores(q, query, k, keys, stride, width, factor, p, row, seen);
        for (let c = 0; c < width; c++) {
          let sum = 0;
          for (let j = 0; j < seen; j++) sum += p[row + j]! * v[keys + j * stride + c]!;
          o[query + c] = sum;
        }
      }
    }
  }
}

/** p[row + j] = softmax over j < seen of factor · q · k_j. */
function softmaxOfScores(
  q: RealArray,
  query: number,
  k: RealArray,
  keys: number,
  stride: number,
  width: number,
  factor: number,
  p: RealArray,
  row: number,
  seen: number,
): void {
  let largest = -Infinity;
  for (let j = 0; j < seen; j++) {
    const score = factor * dot(q, query, k, keys + j * stride, width);
    p[row + j] = score;
    largest = Math.max(largest, score);
  }
  let sum = 0;
  for (let j = 0; j < seen; j++) {
    const weight = exp(p[row + j]! - largest);
    p[row + j] = weight;
    sum += weight;
  }
  const inverse = 1 / sum;
  for (let j = 0; j < seen; j++) p[row + j]! *= inverse;
}

/**
 * The derivative of `attend`, from dO (d_o) to dQ, dK, dV:
 *
 *     dV_j = Σ_i P_ij do_i,   dS_ij = P_ij (do_i · v_j − Σ_l P_il do_i · v_l),
 *     dq_i = Σ_j dS_ij k_j / √w,   dk_j = Σ_i dS_ij q_i / √w.
 *
 * `slopes`: room for queries × tokens numbers.
 */
export function attendBackward(
  shape: AttentionShape,
  count: number,
  q: RealArray,
  k: RealArray,
  v: RealArray,
  p: RealArray,
  outputGradient: RealArray,
  dq: RealArray,
  dk: RealArray,
  dv: RealArray,
  slopes: Float64Array,
): void {
  const { heads, width, tokens, queries } = shape;
  const stride = heads * width;
  for (let n = 0; n < count; n++) {
    for (let h = 0; h < heads; h++) {
      const keys = n * tokens * stride + h * width;
      const query = n * queries * stride + h * width;
      const rows = (n * heads + h) * queries * tokens;
      scoreSlopes(shape, v, keys, p, rows, outputGradient, query, slopes);
      for (let i = 0; i < queries; i++) {
        const seen = visible(shape, i);
        for (let c = 0; c < width; c++) {
          let sum = 0;
          for (let j = 0; j < seen; j++) sum += slopes[i * tokens + j]! * k[keys + j * stride + c]!;
          dq[query + i * stride + c] = sum;
        }
      }
      for (let j = 0; j < tokens; j++) {
        const first = firstSeeing(shape, j);
        for (let c = 0; c < width; c++) {
          let keySum = 0;
          let valueSum = 0;
          for (let i = first; i < queries; i++) {
            const at = query + i * stride + c;
            keySum += slopes[i * tokens + j]! * q[at]!;
            valueSum += p[rows + i * tokens + j]! * outputGradient[at]!;
          }
          dk[keys + j * stride + c] = keySum;
          dv[keys + j * stride + c] = valueSum;
        }
      }
    }
  }
}

/** slopes ← dS/√w of one example and head, for the keys that are seen. */
function scoreSlopes(
  shape: AttentionShape,
  v: RealArray,
  keys: number,
  p: RealArray,
  rows: number,
  outputGradient: RealArray,
  query: number,
  slopes: Float64Array,
): void {
  const { heads, width, tokens, queries } = shape;
  const stride = heads * width;
  const factor = 1 / Math.sqrt(width);
  for (let i = 0; i < queries; i++) {
    const seen = visible(shape, i);
    const row = i * tokens;
    let mean = 0;
    for (let j = 0; j < seen; j++) {
      const slope = dot(outputGradient, query + i * stride, v, keys + j * stride, width);
      slopes[row + j] = slope;
      mean += p[rows + row + j]! * slope;
    }
    for (let j = 0; j < seen; j++) slopes[row + j] = factor * p[rows + row + j]! * (slopes[row + j]! - mean);
  }
}
