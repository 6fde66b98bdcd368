import type { Matrix } from '../../numeric/dense/matrix.ts';
import { AlmostBlockDiagonal, type Singularity } from './almost-block-diagonal.ts';
import type { BoundaryValueProblem } from './problem.ts';
import type { CollocationRoom } from './room.ts';
import { addTiledProduct } from './tiled-product.ts';

/** What the collocation equations say at one set of node values. */
export interface Defect {
  /** f at the nodes, nodes × n. */
  readonly rates: Float64Array;
  /** Cubic and f at the middles of the intervals, intervals × n. */
  readonly middles: Float64Array;
  readonly middleRates: Float64Array;
  /** g_left, then r_i of every interval, then g_right: as many numbers as unknowns. */
  readonly residual: Float64Array;
}

export function emptyDefect(intervals: number, n: number): Defect {
  return {
    rates: new Float64Array((intervals + 1) * n),
    middles: new Float64Array(intervals * n),
    middleRates: new Float64Array(intervals * n),
    residual: new Float64Array((intervals + 1) * n),
  };
}

/**
 * Collocation at the ends and the middle of every interval (three-point Lobatto IIIA, order 4; Hermite–Simpson):
 *
 *     y_½ = (y_i + y_{i+1})/2 + (h/8)(f_i − f_{i+1}),    r_i = y_{i+1} − y_i − (h/6)(f_i + 4 f(p_½, y_½) + f_{i+1})
 *
 * (Kierzenka & Shampine, ACM TOMS 27, 2001). Returns whether every number is finite.
 */
export function measureDefect(
  problem: Pick<BoundaryValueProblem, 'unknowns' | 'left' | 'right' | 'rate'>,
  mesh: Float64Array,
  y: Float64Array,
  out: Defect,
): boolean {
  const { unknowns: n, left, right, rate } = problem;
  const { rates, middles, middleRates, residual } = out;
  const intervals = mesh.length - 1;
  for (let i = 0; i <= intervals; i++)
    rate(mesh[i]!, y.subarray(i * n, (i + 1) * n), rates.subarray(i * n, (i + 1) * n));
  left.residual(y.subarray(0, n), residual.subarray(0, left.count));
  right.residual(y.subarray(intervals * n), residual.subarray(residual.length - right.count));
  for (let i = 0; i < intervals; i++) {
    const h = mesh[i + 1]! - mesh[i]!;
    const at = i * n;
    for (let u = at; u < at + n; u++) {
      middles[u] = (y[u]! + y[u + n]!) / 2 + (h / 8) * (rates[u]! - rates[u + n]!);
    }
    rate(mesh[i]! + h / 2, middles.subarray(at, at + n), middleRates.subarray(at, at + n));
    for (let u = at; u < at + n; u++) {
      const simpson = rates[u]! + 4 * middleRates[u]! + rates[u + n]!;
      residual[left.count + u] = y[u + n]! - y[u]! - (h / 6) * simpson;
    }
  }
  let poison = 0;
  for (let u = 0; u < residual.length; u++) poison += residual[u]! * 0 + rates[u]! * 0;
  return poison === 0;
}

/** How far the collocation equations are from holding. */
export interface DefectSize {
  /** Largest 3|r|/2h / (1 + |f|): 3r/2h is the cubic's residual in the middle of an interval. */
  readonly equations: number;
  /** Largest boundary residual. */
  readonly boundary: number;
}

export function sizeOf(
  { unknowns: n, left, right }: Pick<BoundaryValueProblem, 'unknowns' | 'left' | 'right'>,
  mesh: Float64Array,
  defect: Defect,
): DefectSize {
  const { residual, middleRates } = defect;
  let [equations, boundary] = [0, 0];
  for (let u = 0; u < middleRates.length; u++) {
    const interval = Math.floor(u / n);
    const scale = (mesh[interval + 1]! - mesh[interval]!) * (1 + Math.abs(middleRates[u]!));
    equations = Math.max(equations, (1.5 * Math.abs(residual[left.count + u]!)) / scale);
  }
  for (let i = 0; i < left.count; i++) boundary = Math.max(boundary, Math.abs(residual[i]!));
  for (let i = 1; i <= right.count; i++) boundary = Math.max(boundary, Math.abs(residual.at(-i)!));
  return { equations, boundary };
}

/**
 * The derivative of the collocation equations, factored once and used for many right-hand sides:
 *
 *     S_i = −1 − (h/6) J_i − (h/3) J_½ − (h²/12) J_½ J_i,    R_i = 1 − (h/6) J_{i+1} − (h/3) J_½ + (h²/12) J_½ J_{i+1}
 */
export class CollocationMatrix {
  readonly #problem: BoundaryValueProblem;
  readonly #room: CollocationRoom;
  readonly #mesh: Float64Array;
  readonly #blocks: AlmostBlockDiagonal;
  readonly #middle: Matrix;
  #before: Matrix;
  #after: Matrix;

  constructor(problem: BoundaryValueProblem, room: CollocationRoom, mesh: Float64Array) {
    this.#problem = problem;
    this.#room = room;
    this.#mesh = mesh;
    this.#blocks = new AlmostBlockDiagonal(room, mesh.length - 1);
    [this.#before, this.#middle, this.#after] = room.jacobians;
  }

  /** Fills and factors at the node values y, whose defect is given. Returns where the matrix is singular, or null. */
  factor(y: Float64Array, { middles }: Defect): Singularity | null {
    const { unknowns: n, left, right } = this.#problem;
    const mesh = this.#mesh;
    const node = (i: number) => y.subarray(i * n, (i + 1) * n);
    this.#evaluate(mesh[0]!, node(0), this.#after);
    return this.#blocks.factor({
      left: (out) => left.jacobian(node(0), out),
      right: (out) => right.jacobian(node(mesh.length - 1), out),
      interval: (i, own, next) => {
        const h = mesh[i + 1]! - mesh[i]!;
        [this.#before, this.#after] = [this.#after, this.#before];
        this.#evaluate(mesh[i + 1]!, node(i + 1), this.#after);
        this.#evaluate(mesh[i]! + h / 2, middles.subarray(i * n, (i + 1) * n), this.#middle);
        this.#fill(own, -1, h, this.#before);
        this.#fill(next, 1, h, this.#after);
      },
    });
  }

  /** Replaces a residual by the Newton correction that it asks for (to be subtracted). */
  solve(residual: Float64Array): void {
    this.#blocks.solve(residual);
  }

  #evaluate(p: number, y: Float64Array, out: Matrix): void {
    out.data.fill(0);
    this.#problem.jacobian(p, y, out);
  }

  #fill(out: Matrix, sign: number, h: number, end: Matrix): void {
    const middle = this.#middle;
    for (let i = 0; i < out.rows; i++) {
      const row = i * out.stride;
      for (let j = 0; j < out.columns; j++) {
        out.data[row + j] = (-h / 6) * end.data[i * end.stride + j]! - (h / 3) * middle.data[i * middle.stride + j]!;
      }
      out.data[row + i]! += sign;
    }
    addTiledProduct(this.#room.arena, (sign * h * h) / 12, middle, end, out);
  }
}
