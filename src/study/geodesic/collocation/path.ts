import { createMatrix } from '../../../numeric/dense/matrix.ts';
import { cubicPiece, evaluateCubic } from '../../../solve/collocation/hermite-cubic.ts';
import type { NodeValues } from '../../../solve/collocation/problem.ts';
import { decayPath } from '../../../theory/geodesic/exact.ts';
import { leakyFlowRate, packState } from '../../../theory/geodesic/flow.ts';
import type { StartingPath } from '../solution.ts';
import type { PathProblem } from './path-problem.ts';

/** The piecewise cubic through (A, B) at nodes, with the slopes of the flow there. */
export interface Path extends NodeValues {
  readonly rates: Float64Array;
}

/** The path without weights, A_p = e^{−L̃p} A_0 and B = 0: the answer for λ → ∞. */
export function freePath({ resnet, initial }: PathProblem, mesh: Float64Array): NodeValues {
  const none = createMatrix(initial.rows, initial.columns);
  return packed(mesh, (k) => packState(decayPath(resnet.effectiveDepth, initial, mesh[k]!), none));
}

/** States and momenta of a solution, by whatever method, as a path of the flow. */
export function pathOfSolution(problem: PathProblem, { nodes, states, momenta }: StartingPath): Path {
  return withRates(
    packed(nodes, (k) => packState(states[k]!, momenta[k]!)),
    problem,
  );
}

/** The path with the slopes that the flow has at its nodes. */
export function withRates({ mesh, values }: NodeValues, { resnet, initial }: PathProblem): Path {
  const rate = leakyFlowRate(resnet, initial.columns);
  const n = values.length / mesh.length;
  const rates = new Float64Array(values.length);
  for (let k = 0; k < mesh.length; k++) {
    rate(mesh[k]!, values.subarray(k * n, (k + 1) * n), rates.subarray(k * n, (k + 1) * n));
  }
  return { mesh, values, rates };
}

/** The path by its values at other nodes, which lie between its own ends. */
export function onMesh(path: Path, mesh: Float64Array): NodeValues {
  const n = path.values.length / path.mesh.length;
  let piece = 0;
  return packed(mesh, (k) => {
    const p = mesh[k]!;
    while (piece < path.mesh.length - 2 && path.mesh[piece + 1]! <= p) piece++;
    return stateAt(path, piece, (p - path.mesh[piece]!) / (path.mesh[piece + 1]! - path.mesh[piece]!), n);
  });
}

/** The packed state at the fraction θ of an interval. */
export function stateAt({ mesh, values, rates }: Path, interval: number, theta: number, n: number): Float64Array {
  const out = new Float64Array(n);
  evaluateCubic(cubicPiece(mesh, values, rates, interval, n), theta, out, null);
  return out;
}

function packed(mesh: Float64Array, at: (node: number) => Float64Array): NodeValues {
  const rows = Array.from(mesh, (_, k) => at(k));
  const n = rows[0]!.length;
  const values = new Float64Array(mesh.length * n);
  for (const [k, row] of rows.entries()) values.set(row, k * n);
  return { mesh, values };
}
