import { DenseArena } from '../../numeric/dense/arena.ts';
import { createMatrix, type Matrix } from '../../numeric/dense/matrix.ts';

/** What elimination leaves of one interval. */
export interface KeptFactors {
  /** L_i and U_i, (n + p) × n. */
  readonly panel: Matrix;
  readonly pivots: Int32Array;
  /** V_i, n × n. */
  readonly next: Matrix;
}

/**
 * Memory for the matrices of boundary value problems with n unknowns, p of the conditions on the left. What is being
 * worked on, 5n² + 2pn numbers, lies beside the kernels that multiply; factors, (2n + p) n numbers per interval, on the
 * ordinary heap. A room serves any number of solves and meshes, one after the other, and keeps what it has grown to.
 */
export class CollocationRoom {
  readonly unknowns: number;
  readonly leftCount: number;
  readonly arena: DenseArena;
  /** (n + p) × n: the rows that hold the unknowns of one node. */
  readonly panel: Matrix;
  /** (n + p) × n: the same rows in the unknowns of the next node. */
  readonly work: Matrix;
  /** n × n: derivatives of the rate at three points. */
  readonly jacobians: readonly [Matrix, Matrix, Matrix];
  readonly #kept: KeptFactors[] = [];

  /** Throws RangeError when so much memory cannot be had. */
  constructor(unknowns: number, leftCount: number) {
    const rows = unknowns + leftCount;
    const bytes = 2 * DenseArena.bytesOf(rows, unknowns) + 3 * DenseArena.bytesOf(unknowns, unknowns);
    const arena = new DenseArena(bytes);
    this.unknowns = unknowns;
    this.leftCount = leftCount;
    this.arena = arena;
    this.panel = arena.matrix(rows, unknowns);
    this.work = arena.matrix(rows, unknowns);
    const square = () => arena.matrix(unknowns, unknowns);
    this.jacobians = [square(), square(), square()];
  }

  /** Where the factors of interval i are kept. Throws RangeError when so much memory cannot be had. */
  kept(i: number): KeptFactors {
    this.#kept[i] ??= {
      panel: createMatrix(this.unknowns + this.leftCount, this.unknowns),
      pivots: new Int32Array(this.unknowns),
      next: createMatrix(this.unknowns, this.unknowns),
    };
    return this.#kept[i];
  }
}
