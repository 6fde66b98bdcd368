/** Why a text is not a table; `line` counts from 1. */
export class CsvError extends Error {
  override name = 'CsvError';
  readonly line: number;
  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.line = line;
  }
}

/** Lines of a text, LF or CR LF, one at a time: a text of line breaks takes no memory. The empty one after the last break is none. */
export function* linesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; ) {
    const found = text.indexOf('\n', at);
    const end = found < 0 ? text.length : found;
    yield text.slice(at, end > at && found >= 0 && text[end - 1] === '\r' ? end - 1 : end);
    at = end + 1;
  }
}

/** Cells of a line, RFC 4180; one more than `most` where there are more, the rest is not looked at. @throws CsvError */
export function splitLine(text: string, line: number, most: number): string[] {
  const cells: string[] = [];
  for (let at = 0; ; ) {
    const quoted = text[at] === '"';
    const end = quoted ? afterQuoted(text, at) : afterPlain(text, at);
    if (end < 0 || (end < text.length && text[end] !== ',')) throw new CsvError(line, 'a quoted cell is not closed.');
    cells.push(quoted ? text.slice(at + 1, end - 1).replaceAll('""', '"') : text.slice(at, end));
    if (end === text.length || cells.length > most) return cells;
    at = end + 1;
  }
}

/** Where the cell that opens a quote ends; −1 where it does not. */
function afterQuoted(text: string, start: number): number {
  for (let at = start + 1; ; at += 2) {
    at = text.indexOf('"', at);
    if (at < 0) return -1;
    if (text[at + 1] !== '"') return at + 1;
  }
}

/** Where a cell without quotes ends: at a comma, a quote, which does not belong there, or the end of the line. */
function afterPlain(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== ',' && text[at] !== '"') at++;
  return at;
}
