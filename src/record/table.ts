import { CsvError, linesOf, splitLine } from './csv-lines.ts';

/** Columns of numbers by name, in the order of the file. */
export type Table = ReadonlyMap<string, Float64Array>;

const mostColumns = 10_000;
/** Characters of a cell on average, and of a name. */
const longestCell = 256;
/** Empty lines that are passed over. */
const mostEmpty = 1000;

/**
 * A table of numbers: a line of column names, then one line of numbers each; RFC 4180, LF or CR LF, a byte-order mark
 * allowed, empty lines at the end ignored. NaN and Infinity are read as what they are. Throws CsvError with the line.
 * @param most numbers; a table of more is refused
 */
export function parseTable(text: string, most = 2 ** 23): Table {
  let line = 0;
  let names: readonly string[] = [];
  const columns: number[][] = [];
  // Empty lines are a fault only where something follows them.
  let firstEmpty = 0;
  for (const content of linesOf(text.replace(/^\ufeff/, ''))) {
    line++;
    if (content.trim() === '' && line > 1) {
      firstEmpty ||= line;
      if (line - firstEmpty >= mostEmpty) throw new CsvError(line, `more than ${mostEmpty} empty lines.`);
      continue;
    }
    if (firstEmpty > 0) throw wrongCells(names.length, 1, firstEmpty);
    if (line === 1) {
      names = namesIn(content);
      columns.push(...names.map(() => []));
      continue;
    }
    if ((line - 1) * names.length > most) throw new CsvError(line, `more than ${most} numbers; the rest is not read.`);
    refuseLong(content, names.length, line);
    const cells = splitLine(content, line, names.length);
    if (cells.length !== names.length) throw wrongCells(names.length, cells.length, line);
    for (const [column, cell] of cells.entries()) columns[column]!.push(numberIn(cell.trim(), line));
  }
  if (line === 0) names = namesIn('');
  return new Map(names.map((name, i) => [name, Float64Array.from(columns[i]!)]));
}

function refuseLong(content: string, cells: number, line: number): void {
  if (content.length > longestCell * cells)
    throw new CsvError(line, `${content.length} characters, where ${cells} cells have at most ${longestCell} each.`);
}

function namesIn(content: string): string[] {
  refuseLong(content, mostColumns, 1);
  const names = splitLine(content, 1, mostColumns).map((name) => name.trim());
  if (names.length > mostColumns) throw new CsvError(1, `more than ${mostColumns} columns.`);
  const seen = new Set<string>();
  for (const name of names) {
    const what =
      name === '' ? 'a column has no name' : `the column ${JSON.stringify(name.slice(0, 40))} is there twice`;
    if (name === '' || seen.has(name)) throw new CsvError(1, `${what}: the first line names the columns.`);
    seen.add(name);
  }
  return names;
}

function wrongCells(expected: number, found: number, line: number): CsvError {
  return new CsvError(line, `${expected} cells expected, ${found > expected ? 'more' : found} found.`);
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
