import { addressWords, checkCount, type RandomAddress, type WordStream } from './address.ts';
import { philoxBlock } from './philox.ts';

/** Logical lanes: a property of the stream, not of the machine. */
const lanes = 8;
/** Bit 16 of the last counter word tells lane states from the words of a Philox stream. */
const seedingUse = 2 ** 16;

/**
 * xoshiro128++ in eight lanes: word 8s + i is output s of lane i, whose state (s0, s1, s2, s3) starts as a Philox block
 * of the address (`addressWords`); the one forbidden state, all zero, becomes (0x9e3779b9, 0, 0, 0).
 * Period 2^128 − 1 per lane. Source: Blackman & Vigna, ACM TOMS 47 (2021) 36; prng.di.unimi.it/xoshiro128plusplus.c.
 */
export class XoshiroStream implements WordStream {
  readonly #state = new Uint32Array(4 * lanes);

  /** @throws RangeError as `addressWords`. */
  constructor(address: RandomAddress) {
    this.reset(address);
  }

  reset(address: RandomAddress): void {
    xoshiroStates(address, this.#state);
  }

  fill(out: Uint32Array, count: number): void {
    checkCount(count, lanes, out.length);
    for (let lane = 0; lane < lanes; lane++) xoshiroFill(this.#state, 4 * lane, out, lane, lanes, count);
  }
}

/** state[4 i … 4 i + 3] = (s0, s1, s2, s3) of lane i at the beginning of a stream. @throws RangeError as `addressWords`. */
export function xoshiroStates(address: RandomAddress, state: Uint32Array): void {
  const { keyLow, keyHigh, networkLow, networkHigh, purpose } = addressWords(address);
  for (let at = 0; at < 4 * lanes; at += 4) {
    philoxBlock(at / 4, networkLow, networkHigh, purpose + seedingUse, keyLow, keyHigh, state, at);
    if ((state[at]! | state[at + 1]! | state[at + 2]! | state[at + 3]!) === 0) state[at] = 0x9e3779b9;
  }
}

/**
 * out[first], out[first + stride], … below `end`: the next outputs of the xoshiro128++ generator whose four state words
 * start at state[at]; the state moves on.
 */
export function xoshiroFill(
  state: Uint32Array,
  at: number,
  out: Uint32Array,
  first: number,
  stride: number,
  end: number,
): void {
  let s0 = state[at]! | 0;
  let s1 = state[at + 1]! | 0;
  let s2 = state[at + 2]! | 0;
  let s3 = state[at + 3]! | 0;
  for (let i = first; i < end; i += stride) {
    const sum = (s0 + s3) | 0;
    out[i] = (((sum << 7) | (sum >>> 25)) + s0) | 0;
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = (s3 << 11) | (s3 >>> 21);
  }
  state[at] = s0;
  state[at + 1] = s1;
  state[at + 2] = s2;
  state[at + 3] = s3;
}
