import { NpyError } from './npy-header.ts';

/** Bytes that are read here and there, of a file or of a part of one. */
export interface ByteSource {
  readonly length: number;
  /** target[at … at + count) = the `count` bytes from `offset` on. @throws NpyError where there are fewer */
  readInto(target: Uint8Array, at: number, offset: number, count: number): void;
  close(): void;
}

/** `count` bytes from `offset` on, in memory of their own. @throws NpyError where there are fewer */
export function readBytes(source: ByteSource, offset: number, count: number): Uint8Array<ArrayBuffer> {
  if (offset + count > source.length) throw endsEarly(offset + count, source.length);
  const bytes = new Uint8Array(count);
  source.readInto(bytes, 0, offset, count);
  return bytes;
}

/** `length` bytes of a source from `start` on; closing it closes the source. */
export function partOf(source: ByteSource, start: number, length: number): ByteSource {
  return {
    length,
    readInto(target, at, offset, count) {
      if (offset + count > length) throw endsEarly(offset + count, length);
      source.readInto(target, at, start + offset, count);
    },
    close: () => source.close(),
  };
}

/** Bytes in memory, which may be shared between threads. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    length: bytes.length,
    readInto(target, at, offset, count) {
      if (offset + count > bytes.length) throw endsEarly(offset + count, bytes.length);
      target.set(bytes.subarray(offset, offset + count), at);
    },
    close() {},
  };
}

/** What is wrong with a file that is too short. */
export function endsEarly(needed: number, present: number): NpyError {
  return new NpyError(`The file ends early: ${needed} bytes are needed, ${present} are there.`);
}
