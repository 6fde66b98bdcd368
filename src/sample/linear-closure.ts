import type { Ensemble } from '../model/ensemble.ts';
import type { InfiniteWidthChain } from '../model/infinite-width-chain.ts';
import { choleskyInto } from '../numeric/cholesky.ts';
import { linearCovariances, respondInto } from './linear-covariance.ts';
import { lowerTriangleInto } from './neuron-arrays.ts';
import { columnProduct, type WishartNoise } from './wishart-noise.ts';

/**
 * The linear chain coupled to one run of the G-only stochastic closure: the same noise Z₁ and A, but K0 and F(K0) in place of
 * G and F(G). With C = chol(K0), L = chol(F(K0)), c = 1 − κε² and Y = Z₁Lᵀ above A Lᵀ,
 *
 *     l⁺ = (c² + ε² χ) l + c ε (C Z₁ Lᵀ + transpose) / √n + ε² (YᵀY/n − F(K0)),   l = G_lin − K0.
 *
 * E[l] = 0 and n Cov(l) = V exactly, at any n (`linearCovariances`); G − G_lin is O(1/n).
 */
export class LinearClosure {
  /** l by pairs. */
  readonly deviation: Float64Array;
  readonly #ensemble: Ensemble;
  readonly #chain: InfiniteWidthChain;
  /** chol(K0^ℓ) and chol(F(K0^ℓ)), N × N each, layer by layer. */
  readonly #kernelFactors: Float64Array;
  readonly #incrementFactors: Float64Array;
  /** V packed, by saved layer. */
  readonly #covariances: ReadonlyMap<number, Float64Array>;
  readonly #response: Float64Array;
  readonly #mixed: Float64Array;

  /**
   * @param rows of the noise
   * @throws RangeError when some K0^ℓ or F(K0^ℓ) is not a covariance (the theory that made the chain is wrong)
   */
  constructor(ensemble: Ensemble, chain: InfiniteWidthChain, savedLayers: readonly number[], rows: number) {
    const { inputs } = chain;
    const pairs = (inputs * (inputs + 1)) / 2;
    this.#ensemble = ensemble;
    this.#chain = chain;
    this.deviation = new Float64Array(pairs);
    this.#response = new Float64Array(pairs);
    this.#mixed = new Float64Array(rows * inputs);
    this.#kernelFactors = factorsOf(chain.kernels, chain);
    this.#incrementFactors = factorsOf(chain.increments, chain);
    this.#covariances = linearCovariances(ensemble, chain, savedLayers);
  }

  /** l⁰ = YᵀY/n − K(0) with Y = Z₁Cᵀ above A Cᵀ: both chains start from the same G⁰. */
  begin(noise: WishartNoise): void {
    noise.mixInto(this.#kernelFactors, 0, this.#mixed);
    this.deviation.fill(0);
    this.#addSquare(this.#chain.kernels, 0, 1);
  }

  /** l^ℓ → l^{ℓ+1} with the noise of that layer. */
  step(layer: number, noise: WishartNoise): void {
    const { residualScale, leak, width } = this.#ensemble;
    const { inputs, increments } = this.#chain;
    const step = residualScale ** 2;
    const decay = 1 - leak * step;
    const at = layer * inputs * inputs;
    const mixed = this.#mixed;
    noise.mixInto(this.#incrementFactors, at, mixed);
    respondInto(this.#chain, layer, this.deviation, this.#response);
    for (let a = 0, p = 0; a < inputs; a++) {
      for (let b = a; b < inputs; b++, p++) {
        let moved = 0;
        for (let i = 0; i <= a; i++) moved += this.#kernelFactors[at + a * inputs + i]! * mixed[i * inputs + b]!;
        for (let i = 0; i <= b; i++) moved += this.#kernelFactors[at + b * inputs + i]! * mixed[i * inputs + a]!;
        this.deviation[p] =
          decay ** 2 * this.deviation[p]! +
          step * this.#response[p]! +
          (decay * residualScale * moved) / Math.sqrt(width);
      }
    }
    this.#addSquare(increments, layer * this.deviation.length, step);
  }

  /** V = n Cov(l) at a saved layer, packed. */
  covarianceInto(layer: number, out: Float64Array): void {
    out.set(this.#covariances.get(layer)!);
  }

  /** χ l / C_W by pairs: E₂(G) − E₂(K0) to first order; mean zero exactly. */
  linearSourceInto(layer: number, out: Float64Array): void {
    respondInto(this.#chain, layer, this.deviation, out);
    for (let p = 0; p < out.length; p++) out[p]! /= this.#ensemble.weightVariance;
  }

  /** l += scale · (YᵀY/n − M), M = E[YᵀY]/n by pairs at mean[from …]. */
  #addSquare(mean: Float64Array, from: number, scale: number): void {
    const { inputs } = this.#chain;
    for (let a = 0, p = 0; a < inputs; a++) {
      for (let b = a; b < inputs; b++, p++) {
        const square = columnProduct(this.#mixed, inputs, a, b) / this.#ensemble.width;
        this.deviation[p]! += scale * (square - mean[from + p]!);
      }
    }
  }
}

function factorsOf(matrices: Float64Array, { inputs, layers }: InfiniteWidthChain): Float64Array {
  const pairs = (inputs * (inputs + 1)) / 2;
  const size = inputs * inputs;
  const matrix = new Float64Array(size);
  const factors = new Float64Array((layers + 1) * size);
  for (let layer = 0; layer <= layers; layer++) {
    lowerTriangleInto(matrices, layer * pairs, inputs, matrix);
    if (choleskyInto(matrix, factors.subarray(layer * size, (layer + 1) * size), inputs).failed) {
      throw new RangeError(`the infinite-width covariance at layer ${layer} is not positive semidefinite`);
    }
  }
  return factors;
}
