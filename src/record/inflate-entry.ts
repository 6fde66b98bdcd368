import { Inflate } from 'fflate';
import { type ByteSource, readBytes } from './byte-source.ts';
import { NpyError } from './npy-header.ts';
import { type ZipEntry, zipDataStart } from './zip-directory.ts';

/** Bytes of the archive that are inflated at a time: they become at most 1032 times as many before they can be looked at. */
const chunk = 2 ** 15;
/** A deflated entry is unpacked in memory; larger ones are refused. */
const largestUnpacked = 2 ** 31;
/** What it may have anyway; beyond that as many times its packed size, since numbers are not packed a thousandfold. */
const alwaysUnpacked = 2 ** 28;
const largestRatio = 32;

/** Bytes that a deflated entry may have. */
export function largestEntry({ compressedSize }: ZipEntry): number {
  return Math.min(largestUnpacked, Math.max(alwaysUnpacked, largestRatio * compressedSize));
}

/**
 * The content of a deflated entry, in memory that threads can share; never more than its directory says.
 * @throws NpyError where it is damaged, or larger than `largest` bytes
 */
export function inflateEntry(source: ByteSource, entry: ZipEntry, largest: number): Uint8Array<SharedArrayBuffer> {
  const { name, size } = entry;
  if (size > largest)
    throw new NpyError(
      `${JSON.stringify(name)} would unpack to ${size} bytes (at most ${largest}); save it with np.save or np.savez, not np.savez_compressed.`,
    );
  zipDataStart(source, entry);
  const content = new Uint8Array(new SharedArrayBuffer(size));
  inflateInto(source, entry, content);
  return content;
}

/** content = what a deflated entry unpacks to, as many bytes as its directory says. @throws NpyError where it is damaged */
export function inflateInto(source: ByteSource, entry: ZipEntry, content: Uint8Array): void {
  const { name, size, compressedSize } = entry;
  const start = zipDataStart(source, entry);
  let done = 0;
  let ended = false;
  const inflate = new Inflate((bytes, final) => {
    if (done + bytes.length > size) throw wrongSize(entry, `more than ${size}`);
    content.set(bytes, done);
    done += bytes.length;
    ended ||= final;
  });
  try {
    for (let at = 0; at < compressedSize; at += chunk) {
      const count = Math.min(chunk, compressedSize - at);
      inflate.push(readBytes(source, start + at, count), at + count === compressedSize);
    }
  } catch (error) {
    if (error instanceof NpyError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new NpyError(`${JSON.stringify(name)} cannot be unpacked: ${reason}.`);
  }
  if (done !== size || !ended) throw wrongSize(entry, String(done));
}

function wrongSize({ name, size }: ZipEntry, came: string): NpyError {
  return new NpyError(
    `${JSON.stringify(name)} should unpack to ${size} bytes and unpacks to ${came}: the file is damaged.`,
  );
}
