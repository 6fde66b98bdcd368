import type { RealArray } from '../numeric/dense/matrix.ts';
import type { NamedArrays } from './network.ts';

/** Copies of arrays, under their names. */
export function copyArrays(arrays: Readonly<Record<string, RealArray>>): NamedArrays {
  return Object.fromEntries(Object.entries(arrays).map(([name, values]) => [name, values.slice()]));
}

/** Writes `saved` to the arrays of the same names. @throws RangeError where one is missing, or has another length or precision */
export function restoreArrays(arrays: Readonly<Record<string, RealArray>>, saved: NamedArrays): void {
  for (const [name, values] of Object.entries(arrays)) {
    const from = saved[name];
    if (from?.length === values.length && from.BYTES_PER_ELEMENT === values.BYTES_PER_ELEMENT) continue;
    throw new RangeError(
      `Saved array '${name}': expected ${described(values)}; got ${described(from)}. It belongs to another network or optimiser.`,
    );
  }
  for (const [name, values] of Object.entries(arrays)) values.set(saved[name]!);
}

function described(values: RealArray | undefined): string {
  return values ? `${values.length} numbers of ${8 * values.BYTES_PER_ELEMENT} bits` : 'nothing';
}
