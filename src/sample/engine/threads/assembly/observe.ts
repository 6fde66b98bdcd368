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
  deviate(count, u, x);
  addGram(pairs, neurons, deviation, covarianceSums);
  addGram(pairs, neurons, square, excessSums);
  for (let block = 0; 8 * block < neurons; block++) {
    addMeans(min<i32>(8, neurons - 8 * block), 64 * <usize>(block * pairs), x, s + 64 * <usize>(block * inputs));
  }
  if (!rowsWanted) return;
  copyRows(inputs, 8 * done, neurons, s, activationRows);
  copyRows(pairs, 8 * done, neurons, x, responseRows);
  copyRows(pairs, 8 * done, neurons, deviation, deviationRows);
}

/** h = φ̃_a φ̃_b − K0 and Y = h + X of a chunk. */
function deviate(count: i32, u: usize, x: usize): void {
  let to: usize = 0;
  for (let block = 0; block < count; block++) {
    const end = u + 64 * <usize>inputs;
    let at = kernel;
    for (let a = u; a < end; a += 64) {
      for (let b = a; b < end; b += 64) {
        const mean = v128.load_splat<f64>(at);
        for (let lane: usize = 0; lane < 64; lane += 16) {
          const h = f64x2.sub(f64x2.mul(v128.load(a + lane), v128.load(b + lane)), mean);
          v128.store(square + to, h);
          v128.store(deviation + to, f64x2.add(h, v128.load(x + to)));
          to += 16;
        }
        at += 8;
      }
    }
    u = end;
  }
}

/** Sums over `count` ≤ 8 neurons of a block, one after the other; P rows of X and Y begin at `offset`, N rows of σ(φ̃) at s. */
function addMeans(count: i32, offset: usize, x: usize, s: usize): void {
  const end = s + 64 * <usize>inputs;
  const bytes: usize = 8 * <usize>count;
  let y = deviation + offset;
  let own = x + offset;
  let pair = own;
  let at: usize = 0;
  for (let a = s; a < end; a += 64) {
    let other = own;
    for (let b = a; b < end; b += 64) {
      const onA = load<f64>(transport + 3 * at);
      const onPair = load<f64>(transport + 3 * at, 8);
      const onB = load<f64>(transport + 3 * at, 16);
      let mean = load<f64>(meanSums + at);
      let source = load<f64>(sourceSums + at);
      let moved = load<f64>(transportSums + at);
      for (let i: usize = 0; i < bytes; i += 8) {
        mean += load<f64>(y + i);
        source += load<f64>(a + i) * load<f64>(b + i);
        moved += onA * load<f64>(own + i) + onPair * load<f64>(pair + i) + onB * load<f64>(other + i);
      }
      store<f64>(meanSums + at, mean);
      store<f64>(sourceSums + at, source);
      store<f64>(transportSums + at, moved);
      y += 64;
      pair += 64;
      at += 8;
      // From (b, b) to (b + 1, b + 1).
      other += end - b;
    }
    own += end - a;
  }
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
