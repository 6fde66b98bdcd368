import { findJob } from '../cluster/job-folder.ts';
import { cancelJobs, SlurmError } from '../cluster/slurm.ts';
import { exitCode } from './exit-code.ts';
import { CommandError } from './failure.ts';
import { jobState } from './job-state.ts';
import { here } from './status.ts';

/** `odepth cancel`: takes a job out of Slurm's queue; its parts stay. */
export async function cancel(folder: string): Promise<number> {
  const kept = await findJob(folder);
  const { job, place, parts } = kept;
  if (job.on !== 'slurm')
    throw new CommandError(exitCode.badInput, `odepth: ${here(place.job)}: this job was not submitted to Slurm.`);
  const { queue, silence, there } = await jobState(kept);
  if (queue === null) throw new SlurmError(silence ?? 'the queue is not known.');
  if (queue.ids.length > 0) await cancelJobs(queue.ids, job.slurm?.cluster ?? null);
  const what = queue.ids.length > 0 ? `cancelled ${queue.ids.join(', ')}` : 'nothing of it is in the queue';
  process.stdout.write(`${what}; ${there} of ${parts.length} parts are kept, submitting again goes on from there\n`);
  return exitCode.ok;
}
