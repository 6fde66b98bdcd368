/**
 * Sums of per-item vectors whose bits do not depend on how the items were divided among workers.
 *
 * Items 0, 1, 2, … are summed `leafItems` at a time in order; leaves are then added along the binary tree over the leaf
 * index. A node (level k, index j) is the sum of leaves j·2^k … (j+1)·2^k − 1. Any split of the items into whole leaves
 * yields nodes of the same tree, so merging gives the same bits for every split. The tree also keeps the rounding error
 * of a sum of S items at log2(S) instead of S units in the last place.
 */
export const leafItems = 16;

export interface DyadicNode {
  readonly level: number;
  readonly index: number;
  readonly sums: Float64Array;
}

/** Adds nodes left to right; siblings are merged as soon as both are there. */
export class DyadicSum {
  readonly #nodes = new Map<string, DyadicNode>();

  /** Takes ownership of `node.sums`. */
  add(node: DyadicNode): void {
    let { level, index, sums } = node;
    for (;;) {
      const siblingKey = `${level}:${index ^ 1}`;
      const sibling = this.#nodes.get(siblingKey);
      if (sibling === undefined) break;
      this.#nodes.delete(siblingKey);
      const [left, right] = index % 2 === 0 ? [sums, sibling.sums] : [sibling.sums, sums];
      for (let i = 0; i < left.length; i++) left[i]! += right[i]!;
      sums = left;
      level += 1;
      index = Math.floor(index / 2);
    }
    this.#nodes.set(`${level}:${index}`, { level, index, sums });
  }

  /** The nodes that have no sibling yet, by position of their first leaf. */
  nodes(): DyadicNode[] {
    return [...this.#nodes.values()].sort((a, b) => a.index * 2 ** a.level - b.index * 2 ** b.level);
  }

  /** Sum of everything added, in the order of the items; undefined when nothing was. */
  total(): Float64Array | undefined {
    const [first, ...rest] = this.nodes();
    if (first === undefined) return undefined;
    const sum = Float64Array.from(first.sums);
    for (const { sums } of rest) for (let i = 0; i < sum.length; i++) sum[i]! += sums[i]!;
    return sum;
  }
}
