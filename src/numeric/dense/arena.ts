import { type DoubleKernels, doubleKernels } from './kernels.ts';
import type { MatrixOf, RealArray } from './matrix.ts';
import { wholeLines } from './memory.ts';
import { ArenaOperations } from './operations.ts';

/**
 * Memory of one WebAssembly instance with SIMD kernels: every matrix and vector that takes part in an operation lives in
 * one arena. Its size is fixed: allocate before work begins. Operations allocate nothing, and throw RangeError on shapes
 * or lengths that do not fit and on memory elsewhere.
 *
 * The bits of an entry of a product depend on its row and column of the factors only, not on how many are computed.
 */
export interface Arena<V extends RealArray> {
  /** A zero matrix, 64-byte aligned, stride = columns. Throws RangeError when the arena is full. */
  matrix(rows: number, columns: number): MatrixOf<V>;

  /** A zero vector, 64-byte aligned; takes the bytes of a matrix of one row. Throws RangeError when the arena is full. */
  vector(length: number): V;

  /** C ← α A B + β C; with β = 0 what C held is not read. Throws RangeError also where C shares entries with A or B. */
  multiply(alpha: number, a: MatrixOf<V>, b: MatrixOf<V>, beta: number, c: MatrixOf<V>): void;

  /** C ← α Aᵀ B + β C, as `multiply`. */
  multiplyLeftTransposed(alpha: number, a: MatrixOf<V>, b: MatrixOf<V>, beta: number, c: MatrixOf<V>): void;

  /** C ← α A Bᵀ + β C, as `multiply`. */
  multiplyRightTransposed(alpha: number, a: MatrixOf<V>, b: MatrixOf<V>, beta: number, c: MatrixOf<V>): void;

  /** s = max(a, 0), NaN kept, and d = 1 where a > 0, else 0. s may be a. */
  relu(a: V, s: V, d?: V): void;

  /** y ← y + α x. */
  addScaled(y: V, alpha: number, x: V): void;

  /** y ← y x, entry by entry. */
  multiplyInto(y: V, x: V): void;

  /** y ← α y. */
  scale(y: V, alpha: number): void;
}

/** `Arena` of float64, with what only float64 has. */
export class DenseArena extends ArenaOperations<Float64Array, DoubleKernels> implements Arena<Float64Array> {
  /** `bytes`: the sum of `bytesOf` over what will be allocated. Throws RangeError when so much memory cannot be had. */
  constructor(bytes: number) {
    super(bytes, Float64Array, doubleKernels);
  }

  /** Bytes that `matrix(rows, columns)` takes. */
  static bytesOf(rows: number, columns: number): number {
    return wholeLines(8 * rows * columns);
  }

  /** y ← A x. Throws RangeError on lengths that do not fit; y shares no entry with A or x. */
  multiplyVector(a: MatrixOf<Float64Array>, x: Float64Array, y: Float64Array): void {
    if (x.length !== a.columns || y.length !== a.rows) {
      throw new RangeError(
        `y ← A x: A is ${a.rows} × ${a.columns}, x has ${x.length} entries, y has ${y.length}; these shapes do not fit.`,
      );
    }
    const target = this.addressOfValues(y);
    this.kernels.multiplyVector(a.rows, a.columns, this.addressOf(a), 8 * a.stride, this.addressOfValues(x), target);
  }

  /**
   * σ(a) = ln(1 + e^{βa})/β, β > 0, with d = σ′ = 1/(1 + e^{−βa}) and d2 = σ″ = β d (1 − d); d2 only beside d. s may be a.
   * A few units in the last place at the rounded product βa, however large, in either direction.
   */
  softplus(beta: number, a: Float64Array, s: Float64Array, d?: Float64Array, d2?: Float64Array): void {
    if (!(beta > 0 && beta < Infinity)) throw new RangeError(`The sharpness of softplus must be > 0, not ${beta}.`);
    const count = a.length;
    const target = this.valuesOf(s, count);
    const first = d ? this.valuesOf(d, count) : 0;
    const second = d2 ? this.valuesOf(d2, count) : 0;
    this.kernels.softplus(count, beta, this.valuesOf(a, count), target, first, second, this.scratch);
  }
}
