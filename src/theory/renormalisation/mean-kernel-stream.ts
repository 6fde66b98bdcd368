import { createNormalStream } from '../../numeric/random/normal-stream.ts';
import type { Rows } from '../richness/rows.ts';
import { subsetVariances } from './mean-kernel.ts';

/** Most tokens side by side: there are 2^M sets of them. */
export const mostOverlapTokens = 9;

/** Inputs, and what neurons to draw for them. */
export interface KernelStreamPlan {
  /** n × M tokens, row by row, whole numbers from 0. */
  readonly inputs: Rows;
  /** Increments of the kernel by overlap, as `overlapKernels` gives them. */
  readonly increments: readonly Float64Array[];
  /** d. */
  readonly width: number;
  readonly seed: bigint;
}

/**
 * A residual stream with the mean kernel and nothing else of a network: at every layer d independent Gaussian neurons whose
 * covariance between inputs is that layer's increment of the kernel, added to the stream. It is what the stack at random
 * weights is but for the fluctuation of its kernel, of order 1/√d.
 * @returns L + 1 layers, n × d each; the same numbers for the same seed
 */
export function meanKernelStream({ inputs, increments, width, seed }: KernelStreamPlan): Rows[] {
  const { rows } = inputs;
  const groups = subsetGroups(inputs);
  const variances = increments.map(subsetVariances);
  const stream = createNormalStream('philox', { seed, purpose: 'mean-kernel', network: 0 });
  let normals = new Float64Array(0);
  let state = new Float64Array(rows * width);
  return variances.map((ofSize, layer) => {
    state = state.slice();
    for (const [set, { size, count, ids }] of groups.entries()) {
      const deviation = Math.sqrt(ofSize[size]!);
      if (deviation === 0) continue;
      const needed = 16 * Math.ceil((count * width) / 16);
      if (normals.length < needed) normals = new Float64Array(needed);
      stream.reset({ seed, purpose: 'mean-kernel', network: layer * groups.length + set });
      stream.fill(normals, needed);
      for (let row = 0; row < rows; row++) {
        const from = ids[row]! * width;
        for (let j = 0; j < width; j++) state[row * width + j]! += deviation * normals[from + j]!;
      }
    }
    return { rows, columns: width, stride: width, data: state };
  });
}

/** Rows by what they say in a set of places. */
interface SubsetGroups {
  /** |S|. */
  readonly size: number;
  /** Different rows there, numbered in order of appearance. */
  readonly count: number;
  readonly ids: Int32Array;
}

/** For every set of columns, bit by bit, which rows agree there. */
function subsetGroups({ rows, columns, stride, data }: Rows): SubsetGroups[] {
  const groups: SubsetGroups[] = [{ size: 0, count: 1, ids: new Int32Array(rows) }];
  let kinds = 0;
  for (const token of data) kinds = Math.max(kinds, token + 1);
  for (let set = 1; set < 2 ** columns; set++) {
    const last = 31 - Math.clz32(set);
    const before = groups[set ^ (1 << last)]!;
    const known = new Map<number, number>();
    const ids = Int32Array.from(before.ids, (id, row) => {
      const key = id * kinds + data[row * stride + last]!;
      const found = known.get(key) ?? known.size;
      known.set(key, found);
      return found;
    });
    groups.push({ size: before.size + 1, count: known.size, ids });
  }
  return groups;
}
