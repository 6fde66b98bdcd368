// What is seen of a network at a saved layer, in float64 whatever the states are: the sums of `NetworkSampler` and `LinearChain`
// in their order.

import { activate } from './activate';
import { gram, gramRest } from './gram';
import { chunkBlocks, finishSums } from './network';
import {
  activated,
  activationRows,
  chainActivated,
  chainPreactivation,
  coupled,
  covarianceSums,
  deviation,
  deviationRows,
  excessSums,
  inputs,
  kernel,
  kernelSums,
  meanSums,
  pairs,
  preactivation,
  productSums,
  response,
  responseRows,
  rowsWanted,
  seenActivated,
  seenResponse,
  seenState,
  sourceSums,
  square,
  transport,
  transportSums,
  width,
} from './state';

/**
 * Fills the sums named in `state`: those of products are means over neurons, at the first P (or packed) numbers of each; those of
 * Y, of the source and of χ X are sums.
 */
export function observeNetwork<T>(): void {
  const blocks = (width + 7) / 8;
  clear();
  for (let done = 0; done < blocks; done += chunkBlocks) {
    const count = min<i32>(chunkBlocks, blocks - done);
    const neurons = min<i32>(8 * count, width - 8 * done);
    observeStates<T>(done, count, neurons);
    if (coupled) observeChain<T>(done, count, neurons);
  }
  const n = <f64>width;
  finishSums(pairs, n, kernelSums, kernelSums);
  if (sizeof<T>() === 4) finishSums(pairs, n, productSums, productSums);
  if (!coupled) return;
  finishSums(packed(), n, covarianceSums, covarianceSums);
  finishSums(packed(), n, excessSums, excessSums);
}

function packed(): i32 {
  return (pairs * (pairs + 1)) / 2;
}

function clear(): void {
  const byPair: usize = 8 * <usize>pairs;
  memory.fill(kernelSums, 0, 4 * byPair);
  memory.fill(productSums, 0, 4 * byPair);
  if (!coupled) return;
  memory.fill(covarianceSums, 0, 32 * <usize>packed());
  memory.fill(excessSums, 0, 32 * <usize>packed());
  memory.fill(meanSums, 0, byPair);
  memory.fill(sourceSums, 0, byPair);
  memory.fill(transportSums, 0, byPair);
}

/** `groups` groups of eight values as float64: where they are, or converted at `to`. */
function asFloat64<T>(from: usize, groups: i32, to: usize): usize {
  if (sizeof<T>() === 8) return from;
  const end = from + 32 * <usize>groups;
  let at = to;
  for (; from < end; from += 8) {
    v128.store(at, f64x2.promote_low_f32x4(v128.load64_zero(from)));
    at += 16;
  }
  return to;
}

/** All products of `rows` rows of the chunk. */
function addGram(rows: i32, neurons: i32, x: usize, sums: usize): void {
  const whole = neurons / 8;
  gram<f64>(rows, whole, x, sums);
  if (neurons % 8 > 0) gramRest<f64>(rows, neurons % 8, x + 64 * <usize>(whole * rows), sums);
}

function observeStates<T>(done: i32, count: i32, neurons: i32): void {
  const groups = count * inputs;
  const state = preactivation + 8 * sizeof<T>() * <usize>(done * inputs);
  addGram(inputs, neurons, asFloat64<T>(state, groups, seenState), kernelSums);
  if (sizeof<T>() === 8) return;
  activate<T>(state, 8 * sizeof<T>() * <usize>groups, activated);
  addGram(inputs, neurons, asFloat64<T>(activated, groups, seenActivated), productSums);
}

