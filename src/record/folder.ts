import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { RecordError, toRecordError } from './error.ts';
import { unfinishedFile } from './unfinished.ts';

/** Files by their path inside a folder, with '/'. */
export type FolderFiles = ReadonlyMap<string, Uint8Array | string>;

/** Leftovers of killed runs older than this, in milliseconds, are removed; younger ones may belong to a run that is writing. */
const staleAfter = 10 * 60_000;

/** Files of a record that its manifest does not list: itself, and what is not deterministic. */
export const unlistedFiles: ReadonlySet<string> = new Set(['manifest.json', 'runtime.json', unfinishedFile]);

/** Names of files and folders, none of them hidden or leading upwards; names of figures come from what a record says of itself. */
const plainPath = /^(?:[^./\\\0:][^/\\\0:]*\/)*[^./\\\0:][^/\\\0:]*$/;

const partialMark = '.partial-';
const replacedMark = '.replaced-';

/**
 * Makes sure that a record can be written at `directory`, before anything is computed: creates the parent, tries to
 * write there, removes what killed runs left behind, and refuses a folder that holds something other than a record.
 * Throws RecordError.
 */
export async function prepareFolder(directory: string): Promise<void> {
  const path = resolve(directory);
  try {
    await mkdir(dirname(path), { recursive: true });
    const probe = await makePartial(path);
    const { mtimeMs: now } = await stat(probe);
    await cleanLeftovers(path, async (leftover) => now - (await modifiedAt(leftover, now)) >= staleAfter);
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
    await cleanLeftovers(path, async () => true);
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
  let partial: string | undefined;
  try {
    await mkdir(dirname(path), { recursive: true });
    partial = await makePartial(path);
    for (const [name, content] of files) {
      if (!plainPath.test(name)) throw new Error(`${JSON.stringify(name)} is no name of a file in a record`);
      const file = join(partial, ...name.split('/'));
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content, { flag: 'wx' });
    }
    await swapIn(path, partial, new Set([...known, ...files.keys()]));
  } catch (error) {
    if (partial !== undefined) await rm(partial, { recursive: true, force: true }).catch(() => undefined);
    throw toRecordError(error, path, 'writing the record');
  }
}

async function swapIn(path: string, partial: string, owned: ReadonlySet<string>): Promise<void> {
  if (!(await exists(path))) return rename(partial, path);
  const replaced = partial.replace(partialMark, replacedMark);
  await rename(path, replaced);
  try {
    await rename(partial, path);
  } catch (error) {
    await rename(replaced, path);
    throw error;
  }
  await keepForeign(replaced, path, owned);
}

/** Moves what is the user's to the folder that has come in its place, and removes the rest. */
async function keepForeign(replaced: string, path: string, owned: ReadonlySet<string>): Promise<void> {
  for (const name of await filesOf(replaced)) {
    if (owned.has(name)) continue;
    const kept = join(path, ...name.split('/'));
    await mkdir(dirname(kept), { recursive: true });
    await rename(join(replaced, ...name.split('/')), kept);
  }
  await rm(replaced, { recursive: true, force: true });
}

/**
 * Removes leftovers that `dead` is true of. A record that was renamed away by a run killed before it could put the new one in
 * comes back; where the new one is in, it gets the user's files that were still to be moved.
 */
async function cleanLeftovers(path: string, dead: (leftover: string) => Promise<boolean>): Promise<void> {
  const parent = dirname(path);
  for (const name of await readdir(parent)) {
    const leftover = join(parent, name);
    const partial = leftover.startsWith(leftoverPrefix(path, partialMark));
    const replaced = leftover.startsWith(leftoverPrefix(path, replacedMark));
    if ((!partial && !replaced) || !(await dead(leftover))) continue;
    if (partial) await rm(leftover, { recursive: true, force: true });
    else if (!(await exists(path))) await rename(leftover, path);
    else await keepForeign(leftover, path, await recordFiles(leftover));
  }
}

/** Paths of the files that a record of odepth in a folder holds; all of them where it cannot be read which they are. */
async function recordFiles(folder: string): Promise<ReadonlySet<string>> {
  try {
    const { files } = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
    return new Set([...unlistedFiles, ...files.map(({ path }: { path: string }) => path)]);
  } catch {
    return new Set(await filesOf(folder));
  }
}

function modifiedAt(file: string, otherwise: number): Promise<number> {
  return stat(file).then(
    (entry) => entry.mtimeMs,
    () => otherwise,
  );
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

/** Paths of all files below a folder, with '/', sorted. */
export async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}

// mkdtemp would make a folder that only its owner may read.
async function makePartial(path: string): Promise<string> {
  const partial = `${leftoverPrefix(path, partialMark)}${randomUUID().slice(0, 8)}`;
  await mkdir(partial);
  return partial;
}

function leftoverPrefix(path: string, mark: string): string {
  return join(dirname(path), `.${basename(path)}${mark}`);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
