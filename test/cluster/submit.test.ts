import { chmod, cp, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeNpy } from '#odepth/record/npy';
import { bytesOf, start, temporaryFolder } from '../cli/odepth.ts';
import { folderWith, keptParts, says, sharedScenario, shell } from './shared-scenario.ts';

const scenario = sharedScenario(12, 1);
const submit = ['submit', 'shared.yaml', '--on', 'script', '--workers', '3', '--out', 'record'];

let local: Promise<Record<string, string>> | undefined;
/** The record of a local run. */
function localRecord(): Promise<Record<string, string>> {
  local ??= folderWith(scenario).then(async (folder) => {
    await says(0, ['run', 'shared.yaml', '--out', 'record', '--workers', '2'], folder);
    return bytesOf(join(folder, 'record'));
  });
  return local;
}

/** The lines of shell among what was printed: of workers, and the merge. */
async function linesOf(folder: string, ...more: string[]): Promise<string[]> {
  const printed = await says(0, [...submit, ...more], folder);
  return printed.split('\n').filter((line) => /--worker \d+ |\bcollect\b/.test(line));
}

/** A folder without the commands of Slurm, or with some of its own, as the only place where commands are. */
async function pathWith(commands: Readonly<Record<string, string>>): Promise<NodeJS.ProcessEnv> {
  const folder = await temporaryFolder();
  for (const [name, text] of Object.entries(commands)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${text}\n`);
    await chmod(join(folder, name), 0o755);
  }
  return { ...process.env, PATH: folder };
}

describe('odepth submit --on script', () => {
  it('prints a line for every worker and one that merges: run at once by sh, they leave the bytes of a local run of the scenario as it was', async () => {
    const folder = await folderWith(scenario);
    const lines = await linesOf(folder);
    await writeFile(join(folder, 'shared.yaml'), 'something else');
    expect(lines.map((line) => /--worker \d|collect/.exec(line)?.[0])).toEqual([
      '--worker 0',
      '--worker 1',
      '--worker 2',
      'collect',
    ]);
    expect(await Promise.all(lines.slice(0, 3).map((line) => shell(line, '/')))).toEqual([0, 0, 0]);
    expect(await keptParts(folder)).toHaveLength(12);
    expect(await shell(lines[3]!, '/')).toBe(0);
    expect(await bytesOf(join(folder, 'record'))).toEqual(await localRecord());
    await writeFile(join(folder, 'shared.yaml'), scenario);
    expect(await says(0, submit, folder)).toContain('record: complete; nothing to do');
  });

  it('shares the points of a sweep out in the same way', async () => {
    const folder = await folderWith(`format: 1
kind: validity-window
name: shared
purpose: points that are shared out
seed: 1
ensemble: {activation: tanh, weightVariance: 1, residualScale: 0.25, horizon: 1}
inputs: {correlated: {count: 1, variance: 1}}
sweep: {width: [8, 16, 32]}
theory: {closures: [g-only], depth: layers}
window: {quantities: [V4], tolerances: [0.1], confidence: 2}
sampling: {networks: 64}
save: {count: 3}
`);
    const lines = await linesOf(folder);
    expect(lines).toHaveLength(4);
    expect(await Promise.all(lines.slice(0, 3).map((line) => shell(line, '/')))).toEqual([0, 0, 0]);
    expect(await shell(lines[3]!, '/')).toBe(0);
    await says(0, ['run', 'shared.yaml', '--out', 'local/record'], folder);
    expect(await bytesOf(join(folder, 'record'))).toEqual(await bytesOf(join(folder, 'local', 'record')));
  });

  it('prints lines for what is missing only, and status counts what is there', async () => {
    const folder = await folderWith(scenario);
    const [first] = await linesOf(folder);
    expect(await shell(first!, folder)).toBe(0);
    const text = await says(0, ['status', 'record'], folder);
    expect(text).toMatch(/^parts +4 of 12$/m);
    expect(text).toMatch(/^worker 0 +4 of 4$/m);
    expect(text).toMatch(/^worker 2 +0 of 4$/m);
    expect(text).toMatch(/^record +not there yet$/m);
    const state = JSON.parse(await says(0, ['status', '.jobs/record', '--json'], folder));
    expect(state).toMatchObject({ parts: { there: 4, of: 12 }, complete: false, merge: null });
    expect((await linesOf(folder)).map((line) => /--worker \d|collect/.exec(line)?.[0])).toEqual([
      '--worker 1',
      '--worker 2',
      'collect',
    ]);
  });
});

describe('odepth collect', () => {
  it('computes nothing where parts are missing or damaged, names them, and computes them when told to', async () => {
    const folder = await folderWith(scenario);
    const lines = await linesOf(folder);
    for (const line of lines.slice(0, 3)) expect(await shell(line, folder)).toBe(0);
    const names = (await readFile(join(folder, '.jobs', 'record', 'parts.txt'), 'utf8')).trim().split('\n');
    await rm(join(folder, '.parts', names[1]!));
    await truncate(join(folder, '.parts', names[5]!), 100);
    const refusal = await says(3, ['collect', 'record'], folder);
    expect(refusal).toContain(
      '2 of 12 parts are missing or damaged (1 of worker 1, 1 of worker 2); nothing was computed',
    );
    expect(refusal).toContain(names[1]);
    expect(refusal).toContain(names[5]);
    expect(await stat(join(folder, 'record', 'manifest.json')).catch(() => null)).toBeNull();
    await says(0, ['collect', 'record', '--compute-missing'], folder);
    expect(await bytesOf(join(folder, 'record'))).toEqual(await localRecord());
  });
});

describe('odepth work', () => {
  it('finishes the part that it is at when a scheduler says stop, keeps it and exits with 75, twice told or once', async () => {
    const folder = await folderWith(sharedScenario(200, 2));
    await says(0, submit, folder);
    const kept: number[] = [];
    for (const signals of [['SIGTERM', 'SIGTERM'], ['SIGUSR1'], ['SIGUSR2', 'SIGTERM'], ['SIGINT']] as const) {
      const before = (await keptParts(folder)).length;
      const worker = start(['work', 'record', '--worker', '0'], folder);
      while ((await keptParts(folder)).length === before) await new Promise((resolve) => setTimeout(resolve, 5));
      for (const signal of signals) worker.kill(signal);
      const { code, signal, stderr } = await worker.finished;
      expect([code, signal], stderr).toEqual([75, null]);
      expect(stderr).toMatch(/worker 0 of 3: \d+ of 67 parts are there/);
      kept.push((await keptParts(folder)).length);
    }
    expect(kept).toEqual([...kept].sort((a, b) => a - b));
    expect(new Set(kept).size).toBe(kept.length);
    expect((await readdir(join(folder, '.parts'))).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('is refused where the scenario means something else by now, and says so', async () => {
    const folder = await folderWith(scenario.replace(/inputs: .*/, 'inputs: {file: points.npy}'));
    const npy = (values: readonly number[]) => encodeNpy({ shape: [2, 1], data: Float64Array.from(values) });
    await writeFile(join(folder, 'points.npy'), npy([1, 2]));
    await says(0, submit, folder);
    await writeFile(join(folder, 'points.npy'), npy([1, 3]));
    const refusal = await says(2, ['work', 'record', '--worker', '0'], folder);
    expect(refusal).toMatch(/the scenario changed: it was [0-9a-f]{12}, it is [0-9a-f]{12}/);
    expect(refusal).not.toContain('code of odepth');
    expect(refusal).toContain('a file that it names was changed');
    expect(await says(2, submit, folder)).toContain('--fresh starts over');
    expect(await says(0, [...submit, '--fresh'], folder)).toContain('12 parts for 3 workers');
  });

  it('is refused where the code that computes is not that of the job, and says so', async () => {
    const folder = await folderWith(scenario);
    await says(0, submit, folder);
    const file = join(folder, '.jobs', 'record', 'job.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/"code": "[0-9a-f]{12}/, '"code": "0123456789ab'));
    for (const command of [
      ['work', 'record', '--worker', '0'],
      ['collect', 'record'],
    ]) {
      const refusal = await says(2, command, folder);
      expect(refusal).toContain('the code of odepth that computes changed: it was 0123456789ab, it is');
      expect(refusal).not.toContain('the scenario changed');
    }
    expect(await says(2, submit, folder)).toContain('a job was begun here, and is not the same');
  });

  it('knows its workers', async () => {
    const folder = await folderWith(scenario);
    await says(0, submit, folder);
    expect(await says(2, ['work', 'record', '--worker', '3'], folder)).toContain('an integer from 0 to 2');
    expect(await says(2, ['work', 'elsewhere', '--worker', '0'], folder)).toContain('no job was submitted here');
  });
});

describe('odepth submit --on slurm', () => {
  const onSlurm = ['submit', 'shared.yaml', '--on', 'slurm', '--workers', '4', '--out', 'record'];

  it('--dry-run prints both scripts and how they are submitted, and writes nothing', async () => {
    const folder = await folderWith(scenario);
    await writeFile(
      join(folder, 'profile.yaml'),
      'slurm: {partition: long, time: "2:00:00", prologue: module load nodejs}',
    );
    const text = await says(0, [...onSlurm, '--dry-run', '--profile', 'profile.yaml', '--threads', '2'], folder);
    expect(text).toContain(`# ${join(folder, '.jobs', 'record', 'batch.sh')}\n#!/bin/bash\n`);
    expect(text).toContain('#SBATCH --array=0-3\n#SBATCH --cpus-per-task=2\n');
    expect(text.match(/#SBATCH --partition=long\n#SBATCH --time=2:00:00\n/g)).toHaveLength(2);
    expect(text.match(/^module load nodejs$/gm)).toHaveLength(2);
    expect(text).toContain('# sbatch --parsable --dependency=afterany:NUMBER merge.sh\n');
    expect((await readdir(folder)).sort()).toEqual(['profile.yaml', 'shared.yaml']);
  });

  it('says that there is no Slurm where there is none, and leaves nothing in the queue of anybody', async () => {
    const folder = await folderWith(scenario);
    expect(await says(3, onSlurm, folder, await pathWith({}))).toContain(
      'sbatch: there is no such command on this machine',
    );
    // What is in the queue is not known here, and said to be so.
    expect(await says(0, ['status', 'record'], folder, await pathWith({}))).toContain(
      'The queue is not known: squeue: there is no such command on this machine',
    );
  });

  it('takes the workers back out of the queue where the merge is refused', async () => {
    const folder = await folderWith(scenario);
    const env = await pathWith({
      sbatch: 'case "$*" in *dependency*) echo "sbatch: error: Invalid account" >&2; exit 1;; esac; echo 41',
      squeue: 'exit 0',
      scancel: `echo "$@" > '${join(folder, 'cancelled')}'`,
    });
    expect(await says(3, onSlurm, folder, env)).toContain('sbatch: error: Invalid account');
    expect(await readFile(join(folder, 'cancelled'), 'utf8')).toBe('--quiet 41\n');
  });

  it('is refused for what is one computation, for another place, and for a profile of nothing', async () => {
    const folder = await folderWith(scenario);
    await mkdir(join(folder, 'g'));
    await cp(join(import.meta.dirname, '..', '..', 'scenarios', 'geodesic'), join(folder, 'g'), { recursive: true });
    const geodesic = ['submit', 'g/small-smooth.yaml', '--on', 'script', '--quick'];
    expect(await says(2, geodesic, folder)).toContain('is one computation, which cannot be shared out');
    const until = '--set=sampling={until: {quantity: K1, component: "0,0", standardError: 1}, atMost: 1000}';
    expect(await says(2, [...submit, until], folder)).toMatch(/Write sampling\.networks/);
    expect(await says(2, ['submit', 'shared.yaml', '--on', 'sge'], folder)).toContain(
      'Allowed choices are slurm, script',
    );
    expect(await says(2, [...submit, '--profile', 'p.yaml'], folder)).toContain('only --on slurm');
    expect(await says(2, [...onSlurm, '--profile', 'p.yaml'], folder)).toContain('expected a readable profile file');
    expect(await says(2, [...submit, '--workers', '0'], folder)).toContain('an integer from 1 to 1000, came "0"');
  });
});
