import { zipSync } from 'fflate';
import { memorySource } from './byte-source.ts';
import { inflateInto } from './inflate-entry.ts';
import { decodeNpy, encodeNpy, type NpyArray, NpyError, parseNpy } from './npy.ts';
import { readZipDirectory, zipDataStart } from './zip-directory.ts';

// fflate writes the local wall-clock fields of this moment: without a zone the text means local time, so the bytes are
// the same in every time zone.
const fixedTime = '1980-02-01T12:00:00';

/** Bytes that an archive may unpack to for each of its own, and whatever its size: zeros are packed a thousandfold, numbers are not. */
const largestRatio = 32;
const alwaysUnpacked = 2 ** 26;

/** Arrays by name as a .npz file (zip, stored, not deflated): the same arrays give the same bytes on every machine. */
export function encodeNpz(arrays: ReadonlyMap<string, NpyArray>): Uint8Array {
  const files: Record<string, Uint8Array> = {};
  for (const [name, array] of arrays) files[`${name}.npy`] = encodeNpy(array);
  return zipSync(files, { level: 0, mtime: fixedTime });
}

/**
 * Arrays of a .npz file, stored or deflated. Throws NpyError for a file that is no zip, holds something other than .npy
 * arrays, or would unpack to more than `largestBytes` (default 1 GiB) or far more than its own size.
 */
export function parseNpz(bytes: Uint8Array, largestBytes = 2 ** 30): Map<string, NpyArray> {
  return eachArray(bytes, largestBytes, decodeNpy);
}

/** As `parseNpz`, with every array as float64 numbers, as `parseNpy` reads them, no more than `most` of them in all. */
export function parseNpzNumbers(bytes: Uint8Array, largestBytes: number, most: number) {
  let left = most;
  return eachArray(bytes, largestBytes, (content) => {
    const array = parseNpy(content, left);
    left -= array.data.length;
    return array;
  });
}

function eachArray<A>(bytes: Uint8Array, largestBytes: number, read: (content: Uint8Array) => A): Map<string, A> {
  const source = memorySource(bytes);
  const entries = readZipDirectory(source);
  const most = Math.min(largestBytes, Math.max(alwaysUnpacked, largestRatio * bytes.length));
  const total = (size: 'size' | 'compressedSize') => entries.reduce((sum, entry) => sum + entry[size], 0);
  if (total('size') > most)
    throw new NpyError(`The .npz file would unpack to more than ${most} bytes; it is not read.`);
  if (total('compressedSize') > bytes.length) throw new NpyError('Not a readable .npz file: its arrays overlap.');
  const arrays = new Map<string, A>();
  for (const entry of entries) {
    const { name, method, size, compressedSize } = entry;
    if (!name.endsWith('.npy'))
      throw new NpyError(`The .npz file holds ${JSON.stringify(name)}, which is no .npy array.`);
    const start = zipDataStart(source, entry);
    if (method !== 0 && method !== 8)
      throw new NpyError(`The .npz array ${JSON.stringify(name)} is packed by method ${method} (0 and 8 are read).`);
    if (method === 0 && size !== compressedSize)
      throw new NpyError(`Not a readable .npz file: ${JSON.stringify(name)} has two sizes.`);
    const content = method === 0 ? bytes.subarray(start, start + size) : new Uint8Array(size);
    if (method === 8) inflateInto(source, entry, content);
    arrays.set(name.slice(0, -4), read(content));
  }
  return arrays;
}
