import type { Rows } from '../../../theory/richness/rows.ts';

/** Lines of a stream at one layer: of some samples, at some positions each. */
export interface StreamLines {
  readonly samples: number;
  readonly positions: number;
  readonly width: number;
  /** Of position `from + i`, one row for every sample. */
  at(position: number): Rows;
  /** Rows of all positions together. */
  readonly all: Rows;
}

/** Lines that lie sample by sample (`outer: 'samples'`), or position by position. */
export function streamLines(
  data: Float64Array | Float32Array,
  samples: number,
  positions: number,
  width: number,
  outer: 'samples' | 'positions',
): StreamLines {
  return {
    ...{ samples, positions, width },
    at: (position) =>
      outer === 'samples'
        ? { rows: samples, columns: width, stride: positions * width, data: data.subarray(position * width) }
        : { rows: samples, columns: width, stride: width, data: data.subarray(position * samples * width) },
    all: { rows: samples * positions, columns: width, stride: width, data },
  };
}
