import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { RecordError, toRecordError } from './error.ts';
import { clearLeftovers, keepForeign } from './leftovers.ts';
import { partialNameOf, replacedNameOf, unfinishedFile } from './names.ts';
import { isStale, isThere } from './whole-file.ts';

/** Files by their path inside a folder, with '/'. */
export type FolderFiles = ReadonlyMap<string, Uint8Array | string>;

/** Leftovers of killed runs older than this, in milliseconds, are removed; younger ones may belong to a run that is writing. */
const staleAfter = 10 * 60_000;

/** Names of files and folders, none of them hidden or leading upwards; names of figures come from what a record says of itself. */
const plainPath = /^(?:[^./\\\0:][^/\\\0:]*\/)*[^./\\\0:][^/\\\0:]*$/;

/**
 * Makes sure that a record can be written at `directory`, before anything is computed: creates the parent, tries to
 * write there, removes what killed runs left behind, and refuses a folder that holds something other than a record.
 * Throws RecordError.
 */
export async function prepareFolder(directory: string): Promise<void> {
  const path = resolve(directory);
  try {
    await mkdir(dirname(path), { recursive: true });
    // mkdtemp would make a folder that only its owner may read.
    const probe = partialNameOf(path);
    await mkdir(probe);
    const { mtimeMs: now } = await stat(probe);
    await clearLeftovers(path, (leftover) => isStale(leftover, now, staleAfter));
    await rm(probe, { recursive: true });
  } catch (error) {
    throw toRecordError(error, path, 'writing here');
  }
  await refuseForeignFolder(path);
}

/**
 * Puts right at once what a killed run has left beside `directory`; for one who knows that no other run is writing there.
 * Throws RecordError.
 */
export async function recoverFolder(directory: string): Promise<void> {
  const path = resolve(directory);
  try {
    await clearLeftovers(path, async (_, isLock) => !isLock);
  } catch (error) {
    throw toRecordError(error, path, 'clearing what a killed run has left');
  }
}

/**
 * Writes the files as the folder `directory`, all or nothing: they go to a hidden folder beside it, which is then
 * renamed. A record already there is replaced; files in it that are not in its manifest are the user's and are kept.
 * `known` are the paths that the old record owned. Throws RecordError and leaves the old record as it was.
 */
export async function commitFolder(directory: string, files: FolderFiles, known: ReadonlySet<string>): Promise<void> {
  const path = resolve(directory);
  await refuseForeignFolder(path);
  const partial = partialNameOf(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    await mkdir(partial);
    for (const [name, content] of files) {
      if (!plainPath.test(name)) throw new Error(`${JSON.stringify(name)} is no name of a file in a record`);
      const file = join(partial, ...name.split('/'));
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content, { flag: 'wx' });
    }
    await swapIn(path, partial, new Set([...known, ...files.keys()]));
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
    throw toRecordError(error, path, 'writing the record');
  }
}

async function swapIn(path: string, partial: string, owned: ReadonlySet<string>): Promise<void> {
  if (!(await isThere(path))) return rename(partial, path);
  const replaced = replacedNameOf(path);
  await rename(path, replaced);
  try {
    await rename(partial, path);
  } catch (error) {
    await rename(replaced, path);
    throw error;
  }
  await keepForeign(replaced, path, owned);
}

async function refuseForeignFolder(path: string): Promise<void> {
  let names: string[];
  try {
    names = await readdir(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw toRecordError(error, path, 'writing the record');
  }
  if (names.length > 0 && !names.includes('manifest.json') && !names.includes(unfinishedFile))
    throw new RecordError(
      path,
      'this folder is not empty and holds no record of odepth; it is left alone. Name a new folder with --out.',
    );
}
