import type { NpyArray } from '../../../record/npy.ts';
import type { Divergence } from '../../../sample/shard.ts';

/** Every network that did not stay finite, by address: its number and the layer, D × 2. */
export function divergenceArray(diverged: readonly Divergence[]): NpyArray {
  return {
    shape: [diverged.length, 2],
    data: Float64Array.from(diverged.flatMap(({ network, layer }) => [network, layer])),
  };
}
