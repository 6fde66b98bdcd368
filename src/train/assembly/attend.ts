// Attention of short sequences: products of q, k, v of one example and head at a time. Queries are of the last `queries` of
// `tokens` tokens; a row of q, k, v, o is heads · width values, one of p is `tokens` values for every head and query.

import { dot, wholeBytes } from './sums';

/** Keys that query i sees: all, or those up to its own token. */
function visible(tokens: usize, queries: usize, causal: bool, i: usize): usize {
  return causal ? tokens - queries + i + 1 : tokens;
}

/** out ← Σ_m weights_m rows_m over `count` rows of `width` values: weights `weightStride` bytes apart, rows `rowStride`. */
function combine<T>(
  count: usize,
  weights: usize,
  weightStride: usize,
  rows: usize,
  rowStride: usize,
  width: usize,
  out: usize,
): void {
  const whole = wholeBytes<T>(width);
  const end = sizeof<T>() * width;
  for (let at: usize = 0; at < whole; at += 16) {
    let sums = v128.splat<T>(0);
    let weight = weights;
    let row = rows + at;
    for (let m: usize = 0; m < count; m++) {
      sums = v128.add<T>(sums, v128.mul<T>(v128.splat<T>(load<T>(weight)), v128.load(row)));
      weight += weightStride;
      row += rowStride;
    }
    v128.store(out + at, sums);
  }
  for (let at = whole; at < end; at += sizeof<T>()) {
    let total: T = 0;
    for (let m: usize = 0; m < count; m++)
      total += load<T>(weights + m * weightStride) * load<T>(rows + m * rowStride + at);
    store<T>(out + at, total);
  }
}

/** p_ij = factor q_i · k_j for the keys that i sees. */
export function scores<T>(
  count: usize,
  heads: usize,
  width: usize,
  tokens: usize,
  queries: usize,
  causal: bool,
  factor: T,
  q: usize,
  k: usize,
  p: usize,
): void {
  const head = sizeof<T>() * width;
  const stride = heads * head;
  for (let n: usize = 0; n < count; n++) {
    for (let h: usize = 0; h < heads; h++) {
      for (let i: usize = 0; i < queries; i++) {
        const seen = visible(tokens, queries, causal, i);
        for (let j: usize = 0; j < seen; j++) {
          store<T>(p + sizeof<T>() * j, factor * dot<T>(q + h * head + i * stride, k + h * head + j * stride, width));
        }
        p += sizeof<T>() * tokens;
      }
    }
    q += queries * stride;
    k += tokens * stride;
  }
}

/** o_i = Σ_j p_ij v_j over the keys that i sees. */
export function average<T>(
  count: usize,
  heads: usize,
  width: usize,
  tokens: usize,
  queries: usize,
  causal: bool,
  p: usize,
  v: usize,
  o: usize,
): void {
  const head = sizeof<T>() * width;
  const stride = heads * head;
  for (let n: usize = 0; n < count; n++) {
    for (let h: usize = 0; h < heads; h++) {
      for (let i: usize = 0; i < queries; i++) {
        const seen = visible(tokens, queries, causal, i);
        combine<T>(seen, p, sizeof<T>(), v + h * head, stride, width, o + h * head + i * stride);
        p += sizeof<T>() * tokens;
      }
    }
    o += queries * stride;
    v += tokens * stride;
  }
}

/**
 * s_ij = factor p_ij (do_i · v_j − Σ_l p_il do_i · v_l) of one example and head, for the keys that i sees; room for queries ×
 * tokens values at s.
 */
function scoreSlopes<T>(
  width: usize,
  tokens: usize,
  queries: usize,
  causal: bool,
  factor: T,
  v: usize,
  p: usize,
  outputs: usize,
  stride: usize,
  s: usize,
): void {
  for (let i: usize = 0; i < queries; i++) {
    const end = sizeof<T>() * visible(tokens, queries, causal, i);
    let value = v;
    let mean: T = 0;
    for (let at: usize = 0; at < end; at += sizeof<T>()) {
      const slope = dot<T>(outputs, value, width);
      store<T>(s + at, slope);
      mean += load<T>(p + at) * slope;
      value += stride;
    }
    for (let at: usize = 0; at < end; at += sizeof<T>()) {
      store<T>(s + at, factor * load<T>(p + at) * (load<T>(s + at) - mean));
    }
    p += sizeof<T>() * tokens;
    s += sizeof<T>() * tokens;
    outputs += stride;
  }
}

/** From `outputs`, the gradient by o: dq_i = Σ_j s_ij k_j, dk_j = Σ_i s_ij q_i, dv_j = Σ_i p_ij do_i, over what is seen. */
export function attendBackward<T>(
  count: usize,
  heads: usize,
  width: usize,
  tokens: usize,
  queries: usize,
  causal: bool,
  factor: T,
  q: usize,
  k: usize,
  v: usize,
  p: usize,
  outputs: usize,
  dq: usize,
  dk: usize,
  dv: usize,
  s: usize,
): void {
  const head = sizeof<T>() * width;
  const stride = heads * head;
  const row = sizeof<T>() * tokens;
  const hidden = tokens - queries;
  for (let n: usize = 0; n < count; n++) {
    for (let h: usize = 0; h < heads; h++) {
      const here = h * head;
      scoreSlopes<T>(width, tokens, queries, causal, factor, v + here, p, outputs + here, stride, s);
      for (let i: usize = 0; i < queries; i++) {
        const seen = visible(tokens, queries, causal, i);
        combine<T>(seen, s + i * row, sizeof<T>(), k + here, stride, width, dq + here + i * stride);
      }
      for (let j: usize = 0; j < tokens; j++) {
        // The first query that sees key j.
        const first: usize = causal && j > hidden ? j - hidden : 0;
        const at = first * row + sizeof<T>() * j;
        const to = here + j * stride;
        const from = here + first * stride;
        combine<T>(queries - first, s + at, row, q + from, stride, width, dk + to);
        combine<T>(queries - first, p + at, row, outputs + from, stride, width, dv + to);
      }
      p += queries * row;
    }
    q += queries * stride;
    k += tokens * stride;
    v += tokens * stride;
    outputs += queries * stride;
    dq += queries * stride;
    dk += tokens * stride;
    dv += tokens * stride;
  }
}
