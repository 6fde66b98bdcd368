import type { BuiltInActivation } from '../../../model/activation.ts';
import { activationText } from './activations.ts';
import { type Extent, reductionTile } from './extent.ts';
import { boxMuller, laneTypes, philox } from './normals.ts';

/** Lanes of a sum over threads are first added in this many interleaved chains. */
const chains = (threads: number) => (threads >= 128 ? 16 : 8);

/**
 * The compute kernel of one (N, activation, coupled or not, workgroup size). One workgroup is one network; the loop over depth
 * is inside; a thread has the same neurons throughout and keeps their φ, φ̃, X in `states`.
 *
 * A step draws Z, moves φ (and φ̃, X) and adds up σ_a σ_b − E₂(K0)_ab over the neurons, each in float32: as deviations
 * from the infinite-width chain the sums are small and lose no digits, Q = F(K0) + C_W (S − E₂(K0)). Constants near 1 are
 * applied as differences (φ − κε² φ; χ as a change of X), so that no rounding acts the same way at every layer.
 * Sums over threads run in a fixed order. The layer table is that of `chain-table.ts`, the sums those of `readback.ts`.
 */
export function kernelText(extent: Extent, activation: BuiltInActivation): string {
  const { coupled } = extent;
  return [
    laneTypes,
    constants(extent),
    philox,
    boxMuller,
    activationText[activation],
    coupled ? coupledBindings : '',
    common,
    factorisation,
    coupled ? coupledStep : plainStep,
    observation,
    coupled ? coupledObservation : plainObservation,
    main,
  ].join('');
}

function constants({ inputs, pairs, packed, threads, blocks, items, quads, rows, groupPairs, ...extent }: Extent): string {
  const centre = 1;
  const kernel = centre + pairs;
  const covariance = kernel + pairs;
  const factor = covariance + pairs;
  const keep = factor + inputs * inputs;
  return /* wgsl */ `
const N = ${inputs}u;
const P = ${pairs}u;
const Q = ${packed}u;
const threads = ${threads}u;
const blocks = ${blocks}u;
const tile = ${reductionTile}u;
const chains = ${chains(threads)}u;
const items = ${items}u;
const quads = ${quads}u;
const rows = ${rows}u;
const groupPairs = ${groupPairs}u;
const depthSums = ${extent.depthSums}u;
const networkSums = ${extent.networkSums}u;
const rowLength = ${extent.rowLength}u;
const centreAt = ${centre}u;
const kernelAt = ${kernel}u;
const covarianceAt = ${covariance}u;
const factorAt = ${factor}u;
const keepAt = ${keep}u;
const firstAt = ${keep + pairs}u;
const secondAt = ${keep + 2 * pairs}u;
`;
}

const coupledBindings = /* wgsl */ `
@group(0) @binding(4) var<storage, read> entries: array<u32>;
`;

