import { dataComplaint } from '../../../scenario/geodesic-messages.ts';
import type { NumberArray } from '../../../scenario/kind.ts';
import { Refused } from '../../kernel/language/refused.ts';

/** X and Y of a table's columns x1, x2, …, y1, y2, …, in any order. */
export function tabulated(table: ReadonlyMap<string, NumberArray>): ReadonlyMap<string, NumberArray> | Refused {
  const names = [...table.keys()];
  const stranger = names.find((name) => !/^[xy][1-9]\d*$/.test(name));
  if (stranger !== undefined) {
    return new Refused({ path: [], words: dataComplaint.unknownArray(['x1', 'x2', '…', 'y1', 'y2', '…'], stranger) });
  }
  const arrays = new Map<string, NumberArray>();
  for (const letter of ['x', 'y']) {
    const own = names.filter((name) => name.startsWith(letter));
    const columns = own.map((_, i) => table.get(`${letter}${i + 1}`));
    if (columns.length === 0 || columns.includes(undefined)) {
      return new Refused({ path: [], words: dataComplaint.unnumbered(letter, own) });
    }
    const rows = columns[0]!.data.length;
    const data = new Float64Array(rows * columns.length);
    for (const [j, column] of columns.entries()) {
      for (let i = 0; i < rows; i++) data[i * columns.length + j] = column!.data[i]!;
    }
    arrays.set(letter.toUpperCase(), { shape: [rows, columns.length], data });
  }
  return arrays;
}
