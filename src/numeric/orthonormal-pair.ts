import type { LineFunction } from './gaussian-average.ts';
import type { HermiteBasis } from './hermite-basis.ts';
import { triangleIndex } from './mehler.ts';
import { tailEstimate } from './tail-estimate.ts';

/** What was reached by one table: both absolute. */
export interface PairTableError {
  /** Difference of the fine and the coarse rule. */
  quadrature: number;
  /** Neglected Hermite coefficients of the second factor. */
  tail: number;
}

/**
 * Hermite coefficients of a product over a correlated Gaussian pair, in independent directions z₁, z₂:
 *
 *     τ_{k,i} = E[f(u_c) f(u_d) h_i(z₁) h_{k−i}(z₂)],   u_c = √v_c z₁,   u_d = √v_d (ρ z₁ + √(1−ρ²) z₂),   k ≤ order.
 *
 * Bounded at every ρ including ±1 (Σ τ² ≤ E[f(u_c)² f(u_d)²]), unlike the averages of derivatives, which diverge there.
 * The average over z₂ is exact in the Hermite coefficients of the second factor,
 *
 *     E[f(u_d) h_m(z₂) | z₁] = Σ_r α_{m+r} √C(m+r, m) ρ^r (1−ρ²)^{m/2} h_r(z₁),
 *
 * the square root of a binomial weight times α; the average over z₁ is a sum over the nodes of the basis.
 */
export class OrthonormalPairTable {
  readonly order: number;
  readonly error: PairTableError = { quadrature: 0, tail: 0 };
  #coefficients = new Float64Array(0);
  #conditional = new Float64Array(0);
  #coarse = new Float64Array(0);

  constructor(order: number) {
    this.order = order;
  }

  /**
   * @param values f(u_c) at the nodes of the basis
   * @param alpha Hermite coefficients of f at v_d, up to `available` ≤ basis.order
   * @param deviation √(1 − ρ²)
   * @param out entry (k, i) at offset + triangleIndex(k, i); entries that vanish by parity are set to 0
   */
  into(
    basis: HermiteBasis,
    parity: LineFunction['parity'],
    values: Float64Array,
    alpha: Float64Array,
    available: number,
    rho: number,
    deviation: number,
    out: Float64Array,
    offset: number,
  ): PairTableError {
    const { order } = this;
    const { weights, coarse } = basis.rule;
    const count = weights.length;
    const table = basis.functions;
    if (this.#conditional.length < count) {
      this.#conditional = new Float64Array(count);
      this.#coarse = new Float64Array(count);
    }
    if (this.#coefficients.length <= available) this.#coefficients = new Float64Array(Math.ceil(1.25 * available) + 1);
    const fine = this.#conditional;
    const rough = this.#coarse;
    const step = parity === 'none' ? 1 : 2;
    if (step === 2) out.fill(0, offset, offset + triangleIndex(order + 1, 0));
    this.error.quadrature = 0;
    for (let m = 0; m <= order; m++) {
      this.#conditionalInto(m, parity, alpha, available, rho, deviation, table, count);
      for (let i = 0; i < count; i++) {
        const product = fine[i]! * values[i]!;
        fine[i] = product * weights[i]!;
        rough[i] = product * coarse[i]!;
      }
      for (let i = step === 1 ? 0 : m % 2; i + m <= order; i += step) {
        const row = i * count;
        let sum = 0;
        let check = 0;
        for (let z = 0; z < count; z++) {
          const psi = table[row + z]!;
          sum += fine[z]! * psi;
          check += rough[z]! * psi;
        }
        out[offset + triangleIndex(i + m, i)] = sum;
        const difference = Math.abs(sum - check);
        if (!(difference <= this.error.quadrature)) this.error.quadrature = difference;
      }
    }
    this.error.tail = this.#tail(alpha, available, rho, deviation);
    return this.error;
  }

  /** E[f(u_d) h_m(z₂) | z₁] e^{−z₁²/4} at the nodes. */
  #conditionalInto(
    m: number,
    parity: LineFunction['parity'],
    alpha: Float64Array,
    available: number,
    rho: number,
    deviation: number,
    table: Float64Array,
    count: number,
  ): void {
    const coefficients = this.#coefficients;
    const sum = this.#conditional;
    let largest = 0;
    let weight = deviation ** m;
    for (let r = 0; m + r <= available; r++) {
      const value = alpha[m + r]! * weight;
      coefficients[r] = value;
      if (Math.abs(value) > largest) largest = Math.abs(value);
      weight *= rho * Math.sqrt((m + r + 1) / (r + 1));
    }
    sum.fill(0, 0, count);
    if (largest === 0) return;
    const floor = 1e-18 * Math.abs(largestOf(alpha, available));
    let last = available - m;
    while (last >= 0 && Math.abs(coefficients[last]!) <= floor) last--;
    let first = 0;
    while (first < last && Math.abs(coefficients[first]!) <= floor) first++;
    const step = parity === 'none' ? 1 : 2;
    if (step === 2 && (first + m) % 2 !== (parity === 'odd' ? 1 : 0)) first++;
    let r = first;
    for (; r + 3 * step <= last; r += 4 * step) {
      const [c0, c1, c2, c3] = [
        coefficients[r]!,
        coefficients[r + step]!,
        coefficients[r + 2 * step]!,
        coefficients[r + 3 * step]!,
      ];
      const [r0, r1, r2, r3] = [r * count, (r + step) * count, (r + 2 * step) * count, (r + 3 * step) * count];
      for (let i = 0; i < count; i++) {
        sum[i]! += c0 * table[r0 + i]! + c1 * table[r1 + i]! + c2 * table[r2 + i]! + c3 * table[r3 + i]!;
      }
    }
    for (; r <= last; r += step) {
      const c = coefficients[r]!;
      const row = r * count;
      for (let i = 0; i < count; i++) sum[i]! += c * table[row + i]!;
    }
  }

  /** L2 norm of the part of f(u_d) beyond the last coefficient that any h_m with m ≤ order can see. */
  #tail(alpha: Float64Array, available: number, rho: number, deviation: number): number {
    const { order } = this;
    let weight = deviation ** order;
    let previousOctave = 0;
    let lastOctave = 0;
    for (let q = order; q <= available; q++) {
      const seen = q * deviation * deviation <= order ? 1 : Math.min(1, weight);
      const share = (alpha[q]! * seen) ** 2;
      if (2 * q > available) lastOctave += share;
      else if (4 * q > available) previousOctave += share;
      weight *= Math.abs(rho) * Math.sqrt((q + 1) / (q + 1 - order));
    }
    return Math.sqrt(tailEstimate(previousOctave, lastOctave));
  }
}

function largestOf(alpha: Float64Array, available: number): number {
  let largest = 0;
  for (let q = 0; q <= available; q++) largest = Math.max(largest, Math.abs(alpha[q]!));
  return largest;
}
