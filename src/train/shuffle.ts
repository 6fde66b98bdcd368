import { createWordStream } from '../numeric/random/normal-stream.ts';

/** Words taken from a stream at a time. */
const batch = 1024;

/**
 * order ← a permutation of 0 … N − 1, each with the same chance, fixed by (seed, 'shuffle', epoch): Fisher & Yates from the
 * end, with whole numbers below n as the high half of word × n, words in the uneven rest left out (Lemire, ACM TOMACS 29,
 * 2019). @throws RangeError for more than 2^21 examples, where the products are no longer exact
 */
export function shuffleInto(order: Int32Array, seed: bigint, epoch: number): void {
  if (order.length > 2 ** 21) throw new RangeError(`Shuffle: expected at most 2^21 examples; got ${order.length}.`);
  const stream = createWordStream('philox', { seed, purpose: 'shuffle', network: epoch });
  const words = new Uint32Array(batch);
  let next = batch;
  const below = (n: number): number => {
    for (;;) {
      if (next === batch) {
        stream.fill(words, batch);
        next = 0;
      }
      const product = words[next++]! * n;
      if (product % 2 ** 32 >= 2 ** 32 % n) return Math.floor(product / 2 ** 32);
    }
  };
  for (let i = 0; i < order.length; i++) order[i] = i;
  for (let i = order.length - 1; i > 0; i--) {
    const j = below(i + 1);
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
}
