import { RichnessError } from './richness-error.ts';
import type { RowMoments } from './row-moments.ts';
import type { RowBlock, RowShape } from './rows.ts';

/** Accumulates moments of rows as they come; the bits do not depend on how rows are divided among calls of `add`. */
export class MomentAccumulator {
  readonly shape: RowShape;

  constructor(shape: RowShape) {
    this.shape = shape;
  }

  /** Copies the rows. @throws RichnessError on entries that are not finite, labels that are no class, parts that do not fit the shape */
  add(block: RowBlock): void {
    throw new RichnessError(`accumulate ${block.features.rows} rows`);
  }

  /** Moments of all rows so far; the accumulator is empty after. @throws RichnessError without rows */
  finish(): RowMoments {
    throw new RichnessError('no rows');
  }
}

/** Bytes that an accumulator of this shape holds. */
export function accumulatorBytes(shape: RowShape): number {
  return 8 * shape.features ** 2;
}

/** Moments of one block. `classes`: 1 + the largest label by default. */
export function momentsOf(block: RowBlock, classes?: number): RowMoments {
  throw new RichnessError(`moments of ${block.features.rows} rows in ${classes} classes`);
}
