import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const needed = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'squeue', 'scancel', 'scontrol', 'sinfo'];

/** Daemons are where a user's PATH need not lead. */
const path = [process.env['PATH'], '/usr/sbin', '/sbin'].join(delimiter);

/** Programs of Slurm that are not on this machine: none where a cluster can be started. */
export const missingPrograms =
  process.platform === 'linux'
    ? needed.filter((name) => !path.split(delimiter).some((folder) => existsSync(join(folder, name))))
    : needed;

/** A Slurm of this machine, with nodes n1 and n2. */
export interface OneMachine {
  /** Environment of commands that speak to it. */
  readonly env: NodeJS.ProcessEnv;
  /** What a command of Slurm prints. */
  call(command: string, ...args: string[]): Promise<string>;
  /** SIGKILL to the daemon of a node, to the steps that it runs, and to all of their processes. */
  killNode(node: string): Promise<void>;
  /** Ends it as the end of the test's process would; the processes of it that are left, which should be none. */
  stop(): Promise<readonly number[]>;
}

export async function startOneMachine(): Promise<OneMachine> {
  const folder = await mkdtemp(join(tmpdir(), 'odepth-slurm-'));
  const conf = join(folder, 'slurm.conf');
  const env = { ...process.env, PATH: path, SLURM_CONF: conf };
  const supervisor = spawn(process.execPath, [join(import.meta.dirname, 'one-machine.mjs'), folder], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => supervisor.on('close', resolve));
  const said = await new Promise<string>((resolve) => {
    let text = '';
    supervisor.stdout.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(text.trim());
    });
    supervisor.on('close', () => resolve(text.trim()));
  });
  const stop = async () => {
    supervisor.stdin.end();
    await ended;
    const left = await processesWith([`SLURM_CONF=${conf}`]);
    await rm(folder, { recursive: true, force: true });
    return left;
  };
  if (said !== 'ready') {
    await stop();
    throw new Error(`no cluster of one machine: ${said}`);
  }
  const call = async (command: string, ...args: string[]) => (await promisify(execFile)(command, args, { env })).stdout;
  return { env, call, stop, killNode: (node) => killNode(folder, conf, node) };
}

async function killNode(folder: string, conf: string, node: string): Promise<void> {
  kill(Number(await readFile(join(folder, `slurmd-${node}.pid`), 'utf8')));
  // The steps of a node are named by their scripts; the step's own process is the parent of the script.
  const scripts = await processesWith([`SLURM_CONF=${conf}`, `SLURMD_NODENAME=${node}`]);
  const parents = await Promise.all(scripts.map(parentOf));
  const steps: number[] = [];
  for (const pid of new Set(parents)) if (pid !== null && (await isStep(pid))) steps.push(pid);
  for (const pid of [...steps, ...scripts]) kill(pid);
}

async function processesWith(variables: readonly string[]): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const matches = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      return variables.every((variable) => environment.split('\0').includes(variable));
    }),
  );
  return pids.filter((_, i) => matches[i]);
}

async function parentOf(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, parent] = /^PPid:\s*(\d+)/m.exec(status) ?? [];
  return parent === undefined ? null : Number(parent);
}

async function isStep(pid: number): Promise<boolean> {
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).startsWith('slurmstepd');
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
