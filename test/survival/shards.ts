import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { temporaryFolder } from '../cli/odepth.ts';
import { survivor } from './scenario.mjs';

/** Networks of one shard, about a second of one core. */
const shard = 131072;

/** Four shards. */
export const scenario = survivor(`{networks: ${3 * shard + 16}}`);

export async function folderWith(text = scenario): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 's.yaml'), text);
  return folder;
}

/** Names of the shards that a record's folder has beside it. */
export async function shardsIn(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, '.parts')).catch(() => []);
  return names.filter((name) => name.endsWith('.shard')).sort();
}

/** Resolves when so many shards are there. */
export async function shardsAre(folder: string, count: number): Promise<void> {
  while ((await shardsIn(folder)).length < count) await pause(10);
}

/** The bytes of every shard, by name. */
export async function shardBytes(folder: string): Promise<Record<string, string>> {
  const names = await shardsIn(folder);
  const entries = names.map(async (name) => [name, await readFile(join(folder, '.parts', name), 'base64')] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** Modules that Node runs first, in every thread. */
export function preload(code: string): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
}
