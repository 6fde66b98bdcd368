import { cosTurn, log, sinTurn } from '../elementary.ts';
import { checkCount, type RandomAddress, type WordStream } from './address.ts';
import { PhiloxStream } from './philox.ts';
import { XoshiroStream } from './xoshiro.ts';

/** Where the words come from: `xoshiro` is fast here; `philox` has no state, so a GPU can make any part of a stream. */
export type WordSource = 'xoshiro' | 'philox';

/** An endless sequence of independent N(0, 1) numbers at an address, sixteen to a group. */
export interface NormalStream {
  /**
   * out[0 .. count) = the next `count` numbers; `count` a multiple of 16. Allocates nothing.
   * @throws RangeError for another count, or one above out.length.
   */
  fill(out: Float64Array, count: number): void;
  /** Goes to the first number of `address`. @throws RangeError as `addressWords`. */
  reset(address: RandomAddress): void;
}

/** Words at `address`. @throws RangeError as `addressWords`. */
export function createWordStream(source: WordSource, address: RandomAddress): WordStream {
  return source === 'philox' ? new PhiloxStream(address) : new XoshiroStream(address);
}

/** Normal numbers at `address` by `wordsToNormals`. @throws RangeError as `addressWords`. */
export function createNormalStream(source: WordSource, address: RandomAddress): NormalStream {
  const stream = createWordStream(source, address);
  const words = new Uint32Array(2048);
  return {
    fill(out, count) {
      checkCount(count, 16, out.length);
      for (let at = 0; at < count; at += words.length) {
        const part = Math.min(words.length, count - at);
        stream.fill(words, part);
        wordsToNormals(words, out, at, part);
      }
    },
    reset(address) {
      stream.reset(address);
    },
  };
}

/**
 * Box–Muller on lanes: of each sixteen words, v in the first eight and w in the last eight give
 *
 *     u₁ = (v + ½) 2^−32,  u₂ = (w + ½) 2^−32,  ρ = √(−2 ln u₁),   out[j] = ρ cos 2πu₂,  out[8 + j] = ρ sin 2πu₂,
 *
 * written to out[at .. at + count), count a multiple of 16, with this project's elementary functions: the bits do not
 * depend on the engine. What 32-bit words do to N(0, 1): |z| ≤ √(66 ln 2) = 6.764 (a true normal passes it once in
 * 7·10¹⁰); odd moments stay 0; E z² = 1 − 8.1·10⁻¹¹ and E z⁴ = 3 − 5.9·10⁻⁹ (midpoint sums of ln u and ln² u).
 */
export function wordsToNormals(words: Uint32Array, out: Float64Array, at: number, count: number): void {
  for (let group = 0; group < count; group += 16) {
    for (let i = group; i < group + 8; i++) {
      const radius = Math.sqrt(-2 * log((words[i]! + 0.5) * 2.3283064365386963e-10));
      const turn = (words[i + 8]! + 0.5) * 2.3283064365386963e-10;
      out[at + i] = radius * cosTurn(turn);
      out[at + i + 8] = radius * sinTurn(turn);
    }
  }
}
