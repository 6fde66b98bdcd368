import type { Background } from './background.ts';
import type { ExactClosure } from './exact-closure.ts';
import type { KernelLayout } from './layout.ts';
import type { PairTables } from './pairs.ts';
import { exchangeInto } from './wishart.ts';

/** What the exact hierarchy, cut at some order, says of the residual of the G-only V4 equation: packed pairs of pairs. */
export interface ResidualPrediction {
  /** D + Dᵀ − χ V4 − V4 χᵀ = Σ_{k≠2} τ_k · U_k and its transpose. */
  readonly transport: Float64Array;
  /** n (E[Σ(G, Q)] − Σ(K0)) at leading order: divide by n. */
  readonly source: Float64Array;
  /** What a layer of finite ε² adds; 0 in continuous depth. */
  readonly step: Float64Array;
}

export function residualPrediction({ packedCount }: PairTables): ResidualPrediction {
  const packed = () => new Float64Array(packedCount);
  return { transport: packed(), source: packed(), step: packed() };
}

/**
 * R = (V4⁺ − V4)/ε² − (χ V4 + V4 χᵀ + Σ(K0) − 4κ V4) of the exact closure at order 1/n, by parts: R = transport + step, and
 *
 *     source = Σ(K1, F) + Σ(K0, C_W U1) + D_{bd,ac} + D_{bc,ad} + D_{ad,bc} + D_{ac,bd}
 *     step   = (c² − 1)(D + Dᵀ + Σ) + ε² (E + F_ac F_bd + F_ad F_bc) + ((c⁴ − 1)/ε² + 4κ) V4,   E = n Cov(δQ, δQ)
 *
 * Σ(K, L) = K_ac L_bd + K_ad L_bc + K_bc L_ad + K_bd L_ac. At width n the source adds source/n to R, an order that is not
 * complete: transport has one like it. Needs `hierarchy.couple` at y first.
 *
 * @param sigma Σ(K0) = Σ(K0, F), packed
 * @param step ε²; 0 for continuous depth
 */
export function residualBudgetInto(
  { pairs, layout, background }: { pairs: PairTables; layout: KernelLayout; background: Background },
  exact: ExactClosure,
  y: Float64Array,
  sigma: Float64Array,
  cut: number,
  leak: number,
  step: number,
  out: ResidualPrediction,
): void {
  const { count, inputs, first, second, of } = pairs;
  const { hierarchy } = exact;
  const { U, cuts } = layout;
  const { V4, K1 } = cuts[cut]!;
  const d = hierarchy.transport[cut]!;
  const modes = hierarchy.couplings.length / count;
  const e = exact.incrementCovariance(background, cut);
  const meanIncrement = Float64Array.from({ length: count }, (_, p) => hierarchy.meanSource(background, y, cut, p));
  const square = new Float64Array(sigma.length);
  const ofIncrement = new Float64Array(sigma.length);
  exchangeInto(pairs, y.subarray(K1, K1 + count), background.increment, 1, out.source);
  exchangeInto(pairs, y, meanIncrement, 1, ofIncrement);
  exchangeInto(pairs, background.increment, background.increment, 0.5, square);
  const x = leak * step;
  let at = 0;
  for (let p = 0; p < count; p++) {
    const a = first[p]! * inputs;
    const b = second[p]! * inputs;
    for (let q = p; q < count; q++, at++) {
      const [ac, ad] = [of[a + first[q]!]!, of[a + second[q]!]!];
      const [bc, bd] = [of[b + first[q]!]!, of[b + second[q]!]!];
      out.transport[at] = hierarchy.contract(cut, p, y, U + q * modes) + hierarchy.contract(cut, q, y, U + p * modes);
      out.source[at]! +=
        ofIncrement[at]! + d[bd * count + ac]! + d[bc * count + ad]! + d[ad * count + bc]! + d[ac * count + bd]!;
      out.step[at] =
        x * (x - 2) * (d[p * count + q]! + d[q * count + p]! + sigma[at]!) +
        step * (0.5 * (e[p * count + q]! + e[q * count + p]!) + square[at]!) +
        leak * x * (6 + x * (x - 4)) * y[V4 + at]!;
    }
  }
}
