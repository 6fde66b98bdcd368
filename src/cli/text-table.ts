import { printable } from '../record/harmless.ts';

/** An aligned table for the terminal. */
export function textTable(titles: readonly string[], cells: readonly (readonly string[])[]): string {
  const columns = titles.map(printable);
  const rows = cells.map((row) => row.map(printable));
  const widths = columns.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd();
  return [line(columns), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}
