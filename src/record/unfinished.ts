import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toRecordError } from './error.ts';
import { encodeJson, isJsonObject, type Json } from './json.ts';
import { partialNameOf, unfinishedFile } from './names.ts';
import { writeWhole } from './whole-file.ts';

const format = 1;

/** What decides whether a run can go on from what an earlier one has kept. */
export interface BegunWith {
  readonly name: string;
  readonly kind: string;
  /** Of the resolved scenario. */
  readonly digest: string;
  /** Of the code that computes. */
  readonly code: string;
  /** Of odepth. */
  readonly version: string;
}

/** As the content of the file. */
export function unfinishedText(begun: BegunWith): string {
  const { name, kind, digest, code, version } = begun;
  return encodeJson({ format, name, kind, digest, code, version });
}

/** What the unfinished run in a folder was begun with; null where there is none, or its file is damaged. */
export async function readUnfinished(folder: string): Promise<BegunWith | null> {
  const text = await readFile(join(folder, unfinishedFile), 'utf8').catch(() => 'null');
  try {
    const json: Json = JSON.parse(text);
    if (!isJsonObject(json) || json['format'] !== format) return null;
    const { name, kind, digest, code, version } = json;
    const texts = [name, kind, digest, code, version];
    return texts.every((one) => typeof one === 'string') ? (json as unknown as BegunWith) : null;
  } catch {
    return null;
  }
}

/**
 * Makes the folder where it is not there, and notes what a run in it is begun with: whole or not at all, since a note that a kill or a
 * full disk had cut short would let a run of another scenario go on there.
 * @throws RecordError
 */
export async function markUnfinished(folder: string, begun: BegunWith): Promise<void> {
  const path = join(folder, unfinishedFile);
  const text = unfinishedText(begun);
  if ((await readFile(path, 'utf8').catch(() => '')) === text) return;
  try {
    await mkdir(folder, { recursive: true });
    // Beside the folder, where what a kill leaves of it is cleared.
    await writeWhole(path, text, partialNameOf(folder));
  } catch (error) {
    throw toRecordError(error, folder, 'beginning a record');
  }
}
