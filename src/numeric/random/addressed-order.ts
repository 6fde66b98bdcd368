import type { RandomAddress } from './address.ts';
import { createWordStream } from './normal-stream.ts';

/** A random order of 0 … count − 1: sorted by the words of the stream at `address`, equal words by number. */
export function addressedOrder(count: number, address: RandomAddress): Int32Array {
  const words = new Uint32Array(Math.ceil(count / 8) * 8);
  createWordStream('philox', address).fill(words, words.length);
  return Int32Array.from({ length: count }, (_, i) => i).sort((a, b) => words[a]! - words[b]! || a - b);
}
