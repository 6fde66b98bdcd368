import { type Correlation, correlationInto } from '../correlation.ts';
import { angleOf, asin } from '../elementary.ts';
import { diagonals, likeness, type MeanProduct } from './mean-product.ts';

/**
 * E[f(u_c) f(u_d)] / √(K_cc K_dd) for f(u) = u for u > 0, s u for u < 0, at correlation ρ = cos θ, √(1 − ρ²) = sin θ:
 *
 *     s² ρ + s (1 − s) ρ + (1 − s)² (sin θ + (π − θ) cos θ) / 2π
 *
 * with the arc-cosine kernel of order one (Cho & Saul 2009) in the last term. ReLU is s = 0, the identity s = 1.
 */
export function piecewiseLinearProduct(slope: number, rho: number, deviation: number): number {
  const positive = (1 - slope) ** 2;
  const linear = slope ** 2 * rho + slope * (1 - slope) * rho;
  if (positive === 0) return linear;
  const angle = angleOf(rho, deviation);
  return linear + positive * ((deviation + rho * (Math.PI - angle)) / (2 * Math.PI));
}

/** E[erf(u_c) erf(u_d)] = (2/π) asin(2 K_cd / √((1 + 2 K_cc)(1 + 2 K_dd))) (Williams 1996, eq. 11). */
export function erfProduct(kcc: number, kdd: number, kcd: number): number {
  const sine = (2 * kcd) / Math.sqrt((1 + 2 * kcc) * (1 + 2 * kdd));
  return (2 / Math.PI) * asin(Math.min(1, Math.max(-1, sine)));
}

/** Mean products of ReLU, leaky ReLU and the identity; s is the slope for negative arguments. Error: rounding. */
export function piecewiseLinearMeanProduct(inputs: number, slope: number): MeanProduct {
  return new ClosedForm(
    inputs,
    slope === 1,
    (kcc, kdd, _, { rho, deviation }) => piecewiseLinearProduct(slope, rho, deviation) * Math.sqrt(kcc * kdd),
  );
}

/** Mean products of erf. Error: rounding. */
export function erfMeanProduct(inputs: number): MeanProduct {
  return new ClosedForm(inputs, true, erfProduct);
}

type Product = (kcc: number, kdd: number, kcd: number, correlation: Correlation) => number;

class ClosedForm implements MeanProduct {
  readonly #odd: boolean;
  readonly #product: Product;
  readonly #diagonals: Int32Array;
  readonly #correlation: Correlation = { rho: 1, deviation: 0 };

  constructor(inputs: number, odd: boolean, product: Product) {
    this.#odd = odd;
    this.#product = product;
    this.#diagonals = diagonals(inputs);
  }

  into(kernel: Float64Array, out: Float64Array): number {
    const diagonal = this.#diagonals;
    const correlation = this.#correlation;
    const inputs = diagonal.length;
    correlation.rho = 1;
    correlation.deviation = 0;
    for (let a = 0; a < inputs; a++) {
      const kaa = kernel[diagonal[a]!]!;
      if (!(kaa > 0 && kaa < Infinity)) return Number.NaN;
      out[diagonal[a]!] = this.#product(kaa, kaa, kaa, correlation);
    }
    for (let a = 0; a < inputs; a++) {
      const aa = diagonal[a]!;
      const kaa = kernel[aa]!;
      for (let b = a + 1; b < inputs; b++) {
        const bb = diagonal[b]!;
        const kbb = kernel[bb]!;
        const p = aa + b - a;
        const kab = kernel[p]!;
        if (!correlationInto(kaa, kbb, kab, correlation)) return Number.NaN;
        const like = likeness(kaa, kbb, kab, correlation.deviation);
        out[p] =
          like > 0 || (like < 0 && this.#odd)
            ? like * Math.sqrt(out[aa]! * out[bb]!)
            : this.#product(kaa, kbb, kab, correlation);
      }
    }
    return 0;
  }
}
