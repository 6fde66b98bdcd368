import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readManifest } from '../record/read.ts';
import { exitCode } from './exit-code.ts';
import { loadScenario } from './load.ts';
import { packageRoot } from './version.ts';

/** `odepth list`: the shipped scenarios, and the records under results/. */
export async function list(): Promise<number> {
  const scenarios = await table(await shippedScenarios());
  const records = await table(await recordsUnder('results'));
  process.stdout.write(`Scenarios\n${scenarios}\n\nRecords under results/\n${records}\n`);
  return exitCode.ok;
}

async function shippedScenarios(): Promise<string[][]> {
  const root = fileURLToPath(new URL('scenarios/', packageRoot));
  const names = await readdir(root, { recursive: true });
  const files = names.filter((name) => name.endsWith('.yaml')).sort();
  return Promise.all(
    files.map(async (name) => {
      const { scenario } = await loadScenario(join(root, name), { set: [] });
      return [relative(process.cwd(), join(root, name)), scenario.kind, scenario.purpose];
    }),
  );
}

async function recordsUnder(root: string): Promise<string[][]> {
  const names = await readdir(root, { recursive: true }).catch(() => []);
  const folders = names.filter((name) => /(^|[/\\])manifest\.json$/.test(name) && !/(^|[/\\])\./.test(name)).sort();
  return Promise.all(
    folders.map(async (name) => {
      const folder = join(root, name, '..');
      const manifest = await readManifest(folder).catch(() => null);
      if (manifest === null) return [folder, 'unreadable', ''];
      const state = manifest.provenance['complete'] === false ? 'stopped early' : 'complete';
      return [folder, manifest.kind, `${manifest.name}, odepth ${manifest.version}, ${state}`];
    }),
  );
}

async function table(rows: string[][]): Promise<string> {
  if (rows.length === 0) return '  none';
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map(([a, b, c]) => `  ${a!.padEnd(widths[0]!)}  ${b!.padEnd(widths[1]!)}  ${c}`).join('\n');
}
