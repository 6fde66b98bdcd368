import type { ProfileCurve } from './profile-layers.ts';
import type { SeriesStyle } from './theme.ts';

/**
 * Step density of a mesh 0 = p_0 < … < p_n along depth, as a curve of steps: ρ = (mean step) / (local step) =
 * (p_n − p_0) / (n (p_i − p_{i−1})), 1 where the mesh is equidistant, large where it is fine.
 * Throws RangeError where the nodes do not increase.
 */
export function stepDensityCurve(label: string, style: SeriesStyle, nodes: ArrayLike<number>): ProfileCurve {
  const intervals = nodes.length - 1;
  const first = nodes[0] ?? Number.NaN;
  const last = nodes[intervals] ?? Number.NaN;
  const densities = Array.from({ length: intervals }, (_, i) => {
    const step = nodes[i + 1]! - nodes[i]!;
    if (!(step > 0))
      throw new RangeError(
        `step density of "${label}": expected nodes that increase, came ${nodes[i]} before ${nodes[i + 1]} at ${i}.`,
      );
    return (last - first) / (intervals * step);
  });
  if (densities.length === 0)
    throw new RangeError(`step density of "${label}": expected two nodes or more, came ${nodes.length}.`);
  const points = [...densities, densities.at(-1)!].map((value, i) => ({ t: nodes[i]!, value, error: 0 }));
  return { label, style, points, steps: true };
}
