import { cosTurn, exp, expm1, log } from '../../numeric/elementary.ts';
import type { MarkovChain } from './markov-chain.ts';
import { RenormalisationError } from './renormalisation-error.ts';

/**
 * P = α I + (1 − α) 11ᵀ/V, α = e^{−1/ξ}: the symbol is kept, or drawn anew from all. λ₂ = α, V − 1 fold, and π is uniform. ◇
 * @param correlationLength ξ ≥ 0; 0: independent symbols
 * @throws RenormalisationError for fewer than two symbols, or another ξ
 */
export function equalMixingChain(states: number, correlationLength: number): MarkovChain {
  requireStates(states, 2);
  if (!(correlationLength >= 0 && correlationLength < Infinity)) refuseLength(correlationLength, 'from 0 on');
  const kept = exp(-1 / correlationLength);
  const drawn = -expm1(-1 / correlationLength) / states;
  return uniformChain(states, (i, j) => (i === j ? kept + drawn : drawn));
}

/**
 * Steps of one symbol around a ring, P_ii = s and P_{i,i±1} = (1 − s)/2, with λ_k = s + (1 − s) cos 2πk/V: a graded spectrum, and π
 * uniform. s = (e^{−1/ξ} − c)/(1 − c), c = cos 2π/V, makes λ₂ = e^{−1/ξ} the slowest mode that is left, as long as
 * s ≥ (m − c)/(2 + m − c), m = 1 for even V and cos π/V for odd V: with less rest the alternating mode is slower. Diffusion around many
 * symbols is slow: `ringRange` says which ξ there are.
 * @throws RenormalisationError for fewer than two symbols, or where the ring has no such ξ, with those it has
 */
export function ringChain(states: number, correlationLength: number): MarkovChain {
  const { shortest } = ringRange(states);
  if (!(correlationLength > 0 && correlationLength < Infinity)) refuseLength(correlationLength, 'above 0');
  // ξ of the range itself must not fall to rounding.
  if (correlationLength < shortest * (1 - 1e-9)) {
    let most = states;
    while (most > 2 && ringRange(most).shortest > correlationLength) most--;
    throw new RenormalisationError(
      `correlation length: a ring of ${states} symbols has those from ${shortest.toPrecision(4)} on; got ${correlationLength}. ` +
        `Take at most ${most} symbols for it, or the law "equal-mixing".`,
    );
  }
  const c = cosTurn(1 / states);
  // 1 − s, without cancellation at large ξ.
  const moves = -expm1(-1 / correlationLength) / (1 - c);
  return uniformChain(states, (i, j) => {
    const forward = (j - i + states) % states;
    return (forward === 0 ? 1 - moves : 0) + (forward === 1 ? moves / 2 : 0) + (forward === states - 1 ? moves / 2 : 0);
  });
}

/** Correlation lengths of the lazy ring of V symbols: all from `shortest` on. @throws RenormalisationError for V < 2 */
export function ringRange(states: number): { readonly shortest: number } {
  requireStates(states, 2);
  const c = cosTurn(1 / states);
  const m = states % 2 === 0 ? 1 : cosTurn(0.5 / states);
  const rest = Math.max(0, (m - c) / (2 + m - c));
  const slowest = rest + (1 - rest) * c;
  return { shortest: slowest > 1e-15 ? -1 / log(slowest) : 0 };
}

function uniformChain(states: number, entry: (i: number, j: number) => number): MarkovChain {
  const transition = new Float64Array(states * states);
  for (let i = 0, at = 0; i < states; i++) for (let j = 0; j < states; j++, at++) transition[at] = entry(i, j);
  return { states, transition, stationary: new Float64Array(states).fill(1 / states) };
}

function requireStates(states: number, least: number): void {
  if (Number.isSafeInteger(states) && states >= least) return;
  throw new RenormalisationError(`states: a whole number of symbols from ${least} on is expected; got ${states}.`);
}

function refuseLength(value: number, range: string): never {
  throw new RenormalisationError(`correlation length: a finite number of steps ${range} is expected; got ${value}.`);
}
