import type { PairTables } from './pairs.ts';

/**
 * The infinite-width background at a kernel K: the mean increment F and its first two derivatives,
 *
 *     F_γ = C_W E[σ_c σ_d] + C_b,   χ_{γδ} = ∂F_γ/∂K_δ,   F''_{γδε} = ∂²F_γ/∂K_δ∂K_ε.
 *
 * K is symmetric and the pair (c ≤ d) one coordinate. How the averages are taken is left to the classes below this one.
 */
export abstract class Background {
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

  constructor(pairs: PairTables, withCurvature: boolean) {
    this.#pairs = pairs;
    this.increment = new Float64Array(pairs.count);
    this.susceptibility = new Float64Array(3 * pairs.count);
    this.curvature = new Float64Array(withCurvature ? 6 * pairs.count : 0);
  }

  /** Sets F, χ and F'' at K by pairs. */
  abstract evaluate(kernel: Float64Array): void;

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