const common = /* wgsl */ `
struct Run {
  keyLow: u32, keyHigh: u32, networkLow: u32, networkHigh: u32,
  purpose: u32, width: u32, layers: u32, unused: u32,
  leak: f32, weightVariance: f32, scale: f32, gain: f32,
}
@group(0) @binding(0) var<uniform> run: Run;
@group(0) @binding(1) var<storage, read> layerTable: array<f32>;
@group(0) @binding(2) var<storage, read_write> states: array<F>;
@group(0) @binding(3) var<storage, read_write> sums: array<f32>;

var<workgroup> lanes: array<f32, tile * threads>;
var<workgroup> partials: array<f32, tile * chains>;
var<workgroup> totals: array<f32, tile>;
/** S − E₂(K0) by pairs, of the layer reached. */
var<workgroup> spread: array<f32, P>;
var<workgroup> factor: array<f32, N * N>;
/** ε times the factor: what mixes the normals. */
var<workgroup> mix: array<f32, N * N>;
var<workgroup> failedAt: f32;
var<workgroup> deficient: f32;

/** What a thread knows: its number and where its network's state begins. */
struct Thread { index: u32, state: u32, networkLow: u32, networkHigh: u32 }

fn total(x: F) -> f32 {
  return (x.x + x.y) + (x.z + x.w);
}

/** 1 for neurons of the network, 0 for those that fill its last groups. */
fn live(quad: u32) -> F {
  return select(F(0.0), F(1.0), U(4u * quad) + U(0u, 1u, 2u, 3u) < U(run.width));
}

/** totals[0 .. count) = sums over the threads of \`values\`. */
fn reduce(values: ptr<function, array<f32, tile>>, count: u32, thread: u32) {
  for (var v = 0u; v < count; v++) {
    lanes[v * threads + thread] = (*values)[v];
  }
  workgroupBarrier();
  for (var j = thread; j < count * chains; j += threads) {
    let start = (j / chains) * threads + j % chains;
    var sum = lanes[start];
    for (var i = 1u; i < threads / chains; i++) {
      sum += lanes[start + i * chains];
    }
    partials[j] = sum;
  }
  workgroupBarrier();
  if (thread < count) {
    var sum = partials[thread * chains];
    for (var i = 1u; i < chains; i++) {
      sum += partials[thread * chains + i];
    }
    totals[thread] = sum;
  }
  workgroupBarrier();
}

/** Sums over the threads of one value for each pair: into \`spread\`, divided by n, or as they are into the results. */
fn reducePairs(values: ptr<function, array<f32, P>>, thread: u32, toSpread: bool, at: u32) {
  for (var begin = 0u; begin < P; begin += tile) {
    let count = min(tile, P - begin);
    var part: array<f32, tile>;
    for (var v = 0u; v < count; v++) {
      part[v] = (*values)[begin + v];
    }
    reduce(&part, count, thread);
    if (thread < count) {
      if (toSpread) {
        spread[begin + thread] = totals[thread];
      } else {
        sums[at + begin + thread] = totals[thread];
      }
    }
  }
  workgroupBarrier();
}

/** Normals of an item: groups of eight are dealt out block by block, input by input; word and lane as in \`normal-stream.ts\`. */
fn drawInto(z: ptr<function, array<F, blocks * N>>, step: u32, item: u32, own: Thread) {
  for (var k = 0u; k < blocks * N / 2u; k++) {
    let block = 4u * (step * groupPairs + (item / 2u) * (blocks * N / 2u) + k) + item % 2u;
    let v = philox(block, own.networkLow, own.networkHigh, run.purpose, run.keyLow, run.keyHigh);
    let w = philox(block + 2u, own.networkLow, own.networkHigh, run.purpose, run.keyLow, run.keyHigh);
    let size = radius(v);
    (*z)[2u * k] = size * cosTurn(w);
    (*z)[2u * k + 1u] = size * sinTurn(w);
  }
}
`;

const factorisation = /* wgsl */ `
fn covariance(row: u32, i: u32, j: u32) -> f32 {
  let pair = j * N - j * (j + 1u) / 2u + i;
  return fma(run.weightVariance / f32(run.width), spread[pair], layerTable[row + covarianceAt + pair]);
}

/**
 * Cholesky factor of Q, a thread for each row, by the policy of \`numeric/cholesky.ts\` at float32: a pivot not above
 * N 2⁻²⁰ Q_jj is rounding noise, its column is zero; below −2 times that, or not finite, Q is no covariance.
 */
fn factorise(step: u32, thread: u32) {
  let row = step * rowLength;
  for (var j = 0u; j < N; j++) {
    if (thread >= j && thread < N) {
      let diagonal = covariance(row, j, j);
      let floor = f32(N) * 9.5367431640625e-7 * diagonal;
      var pivot = diagonal;
      for (var k = 0u; k < j; k++) {
        pivot -= factor[j * N + k] * factor[j * N + k];
      }
      var entry = 0.0;
      let finite = (bitcast<u32>(pivot) & 0x7f800000u) != 0x7f800000u;
      if (finite && pivot > floor) {
        let root = sqrt(pivot);
        entry = covariance(row, thread, j);
        for (var k = 0u; k < j; k++) {
          entry -= factor[thread * N + k] * factor[j * N + k];
        }
        entry = select(entry / root, root, thread == j);
      } else if (thread == j) {
        if (finite && pivot >= -2.0 * floor) {
          deficient += 1.0;
        } else if (failedAt < 0.0) {
          failedAt = f32(step) - 1.0;
        }
      }
      factor[thread * N + j] = entry;
      mix[thread * N + j] = run.scale * entry;
    }
    workgroupBarrier();
  }
}

/** φ⁰ = Z chol(K(0))ᵀ: the first row of the table holds the factor. */
fn initialMix(thread: u32) {
  for (var i = thread; i < N * N; i += threads) {
    mix[i] = layerTable[factorAt + i];
  }
  workgroupBarrier();
}
`;

