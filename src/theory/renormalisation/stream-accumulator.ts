import { type AbsorbRoom, absorbRoom, absorbRoomBytes, absorbRows } from '../../numeric/dense/absorb-rows.ts';
import { DenseArena } from '../../numeric/dense/arena.ts';
import { packUpper } from '../../numeric/dense/gram.ts';
import { type Matrix, submatrix } from '../../numeric/dense/matrix.ts';
import type { Rows } from '../richness/rows.ts';
import { RenormalisationError } from './renormalisation-error.ts';
import type { StreamMoments } from './stream-moments.ts';

/** Rows of a chunk, with the row that joins it to those before. */
const chunkRows = 255;

/**
 * Moments of a residual stream as its rows come, for all layers together, in chunks of a fixed size whatever the calls of `add` bring:
 * the bits depend on the rows and their order only. A chunk is centred by its own mean and joined to what came before by one more row,
 * √(nm/(n + m)) (μ − μ'), as in `addStreamMoments`. Per row and layer 2 d² multiplications for the factor and d d' for the product.
 */
export class StreamAccumulator {
  readonly widths: readonly number[];
  readonly #arena: DenseArena;
  readonly #rows: readonly Matrix[];
  readonly #means: readonly Float64Array[];
  readonly #factors: readonly Matrix[];
  readonly #crosses: readonly Matrix[];
  readonly #rooms: readonly AbsorbRoom[];
  #count = 0;
  #waiting = 0;
  #seen = 0;

  /** @param widths d_ℓ, ℓ = 0 … L. @throws RenormalisationError without layers, or for widths that are no whole numbers from 1 on */
  constructor(widths: readonly number[]) {
    if (widths.length === 0) throw new RenormalisationError('stream: at least one layer is expected.');
    const bad = widths.findIndex((width) => !(Number.isSafeInteger(width) && width >= 1));
    if (bad >= 0) {
      throw new RenormalisationError(
        `stream: a whole number of columns from 1 on is expected in layer ${bad}; got ${widths[bad]}.`,
        { layer: bad },
      );
    }
    this.widths = widths.slice();
    const arena = new DenseArena(accumulatorBytes(widths));
    this.#arena = arena;
    this.#rows = widths.map((width) => arena.matrix(chunkRows + 1, width));
    this.#factors = widths.map((width) => arena.matrix(width, width));
    this.#crosses = widths.slice(1).map((width, l) => arena.matrix(widths[l]!, width));
    // Room for one layer after the other: those of one width share it.
    const rooms = new Map([...new Set(widths)].map((width) => [width, absorbRoom(arena, chunkRows + 1, width)]));
    this.#rooms = widths.map((width) => rooms.get(width)!);
    this.#means = widths.map((width) => new Float64Array(width));
  }

