import { encodeJson, isJsonObject, type Json } from './json.ts';
import type { NpyArray } from './npy.ts';
import { encodeNpz, parseNpz } from './npz.ts';

/** What a study keeps of one of its parts: a header, with a `format` of the study's own, and arrays. */
export type PartHeader = Readonly<Record<string, Json>> & { readonly format: number };

/** A part as bytes for a part store: the length of a JSON text on a line of its own, the text, then arrays as .npz. */
export function encodePart(header: PartHeader, arrays: ReadonlyMap<string, NpyArray>): Uint8Array {
  const text = new TextEncoder().encode(encodeJson(header));
  const line = new TextEncoder().encode(`${text.length}\n`);
  const body = encodeNpz(arrays);
  const bytes = new Uint8Array(line.length + text.length + body.length);
  bytes.set(line);
  bytes.set(text, line.length);
  bytes.set(body, line.length + text.length);
  return bytes;
}

/**
 * What `read` makes of a part that `encodePart` wrote; null for anything else: another format, damaged bytes, or a part that
 * `read` throws on.
 */
export function decodePart<Part>(
  bytes: Uint8Array,
  format: number,
  read: (header: Readonly<Record<string, Json>>, arrays: ReadonlyMap<string, NpyArray>) => Part,
): Part | null {
  const end = bytes.indexOf(10);
  if (end < 0) return null;
  try {
    const text = new TextDecoder();
    const body = end + 1 + Number(text.decode(bytes.subarray(0, end)));
    const header: Json = JSON.parse(text.decode(bytes.subarray(end + 1, body)));
    return isJsonObject(header) && header['format'] === format ? read(header, parseNpz(bytes.slice(body))) : null;
  } catch {
    return null;
  }
}

/** A float64 array of a part. @throws RangeError where it has none of that name */
export function partArray(arrays: ReadonlyMap<string, NpyArray>, name: string) {
  const array = arrays.get(name);
  if (!(array?.data instanceof Float64Array)) throw new RangeError(`no array ${name}`);
  return { shape: array.shape, data: array.data };
}
