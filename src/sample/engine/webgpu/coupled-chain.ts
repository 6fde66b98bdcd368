/** WGSL of the infinite-width chain that shares a network's normals (`linear-chain.ts`). */

export const chainBindings = /* wgsl */ `
@group(0) @binding(4) var<storage, read> entries: array<u32>;
`;

/**
 * (φ̃, X) of one quad: φ̃ is driven by the same Z through chol(F(K0)), X by ζ = C_W (σ̃σ̃ − E₂(K0)) and χ of the layer
 * before. A pair reads its diagonal ones as they were.
 */
export const chainStep = /* wgsl */ `
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
`;

/**
 * With h̃ = φ̃_a φ̃_b − K0_ab by neuron, Σ_i Y Y and Σ_i h̃ h̃ for pairs of pairs number \`begin\` and on, Y = h̃ + X. An entry
 * names its inputs a, b, c, d in four bits each and its pairs in eight.
 */
export const chainProducts = /* wgsl */ `
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
