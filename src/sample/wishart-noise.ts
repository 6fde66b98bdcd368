import type { RandomAddress } from '../numeric/random/address.ts';
import { ChiSquareStream } from '../numeric/random/chi-square-stream.ts';
import { createNormalStream, type NormalStream, type WordSource } from '../numeric/random/normal-stream.ts';

/** Normals taken from the stream at a time. */
const batch = 64;

/**
 * What n × N standard normals Z do to a kernel, without drawing them. In a basis whose first N vectors span the columns of
 * φ, Z is Z₁ (N × N) above Z₂ ((n − N) × N), and of Z₂ only Z₂ᵀZ₂ ~ Wishart(n − N, I) is seen. That is AᵀA by Bartlett: A upper
 * triangular, A_ii² ~ χ² of n − N − i degrees of freedom (i from 0), normals above the diagonal. Where n − N < N no such A
 * exists and Z₂ itself is drawn. Either way at most 2 N² variates, at any n.
 */
export class WishartNoise {
  /** Z₁ above A (or Z₂): `rows` × N, row-major. */
  readonly values: Float64Array;
  readonly rows: number;
  readonly #inputs: number;
  /** n − N. */
  readonly #freedom: number;
  readonly #normals: NormalStream;
  readonly #chiSquares: ChiSquareStream;
  readonly #seed: bigint;
  readonly #drawn = new Float64Array(batch);
  #next = batch;

  /** @param width n ≥ N */
  constructor(source: WordSource, seed: bigint, inputs: number, width: number) {
    this.#seed = seed;
    this.#inputs = inputs;
    this.#freedom = width - inputs;
    this.rows = inputs + Math.min(inputs, this.#freedom);
    this.values = new Float64Array(this.rows * inputs);
    this.#normals = createNormalStream(source, this.#address('g-only-stochastic', 0));
    this.#chiSquares = new ChiSquareStream(source, this.#address('chi-square', 0));
  }

  /** Goes to the first layer of a network. */
  begin(network: number): void {
    this.#normals.reset(this.#address('g-only-stochastic', network));
    this.#chiSquares.reset(this.#address('chi-square', network));
    this.#next = batch;
  }

  /** The noise of the next layer into `values`. */
  draw(): void {
    const inputs = this.#inputs;
    const { values } = this;
    const full = this.#freedom < inputs ? values.length : inputs * inputs;
    for (let i = 0; i < full; i++) values[i] = this.#normal();
    if (full === values.length) return;
    for (let i = 0; i < inputs; i++) {
      const row = full + i * inputs;
      values[row + i] = Math.sqrt(this.#chiSquares.next(this.#freedom - i));
      for (let j = i + 1; j < inputs; j++) values[row + j] = this.#normal();
    }
  }

  /** out = values · Lᵀ, `rows` × N, for L lower triangular at factors[at …]: the noise of covariance L Lᵀ. */
  mixInto(factors: Float64Array, at: number, out: Float64Array): void {
    const inputs = this.#inputs;
    const { values } = this;
    for (let row = 0; row < values.length; row += inputs) {
      for (let a = 0; a < inputs; a++) {
        let sum = 0;
        for (let j = 0; j <= a; j++) sum += values[row + j]! * factors[at + a * inputs + j]!;
        out[row + a] = sum;
      }
    }
  }

  #normal(): number {
    if (this.#next === batch) {
      this.#normals.fill(this.#drawn, batch);
      this.#next = 0;
    }
    return this.#drawn[this.#next++]!;
  }

  #address(purpose: 'g-only-stochastic' | 'chi-square', network: number): RandomAddress {
    return { seed: this.#seed, purpose, network };
  }
}

/** Σ_i x_ia x_ib over all rows of N numbers. */
export function columnProduct(x: Float64Array, inputs: number, a: number, b: number): number {
  let sum = 0;
  for (let row = 0; row < x.length; row += inputs) sum += x[row + a]! * x[row + b]!;
  return sum;
}
