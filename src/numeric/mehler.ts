import { tailEstimate } from './tail-estimate.ts';

/** Number of entries (k, j), 0 ≤ j ≤ k ≤ order, of a table over two derivative counts. */
export function triangleSize(order: number): number {
  return ((order + 1) * (order + 2)) / 2;
}

/** Position of entry (k, j): j of the k indices belong to the first variable. */
export function triangleIndex(k: number, j: number): number {
  return (k * (k + 1)) / 2 + j;
}

/**
 * Averages of derivatives of f over a correlated Gaussian pair, by Mehler's sum over Hermite coefficients:
 *
 *     t̂_{j,m} = v_c^{j/2} v_d^{m/2} E[f^{(j)}(u_c) f^{(m)}(u_d)] / √(j! m!)
 *             = Σ_r α^c_{j+r} α^d_{m+r} √(C(j+r, r) C(m+r, r)) ρ^r,     j + m ≤ order.
 *
 * Source: Mehler's kernel; α_{j+r} √C(j+r, r) are the Hermite coefficients of the j-th derivative.
 */
export class MehlerTable {
  readonly order: number;
  #roots: Float64Array[];
  #powers = new Float64Array(0);

  constructor(order: number) {
    this.order = order;
    this.#roots = Array.from({ length: order + 1 }, () => new Float64Array(0));
  }

  /** Terms r that can matter at correlation ρ, whatever the coefficients; more than `limit` where they do not fit. */
  #termsAt(rho: number, limit: number): number {
    const size = Math.abs(rho);
    if (size >= 1) return limit + 1;
    // C(order + r, r) |ρ|^r, the largest factor, followed until it has come down to rounding.
    let factor = 1;
    let r = 0;
    while (factor > 1e-19 && r <= limit) {
      r++;
      factor *= (size * (this.order + r)) / r;
    }
    return r;
  }

  /**
   * @param available highest order of the coefficients
   * @param out entry (k, j) at offset + triangleIndex(k, j)
   * @returns estimate of the largest neglected tail, absolute
   */
  into(
    first: Float64Array,
    second: Float64Array,
    available: number,
    rho: number,
    out: Float64Array,
    offset: number,
  ): number {
    const needed = this.#termsAt(rho, available);
    const limit = Math.min(available, needed);
    this.#prepare(limit);
    const powers = this.#powers;
    powers[0] = 1;
    for (let r = 1; r <= limit; r++) powers[r] = powers[r - 1]! * rho;
    let worst = 0;
    for (let k = 0; k <= this.order; k++) {
      for (let j = 0; j <= k; j++) {
        const m = k - j;
        const bj = this.#roots[j]!;
        const bm = this.#roots[m]!;
        const last = Math.min(limit, available - Math.max(j, m));
        let sum = 0;
        let previousOctave = 0;
        let lastOctave = 0;
        for (let r = last; r >= 0; r--) {
          const term = first[j + r]! * second[m + r]! * bj[r]! * bm[r]! * powers[r]!;
          sum += term;
          if (2 * r > last) lastOctave += Math.abs(term);
          else if (4 * r > last) previousOctave += Math.abs(term);
        }
        out[offset + triangleIndex(k, j)] = sum;
        if (last < needed) worst = Math.max(worst, tailEstimate(previousOctave, lastOctave));
      }
    }
    return worst;
  }

  #prepare(limit: number): void {
    if (this.#powers.length > limit) return;
    const size = Math.ceil(1.25 * limit) + 2;
    this.#powers = new Float64Array(size);
    this.#roots = Array.from({ length: this.order + 1 }, (_, j) => {
      const roots = new Float64Array(size);
      roots[0] = 1;
      for (let r = 1; r < size; r++) roots[r] = roots[r - 1]! * Math.sqrt((j + r) / r);
      return roots;
    });
  }
}
