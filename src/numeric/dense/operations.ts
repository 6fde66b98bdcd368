import type { Kernels } from './kernels.ts';
import type { MatrixOf, RealArray } from './matrix.ts';
import { ArenaMemory } from './memory.ts';
import { overlaps } from './overlap.ts';

/** The operations that both precisions have; `Arena` says what they do. */
export abstract class ArenaOperations<V extends RealArray, K extends Kernels> extends ArenaMemory<V, K> {
  multiply(alpha: number, a: MatrixOf<V>, b: MatrixOf<V>, beta: number, c: MatrixOf<V>): void {
    if (a.columns !== b.rows || c.rows !== a.rows || c.columns !== b.columns) refuseShapes('A B', a, b, c);
    const size = this.valueBytes;
    this.#product(alpha, a, a.columns, size * a.stride, size, b, size * b.stride, size, beta, c);
  }

  multiplyLeftTransposed(alpha: number, a: MatrixOf<V>, b: MatrixOf<V>, beta: number, c: MatrixOf<V>): void {
    if (a.rows !== b.rows || c.rows !== a.columns || c.columns !== b.columns) refuseShapes('Aᵀ B', a, b, c);
    const size = this.valueBytes;
    this.#product(alpha, a, a.rows, size, size * a.stride, b, size * b.stride, size, beta, c);
  }

  multiplyRightTransposed(alpha: number, a: MatrixOf<V>, b: MatrixOf<V>, beta: number, c: MatrixOf<V>): void {
    if (a.columns !== b.columns || c.rows !== a.rows || c.columns !== b.rows) refuseShapes('A Bᵀ', a, b, c);
    const size = this.valueBytes;
    this.#product(alpha, a, a.columns, size * a.stride, size, b, size, size * b.stride, beta, c);
  }

  relu(a: V, s: V, d?: V): void {
    const count = a.length;
    this.kernels.relu(count, this.valuesOf(a, count), this.valuesOf(s, count), d ? this.valuesOf(d, count) : 0);
  }

  addScaled(y: V, alpha: number, x: V): void {
    this.kernels.addScaled(y.length, this.valuesOf(y, y.length), alpha, this.valuesOf(x, y.length));
  }

  multiplyInto(y: V, x: V): void {
    this.kernels.multiplyInto(y.length, this.valuesOf(y, y.length), this.valuesOf(x, y.length));
  }

  scale(y: V, alpha: number): void {
    this.kernels.scale(y.length, this.valuesOf(y, y.length), alpha);
  }

  /** Address of x[0]. Throws RangeError unless x has `count` values, in this memory. */
  protected valuesOf(x: V, count: number): number {
    if (x.length !== count)
      throw new RangeError(`An array of length ${count} and one of length ${x.length} do not fit.`);
    return this.addressOfValues(x);
  }

  /** Strides are in bytes. */
  #product(
    alpha: number,
    a: MatrixOf<V>,
    inner: number,
    aRow: number,
    aInner: number,
    b: MatrixOf<V>,
    bInner: number,
    bColumn: number,
    beta: number,
    c: MatrixOf<V>,
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
      beta, target, this.valueBytes * c.stride, this.scratch,
    );
  }
}

function refuseShapes(name: string, ...matrices: readonly MatrixOf<RealArray>[]): never {
  const [a, b, c] = matrices.map(({ rows, columns }) => `${rows} × ${columns}`);
  throw new RangeError(`C ← ${name}: A is ${a}, B is ${b}, C is ${c}; these shapes do not fit.`);
}
