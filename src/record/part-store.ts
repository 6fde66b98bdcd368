import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { toRecordError } from './error.ts';

const digestLength = 64;

/**
 * Files that a study keeps between runs: each begins with the SHA-256 of what follows, and is written under another
 * name, then renamed. A file that is cut short or changed therefore reads as absent.
 */
export class PartFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = resolve(folder);
  }

  /** The content kept under a name; null when there is none, or it is damaged. @throws RecordError when it may not be read */
  async read(name: string): Promise<Uint8Array | null> {
    const path = join(this.#folder, name);
    let bytes: Uint8Array;
    try {
      bytes = await readFile(path);
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
    const partial = `${path}.partial-${randomUUID().slice(0, 8)}`;
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFile(partial, Buffer.concat([Buffer.from(`${digestOf(content)}\n`), content]), { flag: 'wx' });
      await rename(partial, path);
    } catch (error) {
      await rm(partial, { force: true }).catch(() => undefined);
      throw toRecordError(error, path, 'keeping a part');
    }
  }
}

function digestOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
