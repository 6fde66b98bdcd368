import { join } from 'node:path';
import { isJsonObject, type Json } from '../record/json.ts';
import { parseJsonText } from '../record/json-text.ts';
import { type RecordView, readManifest, readRecord } from '../record/read.ts';
import { readWhole } from '../record/whole-file.ts';

/** Bytes of a runtime.json. */
const largestRuntime = 2 ** 20;

/** A record that is complete for a scenario and was computed by this code. */
export interface FinishedRecord {
  readonly record: RecordView;
  /** Rounds of refinement in it. */
  readonly rounds: number;
}

/** The finished record of a scenario at `folder`; null when there is none, or it is damaged, partial or by other code. */
export async function finishedRecord(folder: string, digest: string, code: string): Promise<FinishedRecord | null> {
  const manifest = await readManifest(folder).catch(() => null);
  if (manifest === null || manifest.digest !== digest || manifest.provenance['complete'] !== true) return null;
  if ((await codeOf(folder)) !== code) return null;
  const record = await readRecord(folder).catch(() => null);
  const rounds = manifest.provenance['rounds'];
  return record && { record, rounds: typeof rounds === 'number' ? rounds : 0 };
}

/** Whether a folder holds a complete record of any scenario. */
export async function isComplete(folder: string): Promise<boolean> {
  const manifest = await readManifest(folder).catch(() => null);
  return manifest?.provenance['complete'] === true;
}

async function codeOf(folder: string): Promise<Json | undefined> {
  try {
    const runtime = parseJsonText(
      new TextDecoder().decode(await readWhole(join(folder, 'runtime.json'), largestRuntime)),
    );
    return isJsonObject(runtime) ? runtime['code'] : undefined;
  } catch {
    return undefined;
  }
}
