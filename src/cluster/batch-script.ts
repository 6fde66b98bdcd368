import type { SlurmProfile } from './profile.ts';
import { shellLine } from './shell-quote.ts';
import { arrayIndices } from './work-list.ts';

/** What the scripts of a job are made from. */
export interface ScriptSettings {
  /** Name of the record; of characters a-z 0-9 - only. */
  readonly name: string;
  /** Words of a command that starts odepth. */
  readonly command: readonly string[];
  /** Folder of the job, absolute. */
  readonly job: string;
  readonly threads: number;
  readonly profile: SlurmProfile;
}

/** Exit code of `odepth work` when it was asked to stop before its share was complete. */
const stopped = 75;

/** The command of one worker; `worker` is put in as it is. */
function workLine({ command, job, threads }: ScriptSettings, worker: string): string {
  return `${shellLine([...command, 'work', job])} --worker ${worker} --threads ${threads}`;
}

/** The command that merges the parts into the record. */
function mergeLine({ command, job }: ScriptSettings): string {
  return shellLine([...command, 'collect', job]);
}

/**
 * The batch script of a Slurm job array, one task per worker. A minute before its time is up a task is told by USR1, the
 * worker finishes the part that it is at and exits with 75, and the task is put back into the queue; after TERM (scancel,
 * preemption) it is not, as Slurm itself decides then.
 */
export function workerScript(settings: ScriptSettings, workers: readonly number[]): string {
  return [
    ...header(settings, 'worker-%a', [
      `--array=${arrayIndices(workers)}`,
      `--cpus-per-task=${settings.threads}`,
      '--requeue',
      '--signal=B:USR1@60',
    ]),
    'leave() {',
    `  # ${stopped}: stopped and worth going on; 143: told before it could listen.`,
    `  if [ "$told" = USR1 ] && { [ "$1" = ${stopped} ] || [ "$1" = 143 ]; }; then`,
    '    scontrol requeue "$SLURM_JOB_ID"',
    '  fi',
    '  exit "$1"',
    '}',
    'stop() {',
    '  told=$1',
    '  again=1',
    `  if [ -z "$worker" ]; then leave ${stopped}; fi`,
    '  kill -TERM "$worker" 2> /dev/null',
    '}',
    "trap 'stop USR1' USR1",
    "trap 'stop TERM' TERM",
    ...prologue(settings),
    `${workLine(settings, '"$SLURM_ARRAY_TASK_ID"')} &`,
    'worker=$!',
    '# A signal ends wait before the worker has ended.',
    'again=1',
    'while [ "$again" = 1 ]; do',
    '  again=0',
    '  wait "$worker"',
    '  code=$?',
    'done',
    'leave "$code"',
    '',
  ].join('\n');
}

/** The batch script of the job that merges the parts; it computes none of them. */
export function mergeScript(settings: ScriptSettings): string {
  return [
    ...header(settings, 'merge', ['--cpus-per-task=1', '--requeue']),
    ...prologue(settings),
    `exec ${mergeLine(settings)}`,
    '',
  ].join('\n');
}

/** One line of shell per worker, and the line that merges when all of them are done. */
export function shellLines(settings: ScriptSettings, workers: readonly number[]): string[] {
  return [...workers.map((worker) => workLine(settings, `${worker}`)), mergeLine(settings)];
}

function header({ name, profile }: ScriptSettings, log: string, own: readonly string[]): string[] {
  const { partition, account, time, gres, mem, extra } = profile;
  const fields = { partition, account, time, gres, mem };
  const given = Object.entries(fields).flatMap(([field, value]) => (value === undefined ? [] : `--${field}=${value}`));
  const options = [
    `--job-name=odepth-${name}`,
    '--ntasks=1',
    ...own,
    `--output=logs/${log}.log`,
    '--open-mode=append',
    ...given,
    ...extra,
  ];
  // A command follows at once: Slurm reads options up to the first one, so that a prologue cannot hide any.
  return ['#!/bin/bash', ...options.map((option) => `#SBATCH ${option}`), 'told= worker= code='];
}

function prologue({ profile }: ScriptSettings): string[] {
  return profile.prologue === undefined ? [] : [profile.prologue.replaceAll('\r', '').trimEnd()];
}
