import { instantiateKernels, type Kernels } from './kernels.ts';
import type { Matrix } from './matrix.ts';
import { overlaps } from './overlap.ts';

const pageBytes = 65536;
/** Matrices begin on cache lines. */
const lineBytes = 64;
/** Where the kernels may write what they like; address 0 stays unused. */
const scratchAddress = lineBytes;

/**
 * Memory of one WebAssembly instance, and the kernels that work in it: every matrix that takes part in a product lives
 * in one arena. Its size is fixed: allocate before work begins; nothing is freed.
 *
 * Bits of an entry of a product depend on its row and column of the factors only, not on the sizes of the matrices.
 */
export class DenseArena {
  readonly #buffer: ArrayBuffer;
  readonly #kernels: Kernels;
  readonly #end: number;
  #next: number;

  /** `bytes`: the sum of `bytesOf` over what will be allocated. Throws RangeError when so much memory cannot be had. */
  constructor(bytes: number) {
    if (!(Number.isSafeInteger(bytes) && bytes >= 0)) {
      throw new RangeError(`The size of an arena must be a whole number of bytes, not ${bytes}.`);
    }
    this.#kernels = instantiateKernels();
    const { memory, scratchBytes } = this.#kernels;
    this.#next = scratchAddress + roundUp(scratchBytes.value, lineBytes);
    this.#end = this.#next + roundUp(bytes, lineBytes);
    try {
      memory.grow(Math.ceil((this.#end - memory.buffer.byteLength) / pageBytes));
    } catch (cause) {
      throw new RangeError(`${bytes} bytes cannot be had for an arena; use smaller blocks or fewer threads.`, {
        cause,
      });
    }
    this.#buffer = memory.buffer;
  }

  /** Bytes that `matrix(rows, columns)` takes. */
  static bytesOf(rows: number, columns: number): number {
    return roundUp(8 * rows * columns, lineBytes);
  }

  /** A zero matrix, 64-byte aligned, stride = columns. Throws RangeError when the arena is full. */
  matrix(rows: number, columns: number): Matrix {
    return { rows, columns, stride: columns, data: this.#allocate(rows, columns) };
  }

  /** A zero vector, 64-byte aligned; takes `bytesOf(1, length)`. */
  vector(length: number): Float64Array {
    return this.#allocate(1, length);
  }

  /** C ← α A B + β C; with β = 0 what C held is not read. Throws RangeError on shapes that do not fit, on memory elsewhere and where C overlaps A or B. */
  multiply(alpha: number, a: Matrix, b: Matrix, beta: number, c: Matrix): void {
    this.#product('A B', alpha, a, a.rows, a.columns, 8 * a.stride, 8, b, b.rows, b.columns, 8 * b.stride, 8, beta, c);
  }

  /** C ← α Aᵀ B + β C, as `multiply`. */
  multiplyLeftTransposed(alpha: number, a: Matrix, b: Matrix, beta: number, c: Matrix): void {
    this.#product('Aᵀ B', alpha, a, a.columns, a.rows, 8, 8 * a.stride, b, b.rows, b.columns, 8 * b.stride, 8, beta, c);
  }

  /** C ← α A Bᵀ + β C, as `multiply`. */
  multiplyRightTransposed(alpha: number, a: Matrix, b: Matrix, beta: number, c: Matrix): void {
    this.#product('A Bᵀ', alpha, a, a.rows, a.columns, 8 * a.stride, 8, b, b.columns, b.rows, 8, 8 * b.stride, beta, c);
  }

  #product(
    name: string,
    alpha: number,
    a: Matrix,
    rows: number,
    inner: number,
    aRow: number,
    aInner: number,
    b: Matrix,
    bInner: number,
    columns: number,
    bInnerStride: number,
    bColumn: number,
    beta: number,
    c: Matrix,
  ): void {
    if (inner !== bInner || c.rows !== rows || c.columns !== columns) {
      throw new RangeError(
        `C ← ${name}: A is ${a.rows} × ${a.columns}, B is ${b.rows} × ${b.columns}, C is ${c.rows} × ${c.columns}; these shapes do not fit.`,
      );
    }
    this.#own(a);
    this.#own(b);
    this.#own(c);
    if (overlaps(a, c) || overlaps(b, c)) throw new RangeError(`C ← ${name}: C shares entries with a factor.`);
    const left = a.data.byteOffset;
    const right = b.data.byteOffset;
    const target = c.data.byteOffset;
    const { product } = this.#kernels;
    // biome-ignore format: one line for each of A, B and C
    product(
      rows, columns, inner,
      alpha, left, aRow, aInner,
      right, bInnerStride, bColumn,
      beta, target, 8 * c.stride, scratchAddress,
    );
  }

  /** Throws RangeError unless the entries of m lie in this arena. */
  #own(m: Matrix): void {
    const length = m.rows === 0 || m.columns === 0 ? 0 : (m.rows - 1) * m.stride + m.columns;
    if (m.stride < m.columns || m.data.length < length) {
      throw new RangeError(
        `${m.data.length} values do not hold a ${m.rows} × ${m.columns} matrix of stride ${m.stride}.`,
      );
    }
    if (length > 0 && m.data.buffer !== this.#buffer) {
      throw new RangeError(
        `A ${m.rows} × ${m.columns} matrix is not in this arena: make it with its matrix() or vector().`,
      );
    }
  }

  #allocate(rows: number, columns: number): Float64Array {
    const bytes = DenseArena.bytesOf(rows, columns);
    if (!(bytes >= 0) || this.#next + bytes > this.#end) {
      throw new RangeError(
        `${rows} × ${columns} values take ${bytes} bytes; ${this.#end - this.#next} are left in the arena.`,
      );
    }
    const data = new Float64Array(this.#buffer, this.#next, rows * columns);
    this.#next += bytes;
    return data;
  }
}

function roundUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}
