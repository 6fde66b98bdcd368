import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type ByteSource, endsEarly } from './byte-source.ts';
import { NpyError } from './npy-header.ts';
import { readWithoutWaiting } from './whole-file.ts';

/** A file, opened until `close`. @throws what the file system says, NpyError for something else than a file */
export function openFile(path: string): ByteSource {
  const descriptor = openSync(path, readWithoutWaiting);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile())
      throw new NpyError(stats.isDirectory() ? 'A folder, not a file.' : 'A pipe or a device, not a file.');
    return new FileSource(descriptor, stats.size);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

class FileSource implements ByteSource {
  readonly length: number;
  readonly #descriptor: number;

  constructor(descriptor: number, length: number) {
    this.#descriptor = descriptor;
    this.length = length;
  }

  readInto(target: Uint8Array, at: number, offset: number, count: number): void {
    for (let done = 0; done < count; ) {
      const got = readSync(this.#descriptor, target, at + done, count - done, offset + done);
      if (got === 0) throw endsEarly(offset + count, offset + done);
      done += got;
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
