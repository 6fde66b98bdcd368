import type { BuiltInActivation } from '../../../model/activation.ts';
import { activationText } from './activations.ts';
import type { Extent } from './extent.ts';
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
    coupled ? coupledStep + products + coupledMain : plainStep + plainMain,
  ].join('');
}

function constants({
  inputs,
  pairs,
  packed,
  threads,
  blocks,
  items,
  quads,
  rows,
  groupPairs,
  ...extent
}: Extent): string {
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
const tile = ${extent.tile}u;
const pairSums = ${extent.pairSums}u;
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

/** The group of four neurons that an item has in its block j. */
fn quadOf(item: u32, j: u32) -> u32 {
  return ((item / 2u) * blocks + j) * 2u + item % 2u;
}

/** 1 for neurons of the network, 0 for those that fill its last groups. */
fn live(quad: u32) -> F {
  return select(F(0.0), F(1.0), U(4u * quad) + U(0u, 1u, 2u, 3u) < U(run.width));
}

/** Leaves \`chains\` partial sums over the threads of each value in \`partials\`. */
fn gather(values: ptr<function, array<f32, tile>>, thread: u32) {
  for (var v = 0u; v < tile; v++) {
    lanes[v * threads + thread] = (*values)[v];
  }
  workgroupBarrier();
  for (var j = thread; j < tile * chains; j += threads) {
    let start = (j / chains) * threads + j % chains;
    var sum = lanes[start];
    for (var i = 1u; i < threads / chains; i++) {
      sum += lanes[start + i * chains];
    }
    partials[j] = sum;
  }
  workgroupBarrier();
}

fn gathered(v: u32) -> f32 {
  var sum = partials[v * chains];
  for (var i = 1u; i < chains; i++) {
    sum += partials[v * chains + i];
  }
  return sum;
}

/** Normals of an item: groups of eight are dealt out block by block, input by input; word and lane as in \`normal-stream.ts\`. */
fn drawInto(z: ptr<function, array<F, blocks * N>>, step: u32, item: u32, own: Thread) {
  for (var k = 0u; k < blocks * N / 2u; k++) {
    let block = 4u * (step * groupPairs + (item / 2u) * (blocks * N / 2u) + k) + item % 2u;
    let v = philox(vec4<u32>(block, own.networkLow, own.networkHigh, run.purpose), run.keyLow, run.keyHigh);
    let w = philox(vec4<u32>(block + 2u, own.networkLow, own.networkHigh, run.purpose), run.keyLow, run.keyHigh);
    let size = radius(v);
    let angle = angleOf(w);
    let cosine = cosOfSmall(angle);
    let sine = sinOfSmall(angle);
    (*z)[2u * k] = size * cosOfQuarter(quarterOf(w), cosine, sine);
    (*z)[2u * k + 1u] = size * sinOfQuarter(quarterOf(w), cosine, sine);
  }
}
`;

const factorisation = /* wgsl */ `
fn covariance(row: u32, i: u32, j: u32) -> f32 {
  let pair = j * N - j * (j + 1u) / 2u + i;
  return fma(run.weightVariance / f32(run.width), spread[pair], layerTable[row + covarianceAt + pair]);
}

/**
 * Cholesky factor of Q on one thread, by the policy of \`numeric/cholesky.ts\` at float32: a pivot not above N 2⁻²⁰ Q_jj is
 * rounding noise, its column is zero; below −2 times that, or not finite, Q is no covariance.
 */
fn factorise(step: u32) {
  let row = step * rowLength;
  for (var j = 0u; j < N; j++) {
    let diagonal = covariance(row, j, j);
    let floor = f32(N) * 9.5367431640625e-7 * diagonal;
    var pivot = diagonal;
    for (var k = 0u; k < j; k++) {
      pivot -= factor[j * N + k] * factor[j * N + k];
    }
    let finite = (bitcast<u32>(pivot) & 0x7f800000u) != 0x7f800000u;
    let positive = finite && pivot > floor;
    let root = sqrt(select(1.0, pivot, positive));
    for (var i = j; i < N; i++) {
      var entry = covariance(row, i, j);
      for (var k = 0u; k < j; k++) {
        entry -= factor[i * N + k] * factor[j * N + k];
      }
      factor[i * N + j] = select(0.0, select(entry / root, root, i == j), positive);
      mix[i * N + j] = run.scale * factor[i * N + j];
    }
    if (finite && !positive && pivot >= -2.0 * floor) {
      deficient += 1.0;
    } else if (!positive && failedAt < 0.0) {
      failedAt = f32(step) - 1.0;
    }
  }
}

/** What mixes the normals of a step: in the first, chol K(0) as the table has it. */
fn prepareMix(step: u32, thread: u32) {
  if (thread == 0u) {
    if (step > 0u) {
      factorise(step);
    } else {
      for (var i = 0u; i < N * N; i++) {
        mix[i] = layerTable[factorAt + i];
      }
    }
  }
  workgroupBarrier();
}
`;

/** Draws an item's normals and moves its neurons; \`chain\` is what follows for the coupled chain. */
function stepText(chain: string): string {
  return /* wgsl */ `
fn advance(step: u32, saved: bool, own: Thread, out: ptr<function, array<f32, pairSums>>) {
  let row = step * rowLength;
  for (var item = own.index; item < items; item += threads) {
    var z: array<F, blocks * N>;
    drawInto(&z, step, item, own);
    for (var j = 0u; j < blocks; j++) {
      let quad = quadOf(item, j);
      let mask = live(quad);
      var phi: array<F, N>;
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
        phi[a] = moved;
        sigma[a] = activate(moved);
      }
      var p = 0u;
      for (var a = 0u; a < N; a++) {
        for (var b = a; b < N; b++) {
          (*out)[p] += total(mask * fma(sigma[a], sigma[b], F(-layerTable[row + centreAt + p])));
          if (saved) {
            (*out)[P + p] += total(mask * fma(phi[a], phi[b], F(-layerTable[row + kernelAt + p])));
          }
          p++;
        }
      }${chain}
    }
  }
}
`;
}

const plainStep = stepText('');

/**
 * (φ̃, X) of one quad: φ̃ is driven by the same Z through chol(F(K0)), X by ζ = C_W (σ̃σ̃ − E₂(K0)) and χ of the layer
 * before. A pair reads its diagonal ones as they were.
 */
const coupledStep = /* wgsl */ `
fn advanceResponse(step: u32, quad: u32, chain: u32) {
  let row = step * rowLength;
  let before = row - rowLength;
  let response = chain + 2u * N * quads;
  var sigma: array<F, N>;
  var diagonal: array<F, N>;
  var p = 0u;
  for (var a = 0u; a < N; a++) {
    sigma[a] = states[chain + (N + a) * quads];
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

fn advanceChain(
  step: u32,
  saved: bool,
  quad: u32,
  z: ptr<function, array<F, blocks * N>>,
  firstNormal: u32,
  own: Thread,
  out: ptr<function, array<f32, pairSums>>,
) {
  let row = step * rowLength;
  let mask = live(quad);
  let chain = own.state + N * quads + quad;
  let response = chain + 2u * N * quads;
  if (step > 0u) {
    advanceResponse(step, quad, chain);
  } else {
    for (var p = 0u; p < P; p++) {
      states[response + p * quads] = F(0.0);
    }
  }
  var phi: array<F, N>;
  var sigma: array<F, N>;
  for (var a = 0u; a < N; a++) {
    var moved = F(0.0);
    for (var b = 0u; b <= a; b++) {
      moved = fma(F(layerTable[row + factorAt + a * N + b]), (*z)[firstNormal + b], moved);
    }
    if (step > 0u) {
      let old = states[chain + a * quads];
      moved = old + fma(F(-run.leak), old, moved);
    }
    phi[a] = moved;
    sigma[a] = activate(moved);
    states[chain + a * quads] = moved;
    states[chain + (N + a) * quads] = sigma[a];
  }
  if (saved) {
    var p = 0u;
    for (var a = 0u; a < N; a++) {
      for (var b = a; b < N; b++) {
        (*out)[2u * P + p] += total(mask * fma(phi[a], phi[b], F(-layerTable[row + kernelAt + p])));
        (*out)[3u * P + p] += total(mask * states[response + p * quads]);
        (*out)[4u * P + p] += total(mask * fma(sigma[a], sigma[b], F(-layerTable[row + centreAt + p])));
        p++;
      }
    }
  }
}
${stepText(`
      advanceChain(step, saved, quad, &z, j * N, own, out);`)}`;

/**
 * With h̃ = φ̃_a φ̃_b − K0_ab by neuron, Σ_i Y Y and Σ_i h̃ h̃ for pairs of pairs number \`begin\` and on, Y = h̃ + X. An entry
 * names its inputs a, b, c, d in four bits each and its pairs in eight.
 */
const products = /* wgsl */ `
fn square(a: u32, b: u32, p: u32, row: u32, chain: u32) -> F {
  return fma(states[chain + a * quads], states[chain + b * quads], F(-layerTable[row + kernelAt + p]));
}

fn addProducts(begin: u32, step: u32, own: Thread, out: ptr<function, array<f32, tile>>) {
  let row = step * rowLength;
  let count = min(tile / 2u, Q - begin);
  // A thread meets the neurons it has moved and no others: there is nothing to wait for.
  for (var item = own.index; item < items; item += threads) {
    for (var j = 0u; j < blocks; j++) {
      let quad = quadOf(item, j);
      let chain = own.state + N * quads + quad;
      let response = chain + 2u * N * quads;
      let mask = live(quad);
      for (var e = 0u; e < count; e++) {
        let entry = entries[begin + e];
        let p = (entry >> 16u) & 0xffu;
        let r = entry >> 24u;
        let h = square(entry & 0xfu, (entry >> 4u) & 0xfu, p, row, chain);
        let k = square((entry >> 8u) & 0xfu, (entry >> 12u) & 0xfu, r, row, chain);
        (*out)[2u * e] += total(mask * (h + states[response + p * quads]) * (k + states[response + r * quads]));
        (*out)[2u * e + 1u] += total(mask * h * k);
      }
    }
  }
}
`;

/** The sums of a step, \`tile\` at a time: over pairs from \`out\`, where the layer is saved all of them and then the products. */
function mainText(addProducts: string): string {
  return /* wgsl */ `
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
  for (var step = 0u; step <= run.layers; step++) {
    let saved = layerTable[step * rowLength] > 0.0;
    prepareMix(step, thread);
    var out = array<f32, pairSums>();
    advance(step, saved, own, &out);
    let count = select(P, depthSums, saved);
    for (var begin = 0u; begin < count; begin += tile) {
      var values = array<f32, tile>();
      if (begin < pairSums) {
        for (var v = 0u; v < tile; v++) {
          values[v] = out[begin + v];
        }
      }${addProducts}
      gather(&values, thread);
      if (thread < tile) {
        let sum = gathered(thread);
        if (begin + thread < P) {
          spread[begin + thread] = sum;
        }
        if (saved && begin + thread < depthSums) {
          sums[at + begin + thread] = sum;
        }
      }
    }
    workgroupBarrier();
    at += select(0u, depthSums, saved);
  }
  if (thread == 0u) {
    sums[results] = failedAt;
    sums[results + 1u] = deficient;
  }
}
`;
}

const plainMain = mainText('');
const coupledMain = mainText(` else {
        addProducts((begin - pairSums) / 2u, step, own, &values);
      }`);
