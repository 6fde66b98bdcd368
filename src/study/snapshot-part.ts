import { isJsonArray, type Json } from '../record/json.ts';
import type { NpyArray } from '../record/npy.ts';
import { partArray } from '../record/part.ts';
import type { NamedArrays } from '../train/network.ts';

const prefix = 'state.';

/** Puts a snapshot among the arrays of a part, as float64; what comes back is the part's header field `single`. */
export function putSnapshot(arrays: Map<string, NpyArray>, snapshot: NamedArrays): string[] {
  const single: string[] = [];
  for (const [name, values] of Object.entries(snapshot)) {
    // Every float32 is a float64.
    if (values instanceof Float32Array) single.push(name);
    arrays.set(`${prefix}${name}`, { shape: [values.length], data: Float64Array.from(values) });
  }
  return single;
}

/** What `putSnapshot` put there. @throws RangeError where the header has no list `single` */
export function snapshotIn(
  header: Readonly<Record<string, Json>>,
  arrays: ReadonlyMap<string, NpyArray>,
): Record<string, NamedArrays[string]> {
  const single = new Set(textsIn(header, 'single'));
  const snapshot: Record<string, NamedArrays[string]> = {};
  for (const key of arrays.keys()) {
    if (!key.startsWith(prefix)) continue;
    const name = key.slice(prefix.length);
    const { data } = partArray(arrays, key);
    snapshot[name] = single.has(name) ? Float32Array.from(data) : data;
  }
  return snapshot;
}

/** A list of texts in a part's header. @throws RangeError where there is none */
export function textsIn(header: Readonly<Record<string, Json>>, name: string): string[] {
  const list = header[name];
  if (!isJsonArray(list)) throw new RangeError(`no list ${name}`);
  return list.map(String);
}
