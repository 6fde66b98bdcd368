import type { ArrayPlace } from '../../record/array-file.ts';
import { referenceText } from '../../record/array-reference.ts';
import { RowReader } from '../../record/row-reader.ts';
import type { DataFault, FilePart } from './moments-task.ts';
import type { GivenArray } from './richness-scenario.ts';

/** What is wrong with the numbers of a file, in a sentence that names it: "features.npy: NaN in row 3, column 7 …". */
export function faultText(
  { message, place }: DataFault,
  arrays: ReadonlyMap<FilePart, GivenArray>,
  places: Readonly<Partial<Record<FilePart, ArrayPlace>>>,
): string {
  const part = place?.part;
  const array = part && part !== 'labels' ? arrays.get(part) : undefined;
  if (!array || place?.row === undefined || place.column === undefined) {
    const files = array ? [array] : [...arrays.values()];
    return `${files.map(referenceText).join(', ')}: ${message}`;
  }
  const { row, column } = place;
  const at = places[part as FilePart];
  if (!at) return `${referenceText(array)}: ${message}`;
  const value = valueAt(at, row, column);
  return (
    `${referenceText(array)}: expected finite numbers, came ${value} in row ${row}, column ${column} (counted from 0). ` +
    'Leave such rows out of all arrays before saving, or find out where they come from.'
  );
}

function valueAt(place: ArrayPlace, row: number, column: number): number {
  const reader = RowReader.open(place);
  try {
    return reader.read(row, 1)[column]!;
  } finally {
    reader.close();
  }
}
