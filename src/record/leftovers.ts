import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/** In the folder of a record that is not finished: what its run was begun with. It goes when the record is complete. */
export const unfinishedFile = 'unfinished.json';

/** Files of a record that its manifest does not list: itself, and what is not deterministic. */
export const unlistedFiles: ReadonlySet<string> = new Set(['manifest.json', 'runtime.json', unfinishedFile]);

const partialMark = '.partial-';
const replacedMark = '.replaced-';
const lockMark = '.lock.';

/** Where the lock of a record is: beside its folder, which is replaced as a whole. */
export function lockFileOf(folder: string): string {
  const path = resolve(folder);
  return join(dirname(path), `.${basename(path)}.lock`);
}

/** A new name beside a record for what is to become it, or its note. */
export function partialNameOf(folder: string): string {
  return besides(folder, partialMark);
}

/** A new name beside a record for what is there when another one comes in its place. */
export function replacedNameOf(folder: string): string {
  return besides(folder, replacedMark);
}

function besides(folder: string, mark: string): string {
  const path = resolve(folder);
  return join(dirname(path), `.${basename(path)}${mark}${randomUUID().slice(0, 8)}`);
}

/** Which leftovers are of runs that are gone. */
export interface Gone {
  /** Of a record's folder and its note. */
  folders(leftover: string): Promise<boolean>;
  /** Of its lock, moved aside or half counted up. */
  locks(leftover: string): Promise<boolean>;
}

/**
 * Removes the leftovers of runs that are gone. A record that was renamed away by a run killed before it could put the new one in
 * comes back; where the new one is in, it gets the user's files that were still to be moved.
 */
export async function clearLeftovers(path: string, gone: Gone): Promise<void> {
  for (const { leftover, mark } of await leftoversOf(path)) {
    if (!(await (mark === lockMark ? gone.locks(leftover) : gone.folders(leftover)))) continue;
    if (mark !== replacedMark) await rm(leftover, { recursive: true, force: true });
    else if (!(await exists(path))) await rename(leftover, path);
    else await keepForeign(leftover, path, await recordFiles(leftover));
  }
}

/** Whether anything of runs that were killed, or are at work, is beside a record. */
export async function hasLeftovers(directory: string): Promise<boolean> {
  const path = resolve(directory);
  return (await exists(lockFileOf(path))) || (await leftoversOf(path)).length > 0;
}

async function leftoversOf(path: string): Promise<{ leftover: string; mark: string }[]> {
  const parent = dirname(path);
  const marks = [partialMark, replacedMark, lockMark];
  return (await readdir(parent)).flatMap((name) => {
    const mark = marks.find((one) => name.startsWith(`.${basename(path)}${one}`));
    return mark === undefined ? [] : [{ leftover: join(parent, name), mark }];
  });
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

/** Moves what is the user's to the folder that has come in its place, and removes the rest. */
export async function keepForeign(replaced: string, path: string, owned: ReadonlySet<string>): Promise<void> {
  for (const name of await filesOf(replaced)) {
    if (owned.has(name)) continue;
    const kept = join(path, ...name.split('/'));
    await mkdir(dirname(kept), { recursive: true });
    await rename(join(replaced, ...name.split('/')), kept);
  }
  await rm(replaced, { recursive: true, force: true });
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

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
