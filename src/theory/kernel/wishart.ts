import type { PairTables } from './pairs.ts';

/** K_ac L_bd + K_ad L_bc + K_bc L_ad + K_bd L_ac by packed pairs of pairs: Σ(K0) for L = F, twice the Wishart covariance for L = K. */
export function exchangeInto(
  pairs: PairTables,
  k: Float64Array,
  l: Float64Array,
  scale: number,
  out: Float64Array,
): void {
  const { inputs, count, first, second, of } = pairs;
  let at = 0;
  for (let p = 0; p < count; p++) {
    const a = first[p]! * inputs;
    const b = second[p]! * inputs;
    for (let q = p; q < count; q++, at++) {
      const c = first[q]!;
      const d = second[q]!;
      const [ac, ad, bc, bd] = [of[a + c]!, of[a + d]!, of[b + c]!, of[b + d]!];
      out[at] = scale * (k[ac]! * l[bd]! + k[ad]! * l[bc]! + k[bc]! * l[ad]! + k[bd]! * l[ac]!);
    }
  }
}
