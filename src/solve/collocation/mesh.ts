import { cubicPiece, evaluateCubic } from './hermite-cubic.ts';
import type { BoundaryValueProblem, NodeValues } from './problem.ts';
import type { Defect } from './system.ts';

/** Off-mesh residual of every interval, and the unknown in which it is largest. */
export interface OffMeshResidual {
  readonly perInterval: Float64Array;
  readonly components: Int32Array;
}

const lobattoPoint = Math.sqrt(3 / 7) / 2;

/**
 * How well the piecewise cubic S satisfies the equation between the nodes: the root mean square over each interval of
 * |S′ − f(p, S)| / (1 + |f|), worst component, by the Lobatto rule of five points (the residual vanishes at both ends;
 * in the middle it is 3 r_i/2h). NaN residuals count as Infinity.
 */
export function offMeshResidual(
  problem: BoundaryValueProblem,
  mesh: Float64Array,
  values: Float64Array,
  { rates, middleRates, residual }: Defect,
): OffMeshResidual {
  const { unknowns: n, left } = problem;
  const perInterval = new Float64Array(mesh.length - 1);
  const components = new Int32Array(mesh.length - 1);
  const [at, slope, rate, sums] = Array.from({ length: 4 }, () => new Float64Array(n)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let i = 0; i < perInterval.length; i++) {
    const piece = cubicPiece(mesh, values, rates, i, n);
    const h = piece.length;
    for (let u = 0; u < n; u++) {
      const middle = (1.5 * residual[left.count + i * n + u]!) / h;
      sums[u] = (32 / 45) * (middle / (1 + Math.abs(middleRates[i * n + u]!))) ** 2;
    }
    for (const theta of [0.5 - lobattoPoint, 0.5 + lobattoPoint]) {
      evaluateCubic(piece, theta, at, slope);
      problem.rate(mesh[i]! + theta * h, at, rate);
      for (let u = 0; u < n; u++) sums[u]! += (49 / 90) * ((slope[u]! - rate[u]!) / (1 + Math.abs(rate[u]!))) ** 2;
    }
    let worst = 0;
    for (let u = 1; u < n; u++) if (!(sums[u]! <= sums[worst]!)) worst = u;
    components[i] = worst;
    perInterval[i] = Number.isNaN(sums[worst]!) ? Infinity : Math.sqrt(sums[worst]! / 2);
  }
  return { perInterval, components };
}

/** Nodes that an interval gets: none within the tolerance, one up to 100 times it, two above. */
function nodesWanted(residual: number, tolerance: number): number {
  if (residual <= tolerance) return 0;
  return residual < 100 * tolerance ? 1 : 2;
}

/** Nodes that `refine` would add. */
export function nodesToAdd(residuals: Float64Array, tolerance: number): number {
  return residuals.reduce((sum, residual) => sum + nodesWanted(residual, tolerance), 0);
}

/** The same piecewise cubic on a mesh with more nodes where its residual is above the tolerance. */
export function refine(
  { mesh, values }: NodeValues,
  rates: Float64Array,
  residuals: Float64Array,
  tolerance: number,
): NodeValues {
  const n = values.length / mesh.length;
  const count = mesh.length + nodesToAdd(residuals, tolerance);
  const finer = { mesh: new Float64Array(count), values: new Float64Array(count * n) };
  let written = 0;
  for (let i = 0; i < residuals.length; i++) {
    const piece = cubicPiece(mesh, values, rates, i, n);
    const pieces = 1 + nodesWanted(residuals[i]!, tolerance);
    for (let k = 0; k < pieces; k++, written++) {
      finer.mesh[written] = mesh[i]! + (k / pieces) * piece.length;
      evaluateCubic(piece, k / pieces, finer.values.subarray(written * n, (written + 1) * n), null);
    }
  }
  finer.mesh[written] = mesh.at(-1)!;
  finer.values.set(values.subarray(values.length - n), written * n);
  return finer;
}
