import { combinedError, differenceInErrors, type ErrorKind, type SeriesRow, type Source } from './series.ts';

/** One number of record A beside the same number of record B. */
export interface ComparisonRow {
  readonly quantity: string;
  readonly component: string;
  readonly t: number;
  readonly source: Source;
  readonly a: number;
  readonly aError: number;
  readonly b: number;
  readonly bError: number;
  /** Of the number of A. */
  readonly errorKind: ErrorKind;
  /** b − a. */
  readonly difference: number;
  /** √(aError² + bError²): a standard error where both numbers are independent samples. */
  readonly combined: number;
  /** difference / combined. */
  readonly z: number;
}

export interface Comparison {
  readonly rows: readonly ComparisonRow[];
  /** Numbers that only one of the records has. */
  readonly onlyA: number;
  readonly onlyB: number;
  /** For each quantity and source the row with the largest |z| (NaN counts as largest), in order of first appearance. */
  readonly worst: readonly ComparisonRow[];
  /** Rows with |z| > threshold or z not a number. */
  readonly beyond: number;
}

/**
 * Every number that both records have: same quantity, component, source and depth (to 1e-9 relative). Rows come in the
 * order of A. Two sampled records with the same seed share random numbers and are not independent: z is then too large
 * or too small, and the caller should say so.
 */
export function compareRecords(
  a: { readonly rows: readonly SeriesRow[] },
  b: { readonly rows: readonly SeriesRow[] },
  threshold: number,
): Comparison {
  const candidates = new Map<string, SeriesRow[]>();
  for (const row of b.rows) {
    const list = candidates.get(keyOf(row));
    if (list === undefined) candidates.set(keyOf(row), [row]);
    else list.push(row);
  }
  const rows: ComparisonRow[] = [];
  for (const row of a.rows) {
    const other = candidates.get(keyOf(row))?.find((candidate) => sameDepth(candidate.t, row.t));
    if (other !== undefined) rows.push(compareRows(row, other));
  }
  return {
    rows,
    onlyA: a.rows.length - rows.length,
    onlyB: b.rows.length - rows.length,
    worst: worstOf(rows),
    beyond: rows.filter((row) => !(Math.abs(row.z) <= threshold)).length,
  };
}

function compareRows(a: SeriesRow, b: SeriesRow): ComparisonRow {
  return {
    quantity: a.quantity,
    component: a.component,
    t: a.t,
    source: a.source,
    a: a.value,
    aError: a.error,
    b: b.value,
    bError: b.error,
    errorKind: a.errorKind,
    difference: b.value - a.value,
    combined: combinedError(a.error, b.error),
    z: differenceInErrors(b.value, b.error, a.value, a.error),
  };
}

function worstOf(rows: readonly ComparisonRow[]): ComparisonRow[] {
  const worst = new Map<string, ComparisonRow>();
  for (const row of rows) {
    const key = `${row.quantity} ${row.source}`;
    const best = worst.get(key);
    if (best === undefined || size(row) > size(best)) worst.set(key, row);
  }
  return [...worst.values()];
}

function size(row: ComparisonRow): number {
  return Number.isNaN(row.z) ? Number.POSITIVE_INFINITY : Math.abs(row.z);
}

function keyOf(row: SeriesRow): string {
  return `${row.quantity} ${row.component} ${row.source}`;
}

function sameDepth(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}
