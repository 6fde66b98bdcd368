import { basename, dirname, join, resolve } from 'node:path';
import { newName } from './whole-file.ts';

/** In the folder of a record that is not finished: what its run was begun with. It goes when the record is complete. */
export const unfinishedFile = 'unfinished.json';

/** Files of a record that its manifest does not list: itself, and what is not deterministic. */
export const unlistedFiles: ReadonlySet<string> = new Set(['manifest.json', 'runtime.json', unfinishedFile]);

export const replacedMark = '.replaced-';
/** Of a lock, moved aside or half counted up. */
export const lockMark = '.lock.';

/** What is hidden beside a record: its path before a mark or an ending. */
export function besides(folder: string): string {
  const path = resolve(folder);
  return join(dirname(path), `.${basename(path)}`);
}

/** Where the lock of a record is: beside its folder, which is replaced as a whole. */
export function lockFileOf(folder: string): string {
  return `${besides(folder)}.lock`;
}

/** A new name beside a record for what is to become it, or its note. */
export function partialNameOf(folder: string): string {
  return newName(besides(folder));
}

/** A new name beside a record for what is there when another one comes in its place. */
export function replacedNameOf(folder: string): string {
  return newName(besides(folder), replacedMark);
}
