import type { PairTables } from './pairs.ts';

/**
 * Order of the modes M_k, k ≠ 2, in a flat array: pair by pair, k ascending; k + 1 components i = 0..k for two inputs,
 * the single component i = k for one. Odd k are left out when σσ is even, where they vanish.
 */
export interface ModeTable {
  /** k_max. */
  readonly order: number;
  /** The k carried, ascending, 2 left out. */
  readonly ranks: readonly number[];
  /** Modes over all pairs. */
  readonly size: number;
  /** First mode of pair p, rank k at p · (order + 1) + k; −1 for ranks not carried. */
  readonly start: Int32Array;
}

export function modeTable(pairs: PairTables, order: number, evenOnly: boolean): ModeTable {
  const ranks: number[] = [];
  for (let k = evenOnly ? 4 : 1; k <= order; k += evenOnly ? 2 : 1) if (k !== 2) ranks.push(k);
  const start = new Int32Array(pairs.count * (order + 1)).fill(-1);
  let size = 0;
  for (let p = 0; p < pairs.count; p++) {
    for (const k of ranks) {
      start[p * (order + 1) + k] = size;
      size += pairs.first[p] === pairs.second[p] ? 1 : k + 1;
    }
  }
  return { order, ranks, size, start };
}
