import type { Matrix } from '../../numeric/dense/matrix.ts';

/** Conditions g(y) = 0 at one end. */
export interface BoundaryCondition {
  /** Number of conditions, 0 ≤ count ≤ unknowns. */
  readonly count: number;
  /** Writes g(y), `count` numbers. */
  readonly residual: (y: Float64Array, out: Float64Array) => void;
  /** Writes ∂g/∂y, count × unknowns; `out` is zero on entry. */
  readonly jacobian: (y: Float64Array, out: Matrix) => void;
}

/** A function of p by its values at nodes: nodes × unknowns, node by node. */
export interface NodeValues {
  /** Ascending, at least two. */
  readonly mesh: Float64Array;
  readonly values: Float64Array;
}

/** y′ = rate(p, y) between the ends of the guess's mesh, with conditions at each end. Nothing has a hidden default. */
export interface BoundaryValueProblem {
  /** n. */
  readonly unknowns: number;
  /** Writes dy/dp into `out`; y and out are reused between calls. */
  readonly rate: (p: number, y: Float64Array, out: Float64Array) => void;
  /** Writes ∂rate/∂y, n × n; `out` is zero on entry. */
  readonly jacobian: (p: number, y: Float64Array, out: Matrix) => void;
  readonly left: BoundaryCondition;
  /** As many conditions as the left leaves open: left.count + right.count = n. */
  readonly right: BoundaryCondition;
  readonly guess: NodeValues;
  readonly tolerance: {
    /** Root mean square over an interval of |S′ − f(p, S)| / (1 + |f|) of the worst component; S the piecewise cubic. */
    readonly residual: number;
    /** Largest |g| at either end. */
    readonly boundary: number;
  };
  /** Newton steps on one mesh. */
  readonly maximumIterations: number;
  readonly maximumIntervals: number;
  /** Told of every iterate, before anything else is done with it. Its arrays are valid during the call only. */
  readonly onIteration?: (iterate: BoundaryValueIterate) => undefined | 'stop' | Promise<undefined | 'stop'>;
}

/** One iterate of Newton's method. Counts are totals over all meshes so far. */
export interface BoundaryValueIterate extends NodeValues {
  /** dy/dp at the nodes. */
  readonly rates: Float64Array;
  /** Largest residual of the collocation equations, scaled as the residual of the tolerance is. */
  readonly residual: number;
  readonly iterations: number;
  readonly factorisations: number;
  readonly evaluations: number;
}

/** @throws RangeError when the problem is not well posed, or the room is made for another */
export function refuseBadProblem(
  problem: BoundaryValueProblem,
  room: { readonly unknowns: number; readonly leftCount: number },
): void {
  const { unknowns, left, right, guess, tolerance, maximumIterations, maximumIntervals } = problem;
  const { mesh, values } = guess;
  const refuse = (what: string) => {
    throw new RangeError(`boundary value problem: ${what}`);
  };
  if (!(Number.isInteger(unknowns) && unknowns >= 1)) refuse(`needs at least one unknown; got ${unknowns}`);
  for (const [name, { count }] of Object.entries({ left, right })) {
    if (!(Number.isInteger(count) && count >= 0)) refuse(`${count} conditions on the ${name}`);
  }
  if (left.count + right.count !== unknowns) {
    refuse(
      `${unknowns} unknowns need as many conditions; got ${left.count} on the left and ${right.count} on the right`,
    );
  }
  if (room.unknowns !== unknowns || room.leftCount !== left.count) {
    refuse(
      `its room is made for ${room.unknowns} unknowns with ${room.leftCount} conditions on the left; got ${unknowns} with ${left.count}`,
    );
  }
  if (mesh.length < 2) refuse(`the guess needs at least two nodes; got ${mesh.length}`);
  if (values.length !== mesh.length * unknowns) {
    refuse(`a guess at ${mesh.length} nodes has ${mesh.length * unknowns} values; got ${values.length}`);
  }
  mesh.forEach((p, i) => {
    if (!(Number.isFinite(p) && (i === 0 || p > mesh[i - 1]!))) refuse(`nodes must ascend; node ${i} is at ${p}`);
  });
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    refuse(`the guess of unknown ${bad % unknowns} at node ${Math.floor(bad / unknowns)} is ${values[bad]}`);
  for (const [name, value] of Object.entries(tolerance)) {
    if (!(value > 0 && value < Infinity)) refuse(`the ${name} tolerance must be positive and finite; got ${value}`);
  }
  if (!(maximumIterations >= 1)) refuse(`maximumIterations must be at least 1; got ${maximumIterations}`);
  if (!(maximumIntervals >= mesh.length - 1)) {
    refuse(`the guess has ${mesh.length - 1} intervals, more than the ${maximumIntervals} allowed`);
  }
}
