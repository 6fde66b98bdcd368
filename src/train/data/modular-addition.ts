import { addressedOrder } from '../../numeric/random/addressed-order.ts';
import { type DataSet, type Examples, examplesAt } from './examples.ts';

export interface ModularAddition {
  /** p: all p² pairs are there. */
  readonly modulus: number;
  /** Share of the pairs that is for training, rounded to a whole number of them, 0 < f < 1. */
  readonly trainFraction: number;
  /**
   * Whether (a, b) and (b, a) are drawn one by one, or go to the same part. One by one, two of five test pairs or so are the
   * mirror image of a training pair: they are learned with it, before any other. Default 'apart'.
   */
  readonly mirrorPairs?: MirrorPairs;
}

export type MirrorPairs = 'apart' | 'together';

/** Tokens of a pair: a, b and the sign "=", which is token p. */
export const pairLength = 3;

/**
 * Addition modulo p as in Power et al., arXiv 2201.02177: pair (a, b) is the tokens a, b, p, its class (a + b) mod p; which
 * pairs are for training is drawn at the address (seed, 'data-split', 0), the others are for testing. Both parts keep the
 * order a p + b. With mirror images together one pair is still divided where the number asked for cannot be had
 * otherwise.
 * @throws RangeError for a fraction that leaves one part empty
 */
export function modularAddition(choice: ModularAddition, seed: bigint): DataSet {
  const { modulus, trainFraction, mirrorPairs = 'apart' } = choice;
  const count = modulus * modulus;
  const trained = Math.round(trainFraction * count);
  if (!(trained > 0 && trained < count))
    throw new RangeError(`modular addition: ${trained} of ${count} pairs for training leave one part empty`);
  const order = addressedOrder(count, { seed, purpose: 'data-split', network: 0 });
  const sets = mirrorPairs === 'apart' ? order : mirrorsTogether(order, modulus, trained);
  const all = allPairs(modulus);
  return {
    train: examplesAt(all, sets.slice(0, trained).sort()),
    test: examplesAt(all, sets.slice(trained).sort()),
    outputs: modulus,
  };
}

/** The pairs a p + b in an order in which none of the first `count` has its mirror image among the others, if it can be. */
function mirrorsTogether(order: Int32Array, modulus: number, count: number): Int32Array {
  const first: number[] = [];
  const others: number[] = [];
  for (const pair of order) {
    const a = Math.floor(pair / modulus);
    const b = pair % modulus;
    if (a > b) continue;
    const both = a === b ? [pair] : [pair, b * modulus + a];
    (first.length + both.length <= count ? first : others).push(...both);
  }
  return Int32Array.of(...first, ...others);
}

function allPairs(modulus: number): Examples {
  const count = modulus * modulus;
  const tokens = new Int32Array(count * pairLength);
  const labels = new Int32Array(count);
  for (let a = 0; a < modulus; a++) {
    for (let b = 0; b < modulus; b++) {
      const at = a * modulus + b;
      tokens.set([a, b, modulus], at * pairLength);
      labels[at] = (a + b) % modulus;
    }
  }
  return { count, inputs: { tokens, length: pairLength }, labels, targets: null };
}
