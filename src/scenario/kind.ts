import type * as z from 'zod';
import type { Json } from '../record/json.ts';
import type { SeriesRow } from '../record/series.ts';
import type { Complaint } from './issue.ts';
import type { Path } from './located.ts';

/** An array of numbers from a file beside the scenario, in C order. */
export interface NumberArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Reads a .npy file by its path relative to the scenario; throws `PointsFileError`. */
export type PointsReader = (path: string) => Promise<NumberArray>;

/**
 * Reads the arrays of a file by its path relative to the scenario: those of a .npz by name, the one of a .npy as '', the
 * columns of a .csv by their names. Throws `PointsFileError`.
 */
export type ArraysReader = (path: string) => Promise<ReadonlyMap<string, NumberArray>>;

/** What an array is that a scenario names, without its numbers. */
export interface ArrayDescription {
  readonly shape: readonly number[];
  /** As numpy writes it, e.g. '<f4'. */
  readonly type: string;
  /** SHA-256 of the array as a .npy file, hexadecimal. */
  readonly sha256: string;
}

/**
 * Arrays too large to be a part of the scenario, by their path relative to it, `file.npy` or `file.npz:name`. Every function
 * throws `PointsFileError`.
 */
export interface ArrayAccess {
  /** All of the array is read, none of it kept. */
  describe(reference: string): Promise<ArrayDescription>;
  numbers(reference: string): Promise<NumberArray>;
  /** What stands for the one `*` in the path of a file, for every file that matches, in alphabetical order. */
  match(pattern: string): Promise<readonly string[]>;
}

/** What a record holds that a scenario names, without its arrays. */
export interface RecordContents {
  readonly name: string;
  readonly kind: string;
  readonly digest: string;
  /** scenario.json. */
  readonly scenario: Json;
  readonly rows: readonly SeriesRow[];
  /** SHA-256 of its series.csv, hexadecimal. */
  readonly series: string;
}

/** Records by their path relative to the scenario, which may lead out of its folder. Every function throws `PointsFileError`. */
export interface RecordAccess {
  read(folder: string): Promise<RecordContents>;
  /** An array of the record, by its name in arrays.npz; null where there is none. */
  describe(folder: string, array: string): Promise<ArrayDescription | null>;
  numbers(folder: string, array: string): Promise<NumberArray>;
}

/** Why a file named by a scenario cannot be used. */
export class PointsFileError extends Error {
  override readonly name = 'PointsFileError';
}

/** A scenario being checked: its values, not yet known to be valid, and a way to refuse them at their position. */
export interface Draft {
  readonly value: Readonly<Record<string, unknown>>;
  /** `within`: offset inside a text value, where the trouble starts. */
  refuse(path: Path, words: Complaint, within?: number): void;
  /** Absent where nothing can be read. */
  readonly readPoints: PointsReader | undefined;
  readonly readArrays?: ArraysReader | undefined;
  readonly arrays?: ArrayAccess | undefined;
  readonly records?: RecordAccess | undefined;
}

/** The language of one kind of study. */
export interface ScenarioKind<Resolved> {
  readonly kind: string;
  /** One line for lists of kinds. */
  readonly summary: string;
  readonly schema: z.ZodObject;
  /**
   * Checks what a schema cannot and fills in what follows from the fields given. Works on whatever blocks are valid, so
   * that all issues come at once; null when it cannot be completed.
   */
  resolve(draft: Draft): Promise<Resolved | null>;
}

/** The value a schema makes of a field, or undefined when the field is not valid (the schema's own issues say why). */
export function validOrUndefined<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.output<Schema> | undefined {
  const result = schema.safeParse(value);
  return result.success ? result.data : undefined;
}