function observeChain<T>(done: i32, count: i32, neurons: i32): void {
  const groups = count * inputs;
  const state = chainPreactivation + 8 * sizeof<T>() * <usize>(done * inputs);
  activate<T>(state, 8 * sizeof<T>() * <usize>groups, chainActivated);
  const u = asFloat64<T>(state, groups, seenState);
  const s = asFloat64<T>(chainActivated, groups, seenActivated);
  const from = response + 8 * sizeof<T>() * <usize>(done * pairs);
  const x = asFloat64<T>(from, count * pairs, seenResponse);
  for (let block = 0; block < count; block++) {
    const first: usize = 64 * <usize>block;
    const offset = first * <usize>pairs;
    const input = first * <usize>inputs;
    seeBlock(min<i32>(8, neurons - 8 * block), offset, u + input, s + input, x + offset);
  }
  addGram(pairs, neurons, deviation, covarianceSums);
  addGram(pairs, neurons, square, excessSums);
  if (!rowsWanted) return;
  copyRows(inputs, 8 * done, neurons, s, activationRows);
  copyRows(pairs, 8 * done, neurons, x, responseRows);
  copyRows(pairs, 8 * done, neurons, deviation, deviationRows);
}

/**
 * Of one block: h = φ̃_a φ̃_b − K0 and Y = h + X, and what its first `count` neurons add to the sums of Y, of σ(φ̃)σ(φ̃)ᵀ and of
 * χ X. u and s: N rows of φ̃ and σ(φ̃); x: P rows of X; h and Y go to `square` and `deviation` + `offset`.
 */
function seeBlock(count: i32, offset: usize, u: usize, s: usize, x: usize): void {
  const bytes: usize = 8 * <usize>count;
  const end = u + 64 * <usize>inputs;
  const toS = s - u;
  let own = x;
  let at: usize = 0;
  for (let a = u; a < end; a += 64) {
    let other = own;
    for (let b = a; b < end; b += 64) {
      seePair(bytes, at, offset, a, b, toS, own, x, other);
      x += 64;
      offset += 64;
      at += 8;
      // From (b, b) to (b + 1, b + 1).
      other += end - b;
    }
    own += end - a;
  }
}

function seePair(
  bytes: usize,
  at: usize,
  offset: usize,
  a: usize,
  b: usize,
  toS: usize,
  own: usize,
  pair: usize,
  other: usize,
): void {
  const kernelMean = v128.load_splat<f64>(kernel + at);
  const onA = v128.load_splat<f64>(transport + 3 * at);
  const onPair = v128.load_splat<f64>(transport + 3 * at, 8);
  const onB = v128.load_splat<f64>(transport + 3 * at, 16);
  // Sums run neuron by neuron in the first lane.
  let mean = v128.load64_zero(meanSums + at);
  let source = v128.load64_zero(sourceSums + at);
  let moved = v128.load64_zero(transportSums + at);
  for (let i: usize = 0; i < 64; i += 16) {
    const x = v128.load(pair + i);
    const h = f64x2.sub(f64x2.mul(v128.load(a + i), v128.load(b + i)), kernelMean);
    const y = f64x2.add(h, x);
    v128.store(square + offset + i, h);
    v128.store(deviation + offset + i, y);
    if (i >= bytes) continue;
    const product = f64x2.mul(v128.load(a + toS + i), v128.load(b + toS + i));
    const fromA = f64x2.add(f64x2.mul(onA, v128.load(own + i)), f64x2.mul(onPair, x));
    const change = f64x2.add(fromA, f64x2.mul(onB, v128.load(other + i)));
    mean = f64x2.add(mean, y);
    source = f64x2.add(source, product);
    moved = f64x2.add(moved, change);
    if (i + 8 >= bytes) continue;
    mean = f64x2.add(mean, v128.shuffle<f64>(y, y, 1, 1));
    source = f64x2.add(source, v128.shuffle<f64>(product, product, 1, 1));
    moved = f64x2.add(moved, v128.shuffle<f64>(change, change, 1, 1));
  }
  v128.store_lane<f64>(meanSums + at, mean, 0);
  v128.store_lane<f64>(sourceSums + at, source, 0);
  v128.store_lane<f64>(transportSums + at, moved, 0);
}

/** Rows of a chunk that begins at neuron `first` to rows of n. */
function copyRows(rows: i32, first: i32, neurons: i32, from: usize, to: usize): void {
  for (let i = 0; i < neurons; i += 8) {
    const bytes: usize = 8 * <usize>min<i32>(8, neurons - i);
    for (let row = 0; row < rows; row++) {
      memory.copy(to + 8 * <usize>(row * width + first + i), from, bytes);
      from += 64;
    }
  }
}
