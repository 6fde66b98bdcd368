import type { Matrix } from '../../numeric/dense/matrix.ts';
import {
  applyFactors,
  applyFactorsToVector,
  copy,
  type DenseKernel,
  factorPanel,
  part,
  scale,
  solveUpper,
  subtractProduct,
} from './dense.ts';

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
  readonly #kernel: DenseKernel;
  readonly #unknowns: number;
  readonly #leftCount: number;
  readonly #panels: Matrix[];
  readonly #next: Matrix[];
  readonly #pivots: Int32Array[];
  readonly #work: Matrix;

  constructor(kernel: DenseKernel, unknowns: number, intervals: number, leftCount: number) {
    const rows = unknowns + leftCount;
    this.#kernel = kernel;
    this.#unknowns = unknowns;
    this.#leftCount = leftCount;
    this.#panels = Array.from({ length: intervals }, () => kernel.allocate(rows, unknowns));
    this.#panels.push(kernel.allocate(unknowns, unknowns));
    this.#next = Array.from({ length: intervals }, () => kernel.allocate(unknowns, unknowns));
    this.#pivots = this.#panels.map(() => new Int32Array(unknowns));
    this.#work = kernel.allocate(rows, unknowns);
  }

  /** Fills and factors the matrix. Returns where it is singular, or null. */
  factor(source: BlockSource): Singularity | null {
    const n = this.#unknowns;
    const p = this.#leftCount;
    const intervals = this.#next.length;
    for (const panel of this.#panels) scale(panel, 0);
    source.left(part(this.#panels[0]!, 0, 0, p, n));
    for (let i = 0; i < intervals; i++) {
      const panel = this.#panels[i]!;
      scale(this.#work, 0);
      source.interval(i, part(panel, p, 0, n, n), part(this.#work, p, 0, n, n));
      const column = factorPanel(this.#kernel, panel, this.#pivots[i]!);
      if (column >= 0) return { node: i, column };
      applyFactors(this.#kernel, panel, this.#pivots[i]!, this.#work);
      copy(part(this.#work, 0, 0, n, n), this.#next[i]!);
      copy(part(this.#work, n, 0, p, n), part(this.#panels[i + 1]!, 0, 0, p, n));
    }
    const last = this.#panels[intervals]!;
    source.right(part(last, p, 0, n - p, n));
    const column = factorPanel(this.#kernel, last, this.#pivots[intervals]!);
    return column >= 0 ? { node: intervals, column } : null;
  }

  /**
   * Replaces the right-hand side by the solution. On entry the rows as drawn (p, then n per interval, then n − p), which
   * happen to line up with the unknowns: the rows that panel i eliminates start where y_i does.
   */
  solve(x: Float64Array): void {
    const n = this.#unknowns;
    const intervals = this.#next.length;
    for (let i = 0; i <= intervals; i++) {
      const rows = x.subarray(i * n, i * n + this.#panels[i]!.rows);
      applyFactorsToVector(this.#panels[i]!, this.#pivots[i]!, rows);
    }
    for (let i = intervals; i >= 0; i--) {
      const own = x.subarray(i * n, (i + 1) * n);
      if (i < intervals) subtractProduct(this.#next[i]!, x.subarray((i + 1) * n, (i + 2) * n), own);
      solveUpper(this.#panels[i]!, own);
    }
  }
}
