import type { ModeTable } from './mode-table.ts';
import type { PairTables } from './pairs.ts';
import type { Cut } from './truncation.ts';

/** Which of the 1/n theories is meant; see the README beside this file. */
export type Closure = 'source-only' | 'g-only' | 'exact';

/** Offsets of V4 (packed) and K1 (pairs) of one closure in the flat state. */
export interface CorrectionLayout {
  readonly V4: number;
  readonly K1: number;
}

/** V4, K1 and m_4 (which depend on where the modes are cut) of the exact hierarchy cut at k ≤ order. */
export interface CutLayout extends CorrectionLayout {
  readonly order: number;
  /** Whether the truncation is estimated from this cut: the first three are k_max, its half and its quarter. */
  readonly estimate: boolean;
  /** m_4, five components per pair of two inputs, one per single input; see `fourthStart`. */
  readonly m4: number;
}

/**
 * Where everything lies in the flat state, in numbers:
 * K0 | V4, K1 of source-only | V4, K1 of g-only | V4, K1, m_4 of each cut | m, modes | U, P × modes (row γ).
 */
export interface KernelLayout {
  readonly size: number;
  readonly K0: number;
  readonly sourceOnly: CorrectionLayout | null;
  readonly gOnly: CorrectionLayout | null;
  /** Descending cut orders, the first one k_max; empty without `exact`. */
  readonly cuts: readonly CutLayout[];
  /** m_k; the places of k = 1 and k = 4 stay 0. */
  readonly m: number;
  readonly U: number;
  /** Offset of pair p's m_4 within a cut's block. */
  readonly fourthStart: Int32Array;
  readonly fourthCount: number;
}

export function kernelLayout(
  pairs: PairTables,
  closures: readonly Closure[],
  modes: ModeTable,
  cutsWanted: readonly Cut[],
): KernelLayout {
  let size = pairs.count;
  const take = (length: number) => {
    size += length;
    return size - length;
  };
  const correction = (): CorrectionLayout => ({ V4: take(pairs.packedCount), K1: take(pairs.count) });
  const fourthStart = new Int32Array(pairs.count);
  let fourthCount = 0;
  for (let p = 0; p < pairs.count; p++) {
    fourthStart[p] = fourthCount;
    fourthCount += pairs.first[p] === pairs.second[p] ? 1 : 5;
  }
  const sourceOnly = closures.includes('source-only') ? correction() : null;
  const gOnly = closures.includes('g-only') ? correction() : null;
  const exact = closures.includes('exact');
  const cuts = exact ? cutsWanted.map((cut) => ({ ...cut, ...correction(), m4: take(fourthCount) })) : [];
  const m = take(exact ? modes.size : 0);
  const U = take(exact ? pairs.count * modes.size : 0);
  return { size, K0: 0, sourceOnly, gOnly, cuts, m, U, fourthStart, fourthCount };
}
