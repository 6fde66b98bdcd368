import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type ByteSource, memorySource, partOf, readBytes } from './byte-source.ts';
import { openFile } from './file-source.ts';
import { inflateEntry, largestEntry } from './inflate-entry.ts';
import { type NpyElement, npyElement } from './npy-element.ts';
import { NpyError, type NpyHeader, npyDataStart, npyElementCount, npyPrefix, parseNpyHeader } from './npy-header.ts';
import { readZipDirectory, type ZipEntry, zipDataStart } from './zip-directory.ts';

/** Where an array is: all that a thread needs to open it. */
export interface ArrayPlace {
  readonly file: string;
  /** Its name in a .npz file; null for a .npy file. */
  readonly entry: string | null;
  /** What a deflated entry holds, unpacked once for all threads. */
  readonly content?: Uint8Array<SharedArrayBuffer>;
}

/** An array that is open for reading. */
export interface OpenArray {
  readonly header: NpyHeader;
  readonly element: NpyElement;
  /** The numbers, without the header. */
  readonly numbers: ByteSource;
  close(): void;
}

/** What an array is, without its numbers. */
export interface ArrayDescription {
  readonly shape: readonly number[];
  /** As numpy writes it, e.g. '<f4'. */
  readonly type: string;
  /** SHA-256 of the array as a .npy file, hexadecimal. */
  readonly sha256: string;
}

/** Bytes that are hashed at a time. */
const chunk = 2 ** 20;

/**
 * Opens an array: reads its header and holds the length of the file against its shape.
 * @throws NpyError for what is no numeric array or is cut short; what the file system says
 */
export function openArray(place: ArrayPlace): OpenArray {
  const source = openSource(place);
  try {
    const start = npyDataStart(readBytes(source, 0, Math.min(npyPrefix, source.length)));
    const header = parseNpyHeader(readBytes(source, 0, Math.min(start, source.length)));
    const element = npyElement(header.descr);
    const present = source.length - start;
    npyElementCount(header, element.size, present);
    return { header, element, numbers: partOf(source, start, present), close: () => source.close() };
  } catch (error) {
    source.close();
    throw error;
  }
}

/** A place that threads can open without unpacking anything. @throws as `openArray` */
export function sharedPlace(place: ArrayPlace): ArrayPlace {
  if (place.entry === null || place.content) return place;
  const archive = openFile(place.file);
  try {
    const entry = entryOf(archive, place.entry);
    return entry.method === 0 ? place : { ...place, content: inflateEntry(archive, entry, largestEntry(entry)) };
  } finally {
    archive.close();
  }
}

/** Shape, type and digest of an array; all of it is read. @throws as `openArray`, and NpyError where a .npz entry has another CRC-32 than its file says */
export function describeArray(place: ArrayPlace): ArrayDescription {
  const shared = sharedPlace(place);
  const { header, close } = openArray(shared);
  close();
  const source = openSource(shared);
  try {
    const hash = createHash('sha256');
    let crc = 0;
    const memory = new Uint8Array(Math.min(chunk, source.length));
    for (let at = 0; at < source.length; at += chunk) {
      const bytes = memory.subarray(0, Math.min(chunk, source.length - at));
      source.readInto(bytes, 0, at, bytes.length);
      hash.update(bytes);
      if (shared.entry !== null) crc = crc32(bytes, crc);
    }
    if (shared.entry !== null) checkCrc(shared.file, shared.entry, crc);
    return { shape: header.shape, type: header.descr, sha256: hash.digest('hex') };
  } finally {
    source.close();
  }
}

/** Names of the arrays in a .npz file. @throws NpyError, and what the file system says */
export function arrayNames(file: string): string[] {
  const archive = openFile(file);
  try {
    return readZipDirectory(archive).map(({ name }) => name.replace(/\.npy$/, ''));
  } finally {
    archive.close();
  }
}

function openSource({ file, entry, content }: ArrayPlace): ByteSource {
  if (content) return memorySource(content);
  const source = openFile(file);
  if (entry === null) return source;
  try {
    const found = entryOf(source, entry);
    if (found.method !== 0) {
      const unpacked = memorySource(inflateEntry(source, found, largestEntry(found)));
      source.close();
      return unpacked;
    }
    return partOf(source, zipDataStart(source, found), found.size);
  } catch (error) {
    source.close();
    throw error;
  }
}

function entryOf(archive: ByteSource, name: string): ZipEntry {
  const entries = readZipDirectory(archive);
  const found = entries.find((entry) => entry.name === `${name}.npy`);
  if (!found) {
    const there = entries.slice(0, 8).map((entry) => JSON.stringify(entry.name.replace(/\.npy$/, '')));
    throw new NpyError(`The .npz file has no array ${JSON.stringify(name)}; it has ${there.join(', ') || 'none'}.`);
  }
  if (found.method !== 0 && found.method !== 8)
    throw new NpyError(
      `The .npz array ${JSON.stringify(name)} is packed by method ${found.method} (0 and 8 are read).`,
    );
  return found;
}

function checkCrc(file: string, name: string, crc: number): void {
  const archive = openFile(file);
  try {
    if (entryOf(archive, name).crc !== crc)
      throw new NpyError(`${JSON.stringify(name)} has not the CRC-32 that the .npz file notes: it is damaged.`);
  } finally {
    archive.close();
  }
}
