import type { BuiltInActivation } from '../../../model/activation.ts';
import { activationText } from './activations.ts';
import { tableColumns } from './chain-table.ts';
import { chainBindings, chainProducts, chainStep } from './coupled-chain.ts';
import type { Extent } from './extent.ts';
import { boxMuller, laneTypes, philox } from './normals.ts';
import { factorisation, workgroup } from './workgroup.ts';

/**
 * The compute kernel of a plan: a text for each (N, activation, coupled or not) with its sizes as constants. One workgroup is
 * one network; the loop over depth is inside; a thread has the same neurons throughout and keeps their φ, φ̃, X in `states`.
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
    ...[philox, boxMuller, activationText[activation], workgroup, factorisation, drawing],
    ...(coupled ? [chainBindings, chainStep, chainProducts] : []),
    step(coupled),
    main(coupled),
  ].join('');
}

function constants(extent: Extent): string {
  const { inputs, pairs, packed, threads, blocks, items, quads, rows, groupPairs, tile, pairSums } = extent;
  const sizes: Readonly<Record<string, number>> = {
    ...{ N: inputs, P: pairs, Q: packed },
    ...{ threads, blocks, items, quads, rows, groupPairs, tile, pairSums },
    depthSums: extent.depthSums,
    networkSums: extent.networkSums,
    rowLength: extent.rowLength,
    // Lanes of a sum over threads are first added in this many interleaved chains.
    chains: threads >= 128 ? 16 : 8,
  };
  const columns = Object.entries(tableColumns(extent)).map(([name, at]) => [`${name}At`, at] as const);
  return [...Object.entries(sizes), ...columns].map(([name, value]) => `const ${name} = ${value}u;\n`).join('');
}

const drawing = /* wgsl */ `
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

/** Draws an item's normals and moves its neurons, and those of the coupled chain. */
function step(coupled: boolean): string {
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
      }${
        coupled
          ? `
      advanceChain(step, saved, quad, &z, j * N, own, out);`
          : ''
      }
    }
  }
}
`;
}

/** The sums of a step, `tile` at a time: over pairs from `out`, where the layer is saved all of them and then the products. */
function main(coupled: boolean): string {
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
      }${
        coupled
          ? ` else {
        addProducts((begin - pairSums) / 2u, step, own, &values);
      }`
          : ''
      }
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
