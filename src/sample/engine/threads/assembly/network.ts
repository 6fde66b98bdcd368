// One network, layer by layer: the loop of ../../../network.ts with one pass over the neurons per layer, in chunks whose
// intermediate arrays stay in the first-level cache.

import { activate } from './activate';
import { cholesky } from './factor';
import { gram, gramRest, promoteSums } from './gram';
import { move } from './move';
import { normals32 } from './normals32';
import { normals64 } from './normals64';
import { respond } from './response';
import {
  activated,
  biasVariance,
  chainActivated,
  chainPreactivation,
  chainWeights,
  coupled,
  covariance,
  decay,
  factor,
  gain,
  initialFactor,
  inputs,
  noise,
  pairs,
  partial,
  philoxWords,
  preactivation,
  products,
  randomState,
  residualScale,
  response,
  responseCoefficients,
  total,
  weights,
  weightVariance,
  width,
  words,
} from './state';
import { philox, xoshiro } from './words';

/** Blocks of eight neurons to a chunk; even, so that a chunk takes whole groups of sixteen normals. */
export const chunkBlocks: i32 = 8;

/** Pivots of Q that are rounding, by size · Q_jj: 2⁻⁴⁹, and 2⁻²⁰ where S is summed from float32 products. */
const relativePivot64: f64 = 1.7763568394002505e-15;
const relativePivot32: f64 = 9.5367431640625e-7;

/** The layer ℓ that φ is at, whose products S are known. */
export let layer: i32 = 0;
/** Zero pivots met so far. */
export let deficient: i32 = 0;
/** Whether Q at `layer` is no covariance. */
export let failed: i32 = 0;
/** Blocks of Philox used so far. */
let drawn: u32 = 0;

/** φ⁰, φ̃⁰ = φ⁰, X⁰ = 0 and S⁰. The host has set `randomState`. */
export function beginNetwork<T>(): void {
  const size: usize = 8 * sizeof<T>() * <usize>((width + 7) / 8);
  memory.fill(preactivation, 0, size * <usize>inputs);
  if (coupled) memory.fill(response, 0, size * <usize>pairs);
  layer = 0;
  deficient = 0;
  failed = 0;
  drawn = 0;
  scaleWeights<T>(initialFactor, 1);
  pass<T>(0, false, 0, 0);
  if (coupled) memory.copy(chainPreactivation, preactivation, size * <usize>inputs);
}

/** Goes on to layer `end`, or to the first layer where Q is no covariance. */
export function advanceNetwork<T>(end: i32): void {
  const triangle = sizeof<T>() * <usize>pairs;
  while (layer < end) {
    covarianceOfLayer();
    const zeros = cholesky(inputs, covariance, factor, sizeof<T>() === 4 ? relativePivot32 : relativePivot64);
    if (zeros < 0) {
      failed = 1;
      return;
    }
    deficient += zeros;
    scaleWeights<T>(factor, residualScale);
    pass<T>(decay, coupled !== 0, chainWeights + triangle * layer, responseCoefficients + 4 * triangle * layer);
    layer++;
  }
}

/** Lower triangle of Q = C_W S + C_b. */
function covarianceOfLayer(): void {
  let at = products;
  for (let a = 0; a < inputs; a++) {
    for (let b = a; b < inputs; b++) {
      store<f64>(covariance + 8 * <usize>(b * inputs + a), weightVariance * load<f64>(at) + biasVariance);
      at += 8;
    }
  }
}

/** `weights` of a lower triangular matrix: see `move`. */
function scaleWeights<T>(matrix: usize, scale: f64): void {
  let to = weights;
  for (let a = 0; a < inputs; a++) {
    const row = matrix + 8 * <usize>(a * inputs);
    store<T>(to, <T>(scale * load<f64>(row + 8 * a)));
    to += sizeof<T>();
    for (let b = 0; b < a; b++) {
      store<T>(to, <T>(scale * load<f64>(row + 8 * b)));
      to += sizeof<T>();
    }
  }
}

/** Draws Z, moves φ (`keep`: see `move`) and with `chain` X and φ̃, applies σ to φ and sums S. */
function pass<T>(keep: f64, chain: bool, chainWeightsOfLayer: usize, coefficients: usize): void {
  const block: usize = 8 * sizeof<T>() * <usize>inputs;
  const whole = width / 8;
  const rest = width % 8;
  const blocks = rest > 0 ? whole + 1 : whole;
  memory.fill(partial, 0, 4 * sizeof<T>() * <usize>pairs);
  if (sizeof<T>() === 4) memory.fill(total, 0, 32 * <usize>pairs);
  let state = preactivation;
  let chainState = chainPreactivation;
  let x = response;
  for (let done = 0; done < blocks; done += chunkBlocks) {
    const count = min<i32>(chunkBlocks, blocks - done);
    const bytes = block * <usize>count;
    draw<T>(count * inputs);
    if (chain) {
      activate<T>(chainState, bytes, chainActivated);
      respond<T>(inputs, count, x, chainActivated, coefficients, gain);
      move<T>(inputs, count, chainState, noise, chainWeightsOfLayer, keep);
      chainState += bytes;
      x += 8 * sizeof<T>() * <usize>(pairs * count);
    }
    move<T>(inputs, count, state, noise, weights, keep);
    activate<T>(state, bytes, activated);
    gram<T>(inputs, min<i32>(count, whole - done), activated, partial);
    if (rest > 0 && done + count === blocks) gramRest<T>(inputs, rest, activated + block * <usize>(count - 1), partial);
    if (sizeof<T>() === 4) promoteSums(pairs, partial, total);
    state += bytes;
  }
  finishSums(pairs, <f64>width, sizeof<T>() === 4 ? total : partial, products);
}

/** Standard normals for `groups` groups of eight neurons; an odd last one leaves a group unused. */
function draw<T>(groups: i32): void {
  const sixteens = (groups + 1) / 2;
  if (philoxWords) {
    philox(2 * sixteens, words, randomState, drawn);
    drawn += 4 * sixteens;
  } else xoshiro(2 * sixteens, words, randomState);
  if (sizeof<T>() === 8) normals64(sixteens, words, noise);
  else normals32(sixteens, words, noise);
}

/** out = the sum of each four partial sums, over n. */
export function finishSums(count: i32, n: f64, sums: usize, out: usize): void {
  const end = out + 8 * <usize>count;
  for (; out < end; out += 8) {
    const four = load<f64>(sums) + load<f64>(sums, 8) + (load<f64>(sums, 16) + load<f64>(sums, 24));
    store<f64>(out, four / n);
    sums += 32;
  }
}
