import { execFile } from 'node:child_process';
import { parseQueue, type QueueEntry, queueFormat } from './queue.ts';

/** A command of Slurm that is not here, or failed; the message says which and why. */
export class SlurmError extends Error {
  override name = 'SlurmError';
}

/** Number of a submitted job, and the cluster that has it where Slurm named one. */
export interface SubmittedJob {
  readonly id: string;
  readonly cluster: string | null;
}

/**
 * Submits a batch script.
 * @param folder where it is, and where its logs go
 * @throws SlurmError where sbatch is missing or refuses
 */
export async function submitScript(
  folder: string,
  script: string,
  options: readonly string[] = [],
): Promise<SubmittedJob> {
  const printed = await call('sbatch', ['--parsable', ...options, script], folder);
  const [, id, cluster] = /^(\d+)(?:;([\w.-]+))?\s*$/.exec(printed.split('\n')[0] ?? '') ?? [];
  if (id === undefined) throw new SlurmError(`sbatch: expected the number of a job, came "${printed.trim()}".`);
  return { id, cluster: cluster ?? null };
}

/** What the queue holds of one's own jobs: one call of squeue. @throws SlurmError */
export async function ownQueue(cluster: string | null): Promise<QueueEntry[]> {
  return parseQueue(await call('squeue', ['--me', '--array', '--noheader', `--format=${queueFormat}`, ...on(cluster)]));
}

/** Cancels jobs; those that have ended are passed over. @throws SlurmError */
export async function cancelJobs(ids: readonly string[], cluster: string | null): Promise<void> {
  await call('scancel', ['--quiet', ...on(cluster), ...ids]);
}

function on(cluster: string | null): string[] {
  return cluster === null ? [] : [`--clusters=${cluster}`];
}

/** What a command of Slurm prints. */
function call(command: string, args: readonly string[], cwd?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { cwd, timeout: 120_000, maxBuffer: 64 * 2 ** 20 }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      if (error.code === 'ENOENT')
        return reject(new SlurmError(`${command}: there is no such command on this machine.`));
      const said = stderr.trim() === '' ? error.message : stderr.trim();
      reject(new SlurmError(said.startsWith(command) ? said : `${command}: ${said}`));
    });
  });
}
