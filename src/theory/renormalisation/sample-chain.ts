import type { Purpose, RandomAddress } from '../../numeric/random/address.ts';
import { addressedOrder } from '../../numeric/random/addressed-order.ts';
import { PhiloxStream } from '../../numeric/random/philox.ts';
import type { MarkovChain } from './markov-chain.ts';
import { checkMasking } from './masked-floor.ts';
import { RenormalisationError } from './renormalisation-error.ts';

/** Which sequences: `count` of them from number `first` on. Each has an address of its own, so batches may be cut anyhow. */
export interface SequenceRange {
  readonly seed: bigint;
  /** Training and measurement never share a word. */
  readonly use: 'training' | 'measurement';
  readonly first: number;
  readonly count: number;
  /** T. */
  readonly length: number;
}

const sequencePurpose: Readonly<Record<SequenceRange['use'], Purpose>> = {
  training: 'chain-sequence',
  measurement: 'measured-sequence',
};
const maskPurpose: Readonly<Record<SequenceRange['use'], Purpose>> = {
  training: 'chain-mask',
  measurement: 'measured-mask',
};

/** Draws stationary sequences of one chain. */
export class ChainSampler {
  readonly chain: MarkovChain;
  /** Row i < V: Σ_{v ≤ j} P_iv; row V: of π. */
  readonly #cumulative: Float64Array;

  constructor(chain: MarkovChain) {
    this.chain = chain;
    const { states, transition, stationary } = chain;
    this.#cumulative = new Float64Array((states + 1) * states);
    for (let i = 0, at = 0; i <= states; i++) {
      let sum = 0;
      for (let j = 0; j < states; j++, at++) {
        sum += i < states ? transition[at]! : stationary[j]!;
        this.#cumulative[at] = sum;
      }
    }
  }

  /**
   * The sequence that uniform words w_t stand for: x_0 from π, x_t from row x_{t−1} of P, by u_t = (w_t + ½) 2⁻³² and the inverse of the
   * cumulative law; every probability to 2⁻³². Writes words.length symbols to out[at …].
   */
  sequenceInto(words: Uint32Array, out: Int32Array, at: number): void {
    const { states } = this.chain;
    const cumulative = this.#cumulative;
    let row = states;
    for (let t = 0; t < words.length; t++) {
      const u = (words[t]! + 0.5) * 2.3283064365386963e-10;
      const from = row * states;
      // The first symbol with u < cumulative law; the last one takes what rounding leaves.
      let [low, high] = [0, states - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (u < cumulative[from + middle]!) high = middle;
        else low = middle + 1;
      }
      out[at + t] = row = low;
    }
  }

  /** `count` sequences of `length` symbols, one after the other. @throws RenormalisationError for other than whole numbers */
  sequences({ seed, use, first, count, length }: SequenceRange): Int32Array {
    requireWhole({ first, count, length });
    const out = new Int32Array(count * length);
    const words = new Uint32Array(Math.ceil(length / 8) * 8);
    const address = (i: number): RandomAddress => ({ seed, purpose: sequencePurpose[use], network: first + i });
    const stream = new PhiloxStream(address(0));
    for (let i = 0; i < count; i++) {
      stream.reset(address(i));
      stream.fill(words, words.length);
      this.sequenceInto(words.subarray(0, length), out, i * length);
    }
    return out;
  }
}

/**
 * The masked places of each sequence, k of T uniformly without replacement: count × k, ascending in each row. Sequence by sequence the
 * first k places of a random order at its address.
 * @throws RenormalisationError unless 1 ≤ k ≤ T, and for other than whole numbers
 */
export function maskPositions({ seed, use, first, count, length }: SequenceRange, masked: number): Int32Array {
  requireWhole({ first, count, length });
  checkMasking(length, masked);
  const out = new Int32Array(count * masked);
  for (let i = 0; i < count; i++) {
    const order = addressedOrder(length, { seed, purpose: maskPurpose[use], network: first + i });
    out.set(order.subarray(0, masked).sort(), i * masked);
  }
  return out;
}

function requireWhole(numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (Number.isSafeInteger(value) && value >= 0) continue;
    throw new RenormalisationError(`${name}: a whole number from 0 on is expected; got ${value}.`);
  }
}
