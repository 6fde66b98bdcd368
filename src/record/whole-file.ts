import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';

/** Why something is not read as a file; the message completes "came …". */
export class FileError extends Error {
  override name = 'FileError';
}

/** Opening a pipe does not wait for somebody to write into it. */
export const readWithoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * All bytes of an ordinary file: devices and pipes, which may have no end, are not opened.
 * @throws FileError for something else than a file, and for more than `most` bytes; what the file system says
 */
export async function readWhole(path: string, most: number): Promise<Uint8Array<ArrayBuffer>> {
  refuseOther(await stat(path), most);
  const file = await open(path, readWithoutWaiting);
  try {
    const found = await file.stat();
    refuseOther(found, most);
    const bytes = new Uint8Array(found.size);
    let done = 0;
    while (done < bytes.length) {
      const { bytesRead } = await file.read(bytes, done, bytes.length - done, done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return done === bytes.length ? bytes : bytes.slice(0, done);
  } finally {
    await file.close();
  }
}

/** In the name of what is being written, until it is renamed. */
export const partialMark = '.partial-';

/** A new name that begins with a path and a mark. */
export function newName(path: string, mark = partialMark): string {
  return `${path}${mark}${randomUUID().slice(0, 8)}`;
}

/**
 * Writes a file whole or not at all, however it ends: under the name `partial`, on the same disk, which is then renamed.
 * @throws what the file system says
 */
export async function writeWhole(path: string, content: Uint8Array | string, partial = newName(path)): Promise<void> {
  try {
    await writeFile(partial, content, { flag: 'wx' });
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Whether there is something at a path. */
export async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Whether something was last written `age` ms or more before `now`, by the clock of the file system; false where it is gone. */
export async function isStale(path: string, now: number, age: number): Promise<boolean> {
  return stat(path).then(
    ({ mtimeMs }) => now - mtimeMs >= age,
    () => false,
  );
}

/** Where a file in a folder really is; null where links lead out of the folder. @throws what the file system says */
export async function realPathInside(folder: string, name: string): Promise<string | null> {
  const root = await realpath(folder);
  const real = await realpath(resolve(root, name));
  return isInside(root, real) ? real : null;
}

/** A path without links. @throws what the file system says */
export function realPath(path: string): Promise<string> {
  return realpath(path);
}

/** Whether one real path is that of a folder or of something in it. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way.split(sep)[0] !== '..' && resolve(folder, way) === path;
}

function refuseOther(found: { isFile(): boolean; isDirectory(): boolean; readonly size: number }, most: number): void {
  if (found.isDirectory()) throw new FileError('a folder');
  if (!found.isFile()) throw new FileError('a pipe or a device, not a file');
  if (found.size > most) throw new FileError(`a file of ${found.size} bytes (at most ${most})`);
}
