import { log } from '../../numeric/elementary.ts';
import { chainPowers } from './chain-powers.ts';
import type { MarkovChain } from './markov-chain.ts';
import { RenormalisationError } from './renormalisation-error.ts';

/** H(x_t) = −Σ_v π_v ln π_v, in nats: the loss of who knows the stationary law and nothing else. */
export function stationaryEntropy({ stationary }: MarkovChain): number {
  return entropyOf(stationary);
}

/** H(x_{t+1} | x_t) = −Σ_i π_i Σ_j P_ij ln P_ij, in nats. */
export function entropyRate(chain: MarkovChain): number {
  return lagEntropies(chain, 1)[1]!;
}

/** h(a) = H(x_{t+a} | x_t) = −Σ_i π_i Σ_j (Pᵃ)_ij ln (Pᵃ)_ij for a = 0 … most, in nats. h(0) = 0. */
export function lagEntropies(chain: MarkovChain, most: number): Float64Array {
  const { states, stationary } = chain;
  const entropies = new Float64Array(most + 1);
  const powers = chainPowers(chain);
  for (let a = 0; a <= most; a++) {
    const power = powers.next().value;
    for (let i = 0; i < states; i++) {
      entropies[a]! += stationary[i]! * entropyOf(power.subarray(i * states, (i + 1) * states));
    }
  }
  return entropies;
}

/**
 * H(x_t | x_{t−a}, x_{t+b}) in nats, the best loss for a symbol whose nearest known neighbours are a places before and b after it.
 * Of the three, H(x_{t−a}, x_t, x_{t+b}) = H + h(a) + h(b) and H(x_{t−a}, x_{t+b}) = H + h(a + b), so with h of `lagEntropies`
 *
 *     H(x_t | x_{t−a}, x_{t+b}) = h(a) + h(b) − h(a + b),   h(∞) = H.
 *
 * @param before a ≥ 1, Infinity where there is no such neighbour; `after` likewise
 * @throws RenormalisationError for other distances
 */
export function maskedEntropy(chain: MarkovChain, before: number, after: number): number {
  for (const distance of [before, after]) {
    if (distance === Infinity || (Number.isSafeInteger(distance) && distance >= 1)) continue;
    throw new RenormalisationError(
      `distance to a neighbour: a whole number from 1 on, or Infinity for none, is expected; got ${distance}.`,
    );
  }
  const finite = [before, after].filter((distance) => distance < Infinity);
  const entropies = lagEntropies(
    chain,
    finite.reduce((sum, distance) => sum + distance, 0),
  );
  return gapEntropy(entropies, stationaryEntropy(chain), before, after);
}

/** H(x_t | x_{t−1}, x_{t+1}) in nats: a symbol masked among known ones. */
export function isolatedEntropy(chain: MarkovChain): number {
  return maskedEntropy(chain, 1, 1);
}

/** h(a) + h(b) − h(a + b), from h and H; `entropies` as far as a + b. Not below 0. */
export function gapEntropy(entropies: Float64Array, stationary: number, before: number, after: number): number {
  if (before === Infinity && after === Infinity) return stationary;
  // By symmetry of mutual information H(x_t | x_{t−a}) = H(x_t | x_{t+a}) = h(a).
  if (before === Infinity) return entropies[after]!;
  if (after === Infinity) return entropies[before]!;
  return Math.max(0, entropies[before]! + entropies[after]! - entropies[before + after]!);
}

function entropyOf(law: Float64Array): number {
  let sum = 0;
  for (let v = 0; v < law.length; v++) if (law[v]! > 0) sum -= law[v]! * log(law[v]!);
  return sum;
}
