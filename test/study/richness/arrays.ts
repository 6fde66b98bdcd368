import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { encodeNpy } from '#odepth/record/npy';
import { encodeNpz } from '#odepth/record/npz';

/** An array of rows that is written to a file. */
export interface Written {
  readonly rows: number;
  readonly columns: number;
  readonly value: (row: number, column: number) => number;
}

const shaped = ({ rows, columns, value }: Written) => ({
  shape: [rows, columns],
  data: Float64Array.from({ length: rows * columns }, (_, i) => value(Math.floor(i / columns), i % columns)),
});

/** Writes arrays as float64 .npy files, by their paths inside a folder. */
export function writeArrays(folder: string, files: Readonly<Record<string, Written>>): void {
  for (const [name, array] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), encodeNpy(shaped(array)));
  }
}

/** Writes arrays into one .npz file. */
export function writeArchive(file: string, arrays: Readonly<Record<string, Written>>): void {
  const entries = Object.entries(arrays).map(([name, array]) => [name, shaped(array)] as const);
  writeFileSync(file, encodeNpz(new Map(entries)));
}

/** Numbers without a pattern: the fractional part of multiples of an irrational number, spread by row and column. */
export function scattered(row: number, column: number, seed = 0): number {
  const at = Math.sin(12.9898 * (row + 1) + 78.233 * (column + 1) + 37.719 * seed) * 43758.5453;
  return at - Math.floor(at) - 0.5;
}

/**
 * p features of n rows that are orthonormal over them, with deviations given: cosines of whole periods (discrete cosine
 * transform), which have no mean.
 */
export function orthogonal(rows: number, deviations: readonly number[]): Written {
  const value = (row: number, column: number) =>
    deviations[column]! * Math.SQRT2 * Math.cos((Math.PI * (row + 0.5) * (column + 1)) / rows);
  return { rows, columns: deviations.length, value };
}

/** The first r of those features, unscaled: outputs that are linear in them. */
export function leading(rows: number, count: number): Written {
  return orthogonal(rows, new Array(count).fill(1));
}

/** D_LR of `orthogonal` with `leading` outputs: 1 − Σ_{k≤r} s_k² / (√(Σ s_k⁴) √r). */
export function exactRichness(deviations: readonly number[], count: number): number {
  const squares = deviations.map((one) => one ** 2);
  const used = squares.slice(0, count).reduce((sum, one) => sum + one, 0);
  return 1 - used / (Math.hypot(...squares) * Math.sqrt(count));
}