  /**
   * Copies the rows: one `Rows` per layer, equally many rows in each, float32 or float64 (sums are float64).
   * @throws RenormalisationError on other shapes, and on entries that are not finite, with layer, row (over all calls) and column;
   * then nothing of the block is taken
   */
  add(layers: readonly Rows[]): void {
    this.#check(layers);
    const { rows } = layers[0]!;
    for (let from = 0; from < rows; ) {
      const taken = Math.min(rows - from, chunkRows - this.#waiting);
      layers.forEach(({ data, stride, columns }, l) => {
        const target = this.#rows[l]!;
        for (let i = 0; i < taken; i++) {
          const at = (from + i) * stride;
          target.data.set(data.subarray(at, at + columns), (this.#waiting + i) * target.stride);
        }
      });
      this.#waiting += taken;
      from += taken;
      if (this.#waiting === chunkRows) this.#takeChunk();
    }
    this.#seen += rows;
  }

  /** Moments of all rows so far; the accumulator is empty after. @throws RenormalisationError without rows */
  finish(): StreamMoments {
    if (this.#waiting > 0) this.#takeChunk();
    if (this.#count === 0) throw new RenormalisationError('moments of no rows: at least one is needed.');
    const moments: StreamMoments = {
      count: this.#count,
      widths: this.widths,
      means: this.#means.map((mean) => mean.slice()),
      factors: this.#factors.map(packUpper),
      crosses: this.#crosses.map(({ data }) => data.slice()),
    };
    for (const { data } of [...this.#factors, ...this.#crosses]) data.fill(0);
    for (const mean of this.#means) mean.fill(0);
    this.#count = 0;
    this.#seen = 0;
    return moments;
  }

  #check(layers: readonly Rows[]): void {
    if (layers.length !== this.widths.length) {
      throw new RenormalisationError(`stream: ${this.widths.length} layers are expected, got ${layers.length}.`);
    }
    layers.forEach((layer, l) => {
      if (layer.columns !== this.widths[l]) {
        throw new RenormalisationError(
          `stream: ${this.widths[l]} columns are expected in layer ${l}, got ${layer.columns}.`,
          { layer: l },
        );
      }
      if (layer.rows !== layers[0]!.rows) {
        throw new RenormalisationError(
          `stream: layer ${l} has ${layer.rows} rows, but layer 0 has ${layers[0]!.rows}; every layer must hold the same samples, in the same order.`,
          { layer: l },
        );
      }
      requireFinite(layer, l, this.#seen);
    });
  }

  #takeChunk(): void {
    const joined = this.#count > 0 ? 1 : 0;
    const rows = this.#waiting + joined;
    this.#rows.forEach((chunk, l) => {
      this.#centreChunk(chunk, this.#means[l]!);
    });
    const chunks = this.#rows.map((chunk) => submatrix(chunk, 0, 0, rows, chunk.columns));
    this.#crosses.forEach((cross, l) => {
      this.#arena.multiplyLeftTransposed(1, chunks[l]!, chunks[l + 1]!, 1, cross);
    });
    // Last, since it overwrites the rows.
    this.#factors.forEach((factor, l) => {
      absorbRows(this.#arena, factor, chunks[l]!, this.#rooms[l]!);
    });
    this.#count += this.#waiting;
    this.#waiting = 0;
  }

  /** Takes its mean off the chunk, writes the joining row below, and moves the mean of all rows. */
  #centreChunk({ data, stride, columns }: Matrix, mean: Float64Array): void {
    const [before, count] = [this.#count, this.#waiting];
    const total = before + count;
    const weight = Math.sqrt((before * count) / total);
    const origin = data.slice(0, columns);
    const shift = new Float64Array(columns);
    for (let i = 1; i < count; i++) {
      for (let j = 0; j < columns; j++) shift[j]! += data[i * stride + j]! - origin[j]!;
    }
    for (let j = 0; j < columns; j++) shift[j] = origin[j]! + shift[j]! / count;
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < columns; j++) data[i * stride + j]! -= shift[j]!;
    }
    for (let j = 0; j < columns; j++) {
      const apart = shift[j]! - mean[j]!;
      data[count * stride + j] = weight * apart;
      mean[j] = before === 0 ? shift[j]! : mean[j]! + apart * (count / total);
    }
  }
}

/** Moments of one block. @throws RenormalisationError as `StreamAccumulator` */
export function streamMomentsOf(layers: readonly Rows[]): StreamMoments {
  const accumulator = new StreamAccumulator(layers.map(({ columns }) => columns));
  accumulator.add(layers);
  return accumulator.finish();
}

function accumulatorBytes(widths: readonly number[]): number {
  const each = widths.map((width, l) => {
    const next = l + 1 < widths.length ? DenseArena.bytesOf(width, widths[l + 1]!) : 0;
    return DenseArena.bytesOf(chunkRows + 1, width) + DenseArena.bytesOf(width, width) + next;
  });
  const rooms = [...new Set(widths)].map((width) => absorbRoomBytes(chunkRows + 1, width));
  return [...each, ...rooms].reduce((sum, bytes) => sum + bytes, 0);
}

function requireFinite({ rows, columns, stride, data }: Rows, layer: number, firstRow: number): void {
  for (let i = 0; i < rows; i++) {
    const from = i * stride;
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += data[from + j]! * 0;
    if (sum === 0) continue;
    const column = data.subarray(from, from + columns).findIndex((value) => !Number.isFinite(value));
    throw new RenormalisationError(
      `stream: a finite number is expected in layer ${layer}, row ${firstRow + i}, column ${column} (counted from 0); got ${data[from + column]}. ` +
        'Leave the sample out, or look for what overflowed in the network.',
      { layer, row: firstRow + i, column },
    );
  }
}
