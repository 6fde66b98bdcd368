import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { besides, lockFileOf, lockMark, replacedMark, unlistedFiles } from './names.ts';
import { isThere, partialMark } from './whole-file.ts';

/**
 * Removes the leftovers of runs that are gone. A record that was renamed away by a run killed before it could put the new one in
 * comes back; where the new one is in, it gets the user's files that were still to be moved.
 * @param isGone whether the run that left it is gone; `isLock` for a lock, moved aside or half counted up
 */
export async function clearLeftovers(
  path: string,
  isGone: (leftover: string, isLock: boolean) => Promise<boolean>,
): Promise<void> {
  for (const { leftover, mark } of await leftoversOf(path)) {
    if (!(await isGone(leftover, mark === lockMark))) continue;
    if (mark !== replacedMark) await rm(leftover, { recursive: true, force: true });
    else if (!(await isThere(path))) await rename(leftover, path);
    else await keepForeign(leftover, path, await recordFiles(leftover));
  }
}

/** Whether a lock, or anything that `recoverFolder` clears, is beside a record: of runs that were killed, or are at work. */
export async function hasLeftovers(directory: string): Promise<boolean> {
  if (await isThere(lockFileOf(directory))) return true;
  return (await leftoversOf(directory)).some(({ mark }) => mark !== lockMark);
}

async function leftoversOf(directory: string): Promise<{ leftover: string; mark: string }[]> {
  const beginning = besides(directory);
  const parent = dirname(beginning);
  return (await readdir(parent)).flatMap((name) => {
    const leftover = join(parent, name);
    const mark = [partialMark, replacedMark, lockMark].find((one) => leftover.startsWith(beginning + one));
    return mark === undefined ? [] : [{ leftover, mark }];
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
