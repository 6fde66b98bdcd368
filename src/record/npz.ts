import { unzipSync, zipSync } from 'fflate';
import { decodeNpy, encodeNpy, type NpyArray, NpyError, parseNpy } from './npy.ts';

// fflate writes the local wall-clock fields of this moment: without a zone the text means local time, so the bytes are
// the same in every time zone.
const fixedTime = '1980-02-01T12:00:00';

const largestEntries = 4096;

/** Arrays by name as a .npz file (zip, stored, not deflated): the same arrays give the same bytes on every machine. */
export function encodeNpz(arrays: ReadonlyMap<string, NpyArray>): Uint8Array {
  const files: Record<string, Uint8Array> = {};
  for (const [name, array] of arrays) files[`${name}.npy`] = encodeNpy(array);
  return zipSync(files, { level: 0, mtime: fixedTime });
}

/**
 * Arrays of a .npz file, stored or deflated. Throws NpyError for a file that is no zip, holds something other than .npy
 * arrays, or would unpack to more than `largestBytes` (default 1 GiB).
 */
export function parseNpz(bytes: Uint8Array, largestBytes = 2 ** 30): Map<string, NpyArray> {
  return eachArray(bytes, largestBytes, decodeNpy);
}

/** As `parseNpz`, with every array as float64 numbers, as `parseNpy` reads them. */
export function parseNpzNumbers(bytes: Uint8Array, largestBytes: number) {
  return eachArray(bytes, largestBytes, parseNpy);
}

function eachArray<A>(bytes: Uint8Array, largestBytes: number, read: (content: Uint8Array) => A): Map<string, A> {
  const arrays = new Map<string, A>();
  for (const [name, content] of Object.entries(unzip(bytes, largestBytes))) {
    if (!name.endsWith('.npy'))
      throw new NpyError(`The .npz file holds ${JSON.stringify(name)}, which is no .npy array.`);
    arrays.set(name.slice(0, -4), read(content));
  }
  return arrays;
}

function unzip(bytes: Uint8Array, largestBytes: number): Record<string, Uint8Array> {
  let total = 0;
  let entries = 0;
  const admit = (entry: { originalSize: number }): boolean => {
    total += entry.originalSize;
    entries += 1;
    if (total > largestBytes || entries > largestEntries)
      throw new NpyError(
        `The .npz file would unpack to more than ${largestBytes} bytes or ${largestEntries} arrays; it is not read.`,
      );
    return true;
  };
  try {
    return unzipSync(bytes, { filter: admit });
  } catch (error) {
    if (error instanceof NpyError) throw error;
    throw new NpyError(`Not a readable .npz file: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
