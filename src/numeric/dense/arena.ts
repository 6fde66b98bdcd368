import type { Matrix } from './matrix.ts';
import { ArenaMemory } from './memory.ts';
import { overlaps } from './overlap.ts';

/**
 * Memory of one WebAssembly instance with SIMD kernels: every matrix and vector that takes part in an operation lives in
 * one arena. Its size is fixed: allocate before work begins. Operations allocate nothing, and throw RangeError on shapes
 * or lengths that do not fit and on memory elsewhere.
 *
 * The bits of an entry of a product depend on its row and column of the factors only, not on how many are computed.
 */
export class DenseArena extends ArenaMemory {
  /** C ← α A B + β C; with β = 0 what C held is not read. Throws RangeError also where C shares entries with A or B. */
  multiply(alpha: number, a: Matrix, b: Matrix, beta: number, c: Matrix): void {
    if (a.columns !== b.rows || c.rows !== a.rows || c.columns !== b.columns) refuseShapes('A B', a, b, c);
    this.#product(alpha, a, a.columns, 8 * a.stride, 8, b, 8 * b.stride, 8, beta, c);
  }

  /** C ← α Aᵀ B + β C, as `multiply`. */
  multiplyLeftTransposed(alpha: number, a: Matrix, b: Matrix, beta: number, c: Matrix): void {
    if (a.rows !== b.rows || c.rows !== a.columns || c.columns !== b.columns) refuseShapes('Aᵀ B', a, b, c);
    this.#product(alpha, a, a.rows, 8, 8 * a.stride, b, 8 * b.stride, 8, beta, c);
  }

  /** C ← α A Bᵀ + β C, as `multiply`. */
  multiplyRightTransposed(alpha: number, a: Matrix, b: Matrix, beta: number, c: Matrix): void {
    if (a.columns !== b.columns || c.rows !== a.rows || c.columns !== b.rows) refuseShapes('A Bᵀ', a, b, c);
    this.#product(alpha, a, a.columns, 8 * a.stride, 8, b, 8, 8 * b.stride, beta, c);
  }

  /** s = max(a, 0), NaN kept, and d = 1 where a > 0, else 0. s may be a. */
  relu(a: Float64Array, s: Float64Array, d?: Float64Array): void {
    const count = a.length;
    this.kernels.relu(count, this.#values(a, count), this.#values(s, count), d ? this.#values(d, count) : 0);
  }

  /**
   * σ(a) = ln(1 + e^{βa})/β, β > 0, with d = σ′ = 1/(1 + e^{−βa}) and d2 = σ″ = β d (1 − d); d2 only beside d. s may be a.
   * A few units in the last place at the rounded product βa, however large, in either direction.
   */
  softplus(beta: number, a: Float64Array, s: Float64Array, d?: Float64Array, d2?: Float64Array): void {
    if (!(beta > 0 && beta < Infinity)) throw new RangeError(`The sharpness of softplus must be > 0, not ${beta}.`);
    const count = a.length;
    const target = this.#values(s, count);
    const first = d ? this.#values(d, count) : 0;
    const second = d2 ? this.#values(d2, count) : 0;
    this.kernels.softplus(count, beta, this.#values(a, count), target, first, second, this.scratch);
  }

  /** y ← y + α x. */
  addScaled(y: Float64Array, alpha: number, x: Float64Array): void {
    this.kernels.addScaled(y.length, this.#values(y, y.length), alpha, this.#values(x, y.length));
  }

  /** y ← y x, entry by entry. */
  multiplyInto(y: Float64Array, x: Float64Array): void {
    this.kernels.multiplyInto(y.length, this.#values(y, y.length), this.#values(x, y.length));
  }

  /** y ← α y. */
  scale(y: Float64Array, alpha: number): void {
    this.kernels.scale(y.length, this.#values(y, y.length), alpha);
  }

  #values(x: Float64Array, count: number): number {
    if (x.length !== count)
      throw new RangeError(`An array of length ${count} and one of length ${x.length} do not fit.`);
    return this.addressOfValues(x);
  }

  #product(
    alpha: number,
    a: Matrix,
    inner: number,
    aRow: number,
    aInner: number,
    b: Matrix,
    bInner: number,
    bColumn: number,
    beta: number,
    c: Matrix,
  ): void {
    const left = this.addressOf(a);
    const right = this.addressOf(b);
    const target = this.addressOf(c);
    if (overlaps(a, c) || overlaps(b, c)) {
      throw new RangeError('The result of a product shares entries with a factor; give it memory of its own.');
    }
    // biome-ignore format: one line for each of A, B and C
    this.kernels.product(
      c.rows, c.columns, inner,
      alpha, left, aRow, aInner,
      right, bInner, bColumn,
      beta, target, 8 * c.stride, this.scratch,
    );
  }
}

function refuseShapes(name: string, ...matrices: readonly Matrix[]): never {
  const [a, b, c] = matrices.map(({ rows, columns }) => `${rows} × ${columns}`);
  throw new RangeError(`C ← ${name}: A is ${a}, B is ${b}, C is ${c}; these shapes do not fit.`);
}
