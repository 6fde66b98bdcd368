import type { Arena } from './arena.ts';
import { type Kernels, singleKernels } from './kernels.ts';
import { wholeLines } from './memory.ts';
import { ArenaOperations } from './operations.ts';

/** `Arena` of float32: numbers are rounded to it, and every sum, product and constant is float32. */
export class SingleArena extends ArenaOperations<Float32Array, Kernels> implements Arena<Float32Array> {
  /** `bytes`: the sum of `bytesOf` over what will be allocated. Throws RangeError when so much memory cannot be had. */
  constructor(bytes: number) {
    super(bytes, Float32Array, singleKernels);
  }

  /** Bytes that `matrix(rows, columns)` takes. */
  static bytesOf(rows: number, columns: number): number {
    return wholeLines(4 * rows * columns);
  }
}
