import type { Matrix } from '../../numeric/dense/matrix.ts';
import { AlmostBlockDiagonal, type Singularity } from './almost-block-diagonal.ts';
import type { DenseKernel } from './dense.ts';
import type { BoundaryValueProblem } from './problem.ts';

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
  problem: BoundaryValueProblem,
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

/**
 * The derivative of the collocation equations, factored once and used for many right-hand sides:
 *
 *     S_i = −1 − (h/6) J_i − (h/3) J_½ − (h²/12) J_½ J_i,    R_i = 1 − (h/6) J_{i+1} − (h/3) J_½ + (h²/12) J_½ J_{i+1}
 */
export class CollocationMatrix {
  readonly #problem: BoundaryValueProblem;
  readonly #kernel: DenseKernel;
  readonly #mesh: Float64Array;
  readonly #blocks: AlmostBlockDiagonal;
  readonly #middle: Matrix;
  #before: Matrix;
  #after: Matrix;

  constructor(problem: BoundaryValueProblem, kernel: DenseKernel, mesh: Float64Array) {
    const { unknowns: n, left } = problem;
    this.#problem = problem;
    this.#kernel = kernel;
    this.#mesh = mesh;
    this.#blocks = new AlmostBlockDiagonal(kernel, n, mesh.length - 1, left.count);
    this.#middle = kernel.allocate(n, n);
    this.#before = kernel.allocate(n, n);
    this.#after = kernel.allocate(n, n);
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
    this.#kernel.multiply((sign * h * h) / 12, middle, end, 1, out);
  }
}
