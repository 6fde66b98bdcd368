import { type Ensemble, type InputPair, inputPairs, pairIndex } from '../model/ensemble.ts';
import type { InfiniteWidthChain } from '../model/infinite-width-chain.ts';
import { choleskyInto } from '../numeric/cholesky.ts';
import { addMixedNoise, dot, lowerTriangleInto } from './neuron-arrays.ts';

/** What is seen of the chain at a layer: σ(φ̃) (N × n), X and Y (P × n). */
export type ChainState = Pick<LinearChain, 'activation' | 'response' | 'deviation'>;

/**
 * The infinite-width chain coupled to one sampled network: the same normals Z, but the mean covariance F(K0^ℓ).
 *
 *     φ̃⁰ = φ⁰,   φ̃^{ℓ+1} = c φ̃^ℓ + ε Z^ℓ chol(F(K0^ℓ))ᵀ,   c = 1 − κ ε²
 *     X_i^{ℓ+1} = c² X_i^ℓ + ε² (ζ_i^ℓ + χ^ℓ X_i^ℓ),   X_i⁰ = 0,   ζ_i^ℓ = C_W σ(φ̃_i)σ(φ̃_i)ᵀ + C_b − F(K0^ℓ)
 *     Y_i^ℓ = φ̃_i φ̃_iᵀ − K0^ℓ + X_i^ℓ,   G_lin^ℓ = K0^ℓ + (1/n) Σ_i Y_i^ℓ
 *
 * The neurons of φ̃ are exactly independent and Gaussian, so E[G_lin] = K0 exactly, and Y_i is the neuron's share of the
 * leading 1/√n fluctuation of G: n Cov(G_lin) = Cov_neuron(Y) is V4 at n → ∞. G − G_lin is O(1/n).
 */
export class LinearChain {
  /** φ̃, N × n. */
  readonly preactivation: Float64Array;
  /** σ(φ̃), N × n; written by the caller's activation. */
  readonly activation: Float64Array;
  /** X by neuron, P × n. */
  readonly response: Float64Array;
  /** Y by neuron, P × n, as `observe` left it. */
  readonly deviation: Float64Array;
  readonly #ensemble: Ensemble;
  readonly #chain: InfiniteWidthChain;
  readonly #factors: readonly Float64Array[];
  readonly #pairs: readonly InputPair[];
  /** h by neuron, P × n. */
  readonly #square: Float64Array;

  /** @throws RangeError as `incrementFactors`. */
  constructor(ensemble: Ensemble, chain: InfiniteWidthChain) {
    const { inputs } = chain;
    const pairs = (inputs * (inputs + 1)) / 2;
    this.#ensemble = ensemble;
    this.#chain = chain;
    this.preactivation = new Float64Array(inputs * ensemble.width);
    this.activation = new Float64Array(inputs * ensemble.width);
    this.response = new Float64Array(pairs * ensemble.width);
    this.#pairs = inputPairs(inputs);
    this.#square = new Float64Array(pairs * ensemble.width);
    this.deviation = new Float64Array(pairs * ensemble.width);
    this.#factors = incrementFactors(chain);
  }

  begin(initial: Float64Array): void {
    this.preactivation.set(initial);
    this.response.fill(0);
  }

  /** (φ̃, X)^ℓ → (φ̃, X)^{ℓ+1} with the network's normals Z^ℓ; `activation` must hold σ(φ̃^ℓ). */
  step(layer: number, noise: Float64Array): void {
    const { width, residualScale, leak } = this.#ensemble;
    const { inputs } = this.#chain;
    this.#stepResponse(layer);
    addMixedNoise(
      this.preactivation,
      noise,
      this.#factors[layer]!,
      inputs,
      width,
      1 - leak * residualScale ** 2,
      residualScale,
    );
  }

