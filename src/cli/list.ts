import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { printable } from '../record/harmless.ts';
import { readManifest } from '../record/read.ts';
import { plainValue } from '../scenario/located.ts';
import { parseYaml } from '../scenario/yaml-text.ts';
import { exitCode } from './exit-code.ts';
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
      const file = join(root, name);
      // Not resolved: one that names records of others is listed where those are not.
      const scenario = plainValue(
        parseYaml({ name: file, text: await readFile(file, 'utf8'), hasLines: true, rank: 0 }),
      );
      const { kind, purpose } = scenario as { readonly kind: string; readonly purpose: string };
      return [relative(process.cwd(), file), kind, purpose];
    }),
  );
}

async function recordsUnder(root: string): Promise<string[][]> {
  // With their types: links are not followed, which may lead round in a circle.
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  const folders = entries
    .filter((entry) => entry.name === 'manifest.json' && !entry.isDirectory())
    .map((entry) => entry.parentPath)
    .filter((folder) => !/(^|[/\\])\./.test(relative(root, folder)))
    .sort();
  const rows: string[][] = [];
  for (const folder of folders) {
    const manifest = await readManifest(folder).catch(() => null);
    if (manifest === null) {
      rows.push([folder, 'unreadable', '']);
      continue;
    }
    const state = manifest.provenance['complete'] === false ? 'stopped early' : 'complete';
    rows.push([folder, manifest.kind, `${manifest.name}, odepth ${manifest.version}, ${state}`]);
  }
  return rows;
}

async function table(found: string[][]): Promise<string> {
  if (found.length === 0) return '  none';
  const rows = found.map((row) => row.map((cell) => shortened(printable(cell))));
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map(([a, b, c]) => `  ${a!.padEnd(widths[0]!)}  ${b!.padEnd(widths[1]!)}  ${c}`).join('\n');
}

/** Names are short; what a stranger's record says of itself need not be. */
function shortened(text: string): string {
  return text.length > 600 ? `${text.slice(0, 599)}…` : text;
}
