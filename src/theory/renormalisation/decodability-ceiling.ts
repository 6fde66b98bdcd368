import { agreementByChance } from './autocorrelation.ts';
import { chainPower, chainPowers } from './chain-powers.ts';
import type { MarkovChain } from './markov-chain.ts';
import { type Masking, maskGaps } from './masked-floor.ts';

/**
 * The R² of x_{t+r} that knowing x_t alone allows (the same for x_{t−r} where the chain is reversible), by enumeration:
 *
 *     R²(r) = Σ_v Var E[1{x_{t+r} = v} | x_t] / Σ_v Var 1{x_{t+r} = v} = (Σ_i π_i Σ_v (Pʳ)_iv² − Σ_v π_v²)/(1 − Σ_v π_v²),
 *
 * λ^{2r} for equal mixing. For r < 0, of the reversed chain, P̃_iv = π_v P_vi/π_i. What a linear map of a one-hot x_t reaches: more than
 * that in a stream comes from other places. @throws RenormalisationError unless r is a whole number
 */
export function decodabilityCeiling(chain: MarkovChain, offset: number): number {
  const { states, stationary } = chain;
  const power = chainPower(chain, Math.abs(offset));
  let square = 0;
  for (let i = 0; i < states; i++) {
    for (let v = 0; v < states; v++) {
      // π_i P̃_iv² = (π_v P_vi)²/π_i.
      const joint = stationary[i]! * power[i * states + v]!;
      square += joint ** 2 / stationary[offset < 0 ? v : i]!;
    }
  }
  const chance = agreementByChance(chain);
  return (square - chance) / (1 - chance);
}

/**
 * The R² of x_t at a masked place that the posterior given all symbols seen reaches, on average over masked places: with (a, b) the gap to
 * the nearest ones (`maskGaps`) and (P^∞)_iv = π_v for a side without,
 *
 *     R² = (Σ_{a,b} P(a, b) Σ_ij π_i Σ_x [(Pᵃ)_ix (Pᵇ)_xj]²/(P^{a+b})_ij − Σ_v π_v²)/(1 − Σ_v π_v²).
 *
 * A linear map of the stream can come to it at offset 0, since the stream may hold the posterior. @throws RenormalisationError as `maskGaps`
 */
export function maskedCeiling(chain: MarkovChain, masking: Masking): number {
  const { states, stationary } = chain;
  const gaps = maskGaps(masking);
  const powers = chainPowers(chain);
  const known: Float64Array[] = [];
  const independent = Float64Array.from({ length: states * states }, (_, at) => stationary[at % states]!);
  const power = (lag: number) => {
    if (lag === Infinity) return independent;
    while (known.length <= lag) known.push(powers.next().value);
    return known[lag]!;
  };
  let square = 0;
  for (const { before, after, probability } of gaps) {
    square += probability * posteriorSquare(chain, power(before), power(after), power(before + after));
  }
  const chance = agreementByChance(chain);
  return (square - chance) / (1 - chance);
}

/** Σ_ij π_i Σ_x (L_ix R_xj)²/J_ij: the mean of Σ_x P(x | i, j)². */
function posteriorSquare(
  { states, stationary }: MarkovChain,
  l: Float64Array,
  r: Float64Array,
  j: Float64Array,
): number {
  let sum = 0;
  const row = new Float64Array(states);
  for (let i = 0; i < states; i++) {
    row.fill(0);
    for (let x = 0; x < states; x++) {
      const left = l[i * states + x]! ** 2;
      for (let k = 0; k < states; k++) row[k]! += left * r[x * states + k]! ** 2;
    }
    for (let k = 0; k < states; k++) if (row[k]! > 0) sum += (stationary[i]! * row[k]!) / j[i * states + k]!;
  }
  return sum;
}
