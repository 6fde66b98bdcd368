import type { Matrix } from '../../../numeric/dense/matrix.ts';
import { equidistributed } from '../../../solve/transcription/mesh.ts';
import { type SchemeName, schemes } from '../../../solve/transcription/scheme.ts';
import type { Trajectory } from '../../../solve/transcription/trajectory.ts';

/** No step of a refined mesh is longer than this many times 1/K. */
const longestStep = 3;

/** What says where a mesh is too coarse. */
export type Refinement = 'hamiltonian' | 'speed';

/**
 * A mesh of `intervals` steps, finer where the Hamiltonian changes most from node to node (the discrete flow's error per
 * step, of order h^{q+1}) or where the representation moves fastest relative to its size.
 */
export function refinedMesh(
  nodes: Float64Array,
  { states }: Trajectory,
  energies: readonly number[],
  refinement: Refinement,
  scheme: SchemeName,
  intervals: number,
): Float64Array {
  const { order } = schemes[scheme];
  const density = Array.from({ length: nodes.length - 1 }, (_, k) => {
    const step = nodes[k + 1]! - nodes[k]!;
    if (refinement === 'speed') return relativeMove(states[k]!, states[k + 1]!) / step;
    return Math.abs(energies[k + 1]! - energies[k]!) ** (1 / (order + 1)) / step;
  });
  return equidistributed(nodes, density, intervals, longestStep);
}

/** ‖A′ − A‖ / ‖A‖. */
function relativeMove(before: Matrix, after: Matrix): number {
  let move = 0;
  let size = 0;
  for (let i = 0; i < before.data.length; i++) {
    move += (after.data[i]! - before.data[i]!) ** 2;
    size += before.data[i]! ** 2;
  }
  return size > 0 ? Math.sqrt(move / size) : 0;
}
