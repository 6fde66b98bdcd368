import { type Ensemble, inputPairs, pairIndex } from '../model/ensemble.ts';
import type { InfiniteWidthChain } from '../model/infinite-width-chain.ts';

/** out = χ^ℓ x over the pairs. */
export function respondInto(chain: InfiniteWidthChain, layer: number, x: Float64Array, out: Float64Array): void {
  const { inputs, susceptibilities } = chain;
  const from = layer * out.length;
  for (let a = 0, p = 0; a < inputs; a++) {
    const aa = p;
    for (let b = a; b < inputs; b++, p++) {
      const at = (from + p) * 3;
      out[p] = susceptibilities[at]! * x[aa]!;
      if (b > a) out[p]! += susceptibilities[at + 1]! * x[p]! + susceptibilities[at + 2]! * x[pairIndex(inputs, b, b)]!;
    }
  }
}

/**
 * V = n Cov(G_lin) of the linear chain of the G-only closure at the given layers, exact at any n; with c = 1 − κε²:
 *
 *     V⁺ = (c² + ε² χ) V (c² + ε² χ)ᵀ + c² ε² Σ(K0) + ε⁴ (F_ac F_bd + F_ad F_bc),   V(0) = K_ac K_bd + K_ad K_bc,
 *     Σ = K_ac F_bd + K_ad F_bc + K_bc F_ad + K_bd F_ac.
 *
 * The perturbation theory of the closure by finite layers; its Euler step (`g-only`) leaves out the terms in ε⁴.
 * @returns one packed P (P + 1) / 2 per layer of `layers`, which ascend
 */
export function linearCovariances(
  ensemble: Ensemble,
  chain: InfiniteWidthChain,
  layers: readonly number[],
): ReadonlyMap<number, Float64Array> {
  const pairs = inputPairs(chain.inputs).length;
  const rows = Array.from({ length: pairs }, () => new Float64Array(pairs));
  const wanted = new Set(layers);
  const saved = new Map<number, Float64Array>();
  addNoise(rows, chain, 0, 0, 1, chain.kernels);
  const step = ensemble.residualScale ** 2;
  const keep = (1 - ensemble.leak * step) ** 2;
  for (let layer = 0; ; layer++) {
    if (wanted.has(layer)) saved.set(layer, Float64Array.from(rows.flatMap((row, p) => [...row.subarray(p)])));
    if (layer >= (layers.at(-1) ?? 0)) return saved;
    transport(rows, chain, layer, keep, step);
    addNoise(rows, chain, layer, keep * step, step ** 2, chain.increments);
  }
}

/** V ← (c² + ε² χ) V (c² + ε² χ)ᵀ. */
function transport(
  rows: readonly Float64Array[],
  chain: InfiniteWidthChain,
  layer: number,
  keep: number,
  step: number,
): void {
  const pairs = rows.length;
  const moved = new Float64Array(pairs);
  const move = (x: Float64Array) => {
    respondInto(chain, layer, x, moved);
    for (let p = 0; p < pairs; p++) x[p] = keep * x[p]! + step * moved[p]!;
  };
  const column = new Float64Array(pairs);
  for (const row of rows) move(row);
  for (let q = 0; q < pairs; q++) {
    for (let p = 0; p < pairs; p++) column[p] = rows[p]![q]!;
    move(column);
    for (let p = 0; p < pairs; p++) rows[p]![q] = column[p]!;
  }
}

/** V += cross · Σ(K0, F) + square · (L_ac L_bd + L_ad L_bc). */
function addNoise(
  rows: readonly Float64Array[],
  chain: InfiniteWidthChain,
  layer: number,
  cross: number,
  square: number,
  own: Float64Array,
): void {
  const { inputs, kernels, increments } = chain;
  const list = inputPairs(inputs);
  const pairs = list.length;
  const read = (matrix: Float64Array) => (a: number, b: number) => matrix[layer * pairs + pairIndex(inputs, a, b)]!;
  const [k, f, l] = [read(kernels), read(increments), read(own)];
  for (const [p, [a, b]] of list.entries()) {
    for (const [q, [c, d]] of list.entries()) {
      const mixed = k(a, c) * f(b, d) + k(a, d) * f(b, c) + k(b, c) * f(a, d) + k(b, d) * f(a, c);
      rows[p]![q]! += cross * mixed + square * (l(a, c) * l(b, d) + l(a, d) * l(b, c));
    }
  }
}
