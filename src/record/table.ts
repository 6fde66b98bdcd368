import { CsvError, splitLine } from './csv.ts';

/** Columns of numbers by name, in the order of the file. */
export type Table = ReadonlyMap<string, Float64Array>;

/**
 * A table of numbers: a line of column names, then one line of numbers each; RFC 4180, LF or CR LF, a byte-order mark
 * allowed, empty lines at the end ignored. NaN and Infinity are read as what they are. Throws CsvError with the line.
 */
export function parseTable(text: string): Table {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  while (lines.at(-1)?.trim() === '') lines.pop();
  const names = splitLine(lines[0] ?? '', 1).map((name) => name.trim());
  const repeated = names.find((name, i) => name === '' || names.indexOf(name) < i);
  if (repeated !== undefined) {
    const what = repeated === '' ? 'a column has no name' : `the column ${JSON.stringify(repeated)} is there twice`;
    throw new CsvError(1, `${what}: the first line names the columns.`);
  }
  const columns = names.map(() => new Float64Array(lines.length - 1));
  for (let row = 1; row < lines.length; row++) {
    const cells = splitLine(lines[row]!, row + 1);
    if (cells.length !== names.length)
      throw new CsvError(row + 1, `${names.length} cells expected, ${cells.length} found.`);
    for (const [column, cell] of cells.entries()) columns[column]![row - 1] = numberIn(cell.trim(), row + 1);
  }
  return new Map(names.map((name, i) => [name, columns[i]!]));
}

const infinities: Readonly<Record<string, number>> = {
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  '-infinity': Number.NEGATIVE_INFINITY,
};

function numberIn(cell: string, line: number): number {
  const word = cell.toLowerCase();
  if (word === 'nan') return Number.NaN;
  const value = Object.hasOwn(infinities, word) ? infinities[word]! : Number(cell);
  if (cell === '' || Number.isNaN(value))
    throw new CsvError(line, `${JSON.stringify(cell.slice(0, 40))} is not a number.`);
  return value;
}
