import type { ActivationSpec } from './activation.ts';

/**
 * A finite-width pre-activation ResNet at random weights: what theory, samplers and shaders all describe.
 *
 *     φ^{ℓ+1} = (1 − κ ε²) φ^ℓ + ε W^ℓ σ(φ^ℓ) + ε b^ℓ,   W_ij ~ N(0, C_W / n),   b_i ~ N(0, C_b)
 *
 * φ^ℓ is n × N (neurons × inputs); its rows start independent, N(0, K(0)). Depth time is t = ε² ℓ.
 * Plain data: it can be sent to a worker or written to a file as it is.
 * Source: Kawase & Ota, arXiv 2604.15742, eqs. of section 2; leak and bias as in the Leaky ResNet of arXiv 2405.17573.
 */
export interface Ensemble {
  /** σ. */
  readonly activation: ActivationSpec;
  /** C_W. */
  readonly weightVariance: number;
  /** C_b. */
  readonly biasVariance: number;
  /** κ. */
  readonly leak: number;
  /** n, neurons per layer. */
  readonly width: number;
  /** ε. */
  readonly residualScale: number;
  /** L. */
  readonly layers: number;
  /** T = ε² L. */
  readonly horizon: number;
  /** K(0), N × N, symmetric positive semidefinite. */
  readonly inputKernel: readonly (readonly number[])[];
}

/** One unordered pair (a ≤ b) of inputs: the coordinate of a symmetric N × N matrix. */
export type InputPair = readonly [a: number, b: number];

/** The N (N + 1) / 2 unordered pairs in the order (0,0), (0,1), …, (0,N−1), (1,1), …: the order of every pair-indexed array. */
export function inputPairs(inputs: number): InputPair[] {
  const pairs: InputPair[] = [];
  for (let a = 0; a < inputs; a++) for (let b = a; b < inputs; b++) pairs.push([a, b]);
  return pairs;
}

/** Position of the pair {a, b} in `inputPairs(inputs)`. */
export function pairIndex(inputs: number, a: number, b: number): number {
  const low = Math.min(a, b);
  return low * inputs - (low * (low - 1)) / 2 + Math.abs(a - b);
}

/** Position of the unordered pair {p, q} of pair indices in the packed upper triangle (row by row) of a P × P symmetric matrix. */
export function packedIndex(pairCount: number, p: number, q: number): number {
  return pairIndex(pairCount, p, q);
}

/** ℓ-th layer's depth time ε² ℓ, computed as T ℓ / L; the last layer is T to the last bit. */
export function depthTime(ensemble: Ensemble, layer: number): number {
  return layer === ensemble.layers ? ensemble.horizon : (ensemble.horizon * layer) / ensemble.layers;
}