  #stepResponse(layer: number): void {
    const { width, residualScale, leak, weightVariance, biasVariance } = this.#ensemble;
    const { inputs, increments, susceptibilities } = this.#chain;
    const pairs = (inputs * (inputs + 1)) / 2;
    const { response: x, activation: s } = this;
    const step = residualScale ** 2;
    const decay = (1 - leak * step) ** 2;
    const gain = step * weightVariance;
    for (let a = 0; a < inputs; a++) {
      const diagonal = pairIndex(inputs, a, a);
      const xa = diagonal * width;
      const sa = a * width;
      // Off-diagonal pairs read the diagonal ones, so (a, a) is advanced after every (a, b).
      for (let b = a + 1; b < inputs; b++) {
        const p = diagonal + b - a;
        const at = (layer * pairs + p) * 3;
        const first = step * susceptibilities[at]!;
        const keep = decay + step * susceptibilities[at + 1]!;
        const second = step * susceptibilities[at + 2]!;
        const shift = step * (biasVariance - increments[layer * pairs + p]!);
        const xp = p * width;
        const xb = pairIndex(inputs, b, b) * width;
        const sb = b * width;
        for (let i = 0; i < width; i++) {
          x[xp + i] =
            keep * x[xp + i]! + first * x[xa + i]! + second * x[xb + i]! + (gain * s[sa + i]! * s[sb + i]! + shift);
        }
      }
      const keep = decay + step * susceptibilities[(layer * pairs + diagonal) * 3]!;
      const shift = step * (biasVariance - increments[layer * pairs + diagonal]!);
      for (let i = 0; i < width; i++) x[xa + i] = keep * x[xa + i]! + (gain * s[sa + i]! * s[sa + i]! + shift);
    }
  }

  /**
   * Means (1/n) Σ_i Y_i into `mean` (P), A = (1/n) Σ_i Y_i Y_iᵀ into `covariance` and the excess of (1/n) Σ_i h_i h_iᵀ,
   * h = φ̃φ̃ᵀ − K0, over its exact mean K_ac K_bd + K_ad K_bc into `excess` (packed P (P + 1) / 2).
   */
  observe(layer: number, mean: Float64Array, covariance: Float64Array, excess: Float64Array): void {
    const { width } = this.#ensemble;
    const { inputs, kernels } = this.#chain;
    const { preactivation: u, response: x } = this;
    const h = this.#square;
    const y = this.deviation;
    const pairs = mean.length;
    for (let a = 0, p = 0; a < inputs; a++) {
      for (let b = a; b < inputs; b++, p++) {
        const kernel = kernels[layer * pairs + p]!;
        let sum = 0;
        for (let i = 0; i < width; i++) {
          const value = u[a * width + i]! * u[b * width + i]! - kernel;
          h[p * width + i] = value;
          y[p * width + i] = value + x[p * width + i]!;
          sum += value + x[p * width + i]!;
        }
        mean[p] = sum / width;
      }
    }
    for (let p = 0, q = 0; p < pairs; p++) {
      for (let r = p; r < pairs; r++, q++) {
        covariance[q] = dot(y, p * width, y, r * width, width) / width;
        excess[q] =
          dot(h, p * width, h, r * width, width) / width -
          gaussianCovariance(this.#chain, layer, this.#pairs[p]!, this.#pairs[r]!);
      }
    }
  }

  /** S_lin − E₂(K0) = (ζ + χ X) / C_W averaged over the neurons, by pairs: mean zero exactly. */
  linearSourceInto(layer: number, out: Float64Array): void {
    const { width, weightVariance } = this.#ensemble;
    const { inputs, products, susceptibilities } = this.#chain;
    const { activation: s, response: x } = this;
    const pairs = out.length;
    for (let a = 0, p = 0; a < inputs; a++) {
      for (let b = a; b < inputs; b++, p++) {
        const at = (layer * pairs + p) * 3;
        const onA = a === b ? 0 : susceptibilities[at]!;
        const own = a === b ? susceptibilities[at]! : susceptibilities[at + 1]!;
        const onB = a === b ? 0 : susceptibilities[at + 2]!;
        const xa = pairIndex(inputs, a, a) * width;
        const xb = pairIndex(inputs, b, b) * width;
        let source = 0;
        let transported = 0;
        for (let i = 0; i < width; i++) {
          source += s[a * width + i]! * s[b * width + i]!;
          transported += onA * x[xa + i]! + own * x[p * width + i]! + onB * x[xb + i]!;
        }
        out[p] = source / width - products[layer * pairs + p]! + transported / (width * weightVariance);
      }
    }
  }
}

/**
 * Cholesky factors of F(K0^ℓ), ℓ = 0 … L − 1, N × N by rows.
 * @throws RangeError when some F(K0^ℓ) is not a covariance (the theory that made the chain is wrong).
 */
export function incrementFactors({ inputs, layers, increments }: InfiniteWidthChain): readonly Float64Array[] {
  const pairs = (inputs * (inputs + 1)) / 2;
  const matrix = new Float64Array(inputs * inputs);
  return Array.from({ length: layers }, (_, layer) => {
    const factor = new Float64Array(inputs * inputs);
    lowerTriangleInto(increments, layer * pairs, inputs, matrix);
    if (choleskyInto(matrix, factor, inputs).failed) {
      throw new RangeError(
        `the infinite-width increment covariance F(K0) at layer ${layer} is not positive semidefinite`,
      );
    }
    return factor;
  });
}

/** E[h_ab h_cd] = K_ac K_bd + K_ad K_bc of the Gaussian neurons of a layer. */
export function gaussianCovariance(
  { inputs, kernels }: InfiniteWidthChain,
  layer: number,
  [a, b]: InputPair,
  [c, d]: InputPair,
): number {
  const at = (layer * inputs * (inputs + 1)) / 2;
  const kernel = (i: number, j: number) => kernels[at + pairIndex(inputs, i, j)]!;
  return kernel(a, c) * kernel(b, d) + kernel(a, d) * kernel(b, c);
}
