import { RichnessError, type RowPart } from './richness-error.ts';

/** Rows of data in either precision: entry (i, j) is data[i · stride + j]. A `Matrix` is one. */
export interface Rows {
  readonly rows: number;
  readonly columns: number;
  /** Distance between rows, ≥ columns. */
  readonly stride: number;
  readonly data: Float64Array | Float32Array;
}

/** Columns that come with each row; 0 where there are none. */
export interface RowShape {
  /** p: penultimate features Φ, at least 1. */
  readonly features: number;
  /** C: network outputs F. */
  readonly outputs: number;
  /** K: targets Y. */
  readonly targets: number;
  /** p₀: features Φ₀ of the initial network on the same inputs. */
  readonly initialFeatures: number;
  /** Labels are whole numbers from 0 to classes − 1; 0 without labels. */
  readonly classes: number;
}

/** Some rows of everything: the parts present have as many columns as the shape says, and equally many rows. */
export interface RowBlock {
  readonly features: Rows;
  readonly outputs?: Rows;
  readonly targets?: Rows;
  readonly initialFeatures?: Rows;
  /** One per row. */
  readonly labels?: ArrayLike<number>;
  /** Index of the first row among all rows, for complaints; 0 by default. */
  readonly firstRow?: number;
}

/** Parts of a row that are real numbers, in the order of the stacked row. */
export const rowParts = ['features', 'outputs', 'targets', 'initialFeatures'] as const;

/** What a shape must be. @throws RichnessError where a size is no whole number, or there are no features */
export function checkShape(shape: RowShape): void {
  for (const part of [...rowParts, 'classes'] as const) {
    const size = shape[part];
    if (Number.isSafeInteger(size) && size >= (part === 'features' ? 1 : 0)) continue;
    throw new RichnessError(`${part}: a whole number of columns is expected, at least 1 of features; got ${size}.`);
  }
}

/** @throws RichnessError unless the block has the parts of the shape, every entry is finite and every label a class */
export function checkBlock(shape: RowShape, block: RowBlock): void {
  const { rows } = block.features;
  for (const part of rowParts) checkPart(part, block[part], shape[part], rows, block.firstRow ?? 0);
  checkLabels(block, shape.classes, rows);
}

function checkPart(part: RowPart, values: Rows | undefined, columns: number, rows: number, firstRow: number): void {
  const found = values?.columns ?? 0;
  if (found !== columns) {
    throw new RichnessError(`${part}: ${columns} columns are expected, got ${found}.`, { part });
  }
  if (!values) return;
  if (values.rows !== rows) {
    throw new RichnessError(
      `${part}: ${values.rows} rows, but ${rows} rows of features; both must come from the same inputs, in the same order.`,
      { part },
    );
  }
  const { stride, data } = values;
  for (let i = 0; i < rows; i++) {
    const from = i * stride;
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += data[from + j]! * 0;
    if (sum === 0) continue;
    const column = data.subarray(from, from + columns).findIndex((value) => !Number.isFinite(value));
    throw new RichnessError(
      `${part}: a finite number is expected in row ${firstRow + i}, column ${column} (counted from 0); got ${data[from + column]}. ` +
        'Leave the row out, or look for what overflowed in the network.',
      { part, row: firstRow + i, column },
    );
  }
}

function checkLabels({ labels, firstRow = 0 }: RowBlock, classes: number, rows: number): void {
  const found = labels?.length ?? 0;
  if (found !== (classes > 0 ? rows : 0)) {
    const expected = classes > 0 ? `${rows}, one per row` : 'none, since there are no classes';
    throw new RichnessError(`labels: ${expected}, are expected; got ${found}.`, { part: 'labels' });
  }
  for (let i = 0; i < found; i++) {
    const label = labels![i]!;
    if (Number.isInteger(label) && label >= 0 && label < classes) continue;
    throw new RichnessError(
      `labels: a whole number from 0 to ${classes - 1} is expected in row ${firstRow + i} (counted from 0); got ${label}.`,
      { part: 'labels', row: firstRow + i },
    );
  }
}
