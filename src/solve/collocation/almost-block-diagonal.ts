import { applyLower, factorTall } from '../../numeric/dense/lu.ts';
import { type Matrix, submatrix } from '../../numeric/dense/matrix.ts';
import type { CollocationRoom } from './room.ts';
import { applyFactors, copyInto, solveUpper, subtractProduct } from './vectors.ts';

/** What an almost block diagonal matrix is filled with. Every `out` is a matrix of zeros on entry. */
export interface BlockSource {
  /** p × n. */
  left(out: Matrix): void;
  /** n × n blocks S_i and R_i; called for i = 0, 1, … in turn. */
  interval(index: number, own: Matrix, next: Matrix): void;
  /** (n − p) × n. */
  right(out: Matrix): void;
}

/** Pivot that vanished: unknown `column` at node `node`. */
export interface Singularity {
  readonly node: number;
  readonly column: number;
}

/**
 * The matrix of a two-point boundary value problem with separated conditions, m intervals, n unknowns at each node:
 *
 *     ┌ L             ┐ p            y_0, …, y_m: the nodes, n columns each
 *     │ S_0  R_0      │ n            L: the p conditions on the left
 *     │      S_1  R_1 │ n            S_i, R_i: interval i
 *     └           E   ┘ n − p        E: the n − p conditions on the right
 *
 * Gaussian elimination with row pivoting, node by node. The rows that hold y_i and are not yet used up are p rows left
 * over from before and n of interval i: a panel of (n + p) × n. Its factors applied to the columns of y_{i+1} leave n
 * rows of U and p rows for the next panel:
 *
 *     ┌ C_i   0  ┐ p                 ┌ U_i   V_i    ┐ n
 *     └ S_i  R_i ┘ n    ── P, L ──▶  └  0    C_{i+1} ┘ p
 *
 * so that no entry is filled in outside of these blocks. Kept: L_i and U_i in the panel, and V_i; (2n + p) n numbers per
 * interval.
 */
export class AlmostBlockDiagonal {
  readonly #room: CollocationRoom;
  readonly #intervals: number;

  /** The factors of the latest matrix in a room are those that hold. */
  constructor(room: CollocationRoom, intervals: number) {
    this.#room = room;
    this.#intervals = intervals;
  }

  /** Fills and factors the matrix. Returns where it is singular, or null. */
  factor(source: BlockSource): Singularity | null {
    const { unknowns: n, leftCount: p, panel, work } = this.#room;
    panel.data.fill(0);
    source.left(submatrix(panel, 0, 0, p, n));
    for (let i = 0; i < this.#intervals; i++) {
      work.data.fill(0);
      source.interval(i, submatrix(panel, p, 0, n, n), submatrix(work, p, 0, n, n));
      const kept = this.#room.kept(i);
      const column = this.#factorPanel(panel, kept.pivots);
      if (column >= 0) return { node: i, column };
      applyLower(this.#room.arena, panel, kept.pivots, work);
      copyInto(panel, kept.panel);
      copyInto(submatrix(work, 0, 0, n, n), kept.next);
      panel.data.fill(0);
      copyInto(submatrix(work, n, 0, p, n), submatrix(panel, 0, 0, p, n));
    }
    source.right(submatrix(panel, p, 0, n - p, n));
    const last = submatrix(panel, 0, 0, n, n);
    const kept = this.#room.kept(this.#intervals);
    const column = this.#factorPanel(last, kept.pivots);
    if (column >= 0) return { node: this.#intervals, column };
    copyInto(last, kept.panel);
    return null;
  }

  /**
   * Replaces the right-hand side by the solution. On entry the rows as drawn (p, then n per interval, then n − p), which
   * happen to line up with the unknowns: the rows that panel i eliminates start where y_i does.
   */
  solve(x: Float64Array): void {
    const { unknowns: n } = this.#room;
    const intervals = this.#intervals;
    for (let i = 0; i <= intervals; i++) {
      const { panel, pivots } = this.#room.kept(i);
      const factors = i < intervals ? panel : submatrix(panel, 0, 0, n, n);
      applyFactors(factors, pivots, x.subarray(i * n, i * n + factors.rows));
    }
    for (let i = intervals; i >= 0; i--) {
      const { panel, next } = this.#room.kept(i);
      const own = x.subarray(i * n, (i + 1) * n);
      if (i < intervals) subtractProduct(next, x.subarray((i + 1) * n, (i + 2) * n), own);
      solveUpper(panel, own);
    }
  }

  /**
   * Returns −1, or the first column whose pivot is below rows · eps times the largest entry that the column came with: the
   * columns are linearly dependent.
   */
  #factorPanel(panel: Matrix, pivots: Int32Array): number {
    const { rows, columns, stride, data } = panel;
    const sizes = columnSizes(panel);
    const done = factorTall(this.#room.arena, panel, pivots);
    for (let k = 0; k < done; k++) {
      if (!(Math.abs(data[k * stride + k]!) > rows * Number.EPSILON * sizes[k]!)) return k;
    }
    return done < columns ? done : -1;
  }
}

function columnSizes({ rows, columns, stride, data }: Matrix): Float64Array {
  const sizes = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) sizes[j] = Math.max(sizes[j]!, Math.abs(data[i * stride + j]!));
  }
  return sizes;
}
