import { execFile, spawn } from 'node:child_process';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeScript, type ScriptSettings, shellLines, workerScript } from '#odepth/cluster/batch-script';
import { plainProfile } from '#odepth/cluster/profile';
import { shellLine } from '#odepth/cluster/shell-quote';
import { temporaryFolder } from '../cli/odepth.ts';

const settings: ScriptSettings = {
  name: 'my-run',
  command: ['/usr/bin/node', '/opt/odepth/main.js'],
  job: "/home/o'hara/my jobs/.jobs/abc",
  threads: 2,
  profile: {
    partition: 'long',
    account: 'ode',
    time: 90,
    gres: 'gpu:1',
    mem: '4G',
    extra: ['--qos=night'],
    prologue: 'module load nodejs\n#SBATCH --uid=0\n',
  },
};

/** Options of a script as sbatch reads them: up to the first command. */
function headerOf(script: string): string[] {
  const lines = script.split('\n').slice(1);
  const end = lines.findIndex((line) => line !== '' && !line.startsWith('#'));
  return lines.slice(0, end).map((line) => line.replace(/^#SBATCH /, ''));
}

describe('the batch script of the workers', () => {
  it('has one header: ours, with the fields and the further options of the profile, and nothing from the prologue', () => {
    expect(headerOf(workerScript(settings, [0, 1, 2, 5]))).toEqual([
      '--job-name=odepth-my-run',
      '--ntasks=1',
      '--array=0-2,5',
      '--cpus-per-task=2',
      '--requeue',
      '--signal=B:USR1@60',
      '--output=logs/worker-%a.log',
      '--open-mode=append',
      '--partition=long',
      '--account=ode',
      '--time=90',
      '--gres=gpu:1',
      '--mem=4G',
      '--qos=night',
    ]);
  });

  it('quotes the folder of the job, whatever is in its name', () => {
    const line = workerScript(settings, [0])
      .split('\n')
      .find((text) => text.includes('main.js'));
    expect(line).toBe(
      `/usr/bin/node /opt/odepth/main.js work '/home/o'\\''hara/my jobs/.jobs/abc' --worker "$SLURM_ARRAY_TASK_ID" --threads 2 &`,
    );
  });

  it('runs the prologue before odepth', () => {
    for (const script of [workerScript(settings, [0]), mergeScript(settings)]) {
      expect(script.indexOf('module load nodejs')).toBeGreaterThan(0);
      expect(script.indexOf('module load nodejs')).toBeLessThan(script.indexOf('main.js'));
    }
  });
});

/** A worker script with a worker that ends on TERM with `code`, after a while; who asked for what is written to a file. */
async function startScript(code: number) {
  const folder = await temporaryFolder();
  const worker = join(folder, 'worker');
  await writeFile(
    worker,
    `#!/bin/bash\ntrap 'sleep 0.1; echo told >> said; exit ${code}' TERM\necho "$2 $3 $4 $5 $6" > started\nfor i in $(seq 200); do sleep 0.05; done\n`,
  );
  await writeFile(join(folder, 'scontrol'), '#!/bin/sh\necho "$@" >> requeued\n');
  for (const name of ['worker', 'scontrol']) await chmod(join(folder, name), 0o755);
  const script = workerScript({ ...settings, command: [worker], job: folder, profile: plainProfile }, [3]);
  await writeFile(join(folder, 'batch.sh'), script);
  const env = {
    ...process.env,
    PATH: `${folder}:${process.env['PATH']}`,
    SLURM_ARRAY_TASK_ID: '3',
    SLURM_JOB_ID: '17',
  };
  const child = spawn('bash', ['batch.sh'], { cwd: folder, env, stdio: 'ignore' });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const read = (name: string) => readFile(join(folder, name), 'utf8').catch(() => '');
  while ((await read('started')) === '') await new Promise((resolve) => setTimeout(resolve, 10));
  return { child, ended, read };
}

describe('a worker of a job array', () => {
  it('is put back into the queue when its time runs out before its share is complete', async () => {
    const { child, ended, read } = await startScript(75);
    child.kill('SIGUSR1');
    expect(await ended).toBe(75);
    expect(await read('requeued')).toBe('requeue 17\n');
    expect(await read('said')).toBe('told\n');
  });

  it('is not put back when it is cancelled, nor when its share is complete, nor when it failed', async () => {
    const cancelled = await startScript(75);
    cancelled.child.kill('SIGTERM');
    expect(await cancelled.ended).toBe(75);
    expect(await cancelled.read('requeued')).toBe('');
    for (const code of [0, 3]) {
      const { child, ended, read } = await startScript(code);
      child.kill('SIGUSR1');
      expect(await ended).toBe(code);
      expect(await read('requeued')).toBe('');
    }
  });

  it('stays out of the queue when it is cancelled after it was told', async () => {
    const { child, ended, read } = await startScript(75);
    child.kill('SIGUSR1');
    child.kill('SIGTERM');
    expect(await ended).toBe(75);
    expect(await read('requeued')).toBe('');
  });
});

describe('lines of shell', () => {
  it('are one a worker, and the merge last', () => {
    expect(shellLines({ ...settings, job: '/jobs/abc' }, [0, 2])).toEqual([
      '/usr/bin/node /opt/odepth/main.js work /jobs/abc --worker 0 --threads 2',
      '/usr/bin/node /opt/odepth/main.js work /jobs/abc --worker 2 --threads 2',
      '/usr/bin/node /opt/odepth/main.js collect /jobs/abc',
    ]);
  });

  it('are read back by sh word for word', async () => {
    const word = fc.string({ unit: fc.constantFrom(...` '"\\$\`!*?[]{}()<>|&;#~=-%\t\näa0`), maxLength: 8 });
    const words = ['', ...fc.sample(word, { numRuns: 300, seed: 1 })];
    const { stdout } = await promisify(execFile)('sh', ['-c', `printf '%s\\0' ${shellLine(words)}`]);
    expect(stdout.split('\0').slice(0, -1)).toEqual(words);
  });
});
