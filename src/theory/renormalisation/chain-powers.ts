import { createMatrix } from '../../numeric/dense/matrix.ts';
import { ordinaryProduct } from '../../numeric/dense/ordinary-product.ts';
import type { MarkovChain } from './markov-chain.ts';
import { RenormalisationError } from './renormalisation-error.ts';

/** P⁰, P¹, P², … in turn, each V × V row by row. */
export function* chainPowers({ states, transition }: MarkovChain): Generator<Float64Array, never> {
  const step = { rows: states, columns: states, stride: states, data: transition };
  let power = createMatrix(states, states);
  for (let i = 0; i < states; i++) power.data[i * states + i] = 1;
  for (;;) {
    yield power.data;
    const next = createMatrix(states, states);
    ordinaryProduct('A B', power, step, next);
    power = next;
  }
}

/** Pʳ. @throws RenormalisationError unless r is a whole number from 0 on */
export function chainPower(chain: MarkovChain, lag: number): Float64Array {
  requireLag(lag);
  const powers = chainPowers(chain);
  for (let r = 0; r < lag; r++) powers.next();
  return powers.next().value;
}

/** @throws RenormalisationError unless r is a whole number from 0 on */
export function requireLag(lag: number): void {
  if (Number.isSafeInteger(lag) && lag >= 0) return;
  throw new RenormalisationError(`lag: a whole number of steps from 0 on is expected; got ${lag}.`);
}
