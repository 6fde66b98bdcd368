import { pairTables } from './pairs.ts';
import { TheoryError } from './theory-error.ts';
import { exchangeInto } from './wishart.ts';

/** The first two moments of G^{ℓ+1} given the preactivations of layer ℓ. */
export interface ConditionalMoments {
  /** E[G^{ℓ+1} | φ^ℓ] by pairs, P = N (N + 1) / 2. */
  readonly mean: Float64Array;
  /** n Cov(G^{ℓ+1}, G^{ℓ+1} | φ^ℓ), packed P (P + 1) / 2: divide by n for the covariance. */
  readonly covariance: Float64Array;
}

/**
 * Exact conditional moments of one layer at any width n. Given φ^ℓ the n rows of the increment are independent N(0, ε² Q),
 * so n G^{ℓ+1} is non-central Wishart with n degrees of freedom and depends on φ^ℓ through G^ℓ and Q^ℓ alone: with c = 1 − κε²,
 *
 *     E[G⁺_ab] = c² G_ab + ε² Q_ab
 *     n Cov(G⁺_ab, G⁺_cd) = c² ε² (G_ac Q_bd + G_ad Q_bc + G_bc Q_ad + G_bd Q_ac) + ε⁴ (Q_ac Q_bd + Q_ad Q_bc)
 *
 * (Kawase & Ota, arXiv 2604.15742, the exact stochastic recursion; leak added). Q = C_W σ(φ)ᵀσ(φ)/n + C_b 11ᵀ is a function
 * of φ, not of G: the G-only stochastic closure puts Q := F(G).
 * @param kernel G^ℓ, N × N by pairs in the order of `inputPairs`
 * @param increment Q^ℓ, N × N by pairs
 * @param leak κ
 * @param residualScale ε
 * @throws TheoryError where the two are not N × N matrices by pairs of one and the same N ≥ 1
 */
export function conditionalMoments(
  kernel: Float64Array,
  increment: Float64Array,
  leak: number,
  residualScale: number,
): ConditionalMoments {
  const inputs = Math.round((Math.sqrt(1 + 8 * kernel.length) - 1) / 2);
  if (inputs < 1 || (inputs * (inputs + 1)) / 2 !== kernel.length || increment.length !== kernel.length) {
    throw new TheoryError(
      `G and Q must hold the N (N + 1) / 2 pairs of the same N inputs; they hold ${kernel.length} and ${increment.length} numbers`,
    );
  }
  const step = residualScale ** 2;
  const keep = (1 - leak * step) ** 2;
  const pairs = pairTables(inputs);
  const covariance = new Float64Array(pairs.packedCount);
  const central = new Float64Array(pairs.packedCount);
  exchangeInto(pairs, kernel, increment, keep * step, covariance);
  exchangeInto(pairs, increment, increment, 0.5 * step ** 2, central);
  return {
    mean: kernel.map((g, p) => keep * g + step * increment[p]!),
    covariance: covariance.map((value, q) => value + central[q]!),
  };
}
