import { type AddressWords, addressWords, checkCount, type RandomAddress, type WordStream } from './address.ts';

/**
 * One block of Philox4x32-10: out[at .. at + 4) = the cipher of counter (c0, c1, c2, c3) under key (k0, k1).
 * Source: Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11; known answers: Random123.
 */
export function philoxBlock(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  out: Uint32Array,
  at: number,
): void {
  let [a, b, c, d, k, l] = [c0 | 0, c1 | 0, c2 | 0, c3 | 0, k0 | 0, k1 | 0];
  for (let round = 0; round < 10; round++) {
    // High words of 0xd2511f53 · a and 0xcd9e8d57 · c from products of 16-bit halves: none exceeds 32 bits.
    const aLow = a & 0xffff;
    const aHigh = a >>> 16;
    const aMiddle = (Math.imul(aHigh, 0x1f53) + (Math.imul(aLow, 0x1f53) >>> 16)) | 0;
    const aCarry = (Math.imul(aLow, 0xd251) + (aMiddle & 0xffff)) | 0;
    const productA = (Math.imul(aHigh, 0xd251) + (aMiddle >>> 16) + (aCarry >>> 16)) | 0;
    const cLow = c & 0xffff;
    const cHigh = c >>> 16;
    const cMiddle = (Math.imul(cHigh, 0x8d57) + (Math.imul(cLow, 0x8d57) >>> 16)) | 0;
    const cCarry = (Math.imul(cLow, 0xcd9e) + (cMiddle & 0xffff)) | 0;
    const productC = (Math.imul(cHigh, 0xcd9e) + (cMiddle >>> 16) + (cCarry >>> 16)) | 0;
    const nextB = Math.imul(c, 0xcd9e8d57);
    const nextD = Math.imul(a, 0xd2511f53);
    a = productC ^ b ^ k;
    c = productA ^ d ^ l;
    b = nextB;
    d = nextD;
    k = (k + 0x9e3779b9) | 0;
    l = (l + 0xbb67ae85) | 0;
  }
  out[at] = a;
  out[at + 1] = b;
  out[at + 2] = c;
  out[at + 3] = d;
}

/** Blocks before the 43-bit block number of an address is used up. */
const blockLimit = 2 ** 43;

/** Philox4x32-10 as a stream: step s is blocks 2s and 2s + 1 of the address, laid out as in `addressWords`. */
export class PhiloxStream implements WordStream {
  #words: AddressWords;
  #block = 0;

  /** @throws RangeError as `addressWords`. */
  constructor(address: RandomAddress) {
    this.#words = addressWords(address);
  }

  reset(address: RandomAddress): void {
    this.#words = addressWords(address);
    this.#block = 0;
  }

  /** @throws RangeError also after 2^45 words. */
  fill(out: Uint32Array, count: number): void {
    checkCount(count, 8, out.length);
    const { keyLow, keyHigh, networkLow, networkHigh, purpose } = this.#words;
    const first = this.#block;
    if (first + count / 4 > blockLimit) throw new RangeError('Philox: a stream holds 2^45 words, and all are used up');
    for (let i = 0; i < count; i += 4) {
      const block = first + i / 4;
      const upper = networkHigh + Math.floor(block / 2 ** 32) * 2 ** 21;
      philoxBlock(block >>> 0, networkLow, upper, purpose, keyLow, keyHigh, out, i);
    }
    this.#block = first + count / 4;
  }
}
