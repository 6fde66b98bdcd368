import { RichnessError } from './richness-error.ts';
import type { RowMoments } from './row-moments.ts';

/** Moments of the rows of both. @throws RichnessError where the shapes differ */
export function addMoments(a: RowMoments, b: RowMoments): RowMoments {
  throw new RichnessError(`add ${a.count} and ${b.count}`);
}

/** Moments of all blocks, added in their order. @throws RichnessError without blocks, or where shapes differ */
export function totalMoments(blocks: Iterable<RowMoments>): RowMoments {
  throw new RichnessError(`sum of ${[...blocks].length}`);
}

/** Moments of the rows of `total` that are not in `block`. */
export function withoutBlock(total: RowMoments, block: RowMoments): RowMoments {
  throw new RichnessError(`${total.count} without ${block.count}`);
}

/** The block with its large parts rounded to float32: enough for differences between blocks (error bars), not for totals. */
export function compactMoments(block: RowMoments): RowMoments {
  throw new RichnessError(`compact ${block.count}`);
}

/** What to hand over when moments are posted to another thread. */
export function transferableBuffers(moments: RowMoments): ArrayBuffer[] {
  throw new RichnessError(`buffers of ${moments.count}`);
}

/** Bytes of the moments of one block, and of one that is compact. */
export function momentBytes(shape: RowMoments['shape']): { readonly full: number; readonly compact: number } {
  return { full: 8 * shape.features, compact: 4 * shape.features };
}
