import { inputPairs, packedIndex, pairIndex } from '../../model/ensemble.ts';

/** Index tables over the pairs γ = (c ≤ d) of inputs, so that rates need no arithmetic on indices. */
export interface PairTables {
  /** N. */
  readonly inputs: number;
  /** P = N (N + 1) / 2. */
  readonly count: number;
  /** c and d of each pair. */
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** Pair indices of (c, c) and (d, d). */
  readonly firstDiagonal: Int32Array;
  readonly secondDiagonal: Int32Array;
  /** Pair index of {a, b} at a · N + b. */
  readonly of: Int32Array;
  /** Packed index of {p, q} at p · P + q. */
  readonly packed: Int32Array;
  /** P (P + 1) / 2. */
  readonly packedCount: number;
}

export function pairTables(inputs: number): PairTables {
  const pairs = inputPairs(inputs);
  const count = pairs.length;
  const at = (value: (pair: readonly [number, number]) => number) => Int32Array.from(pairs, value);
  return {
    inputs,
    count,
    first: at(([c]) => c),
    second: at(([, d]) => d),
    firstDiagonal: at(([c]) => pairIndex(inputs, c, c)),
    secondDiagonal: at(([, d]) => pairIndex(inputs, d, d)),
    of: Int32Array.from({ length: inputs ** 2 }, (_, i) => pairIndex(inputs, Math.floor(i / inputs), i % inputs)),
    packed: Int32Array.from({ length: count ** 2 }, (_, i) => packedIndex(count, Math.floor(i / count), i % count)),
    packedCount: (count * (count + 1)) / 2,
  };
}
