import { CsvError, linesOf, splitLine } from './csv-lines.ts';
import type { ErrorKind, SeriesRow, Source } from './series.ts';

const columns = ['quantity', 'component', 'layer', 't', 'source', 'value', 'error', 'errorKind'] as const;

const sources: Readonly<Record<Source, true>> = {
  'source-only': true,
  'g-only': true,
  exact: true,
  path: true,
  'published-source-only': true,
  'published-g-only': true,
  sampled: true,
  'sampled-plain': true,
  'g-only-stochastic': true,
  flow: true,
  transcription: true,
  collocation: true,
  training: true,
  bound: true,
  measured: true,
};
const errorKinds: Readonly<Record<ErrorKind, true>> = {
  tolerance: true,
  truncation: true,
  standard: true,
  resolution: true,
  residual: true,
};

/** Characters of a line: a component is a name, not a text. */
const longestLine = 10_000;

export { CsvError } from './csv-lines.ts';

/** The tidy table, one row per number, RFC 4180 with LF; numbers are the shortest text that reads back to the same float64. */
export function encodeSeries(rows: readonly SeriesRow[]): string {
  const lines = [columns.join(',')];
  for (const row of rows) {
    lines.push(
      [
        cell(row.quantity),
        cell(row.component),
        row.layer === null ? '' : numberText(row.layer),
        numberText(row.t),
        row.source,
        numberText(row.value),
        numberText(row.error),
        row.errorKind,
      ].join(','),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Inverse of `encodeSeries`. Throws CsvError with the line. */
export function parseSeries(text: string): SeriesRow[] {
  const rows: SeriesRow[] = [];
  let line = 0;
  for (const content of linesOf(text)) {
    if (++line > 1) rows.push(parseRow(content, line));
    else if (content !== columns.join(',')) throw wrongHeader(content);
  }
  if (line === 0) throw wrongHeader('');
  return rows;
}

function wrongHeader(came: string): CsvError {
  return new CsvError(1, `the header must be ${columns.join(',')}; it is ${JSON.stringify(came.slice(0, 120))}.`);
}

function parseRow(text: string, line: number): SeriesRow {
  if (text.length > longestLine) throw new CsvError(line, `${text.length} characters (at most ${longestLine}).`);
  const cells = splitLine(text, line, columns.length);
  const [quantity, component, layer, t, source, value, error, errorKind] = cells;
  if (
    quantity === undefined ||
    component === undefined ||
    layer === undefined ||
    t === undefined ||
    source === undefined ||
    value === undefined ||
    error === undefined ||
    errorKind === undefined ||
    cells.length > columns.length
  )
    throw new CsvError(
      line,
      `${columns.length} cells expected, ${cells.length > columns.length ? 'more' : cells.length} found.`,
    );
  if (!isSource(source)) throw new CsvError(line, `source ${JSON.stringify(source.slice(0, 40))} is not known.`);
  if (!isErrorKind(errorKind))
    throw new CsvError(line, `errorKind ${JSON.stringify(errorKind.slice(0, 40))} is not known.`);
  return {
    quantity,
    component,
    layer: layer === '' ? null : parseNumber(layer, line),
    t: parseNumber(t, line),
    source,
    value: parseNumber(value, line),
    error: parseNumber(error, line),
    errorKind,
  };
}

function parseNumber(text: string, line: number): number {
  const value = Number(text);
  if (text.trim() === '' || (Number.isNaN(value) && text !== 'NaN'))
    throw new CsvError(line, `${JSON.stringify(text.slice(0, 40))} is not a number.`);
  return value;
}

/** Whether a value read from a file names a source. */
export function isSource(value: unknown): value is Source {
  return typeof value === 'string' && Object.hasOwn(sources, value);
}

function isErrorKind(text: string): text is ErrorKind {
  return Object.hasOwn(errorKinds, text);
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function cell(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
