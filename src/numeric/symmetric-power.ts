import { squareRoots } from './hermite.ts';

/**
 * Symmetric powers of a 2 × 2 matrix R = [[p, q], [u, v]] in the normalised basis √C(k, i) x^i y^{k−i}:
 *
 *     √C(k, i) (p x + q y)^i (u x + v y)^{k−i} = Σ_n S^k_{i,n} √C(k, n) x^n y^{k−n}.
 *
 * They carry rank-k tensors from one pair of directions to another: S(R₁R₂) = S(R₁) S(R₂), S(Rᵀ) = S(R)ᵀ, and S of a
 * rotation (contraction) is a rotation (contraction). Each level is the symmetric part of S^{k−1} ⊗ R,
 *
 *     k S^k_{i,n} = √i (p √n S^{k−1}_{i−1,n−1} + q √(k−n) S^{k−1}_{i−1,n}) + √(k−i) (u √n S^{k−1}_{i,n−1} + v √(k−n) S^{k−1}_{i,n}),
 *
 * which adds no rounding error beyond its own; the one-sided recursion amplifies errors like 2^{k/2}.
 */
export class SymmetricPower {
  /** S^k of the level last reached, row i at i · stride. */
  matrix: Float64Array;
  readonly stride: number;
  #previous: Float64Array;
  readonly #roots: Float64Array;
  #k = 0;
  #p = 1;
  #q = 0;
  #u = 0;
  #v = 1;

  constructor(order: number) {
    this.stride = order + 1;
    this.matrix = new Float64Array(this.stride ** 2);
    this.#previous = new Float64Array(this.stride ** 2);
    this.#roots = squareRoots(order + 1);
  }

  /** Starts at S^0 = [1]. */
  begin(p: number, q: number, u: number, v: number): void {
    this.#k = 0;
    this.#p = p;
    this.#q = q;
    this.#u = u;
    this.#v = v;
    this.matrix[0] = 1;
  }

  /** Moves on to S^k, k one larger than before. */
  next(): void {
    const k = ++this.#k;
    const { stride } = this;
    const roots = this.#roots;
    const from = this.matrix;
    const to = this.#previous;
    this.matrix = to;
    this.#previous = from;
    for (let i = 0; i <= k; i++) {
      const upper = roots[i]! / k;
      const lower = roots[k - i]! / k;
      const p = this.#p * upper;
      const q = this.#q * upper;
      const u = this.#u * lower;
      const v = this.#v * lower;
      const above = (i - 1) * stride;
      const here = i * stride;
      for (let n = 0; n <= k; n++) {
        let value = 0;
        if (i > 0) {
          if (n > 0) value += p * roots[n]! * from[above + n - 1]!;
          if (n < k) value += q * roots[k - n]! * from[above + n]!;
        }
        if (i < k) {
          if (n > 0) value += u * roots[n]! * from[here + n - 1]!;
          if (n < k) value += v * roots[k - n]! * from[here + n]!;
        }
        to[here + n] = value;
      }
    }
  }
}
