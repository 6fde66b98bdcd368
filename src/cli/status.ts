import { relative } from 'node:path';
import { findJob, type KeptJob } from '../cluster/job-folder.ts';
import { type QueueEntry, stateText } from '../cluster/queue.ts';
import { exitCode } from './exit-code.ts';
import { isQueued, type JobState, jobState } from './job-state.ts';

/** `odepth status`: how far a job is, by its files and one squeue. */
export async function status(folder: string, options: { readonly json?: boolean }): Promise<number> {
  const kept = await findJob(folder);
  const state = await jobState(kept);
  process.stdout.write(options.json ? `${JSON.stringify(asJson(kept, state), null, 2)}\n` : asText(kept, state));
  return exitCode.ok;
}

function asText(kept: KeptJob, state: JobState): string {
  const { job, place, parts } = kept;
  const { shares, there, queue, silence, complete } = state;
  const width = `worker ${job.workers - 1}`.length;
  const line = (head: string, text: string) => `${head.padEnd(width + 2)}${text}`;
  const inQueue = (entry: QueueEntry | null | undefined) => (entry ? `, ${stateText(entry)}` : '');
  return [
    line('job', here(place.job)),
    line('', `${job.name} (${job.kind}, digest ${job.digest.slice(0, 12)})`),
    line('parts', `${there} of ${parts.length}`),
    ...shares.map(({ worker, there: own, of }) =>
      line(`worker ${worker}`, `${own} of ${of}${inQueue(queue?.workers.get(worker))}`),
    ),
    ...(queue?.merge ? [line('merge', stateText(queue.merge))] : []),
    line('record', complete ? `${here(place.record)}, complete` : 'not there yet'),
    ...(silence === null ? [] : [`The queue is not known: ${silence}`]),
    ...(complete ? [] : advice(kept, state)),
    '',
  ].join('\n');
}

/** What to do where nothing goes on by itself. */
function advice({ job, place, parts }: KeptJob, state: JobState): string[] {
  if (state.silence !== null || isQueued(state)) return [];
  if (state.there === parts.length) return [`All parts are there: odepth collect ${here(place.job)} merges them.`];
  if (job.on !== 'slurm') return [];
  return [
    `Nothing of it is in the queue; the logs are in ${here(place.job)}/logs.`,
    'The same odepth submit again runs what is missing, and nothing else.',
  ];
}

/** A path as a reader in the current folder would write it. */
export function here(path: string): string {
  const near = relative(process.cwd(), path);
  return near === '' || near.startsWith('..') ? path : near;
}

function asJson({ job, place, parts }: KeptJob, { shares, there, queue, silence, complete }: JobState) {
  const { name, kind, digest, slurm } = job;
  return {
    ...{ job: place.job, record: place.record, name, kind, digest, complete },
    parts: { there, of: parts.length },
    workers: shares.map((share) => ({ ...share, queue: queue?.workers.get(share.worker) ?? null })),
    merge: queue?.merge ?? null,
    slurm,
    ...(silence !== null && { queueUnknown: silence }),
  };
}
