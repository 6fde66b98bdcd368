import { chainPower, requireLag } from './chain-powers.ts';
import type { MarkovChain } from './markov-chain.ts';
import { RenormalisationError } from './renormalisation-error.ts';

/** Σ_v π_v²: two independent symbols agree. */
export function agreementByChance({ stationary }: MarkovChain): number {
  return stationary.reduce((sum, value) => sum + value * value, 0);
}

/**
 * Autocorrelation of the one-hot symbol, summed over symbols,
 *
 *     C(r) = Σ_v [P(x_t = x_{t+r} = v) − π_v²] / Σ_v π_v (1 − π_v) = (Σ_v π_v (Pʳ)_vv − Σ_v π_v²)/(1 − Σ_v π_v²),
 *
 * for uniform π the mean of λ_kʳ over k ≥ 2. @throws RenormalisationError unless r is a whole number from 0 on
 */
export function autocorrelation(chain: MarkovChain, lag: number): number {
  const power = chainPower(chain, lag);
  const agree = chain.stationary.reduce((sum, value, v) => sum + value * power[v * chain.states + v]!, 0);
  const chance = agreementByChance(chain);
  return (agree - chance) / (1 - chance);
}

/**
 * C(r) from sampled sequences, unbiased since π is known: the mean over sequences and places of [x_t = x_{t+r}] in place of its
 * probability; standard error from the spread over sequences, which are independent.
 * @param sequences one after the other, `length` symbols each
 * @throws RenormalisationError for fewer than two sequences, or none with two symbols `lag` apart
 */
export function sampledAutocorrelation(
  chain: MarkovChain,
  sequences: Int32Array,
  length: number,
  lag: number,
): { readonly value: number; readonly standardError: number } {
  requireLag(lag);
  const count = sequences.length / length;
  if (!(Number.isInteger(count) && count >= 2 && lag < length)) {
    throw new RenormalisationError(
      `sampled autocorrelation: at least two whole sequences of more than ${lag} symbols are needed; got ${sequences.length} symbols in sequences of ${length}.`,
    );
  }
  const chance = agreementByChance(chain);
  const values = Float64Array.from({ length: count }, (_, i) => {
    let agree = 0;
    for (let t = i * length; t < (i + 1) * length - lag; t++) if (sequences[t] === sequences[t + lag]) agree++;
    return (agree / (length - lag) - chance) / (1 - chance);
  });
  const value = values.reduce((sum, one) => sum + one, 0) / count;
  const square = values.reduce((sum, one) => sum + (one - value) ** 2, 0);
  return { value, standardError: Math.sqrt(square / (count * (count - 1))) };
}
