/** What a stream of random words is for, with the number that stands for it in the counter: never renumber. */
export const purposeNumbers = {
  'block-law': 1,
  'explicit-weights': 2,
  completion: 3,
  'random-stack': 4,
  'g-only-stochastic': 16,
  'chi-square': 17,
  'data-inputs': 32,
  teacher: 33,
  'initial-weights': 34,
  map: 35,
  'initial-state': 36,
  'data-split': 37,
  'fisher-cotangents': 38,
  shuffle: 39,
  'label-shuffle': 45,
  'chain-sequence': 48,
  'chain-mask': 49,
  'measured-sequence': 50,
  'measured-mask': 51,
  'mean-kernel': 52,
  'row-blocks': 64,
  test: 255,
} as const;
export type Purpose = keyof typeof purposeNumbers;

/**
 * Name of one stream of random words: equal addresses give equal words on every machine, in any order of use; different
 * addresses share no word of Philox and no state of xoshiro but by the chance of a 128-bit coincidence.
 */
export interface RandomAddress {
  /** 0 ≤ seed < 2^64: the key. */
  readonly seed: bigint;
  readonly purpose: Purpose;
  /** Index of the sampled network, or of the array drawn, an integer 0 ≤ network < 2^53. */
  readonly network: number;
}

/** The address as the 32-bit words of a Philox key and counter; see `addressWords`. */
export interface AddressWords {
  readonly keyLow: number;
  readonly keyHigh: number;
  readonly networkLow: number;
  /** 21 bits. */
  readonly networkHigh: number;
  /** 16 bits. */
  readonly purpose: number;
}

/**
 * The words of an address. Two uses of Philox share the key (keyLow, keyHigh) and never meet in the counter:
 *
 *     word 0            word 1       word 2                          word 3
 *     block mod 2^32    networkLow   networkHigh + 2^21 ⌊block/2^32⌋  purpose             words of a Philox stream
 *     lane              networkLow   networkHigh                      purpose + 2^16      states of xoshiro's lanes
 *
 * @throws RangeError if the seed or the network lies outside its range.
 */
export function addressWords(address: RandomAddress): AddressWords {
  const { seed, purpose, network } = address;
  if (seed < 0n || seed >> 64n !== 0n) throw new RangeError(`seed must be an integer from 0 to 2^64 − 1, got ${seed}`);
  if (!Number.isSafeInteger(network) || network < 0) {
    throw new RangeError(`network must be an integer from 0 to 2^53 − 1, got ${network}`);
  }
  return {
    keyLow: Number(seed & 0xffffffffn),
    keyHigh: Number(seed >> 32n),
    networkLow: network >>> 0,
    networkHigh: Math.floor(network / 2 ** 32),
    purpose: purposeNumbers[purpose],
  };
}

/** An endless sequence of 32-bit words at an address, eight to a step. */
export interface WordStream {
  /**
   * out[0 .. count) = the next `count` words; `count` a multiple of 8. Allocates nothing.
   * @throws RangeError for another count, or one above out.length.
   */
  fill(out: Uint32Array, count: number): void;
  /** Goes to the first word of `address`. @throws RangeError as `addressWords`. */
  reset(address: RandomAddress): void;
}

/** @throws RangeError unless count is a multiple of `group` within 0 … length. */
export function checkCount(count: number, group: number, length: number): void {
  if (count >= 0 && count <= length && count % group === 0) return;
  throw new RangeError(`fill: count must be a multiple of ${group} from 0 to out.length = ${length}, got ${count}`);
}
