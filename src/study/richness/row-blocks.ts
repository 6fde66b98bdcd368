import { createWordStream } from '../../numeric/random/normal-stream.ts';

/** How rows are divided into blocks. */
export interface BlockPlan {
  /** Rows that are used, of those that there are. */
  readonly rows: number;
  readonly of: number;
  readonly blocks: number;
  /** 64-bit unsigned, decimal. */
  readonly seed: string;
}

/** Words taken from the stream at a time. */
const batch = 4096;

/**
 * The rows of every block, ascending: all are dealt out in random order, so that files sorted by class or by anything else
 * give blocks that are alike. Which rows are used, where not all are, and their blocks depend on the plan only.
 */
export function rowBlocks({ rows, of, blocks, seed }: BlockPlan): Int32Array[] {
  const order = Int32Array.from({ length: of }, (_, row) => row);
  const stream = createWordStream('philox', { seed: BigInt(seed), purpose: 'row-blocks', network: 0 });
  const words = new Uint32Array(batch);
  // The first `rows` steps of a shuffle: Fisher & Yates.
  for (let k = 0; k < rows; k++) {
    if (k % batch === 0) stream.fill(words, batch);
    const other = k + Math.floor((words[k % batch]! / 2 ** 32) * (of - k));
    const kept = order[k]!;
    order[k] = order[other]!;
    order[other] = kept;
  }
  return Array.from({ length: blocks }, (_, block) => {
    const dealt = new Int32Array(Math.ceil((rows - block) / blocks));
    for (let i = 0; i < dealt.length; i++) dealt[i] = order[block + i * blocks]!;
    return dealt.sort();
  });
}
