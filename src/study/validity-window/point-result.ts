import type { SampledBefore } from '../../parallel/merge-shards.ts';
import { isJsonArray, type Json } from '../../record/json.ts';
import type { NpyArray } from '../../record/npy.ts';
import { decodePart, encodePart, partArray } from '../../record/part.ts';
import type { Source } from '../../record/series.ts';
import { putSums, sumsIn } from '../kernel/sampling/sums-part.ts';
import { type WindowQuantity, windowQuantities } from './language/window-schema.ts';

/** Values and errors of one quantity: depth × components. */
export interface PointValues {
  readonly value: Float64Array;
  readonly error: Float64Array;
}

type ByQuantity = Readonly<Record<WindowQuantity, PointValues>>;

/** Everything that is known of one point of a sweep, and what it takes to go on sampling there. */
export interface PointResult {
  /** Theory, by closure (and `published-…` ones where a fixed quadrature is asked for). */
  readonly closures: readonly { readonly closure: Source; readonly quantities: ByQuantity }[];
  readonly sampled: ByQuantity;
  /** Networks asked for and done, sums, divergences. */
  readonly state: SampledBefore;
  /** Notes of the theory. */
  readonly notes: readonly string[];
}

const format = 1;

/** As bytes for a part store. */
export function encodePoint({ closures, sampled, state, notes }: PointResult): Uint8Array {
  const arrays = new Map<string, NpyArray>();
  const put = (name: string, data: Float64Array) => arrays.set(name, { shape: [data.length], data });
  const putAll = (source: string, values: ByQuantity) => {
    for (const quantity of windowQuantities) {
      put(`${source}.${quantity}`, values[quantity].value);
      put(`${source}.${quantity}.error`, values[quantity].error);
    }
  };
  for (const { closure, quantities } of closures) putAll(closure, quantities);
  putAll('sampled', sampled);
  const header = {
    format,
    closures: closures.map(({ closure }) => closure),
    completed: state.completed,
    ...putSums(arrays, state),
    notes,
  };
  return encodePart(header, arrays);
}

/** What `encodePoint` wrote; null for anything else, such as a part kept by another version. */
export function decodePoint(bytes: Uint8Array): PointResult | null {
  return decodePart(bytes, format, read);
}

function read(header: Readonly<Record<string, Json>>, arrays: ReadonlyMap<string, NpyArray>): PointResult {
  const get = (name: string) => partArray(arrays, name).data;
  const getAll = (source: string) =>
    Object.fromEntries(
      windowQuantities.map((quantity) => [
        quantity,
        { value: get(`${source}.${quantity}`), error: get(`${source}.${quantity}.error`) },
      ]),
    ) as ByQuantity;
  const strings = (name: string): string[] => {
    const list = header[name];
    if (!isJsonArray(list)) throw new RangeError(`no list ${name}`);
    return list.map(String);
  };
  return {
    closures: strings('closures').map((closure) => ({ closure: closure as Source, quantities: getAll(closure) })),
    sampled: getAll('sampled'),
    state: { completed: Number(header['completed']), ...sumsIn(header, arrays) },
    notes: strings('notes'),
  };
}