/** Draws an item's normals and moves its neurons; what `inner` and `after` add is the chain. */
function stepText(inner: string): string {
  return /* wgsl */ `
fn advance(step: u32, own: Thread) {
  let row = step * rowLength;
  var spreads: array<f32, P>;
  for (var item = own.index; item < items; item += threads) {
    var z: array<F, blocks * N>;
    drawInto(&z, step, item, own);
    for (var j = 0u; j < blocks; j++) {
      let quad = ((item / 2u) * blocks + j) * 2u + item % 2u;
      let mask = live(quad);
      var sigma: array<F, N>;
      for (var a = 0u; a < N; a++) {
        let at = own.state + a * quads + quad;
        var moved = F(0.0);
        for (var b = 0u; b <= a; b++) {
          moved = fma(F(mix[a * N + b]), z[j * N + b], moved);
        }
        if (step > 0u) {
          let old = states[at];
          moved = old + fma(F(-run.leak), old, moved);
        }
        states[at] = moved;
        sigma[a] = activate(moved);
      }
      var p = 0u;
      for (var a = 0u; a < N; a++) {
        for (var b = a; b < N; b++) {
          spreads[p] += total(mask * fma(sigma[a], sigma[b], F(-layerTable[row + centreAt + p])));
          p++;
        }
      }
${inner}
    }
  }
  reducePairs(&spreads, own.index, true, 0u);
}
`;
}

const plainStep = stepText('');

/**
 * (φ̃, X) of one quad: φ̃ is driven by the same Z through chol(F(K0)), X by ζ = C_W (σ̃σ̃ − E₂(K0)) and χ of the layer
 * before. A pair reads its diagonal ones as they were.
 */
const coupledStep = /* wgsl */ `
fn advanceChain(step: u32, quad: u32, j: u32, z: ptr<function, array<F, blocks * N>>, own: Thread) {
  let row = step * rowLength;
  let before = row - rowLength;
  let chain = own.state + N * quads + quad;
  let response = chain + N * quads;
  var sigma: array<F, N>;
  var diagonal: array<F, N>;
  var p = 0u;
  for (var a = 0u; a < N; a++) {
    let old = states[chain + a * quads];
    sigma[a] = activate(old);
    var moved = F(0.0);
    for (var b = 0u; b <= a; b++) {
      moved = fma(F(layerTable[row + factorAt + a * N + b]), (*z)[j * N + b], moved);
    }
    states[chain + a * quads] = old + fma(F(-run.leak), old, moved);
    diagonal[a] = states[response + p * quads];
    p += N - a;
  }
  p = 0u;
  for (var a = 0u; a < N; a++) {
    for (var b = a; b < N; b++) {
      let x = states[response + p * quads];
      let source = fma(sigma[a], sigma[b], F(-layerTable[before + centreAt + p]));
      let carried = fma(F(layerTable[row + firstAt + p]), diagonal[a], F(layerTable[row + secondAt + p]) * diagonal[b]);
      states[response + p * quads] = x + fma(F(run.gain), source, fma(F(layerTable[row + keepAt + p]), x, carried));
      p++;
    }
  }
}

fn beginChain(quad: u32, own: Thread) {
  for (var a = 0u; a < N; a++) {
    states[own.state + (N + a) * quads + quad] = states[own.state + a * quads + quad];
  }
  for (var p = 0u; p < P; p++) {
    states[own.state + (2u * N + p) * quads + quad] = F(0.0);
  }
}
${stepText(`      if (step > 0u) {
        advanceChain(step, quad, j, &z, own);
      } else {
        beginChain(quad, own);
      }`)}`;

const observation = /* wgsl */ `
/** Σ_i (φ_a φ_b − K0_ab) and Σ_i (σ_a σ_b − E₂_ab). */
fn observeNetwork(step: u32, own: Thread, at: u32) {
  let row = step * rowLength;
  var spreads: array<f32, P>;
  for (var quad = own.index; quad < quads; quad += threads) {
    let mask = live(quad);
    var p = 0u;
    for (var a = 0u; a < N; a++) {
      let first = states[own.state + a * quads + quad];
      for (var b = a; b < N; b++) {
        let second = states[own.state + b * quads + quad];
        spreads[p] += total(mask * fma(first, second, F(-layerTable[row + kernelAt + p])));
        p++;
      }
    }
  }
  reducePairs(&spreads, own.index, false, at);
  for (var p = own.index; p < P; p += threads) {
    sums[at + P + p] = spread[p];
  }
}
`;

