import type { RealArray } from '../../numeric/dense/matrix.ts';

/** Where the largest of `count` numbers from `start` on stands, the first of equals. */
export function largestAt(values: RealArray, start: number, count: number): number {
  let at = 0;
  for (let c = 1; c < count; c++) if (values[start + c]! > values[start + at]!) at = c;
  return at;
}
