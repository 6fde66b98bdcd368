import { equalMixingChain, ringChain } from '../../theory/renormalisation/chain-laws.ts';
import { chainOf, type MarkovChain } from '../../theory/renormalisation/markov-chain.ts';
import type { ChainChoice } from './renormalisation-scenario.ts';

/** The chain of a scenario. @throws RenormalisationError where there is none like it */
export function chainOfChoice(choice: ChainChoice): MarkovChain {
  if (choice.law === 'matrix') return chainOf(choice.transition);
  const { law, states, correlationLength } = choice;
  return law === 'ring' ? ringChain(states, correlationLength) : equalMixingChain(states, correlationLength);
}
