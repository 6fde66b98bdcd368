/** WGSL shared by all kernels: bindings, what the threads of a network share, sums over threads, and the Cholesky factor. */

export const workgroup = /* wgsl */ `
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
`;

export const factorisation = /* wgsl */ `
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
