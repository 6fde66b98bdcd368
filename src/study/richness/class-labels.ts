import type { ArrayPlace } from '../../record/array-file.ts';
import { RowReader } from '../../record/row-reader.ts';
import { DataError } from './data-error.ts';

/** Labels as classes 0, 1, … of the rows that are used. */
export interface ClassLabels {
  /** For every row of the file; in memory that threads share. */
  readonly classes: Int32Array;
  /** The label that each class stands for, ascending. */
  readonly values: readonly number[];
}

/**
 * The labels in a file, numbered as classes. Rows that are not in `blocks` do not count.
 * @throws DataError where a class has one row only: it has no spread
 */
export function readClassLabels(place: ArrayPlace, blocks: readonly Int32Array[]): ClassLabels {
  const reader = RowReader.open(place);
  try {
    const labels = reader.read(0, reader.rows);
    const counts = new Map<number, number>();
    for (const block of blocks) for (const row of block) counts.set(labels[row]!, (counts.get(labels[row]!) ?? 0) + 1);
    const values = [...counts.keys()].sort((a, b) => a - b);
    const alone = values.find((value) => counts.get(value) === 1);
    if (alone !== undefined)
      throw new DataError(
        `${place.file}: expected at least two rows of every label that is used, came one of label ${alone}. Use more rows, or leave the labels out.`,
      );
    const classOf = new Map(values.map((value, i) => [value, i]));
    const classes = new Int32Array(new SharedArrayBuffer(4 * reader.rows));
    for (let row = 0; row < classes.length; row++) classes[row] = classOf.get(labels[row]!) ?? 0;
    return { classes, values };
  } finally {
    reader.close();
  }
}

/** The column of the outputs that stands for each class: its label; null where labels do not number the columns. */
export function classColumnsOf({ values }: ClassLabels, columns: number): Int32Array | null {
  return values.every((value) => value >= 0 && value < columns) ? Int32Array.from(values) : null;
}
