import { type ArrayPlace, type OpenArray, openArray } from './array-file.ts';
import { readBytes } from './byte-source.ts';
import { decodeElements, type Numbers } from './npy-element.ts';
import { NpyError } from './npy-header.ts';

/** Bytes of columns that are read before they are put in their places. */
const stripBytes = 2 ** 20;
/** Bytes between two rows that are read rather than jumped over, and of one such reading at most. */
const smallGap = 8192;
const stretchBytes = 2 ** 20;

/**
 * The rows of an array, read some at a time: a list of numbers is a column. Memory is that of the rows asked for, and a strip
 * of columns where the file is in Fortran order.
 */
export class RowReader {
  readonly rows: number;
  readonly columns: number;
  readonly #array: OpenArray;
  /** Used again by every reading: fresh memory costs more than what is read into it. */
  #rowMemory = new Uint8Array(0);
  #stretchMemory = new Uint8Array(0);

  private constructor(array: OpenArray, rows: number, columns: number) {
    this.#array = array;
    this.rows = rows;
    this.columns = columns;
  }

  /** An array of one or two dimensions. @throws NpyError as `openArray`, and for more dimensions; what the file system says */
  static open(place: ArrayPlace): RowReader {
    const array = openArray(place);
    try {
      return new RowReader(array, ...matrixShape(array.header.shape));
    } catch (error) {
      array.close();
      throw error;
    }
  }

  /**
   * An array of any dimensions, every line along the last of which is a row. Rows are numbered as they lie in the file:
   * `rowAt` knows which is which. @throws as `open`
   */
  static openLines(place: ArrayPlace): RowReader {
    const array = openArray(place);
    const { shape } = array.header;
    const columns = shape.at(-1) ?? 1;
    return new RowReader(
      array,
      shape.slice(0, -1).reduce((rows, size) => rows * size, 1),
      columns,
    );
  }

  /** As numpy has it. */
  get shape(): readonly number[] {
    return this.#array.header.shape;
  }

  get fortranOrder(): boolean {
    return this.#array.header.fortranOrder;
  }

  /** Number of the line at these indices of all dimensions but the last. */
  rowAt(indices: readonly number[]): number {
    const { shape, fortranOrder } = this.#array.header;
    const dimensions = indices.map((_, i) => (fortranOrder ? indices.length - 1 - i : i));
    return dimensions.reduce((row, dimension) => row * shape[dimension]! + indices[dimension]!, 0);
  }

  /** Rows `first` … `first + count − 1`, one after the other. @throws as `gather` */
  read(first: number, count: number): Numbers {
    return this.gather(Array.from({ length: count }, (_, i) => first + i));
  }

  /**
   * The rows named, which ascend, one after the other, until the next reading overwrites them; neighbours are read together.
   * @throws RangeError for rows that are not there or do not ascend, NpyError where the file was cut since it was opened
   */
  gather(rows: ArrayLike<number>): Numbers {
    for (let i = 0; i < rows.length; i++) {
      const [row, before] = [rows[i]!, i === 0 ? -1 : rows[i - 1]!];
      if (!(row > before && row < this.rows)) throw new RangeError(`row ${row} after ${before}, of ${this.rows} rows`);
    }
    const { header, element, numbers } = this.#array;
    if (header.fortranOrder && this.columns > 1) return this.#gatherColumns(rows);
    const rowBytes = element.size * this.columns;
    if (this.#rowMemory.length < rows.length * rowBytes) this.#rowMemory = new Uint8Array(rows.length * rowBytes);
    const bytes = this.#rowMemory.subarray(0, rows.length * rowBytes);
    for (const { at, count } of stretches(rows, smallGap / rowBytes, stretchBytes / rowBytes)) {
      const first = rows[at]!;
      const length = rows[at + count - 1]! - first + 1;
      if (length === count) numbers.readInto(bytes, at * rowBytes, first * rowBytes, count * rowBytes);
      else {
        if (this.#stretchMemory.length < length * rowBytes)
          this.#stretchMemory = new Uint8Array(stretchBytes + rowBytes);
        numbers.readInto(this.#stretchMemory, 0, first * rowBytes, length * rowBytes);
        for (let i = at; i < at + count; i++) {
          const from = (rows[i]! - first) * rowBytes;
          bytes.set(this.#stretchMemory.subarray(from, from + rowBytes), i * rowBytes);
        }
      }
    }
    return decodeElements(bytes, element);
  }

  close(): void {
    this.#array.close();
  }

  /** In Fortran order: of every column the stretch that holds the rows, a strip of columns at a time. */
  #gatherColumns(rows: ArrayLike<number>): Numbers {
    const { element, numbers } = this.#array;
    const { columns } = this;
    const out = element.single ? new Float32Array(rows.length * columns) : new Float64Array(rows.length * columns);
    // Long stretches are cut, so that memory stays bounded however far the rows lie apart.
    const longest = stripBytes / element.size;
    for (let at = 0; at < rows.length; ) {
      const first = rows[at]!;
      let end = at + 1;
      while (end < rows.length && rows[end]! - first < longest) end++;
      const stretch = rows[end - 1]! - first + 1;
      const wide = Math.max(1, Math.floor(longest / stretch));
      for (let from = 0; from < columns; from += wide) {
        const strip = Array.from({ length: Math.min(wide, columns - from) }, (_, j) =>
          decodeElements(
            readBytes(numbers, ((from + j) * this.rows + first) * element.size, stretch * element.size),
            element,
          ),
        );
        for (let i = at; i < end; i++) {
          for (let j = 0; j < strip.length; j++) out[i * columns + from + j] = strip[j]![rows[i]! - first]!;
        }
      }
      at = end;
    }
    return out;
  }
}

/** Rows that are read together: the place of the first in the list, and how many. Neighbours always are, up to `longest` rows others too. */
function* stretches(
  rows: ArrayLike<number>,
  widestGap: number,
  longest: number,
): Generator<{ readonly at: number; readonly count: number }> {
  for (let at = 0; at < rows.length; ) {
    let count = 1;
    let whole = true;
    for (; at + count < rows.length; count++) {
      const gap = rows[at + count]! - rows[at + count - 1]! - 1;
      const wide = gap > widestGap || rows[at + count]! - rows[at]! >= longest;
      if ((gap > 0 || !whole) && wide) break;
      whole &&= gap === 0;
    }
    yield { at, count };
    at += count;
  }
}

/** Rows and columns of an array. @throws NpyError where it is neither a list nor a matrix */
export function matrixShape(shape: readonly number[]): [rows: number, columns: number] {
  if (shape.length === 1 || shape.length === 2) return [shape[0]!, shape[1] ?? 1];
  if (shape.length === 0) throw new NpyError('A single number, not an array of rows.');
  throw new NpyError(
    `An array of shape (${shape.join(', ')}), where every row should be one list of numbers: reshape it before saving, array.reshape(len(array), -1).`,
  );
}
