import type { ArrayPlace } from '../../../record/array-file.ts';
import { RowReader } from '../../../record/row-reader.ts';
import { type StreamLines, streamLines } from './stream-lines.ts';

/** Where a stream is, for a thread to open. */
export interface StreamPlaces {
  readonly from: 'file' | 'geodesic';
  readonly layers: number;
  readonly samples: number;
  /** 1 where there is one line to a sample. */
  readonly positions: number;
  readonly width: number;
  /** One for all layers, or one for each. */
  readonly places: readonly ArrayPlace[];
}

/** Reads lines of a stream, of any samples at some positions of one layer. */
export class StreamReader {
  readonly #stream: StreamPlaces;
  readonly #open = new Map<number, RowReader>();

  constructor(stream: StreamPlaces) {
    this.#stream = stream;
  }

  /**
   * Copies of the lines of the samples, which ascend, at positions `from` … `to − 1`.
   * @throws NpyError, and what the file system says
   */
  read(layer: number, samples: Int32Array, from: number, to: number): StreamLines {
    return this.#stream.from === 'geodesic' ? this.#transposed(layer, samples) : this.#lines(layer, samples, from, to);
  }

  close(): void {
    for (const reader of this.#open.values()) reader.close();
    this.#open.clear();
  }

  #reader(layer: number): { reader: RowReader; inside: number[] } {
    const { places } = this.#stream;
    const at = places.length === 1 ? 0 : layer;
    const reader = this.#open.get(at) ?? RowReader.openLines(places[at]!);
    this.#open.set(at, reader);
    return { reader, inside: places.length === 1 ? [layer] : [] };
  }

  #lines(layer: number, samples: Int32Array, from: number, to: number): StreamLines {
    const { width } = this.#stream;
    const { reader, inside } = this.#reader(layer);
    const positions = to - from;
    const withPositions = reader.shape.length - inside.length === 3;
    const row = (sample: number, position: number) =>
      reader.rowAt(withPositions ? [...inside, sample, position] : [...inside, sample]);
    // Lines are read in the order in which they lie.
    const outer = reader.fortranOrder ? 'positions' : 'samples';
    const rows = new Float64Array(samples.length * positions);
    for (const [i, sample] of samples.entries()) {
      for (let j = 0; j < positions; j++)
        rows[outer === 'samples' ? i * positions + j : j * samples.length + i] = row(sample, from + j);
    }
    return streamLines(reader.gather(rows).slice(), samples.length, positions, width, outer);
  }

  /** Of layers × width × samples. */
  #transposed(layer: number, samples: Int32Array): StreamLines {
    const { width } = this.#stream;
    const { reader } = this.#reader(0);
    const data = new Float64Array(samples.length * width);
    const all = reader.read(reader.rowAt([layer, 0]), width);
    for (let j = 0; j < width; j++) {
      for (const [i, sample] of samples.entries()) data[i * width + j] = all[j * reader.columns + sample]!;
    }
    return streamLines(data, samples.length, 1, width, 'samples');
  }
}
