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

/** Why a text is not a series table; `line` counts from 1. */
export class CsvError extends Error {
  override name = 'CsvError';
  readonly line: number;
  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.line = line;
  }
}

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
  const lines = text.replace(/\r\n/g, '\n').split('\n');
  if (lines.at(-1) === '') lines.pop();
  if (lines[0] !== columns.join(','))
    throw new CsvError(
      1,
      `the header must be ${columns.join(',')}; it is ${JSON.stringify((lines[0] ?? '').slice(0, 120))}.`,
    );
  return lines.slice(1).map((line, index) => parseRow(line, index + 2));
}

function parseRow(text: string, line: number): SeriesRow {
  const cells = splitLine(text, line);
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
    throw new CsvError(line, `${columns.length} cells expected, ${cells.length} found.`);
  if (!isSource(source)) throw new CsvError(line, `source ${JSON.stringify(source)} is not known.`);
  if (!isErrorKind(errorKind)) throw new CsvError(line, `errorKind ${JSON.stringify(errorKind)} is not known.`);
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

/** Cells of a line, RFC 4180. Throws CsvError. */
export function splitLine(text: string, line: number): string[] {
  const cells: string[] = [];
  const pattern = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;
  for (;;) {
    const match = pattern.exec(text);
    if (match === null) throw new CsvError(line, 'a quoted cell is not closed.');
    cells.push(match[1] === undefined ? match[2]! : match[1].replaceAll('""', '"'));
    if (match[3] === '') return cells;
  }
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
