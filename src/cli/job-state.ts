import type { Job } from '../cluster/job.ts';
import { type KeptJob, partsThere, realFolder } from '../cluster/job-folder.ts';
import { type JobQueue, queueOf } from '../cluster/queue.ts';
import { ownQueue, SlurmError } from '../cluster/slurm.ts';
import { type ShareProgress, shareProgress } from '../cluster/work-list.ts';
import { finishedRecord } from './finished.ts';

/** How far a job is. */
export interface JobState {
  readonly shares: readonly ShareProgress[];
  readonly there: number;
  /** What Slurm has of it; null where nothing was submitted there, or it does not answer. */
  readonly queue: JobQueue | null;
  /** Why the queue is not known; null where it is, or where there is none. */
  readonly silence: string | null;
  /** Whether the record is there, complete, of this scenario and this code. */
  readonly complete: boolean;
}

/** Looks at parts, queue and record: one listing of a folder, one squeue. */
export async function jobState({ job, place, parts }: KeptJob): Promise<JobState> {
  const shares = shareProgress(parts, job.workers, await partsThere(place));
  const there = shares.reduce((sum, share) => sum + share.there, 0);
  const complete = (await finishedRecord(place.record, job.digest, job.code)) !== null;
  const { queue, silence } = await queueState(job, await realFolder(place.job));
  return { shares, there, queue, silence, complete };
}

async function queueState({ on, slurm }: Job, folder: string): Promise<Pick<JobState, 'queue' | 'silence'>> {
  if (on !== 'slurm') return { queue: null, silence: null };
  try {
    return { queue: queueOf(folder, await ownQueue(slurm?.cluster ?? null)), silence: null };
  } catch (error) {
    if (!(error instanceof SlurmError)) throw error;
    return { queue: null, silence: error.message };
  }
}

/** Whether Slurm has anything of the job. */
export function isQueued({ queue }: JobState): boolean {
  return queue !== null && (queue.workers.size > 0 || queue.merge !== null);
}
