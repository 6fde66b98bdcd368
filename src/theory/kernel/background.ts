import { triangleIndex, triangleSize } from '../../numeric/mehler.ts';
import type { KernelAverages } from './averages/kernel-averages.ts';
import type { PairTables } from './pairs.ts';

/**
 * The infinite-width background at a kernel K: the mean increment F and its first two derivatives.
 *
 *     F_γ = C_W E[σ_c σ_d] + C_b
 *     χ_{γ,cc} = ½ C_W E[σ''_c σ_d],  χ_{γ,cd} = C_W E[σ'_c σ'_d],  χ_{γ,dd} = ½ C_W E[σ_c σ''_d];   c = d: χ = ½ C_W E[(σ²)'']
 *
 * K is symmetric and the pair (c ≤ d) one coordinate, ∂/∂K_cc = ½ ∂_c², ∂/∂K_cd = ∂_c ∂_d (Price's theorem).
 */
export class Background {
  /** F, P. */
  readonly increment: Float64Array;
  /** χ, P × 3 on (c,c), (c,d), (d,d); a diagonal pair has [χ, 0, 0]. */
  readonly susceptibility: Float64Array;
  /**
   * F'', P × 6 on (cc,cc), (cc,cd), (cc,dd), (cd,cd), (cd,dd), (dd,dd); a diagonal pair has [F'', 0, 0, 0, 0, 0].
   * Empty when the averages stop at second derivatives.
   */
  readonly curvature: Float64Array;
  /** Largest error estimate of the averages met so far. */
  averageError = 0;
  readonly #pairs: PairTables;
  readonly #averages: KernelAverages;
  readonly #weightVariance: number;
  readonly #biasVariance: number;

  constructor(pairs: PairTables, averages: KernelAverages, weightVariance: number, biasVariance: number) {
    this.#pairs = pairs;
    this.#averages = averages;
    this.#weightVariance = weightVariance;
    this.#biasVariance = biasVariance;
    this.increment = new Float64Array(pairs.count);
    this.susceptibility = new Float64Array(3 * pairs.count);
    this.curvature = new Float64Array(averages.request.derivativeOrder >= 4 ? 6 * pairs.count : 0);
  }

  evaluate(kernel: Float64Array): void {
    this.averageError = Math.max(this.averageError, this.#averages.evaluate(kernel));
    const { count, first, second } = this.#pairs;
    for (let p = 0; p < count; p++) {
      if (first[p] === second[p]) this.#diagonal(kernel, p);
      else this.#offDiagonal(kernel, p);
    }
  }

  #diagonal(kernel: Float64Array, p: number): void {
    const { single, singleOrder } = this.#averages;
    const at = this.#pairs.first[p]! * (singleOrder + 1);
    const variance = kernel[p]!;
    this.increment[p] = this.#weightVariance * single[at]! + this.#biasVariance;
    this.susceptibility[3 * p] = (this.#weightVariance * single[at + 2]! * Math.SQRT2) / (2 * variance);
    if (this.curvature.length > 0) {
      this.curvature[6 * p] = (this.#weightVariance * single[at + 4]! * Math.sqrt(24)) / (4 * variance ** 2);
    }
  }

  #offDiagonal(kernel: Float64Array, p: number): void {
    const { derivatives, request } = this.#averages;
    const { firstDiagonal, secondDiagonal } = this.#pairs;
    const at = p * triangleSize(request.derivativeOrder);
    const c = kernel[firstDiagonal[p]!]!;
    const d = kernel[secondDiagonal[p]!]!;
    const cd = Math.sqrt(c * d);
    const w = this.#weightVariance;
    this.increment[p] = w * derivatives[at]! + this.#biasVariance;
    const second = at + triangleIndex(2, 0);
    const chi = this.susceptibility;
    chi[3 * p] = (w * derivatives[second + 2]! * Math.SQRT1_2) / c;
    chi[3 * p + 1] = (w * derivatives[second + 1]!) / cd;
    chi[3 * p + 2] = (w * derivatives[second]! * Math.SQRT1_2) / d;
    if (this.curvature.length === 0) return;
    const fourth = at + triangleIndex(4, 0);
    const out = this.curvature;
    const root6 = Math.sqrt(6);
    out[6 * p] = (w * derivatives[fourth + 4]! * 2 * root6) / (4 * c * c);
    out[6 * p + 1] = (w * derivatives[fourth + 3]! * root6) / (2 * c * cd);
    out[6 * p + 2] = (w * derivatives[fourth + 2]!) / (2 * c * d);
    out[6 * p + 3] = (w * derivatives[fourth + 2]! * 2) / (c * d);
    out[6 * p + 4] = (w * derivatives[fourth + 1]! * root6) / (2 * d * cd);
    out[6 * p + 5] = (w * derivatives[fourth]! * 2 * root6) / (4 * d * d);
  }

  /** (χ x)_p for a vector over pairs at x[from…]. */
  response(p: number, x: Float64Array, from: number): number {
    const chi = this.susceptibility;
    const { firstDiagonal, secondDiagonal } = this.#pairs;
    const cc = firstDiagonal[p]!;
    if (cc === p) return chi[3 * p]! * x[from + p]!;
    const dd = secondDiagonal[p]!;
    return chi[3 * p]! * x[from + cc]! + chi[3 * p + 1]! * x[from + p]! + chi[3 * p + 2]! * x[from + dd]!;
  }

  /** ½ F''_p : V for V over packed pairs of pairs at covariance[from…]. */
  tadpole(p: number, covariance: Float64Array, from: number): number {
    const { firstDiagonal, secondDiagonal, packed, count } = this.#pairs;
    const f = this.curvature;
    const cc = firstDiagonal[p]!;
    const at = 6 * p;
    if (cc === p) return 0.5 * f[at]! * covariance[from + packed[p * count + p]!]!;
    const dd = secondDiagonal[p]!;
    const v = (q: number, r: number) => covariance[from + packed[q * count + r]!]!;
    return (
      0.5 * (f[at]! * v(cc, cc) + f[at + 3]! * v(p, p) + f[at + 5]! * v(dd, dd)) +
      f[at + 1]! * v(cc, p) +
      f[at + 2]! * v(cc, dd) +
      f[at + 4]! * v(p, dd)
    );
  }
}