const plainObservation = /* wgsl */ `
fn observe(step: u32, own: Thread, at: u32) {
  observeNetwork(step, own, at);
}
`;

/**
 * With h̃ = φ̃_a φ̃_b − K0_ab by neuron: Σ_i h̃, Σ_i X, Σ_i (σ̃σ̃ − E₂(K0)), then for every pair of pairs Σ_i Y Y, Σ_i h̃ h̃ with
 * Y = h̃ + X. An entry names its inputs a, b, c, d in four bits each and its pairs in eight.
 */
const coupledObservation = /* wgsl */ `
fn observeChain(step: u32, own: Thread, at: u32) {
  let row = step * rowLength;
  let chain = own.state + N * quads;
  let response = chain + N * quads;
  var squares: array<f32, P>;
  var responses: array<f32, P>;
  var sources: array<f32, P>;
  for (var quad = own.index; quad < quads; quad += threads) {
    let mask = live(quad);
    var p = 0u;
    for (var a = 0u; a < N; a++) {
      let first = states[chain + a * quads + quad];
      let sigma = activate(first);
      for (var b = a; b < N; b++) {
        let second = states[chain + b * quads + quad];
        squares[p] += total(mask * fma(first, second, F(-layerTable[row + kernelAt + p])));
        responses[p] += total(mask * states[response + p * quads + quad]);
        sources[p] += total(mask * fma(sigma, activate(second), F(-layerTable[row + centreAt + p])));
        p++;
      }
    }
  }
  reducePairs(&squares, own.index, false, at);
  reducePairs(&responses, own.index, false, at + P);
  reducePairs(&sources, own.index, false, at + 2u * P);
}

fn square(a: u32, b: u32, p: u32, row: u32, chain: u32) -> F {
  return fma(states[chain + a * quads], states[chain + b * quads], F(-layerTable[row + kernelAt + p]));
}

fn observeProducts(step: u32, own: Thread, at: u32) {
  let row = step * rowLength;
  for (var begin = 0u; begin < Q; begin += tile / 2u) {
    let count = min(tile / 2u, Q - begin);
    var values = array<f32, tile>();
    for (var quad = own.index; quad < quads; quad += threads) {
      let chain = own.state + N * quads + quad;
      let response = chain + N * quads;
      let mask = live(quad);
      for (var e = 0u; e < count; e++) {
        let entry = entries[begin + e];
        let p = (entry >> 16u) & 0xffu;
        let r = entry >> 24u;
        let h = square(entry & 0xfu, (entry >> 4u) & 0xfu, p, row, chain);
        let k = square((entry >> 8u) & 0xfu, (entry >> 12u) & 0xfu, r, row, chain);
        let y = h + states[response + p * quads];
        let x = k + states[response + r * quads];
        values[2u * e] += total(mask * y * x);
        values[2u * e + 1u] += total(mask * h * k);
      }
    }
    reduce(&values, 2u * count, own.index);
    if (own.index < 2u * count) {
      sums[at + 2u * begin + own.index] = totals[own.index];
    }
  }
}

fn observe(step: u32, own: Thread, at: u32) {
  observeNetwork(step, own, at);
  observeChain(step, own, at + 2u * P);
  observeProducts(step, own, at + 5u * P);
}
`;

const main = /* wgsl */ `
@compute @workgroup_size(threads)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let networkLow = run.networkLow + group.x;
  let carry = select(0u, 1u, networkLow < group.x);
  let own = Thread(thread, group.x * rows * quads, networkLow, run.networkHigh + carry);
  let results = group.x * networkSums;
  var at = results + 2u;
  if (thread == 0u) {
    failedAt = -1.0;
    deficient = 0.0;
  }
  workgroupBarrier();
  for (var step = 0u; step <= run.layers; step++) {
    if (step == 0u) {
      initialMix(thread);
    } else {
      factorise(step, thread);
    }
    advance(step, own);
    if (layerTable[step * rowLength] > 0.0) {
      storageBarrier();
      observe(step, own, at);
      at += depthSums;
    }
  }
  if (thread == 0u) {
    sums[results] = failedAt;
    sums[results + 1u] = deficient;
  }
}
`;
