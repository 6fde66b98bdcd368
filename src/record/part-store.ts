import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { toRecordError } from './error.ts';
import { isStale, partialMark, readWhole, writeWhole } from './whole-file.ts';

const digestLength = 64;
/** Bytes of a kept part. */
const largestPart = 2 ** 31 - 1;
/** What is so much older than a part just written, ms, and not renamed, was left by a run that was killed. */
const staleAfter = 60 * 60_000;

/** The folder of kept parts beside a record's own. */
export function partFolderOf(record: string): string {
  return join(dirname(resolve(record)), '.parts');
}

/**
 * Files that a study keeps between runs: each begins with the SHA-256 of what follows, and is written under another
 * name, then renamed. A file that is cut short or changed therefore reads as absent.
 */
export class PartFolder {
  readonly #folder: string;
  #isClear = false;

  constructor(folder: string) {
    this.#folder = resolve(folder);
  }

  /** The content kept under a name; null when there is none, or it is damaged. @throws RecordError when it may not be read */
  async read(name: string): Promise<Uint8Array | null> {
    const path = join(this.#folder, name);
    let bytes: Uint8Array;
    try {
      bytes = await readWhole(path, largestPart);
    } catch (error) {
      if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
        return null;
      throw toRecordError(error, path, 'reading a kept part');
    }
    const content = bytes.subarray(digestLength + 1);
    const stated = new TextDecoder().decode(bytes.subarray(0, digestLength));
    return stated === digestOf(content) ? Uint8Array.from(content) : null;
  }

  /** @throws RecordError (disk full, read-only, not permitted) */
  async write(name: string, content: Uint8Array): Promise<void> {
    const path = join(this.#folder, name);
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeWhole(path, Buffer.concat([Buffer.from(`${digestOf(content)}\n`), content]));
    } catch (error) {
      throw toRecordError(error, path, 'keeping a part');
    }
    if (this.#isClear) return;
    this.#isClear = true;
    // The part is kept, whatever becomes of leftovers.
    await this.#clear(path).catch(() => undefined);
  }

  /** Removes what earlier runs were killed in writing, judged by the file system's clock. @param path of a part just written */
  async #clear(path: string): Promise<void> {
    const { mtimeMs: now } = await stat(path);
    for (const name of await readdir(this.#folder)) {
      const file = join(this.#folder, name);
      if (name.includes(partialMark) && (await isStale(file, now, staleAfter))) await rm(file, { force: true });
    }
  }
}

function digestOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
