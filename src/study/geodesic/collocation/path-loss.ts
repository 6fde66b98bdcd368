import { unpacker } from '../../../theory/geodesic/flow.ts';
import { hamiltonian } from '../../../theory/geodesic/hamiltonian.ts';
import { combine, innerProduct } from '../../../theory/geodesic/matrices.ts';
import { weightsOfMomenta } from '../../../theory/geodesic/momenta.ts';
import { product } from '../../../theory/geodesic/products.ts';
import { type Path, stateAt } from './path.ts';
import type { PathProblem } from './path-problem.ts';

export interface PathLoss {
  readonly fit: number;
  readonly penalty: number;
  /** ∫‖W‖² over each interval. */
  readonly weightIntegrals: Float64Array;
}

/**
 * (1/N) ‖Y − D A_1‖² and (μ/2) ∫ ‖L̃ B σ(A)ᵀ‖² dp by Simpson's rule on the nodes and the middles of the path's cubic: the
 * Lobatto points at which it was collocated, and its order, 4.
 */
export function pathLoss(problem: PathProblem, path: Path): PathLoss {
  const { resnet, lambdaOverDepth, initial, readout, targets } = problem;
  const { mesh, values } = path;
  const n = values.length / mesh.length;
  const unpack = unpacker(resnet.width, initial.columns);
  const squares = (y: Float64Array) => {
    const weights = weightsOfMomenta(resnet, ...unpack(y));
    return innerProduct(weights, weights);
  };
  const atNodes = Array.from(mesh, (_, k) => squares(values.subarray(k * n, (k + 1) * n)));
  const weightIntegrals = Float64Array.from({ length: mesh.length - 1 }, (_, k) => {
    const middle = squares(stateAt(path, k, 0.5, n));
    return ((mesh[k + 1]! - mesh[k]!) * (atNodes[k]! + 4 * middle + atNodes[k + 1]!)) / 6;
  });
  const [last] = unpack(values.subarray(values.length - n));
  const missing = combine(1, targets, -1, product(readout, last));
  const integral = weightIntegrals.reduce((sum, part) => sum + part, 0);
  return {
    fit: innerProduct(missing, missing) / initial.columns,
    penalty: (lambdaOverDepth / 2) * integral,
    weightIntegrals,
  };
}

/** (max − min)/|mean| of H over the nodes. */
export function hamiltonianDrift({ resnet, initial }: PathProblem, { mesh, values }: Path): number {
  const n = values.length / mesh.length;
  const unpack = unpacker(resnet.width, initial.columns);
  const energies = Array.from(mesh, (_, k) => hamiltonian(resnet, ...unpack(values.subarray(k * n, (k + 1) * n))));
  const mean = energies.reduce((sum, energy) => sum + energy, 0) / energies.length;
  const spread = Math.max(...energies) - Math.min(...energies);
  return spread === 0 ? 0 : spread / Math.abs(mean);
}
