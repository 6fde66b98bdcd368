import { instantiateKernels, type Kernels } from './kernels.ts';
import type { Matrix } from './matrix.ts';

const pageBytes = 65536;
/** Matrices begin on cache lines. */
const lineBytes = 64;

/** Memory of one WebAssembly instance, handed out from the beginning on and never freed, beside the kernels that work in it. */
export class ArenaMemory {
  readonly kernels: Kernels;
  /** Address of what the kernels may overwrite at every call. */
  readonly scratch: number;
  readonly #buffer: ArrayBuffer;
  readonly #end: number;
  #next: number;

  /** `bytes`: the sum of `bytesOf` over what will be allocated. Throws RangeError when so much memory cannot be had. */
  constructor(bytes: number) {
    if (!(Number.isSafeInteger(bytes) && bytes >= 0)) {
      throw new RangeError(`The size of an arena must be a whole number of bytes, not ${bytes}.`);
    }
    this.kernels = instantiateKernels();
    const { memory, scratchBytes } = this.kernels;
    this.scratch = this.kernels.scratchAddress();
    this.#next = this.scratch + wholeLines(scratchBytes.value);
    this.#end = this.#next + wholeLines(bytes);
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
    return wholeLines(8 * rows * columns);
  }

  /** A zero matrix, 64-byte aligned, stride = columns. Throws RangeError when the arena is full. */
  matrix(rows: number, columns: number): Matrix {
    return { rows, columns, stride: columns, data: this.#allocate(rows, columns) };
  }

  /** A zero vector, 64-byte aligned; takes `bytesOf(1, length)`. Throws RangeError when the arena is full. */
  vector(length: number): Float64Array {
    return this.#allocate(1, length);
  }

  /** Address of entry (0, 0). Throws RangeError unless all entries of m lie in this memory. */
  addressOf(m: Matrix): number {
    const length = m.rows === 0 || m.columns === 0 ? 0 : (m.rows - 1) * m.stride + m.columns;
    if (m.stride < m.columns || m.data.length < length) {
      throw new RangeError(
        `${m.data.length} values do not hold a ${m.rows} × ${m.columns} matrix of stride ${m.stride}.`,
      );
    }
    return this.addressOfValues(m.data);
  }

  /** Address of x[0]. Throws RangeError unless x lies in this memory. */
  addressOfValues(x: Float64Array): number {
    if (x.buffer !== this.#buffer && x.length > 0) {
      throw new RangeError(`${x.length} values are not in this arena: allocate them with its matrix() or vector().`);
    }
    return x.byteOffset;
  }

  #allocate(rows: number, columns: number): Float64Array {
    const bytes = ArenaMemory.bytesOf(rows, columns);
    if (!(Number.isInteger(rows) && Number.isInteger(columns) && rows >= 0 && columns >= 0)) {
      throw new RangeError(`Sizes of a matrix must be whole numbers, not ${rows} × ${columns}.`);
    }
    if (this.#next + bytes > this.#end) {
      throw new RangeError(
        `${rows} × ${columns} values take ${bytes} bytes; ${this.#end - this.#next} are left in the arena.`,
      );
    }
    const data = new Float64Array(this.#buffer, this.#next, rows * columns);
    this.#next += bytes;
    return data;
  }
}

function wholeLines(bytes: number): number {
  return Math.ceil(bytes / lineBytes) * lineBytes;
}
