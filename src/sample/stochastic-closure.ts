import type { Activation } from '../model/activation.ts';
import { choleskyInto } from '../numeric/cholesky.ts';
import type { MeanProduct } from '../numeric/mean-product/mean-product.ts';
import type { KernelSampler, NetworkOutcome } from './kernel-sampler.ts';
import { LinearClosure } from './linear-closure.ts';
import { meanProductOf } from './mean-product.ts';
import { conditionalCovarianceInto, lowerTriangleInto } from './neuron-arrays.ts';
import { type ObservableLayout, type Observation, observation, writeObservables } from './observables.ts';
import type { SamplingPlan } from './plan.ts';
import { columnProduct, WishartNoise } from './wishart-noise.ts';

/**
 * The G-only closure as a stochastic recursion for G, without an expansion in 1/n: the exact conditional law of one layer,
 * with Q := F(G) = C_W E₂(G) + C_b in place of C_W S + C_b. Given G, with C = chol(G), L = chol(F(G)), c = 1 − κε²,
 *
 *     n G⁺ = (c √n Cᵀ + ε Z₁Lᵀ)ᵀ(c √n Cᵀ + ε Z₁Lᵀ) + ε² L AᵀA Lᵀ,   n G⁰ = C (Z₁ᵀZ₁ + AᵀA) Cᵀ at C = chol(K(0)),
 *
 * which is φ⁺ = c φ + ε Z Lᵀ in the basis of `WishartNoise`: N² variates a layer, at any n. S is E₂(G) here. Against the
 * networks it measures the closure (Q ≠ F(G)), against `g-only` theory the truncation of the 1/n expansion.
 */
export class StochasticClosureSampler implements KernelSampler {
  readonly #plan: SamplingPlan;
  readonly #layout: ObservableLayout;
  readonly #meanProduct: MeanProduct;
  readonly #noise: WishartNoise;
  readonly #linear: LinearClosure | null;
  /** G and E₂(G) by pairs. */
  readonly #kernel: Float64Array;
  readonly #products: Float64Array;
  readonly #matrix: Float64Array;
  readonly #kernelFactor: Float64Array;
  readonly #incrementFactor: Float64Array;
  /** The rows whose Gram matrix is n G⁺. */
  readonly #rows: Float64Array;
  readonly #seen: Observation;
  readonly #isSaved: Uint8Array;

  constructor(plan: SamplingPlan, activation: Activation, layout: ObservableLayout) {
    const { ensemble, chain, savedLayers } = plan;
    const { inputs } = chain;
    this.#plan = plan;
    this.#layout = layout;
    this.#meanProduct = meanProductOf(activation, inputs);
    this.#noise = new WishartNoise(plan.random, BigInt(plan.seed), inputs, ensemble.width);
    this.#linear = plan.controlVariates ? new LinearClosure(ensemble, chain, savedLayers, this.#noise.rows) : null;
    this.#kernel = new Float64Array(layout.pairs);
    this.#products = new Float64Array(layout.pairs);
    this.#matrix = new Float64Array(inputs * inputs);
    this.#kernelFactor = new Float64Array(inputs * inputs);
    this.#incrementFactor = new Float64Array(inputs * inputs);
    this.#rows = new Float64Array(this.#noise.rows * inputs);
    this.#seen = observation(layout);
    this.#isSaved = new Uint8Array(ensemble.layers + 1);
    for (const layer of savedLayers) this.#isSaved[layer] = 1;
  }

  run(network: number, out: Float64Array): NetworkOutcome {
    const { ensemble, chain } = this.#plan;
    const { layers, residualScale, leak, weightVariance, biasVariance } = ensemble;
    const { inputs } = chain;
    const decay = 1 - leak * residualScale ** 2;
    const products = this.#products;
    let deficientPivots = 0;
    let averageError = 0;
    let slot = 0;

    this.#noise.begin(network);
    this.#kernel.set(chain.kernels.subarray(0, this.#layout.pairs));
    if (this.#factorKernel()) throw new RangeError('the input kernel K(0) is not positive semidefinite');
    this.#draw(this.#kernelFactor, 0, 1);
    this.#linear?.begin(this.#noise);

    for (let layer = 0; layer <= layers; layer++) {
      const error = this.#meanProduct.into(this.#kernel, products);
      if (Number.isNaN(error)) return { divergedAt: layer, deficientPivots, averageError };
      averageError = Math.max(averageError, error);
      if (this.#isSaved[layer] === 1) {
        if (!this.#observe(layer, out, slot * this.#layout.size)) {
          return { divergedAt: layer, deficientPivots, averageError };
        }
        slot++;
      }
      if (layer === layers) break;
      conditionalCovarianceInto(products, weightVariance, biasVariance, inputs, this.#matrix);
      const report = choleskyInto(this.#matrix, this.#incrementFactor, inputs);
      if (report.failed || this.#factorKernel()) return { divergedAt: layer, deficientPivots, averageError };
      deficientPivots += report.deficient;
      this.#draw(this.#incrementFactor, decay, residualScale);
      this.#linear?.step(layer, this.#noise);
    }
    return { divergedAt: null, deficientPivots, averageError };
  }

  /** chol(G); true where G is not a covariance. */
  #factorKernel(): boolean {
    const { inputs } = this.#plan.chain;
    lowerTriangleInto(this.#kernel, 0, inputs, this.#matrix);
    return choleskyInto(this.#matrix, this.#kernelFactor, inputs).failed;
  }

  /** G ← the Gram matrix of c √n Cᵀ + ε Z₁Lᵀ above ε A Lᵀ, over n, with fresh noise; C is `#kernelFactor`. */
  #draw(factor: Float64Array, decay: number, scale: number): void {
    const { width } = this.#plan.ensemble;
    const { inputs } = this.#plan.chain;
    const rows = this.#rows;
    const keep = decay * Math.sqrt(width);
    this.#noise.draw();
    this.#noise.mixInto(factor, 0, rows);
    for (let i = 0; i < rows.length; i++) rows[i]! *= scale;
    for (let i = 0; i < inputs; i++) {
      for (let a = i; a < inputs; a++) rows[i * inputs + a]! += keep * this.#kernelFactor[a * inputs + i]!;
    }
    for (let a = 0, p = 0; a < inputs; a++) {
      for (let b = a; b < inputs; b++) this.#kernel[p++] = columnProduct(rows, inputs, a, b) / width;
    }
  }

  #observe(layer: number, out: Float64Array, start: number): boolean {
    const { chain, ensemble } = this.#plan;
    const { pairs } = this.#layout;
    const { g, s, l, e, neuronCovariance } = this.#seen;
    const at = layer * pairs;
    for (let p = 0; p < pairs; p++) {
      g[p] = this.#kernel[p]! - chain.kernels[at + p]!;
      s[p] = this.#products[p]! - chain.products[at + p]!;
    }
    if (this.#linear) {
      // A, the neurons' own covariance, is known here: V of the linear chain. Its excess w stays 0.
      l.set(this.#linear.deviation);
      this.#linear.covarianceInto(layer, neuronCovariance);
      this.#linear.linearSourceInto(layer, e);
      for (let p = 0; p < pairs; p++) e[p] = s[p]! - e[p]!;
    }
    return writeObservables(this.#layout, this.#seen, ensemble.width, out, start);
  }
}
