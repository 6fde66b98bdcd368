import { spawn } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { odepth, temporaryFolder } from '../cli/odepth.ts';

/** A scenario of `shards` shards, each of 16 networks that take about `depth` × 20 ms. */
export function sharedScenario(shards: number, depth: number): string {
  return `format: 1
kind: kernel
name: shared
purpose: networks that are shared out among the workers of a cluster
seed: 5
ensemble: {activation: tanh, weightVariance: 2, width: 128, residualScale: 0.125, horizon: ${depth}}
inputs: {correlated: {count: 2, variance: 1, correlation: 0.4}}
theory: {closures: [g-only], depth: layers}
sampling: {networks: ${16 * shards}, shard: 16}
save: {times: [0, ${depth}]}
`;
}

/** A folder with the scenario as shared.yaml. */
export async function folderWith(scenario: string): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'shared.yaml'), scenario);
  return folder;
}

/** Runs a command line that is to end with a code; what it printed. */
export async function says(
  code: number,
  args: readonly string[],
  folder: string,
  env?: NodeJS.ProcessEnv,
): Promise<string> {
  const ended = await odepth(args, folder, env);
  expect(ended, args.join(' ')).toMatchObject({ code, signal: null });
  return ended.stdout + ended.stderr;
}

/** Parts that are kept beside records of a folder. */
export async function keptParts(folder: string): Promise<string[]> {
  return (await readdir(join(folder, '.parts')).catch(() => [])).filter((name) => name.endsWith('.shard'));
}

export async function until(condition: () => Promise<boolean>, otherwise: () => Promise<string>): Promise<void> {
  const deadline = performance.now() + 90_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(await otherwise());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export async function isComplete(record: string): Promise<boolean> {
  const manifest = await readFile(join(record, 'manifest.json'), 'utf8').catch(() => '{}');
  return JSON.parse(manifest).provenance?.complete === true;
}

/** Runs a line of shell as GNU parallel or ssh would; its exit code. */
export function shell(line: string, folder: string): Promise<number | null> {
  const child = spawn('sh', ['-c', line], { cwd: folder, stdio: 'ignore' });
  return new Promise((resolve) => child.on('close', resolve));
}
