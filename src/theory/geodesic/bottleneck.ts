/** The bottleneck of a solved path, from numbers along p. */
export interface Bottleneck {
  /** Median of −2H_p/L̃ over the nodes: estimates the bottleneck rank k* from below. */
  readonly rankFromEnergy: number;
  /** Smallest and largest −2H_p/L̃: equal for a perfect solution. */
  readonly rankFromEnergyRange: readonly [number, number];
  /** min_p COI_γ: estimates k* from above. */
  readonly rankFromCost: number;
  /** Node where COI_γ is smallest. */
  readonly narrowest: number;
  /** p₁: first p where COI_γ ≤ (1 + margin) m, m the minimum; COI_γ linear between nodes. */
  readonly entry: number;
  /** p₂: last p where COI_γ ≤ (1 + margin) m. */
  readonly exit: number;
}

/**
 * @param nodes p, ascending
 * @param energies H at each node
 * @param costs COI_γ at each node
 * @param margin in (0, 1): by which part of the minimum COI_γ may exceed it inside. The level does not depend on how high
 *   COI_γ is at the ends, where it can be a hundred times as large; an end of the path below the level is inside
 * @throws RangeError for a margin outside (0, 1), L̃ not positive, lengths that differ, or a NaN
 */
export function bottleneckOf(
  effectiveDepth: number,
  nodes: Float64Array,
  energies: Float64Array,
  costs: Float64Array,
  margin: number,
): Bottleneck {
  const count = nodes.length;
  if (!(margin > 0 && margin < 1))
    throw new RangeError(`bottleneck margin: a number in (0, 1) is expected; got ${margin}`);
  if (!(effectiveDepth > 0)) throw new RangeError(`−2H/L̃ needs L̃ > 0; got ${effectiveDepth}`);
  if (count === 0 || energies.length !== count || costs.length !== count) {
    throw new RangeError(`bottleneck: ${count} nodes, ${energies.length} energies and ${costs.length} costs`);
  }
  const bad = nodes.findIndex((_, i) => Number.isNaN(energies[i]! + costs[i]!));
  if (bad >= 0) throw new RangeError(`bottleneck: energy ${energies[bad]} and cost ${costs[bad]} at p = ${nodes[bad]}`);
  const ranks = energies.map((energy) => (-2 * energy) / effectiveDepth).sort();
  const middle = (ranks[(count - 1) >> 1]! + ranks[count >> 1]!) / 2;
  const rankFromCost = Math.min(...costs);
  const level = (1 + margin) * rankFromCost;
  const backwards = (values: Float64Array) => values.slice().reverse();
  return {
    rankFromEnergy: middle,
    rankFromEnergyRange: [ranks[0]!, ranks[count - 1]!],
    rankFromCost,
    narrowest: nodes[costs.indexOf(rankFromCost)]!,
    entry: firstBelow(nodes, costs, level),
    exit: firstBelow(backwards(nodes), backwards(costs), level),
  };
}

/** First p, in the order of the nodes, where the costs are down to the level. */
function firstBelow(nodes: Float64Array, costs: Float64Array, level: number): number {
  const i = costs.findIndex((cost) => cost <= level);
  if (i === 0) return nodes[0]!;
  const part = (costs[i - 1]! - level) / (costs[i - 1]! - costs[i]!);
  return nodes[i - 1]! + part * (nodes[i]! - nodes[i - 1]!);
}
