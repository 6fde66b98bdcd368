import type { RealArray } from '../numeric/dense/matrix.ts';
import type { PassKernels } from './kernels.ts';

/** What an optimiser works with in the memory of its network. */
export interface OptimiserRoom<V extends RealArray> {
  /** Two numbers per parameter, 0 at first. */
  readonly moments: readonly [V, V];
  readonly passes: PassKernels;
  /** Where x[0] is, for `passes`. */
  address(x: RealArray): number;
  /** Whether no other optimiser was given the room since. */
  readonly held: boolean;
}
