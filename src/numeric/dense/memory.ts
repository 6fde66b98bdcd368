import type { Kernels } from './kernels.ts';
import type { MatrixOf, RealArray } from './matrix.ts';

const pageBytes = 65536;
/** Matrices begin on cache lines. */
const lineBytes = 64;

/** `Float64Array` or `Float32Array`. */
export interface RealArrayType<V extends RealArray> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, byteOffset: number, length: number): V;
}

/**
 * Memory of one WebAssembly instance, handed out from the beginning on and freed as a whole or not at all, beside the kernels
 * that work in it.
 */
export abstract class ArenaMemory<V extends RealArray, K extends Kernels> {
  readonly kernels: K;
  /** Address of what the kernels may overwrite at every call. */
  readonly scratch: number;
  /** Bytes of a value. */
  protected readonly valueBytes: number;
  readonly #type: RealArrayType<V>;
  readonly #buffer: ArrayBuffer;
  readonly #begin: number;
  readonly #end: number;
  #next: number;

  /** `bytes`: what will be allocated, each in whole lines. Throws RangeError when so much memory cannot be had. */
  protected constructor(bytes: number, type: RealArrayType<V>, instantiate: () => K) {
    if (!(Number.isSafeInteger(bytes) && bytes >= 0)) {
      throw new RangeError(`The size of an arena must be a whole number of bytes, not ${bytes}.`);
    }
    this.#type = type;
    this.valueBytes = type.BYTES_PER_ELEMENT;
    this.kernels = instantiate();
    const { memory } = this.kernels;
    this.scratch = this.kernels.scratchAddress();
    this.#begin = this.scratch + wholeLines(this.kernels.scratchBytes());
    this.#next = this.#begin;
    this.#end = this.#begin + wholeLines(bytes);
    try {
      memory.grow(Math.ceil((this.#end - memory.buffer.byteLength) / pageBytes));
    } catch (cause) {
      throw new RangeError(`${bytes} bytes cannot be had for an arena; use smaller blocks or fewer threads.`, {
        cause,
      });
    }
    this.#buffer = memory.buffer;
  }

  /** Bytes to hand out from the beginning on. */
  get capacity(): number {
    return this.#end - this.#begin;
  }

  /** Takes everything back that was handed out: it must not be used any more. */
  clear(): void {
    new Uint8Array(this.#buffer, this.#begin, this.#next - this.#begin).fill(0);
    this.#next = this.#begin;
  }

  /** A zero matrix, 64-byte aligned, stride = columns. Throws RangeError when the arena is full. */
  matrix(rows: number, columns: number): MatrixOf<V> {
    return { rows, columns, stride: columns, data: this.#allocate(rows, columns) };
  }

  /** A zero vector, 64-byte aligned; takes `bytesOf(1, length)`. Throws RangeError when the arena is full. */
  vector(length: number): V {
    return this.#allocate(1, length);
  }

  /** Address of entry (0, 0). Throws RangeError unless all entries of m lie in this memory. */
  addressOf(m: MatrixOf<V>): number {
    const length = m.rows === 0 || m.columns === 0 ? 0 : (m.rows - 1) * m.stride + m.columns;
    if (m.stride < m.columns || m.data.length < length) {
      throw new RangeError(
        `${m.data.length} values do not hold a ${m.rows} × ${m.columns} matrix of stride ${m.stride}.`,
      );
    }
    return this.addressOfValues(m.data);
  }

  /** Address of x[0]. Throws RangeError unless x lies in this memory. */
  addressOfValues(x: V): number {
    if (x.buffer !== this.#buffer && x.length > 0) {
      throw new RangeError(`${x.length} values are not in this arena: allocate them with its matrix() or vector().`);
    }
    return x.byteOffset;
  }

  #allocate(rows: number, columns: number): V {
    const bytes = wholeLines(this.valueBytes * rows * columns);
    if (!(Number.isInteger(rows) && Number.isInteger(columns) && rows >= 0 && columns >= 0)) {
      throw new RangeError(`Sizes of a matrix must be whole numbers, not ${rows} × ${columns}.`);
    }
    if (this.#next + bytes > this.#end) {
      throw new RangeError(
        `${rows} × ${columns} values take ${bytes} bytes; ${this.#end - this.#next} are left in the arena.`,
      );
    }
    const data = new this.#type(this.#buffer, this.#next, rows * columns);
    this.#next += bytes;
    return data;
  }
}

/** Bytes of the cache lines that `bytes` bytes take. */
export function wholeLines(bytes: number): number {
  return Math.ceil(bytes / lineBytes) * lineBytes;
}
