import { triangleIndex } from '../../../numeric/mehler.ts';
import { SymmetricPower } from '../../../numeric/symmetric-power.ts';

/**
 * Mode tables of piecewise linear σ (slope 1 for u > 0, s for u < 0) at unit variances, exact at every correlation:
 *
 *     τ_{k,i} = E[σ(z₁) σ(ρ z₁ + √(1−ρ²) z₂) h_i(z₁) h_{k−i}(z₂)].
 *
 * In polar coordinates z = r (cos θ, sin θ), ρ = cos θ₀, the product is r² g(θ) with g = cos θ cos(θ − θ₀) times the
 * slopes of its sector. Complex Hermite polynomials of ζ = (z₁ + i z₂)/√2 (orders p, q; l = p − q, n = min(p, q)) separate,
 *
 *     E[r² g · H_{p,q}/√(p! q!)] = (−1)ⁿ √(n!/(n+|l|)!) · 2 Γ(2 + |l|/2) (|l|/2 − 1)_n / n! · e^{i l θ₀/2} ĝ_l,
 *     ĝ_l = (1/2π) ∫ g cos(l ψ) dψ,   ψ = θ − θ₀/2   (g is even in ψ),
 *
 * and h_i(z₁) h_m(z₂) = (−i)^m Σ_p κ^k_{i,p} H_{p,k−p}/√(p!(k−p)!), κ^k the k-th symmetric power of [[1,1],[1,−1]]/√2.
 */
export class AngularModes {
  readonly #slope: number;
  readonly #order: number;
  /** By k: (k + 1) × (⌊k/2⌋ + 1), κ and radial factor, the terms of ±l added; columns l = k, k − 2, … */
  readonly #matrices: Float64Array[];
  readonly #even: Float64Array;
  readonly #odd: Float64Array;

  constructor(slope: number, order: number) {
    this.#slope = slope;
    this.#order = order;
    this.#matrices = transformations(order);
    this.#even = new Float64Array(order + 1);
    this.#odd = new Float64Array(order + 1);
  }

  /** unit · τ_{k,i} into out at offset + triangleIndex(k, i). */
  into(rho: number, deviation: number, unit: number, out: Float64Array, offset: number): void {
    const angle = Math.atan2(deviation, rho);
    for (let l = 0; l <= this.#order; l++) {
      const moment = unit * this.#angularMoment(l, rho, angle);
      this.#even[l] = moment * Math.cos((l * angle) / 2);
      this.#odd[l] = moment * Math.sin((l * angle) / 2);
    }
    for (let k = 0; k <= this.#order; k++) {
      const matrix = this.#matrices[k]!;
      const columns = Math.floor(k / 2) + 1;
      for (let i = 0; i <= k; i++) {
        const moments = (k - i) % 2 === 0 ? this.#even : this.#odd;
        let sum = 0;
        for (let n = 0; n < columns; n++) sum += matrix[i * columns + n]! * moments[k - 2 * n]!;
        out[offset + triangleIndex(k, i)] = sum;
      }
    }
  }

  /** ĝ_l: both arguments positive for |ψ| < (π − θ₀)/2, opposite signs in two sectors of width θ₀ around ±π/2. */
  #angularMoment(l: number, rho: number, angle: number): number {
    const s = this.#slope;
    const edge = (Math.PI - angle) / 2;
    const far = (Math.PI + angle) / 2;
    const first = antiderivative(l, rho, edge);
    const second = antiderivative(l, rho, far);
    const end = antiderivative(l, rho, Math.PI);
    return (first + s * (second - first) + s * s * (end - second)) / Math.PI;
  }
}

/** ∫₀^ψ cos θ cos(θ − θ₀) cos(lψ) dψ with cos θ cos(θ − θ₀) = ½ (ρ + cos 2ψ). */
function antiderivative(l: number, rho: number, psi: number): number {
  const sine = (k: number) => (k === 0 ? psi : Math.sin(k * psi) / k);
  return 0.5 * rho * sine(l) + 0.25 * (sine(l + 2) + sine(l - 2));
}

function transformations(order: number): Float64Array[] {
  const kappa = new SymmetricPower(order);
  kappa.begin(Math.SQRT1_2, Math.SQRT1_2, Math.SQRT1_2, -Math.SQRT1_2);
  return Array.from({ length: order + 1 }, (_, k) => {
    if (k > 0) kappa.next();
    const columns = Math.floor(k / 2) + 1;
    const matrix = new Float64Array((k + 1) * columns);
    for (let n = 0; n < columns; n++) {
      const l = k - 2 * n;
      const radial = radialFactor(l, n) * (l === 0 ? 1 : 2);
      for (let i = 0; i <= k; i++) {
        const sign = Math.floor((k - i) / 2) % 2 === 0 ? 1 : -1;
        matrix[i * columns + n] = sign * radial * kappa.matrix[i * kappa.stride + k - n]!;
      }
    }
    return matrix;
  });
}

function radialFactor(l: number, n: number): number {
  let value = l % 2 === 0 ? 2 : 1.5 * Math.sqrt(Math.PI);
  for (let m = l % 2; m < l; m += 2) value *= (2 + m / 2) / Math.sqrt((m + 1) * (m + 2));
  for (let j = 0; j < n; j++) value *= -(l / 2 - 1 + j) / Math.sqrt((j + 1) * (l + j + 1));
  return value;
}
