import { type ByteSource, readBytes } from './byte-source.ts';
import { NpyError } from './npy-header.ts';

/** One file inside a zip archive. */
export interface ZipEntry {
  readonly name: string;
  /** 0: stored as it is, 8: deflated. */
  readonly method: number;
  /** CRC-32 of the content. */
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly headerOffset: number;
}

const endSize = 22;
const longestComment = 65_535;
const largestDirectory = 2 ** 24;
const mostEntries = 4096;
const unknown32 = 0xffffffff;
const unknown16 = 0xffff;

/**
 * The entries of a zip archive, with the 64-bit sizes that numpy writes beyond 4 GiB.
 * @throws NpyError for something else than a zip archive, an encrypted one, or one of more than 4096 entries
 * Source: PKWARE APPNOTE 6.3.10, sections 4.3.7 to 4.3.16 and 4.5.3.
 */
export function readZipDirectory(source: ByteSource): ZipEntry[] {
  const { offset, size, count } = locateDirectory(source);
  if (count > mostEntries || size > largestDirectory)
    throw new NpyError(`The .npz file lists ${count} arrays (at most ${mostEntries}).`);
  const view = viewOf(source, offset, size);
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count; ) {
    if (at + 46 > size || view.getUint32(at, true) !== 0x02014b50) throw broken('its directory cannot be read');
    const end = at + 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (end > size) throw broken('its directory cannot be read');
    entries.push(readEntry(view, at));
    at = end;
  }
  return entries;
}

/** Where the bytes of an entry begin. @throws NpyError */
export function zipDataStart(source: ByteSource, { headerOffset, compressedSize, name }: ZipEntry): number {
  const view = viewOf(source, headerOffset, 30);
  if (view.getUint32(0, true) !== 0x04034b50) throw broken(`${JSON.stringify(name)} is not where its directory says`);
  const start = headerOffset + 30 + view.getUint16(26, true) + view.getUint16(28, true);
  if (start + compressedSize > source.length)
    throw new NpyError(
      `The file ends early: ${JSON.stringify(name)} needs ${start + compressedSize} bytes, ${source.length} are there.`,
    );
  return start;
}

function locateDirectory(source: ByteSource): { offset: number; size: number; count: number } {
  const tail = Math.min(source.length, endSize + longestComment);
  const start = source.length - tail;
  const view = viewOf(source, start, tail);
  let at = tail - endSize;
  while (at >= 0 && view.getUint32(at, true) !== 0x06054b50) at--;
  if (at < 0) throw broken('it has no zip directory at its end');
  const [count, size, offset] = [
    view.getUint16(at + 10, true),
    view.getUint32(at + 12, true),
    view.getUint32(at + 16, true),
  ];
  if (count !== unknown16 && size !== unknown32 && offset !== unknown32) return { count, size, offset };
  if (start + at < 20) throw broken('its zip64 directory is missing');
  const locator = viewOf(source, start + at - 20, 20);
  if (locator.getUint32(0, true) !== 0x07064b50) throw broken('its zip64 directory is missing');
  const end = viewOf(source, number64(locator, 8), 56);
  if (end.getUint32(0, true) !== 0x06064b50) throw broken('its zip64 directory is missing');
  return { count: number64(end, 32), size: number64(end, 40), offset: number64(end, 48) };
}

function readEntry(view: DataView, at: number): ZipEntry {
  const nameLength = view.getUint16(at + 28, true);
  const extraStart = at + 46 + nameLength;
  const name = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at + 46, nameLength));
  if (view.getUint16(at + 8, true) & 1) throw new NpyError(`The .npz entry ${JSON.stringify(name)} is encrypted.`);
  const wide = wideFields(view, extraStart, extraStart + view.getUint16(at + 30, true));
  const field = (place: number) => {
    const value = view.getUint32(place, true);
    return value === unknown32 ? wide() : value;
  };
  // The order in which the 64-bit values follow each other.
  const size = field(at + 24);
  const compressedSize = field(at + 20);
  const headerOffset = field(at + 42);
  const [method, crc] = [view.getUint16(at + 10, true), view.getUint32(at + 16, true)];
  return { name, method, crc, compressedSize, size, headerOffset };
}

/** The 64-bit values of an extra field, one after the other. */
function wideFields(view: DataView, start: number, end: number): () => number {
  let at = start;
  while (at + 4 <= end && view.getUint16(at, true) !== 1) at += 4 + view.getUint16(at + 2, true);
  let next = at + 4;
  return () => {
    if (next + 8 > end) throw broken('a 64-bit size is missing');
    next += 8;
    return number64(view, next - 8);
  };
}

function number64(view: DataView, at: number): number {
  const value = Number(view.getBigUint64(at, true));
  if (!Number.isSafeInteger(value)) throw broken('a size is out of range');
  return value;
}

function viewOf(source: ByteSource, offset: number, count: number): DataView {
  if (offset < 0 || offset + count > source.length) throw broken('its directory lies outside the file');
  return new DataView(readBytes(source, offset, count).buffer);
}

function broken(why: string): NpyError {
  return new NpyError(`Not a readable .npz file: ${why}.`);
}
