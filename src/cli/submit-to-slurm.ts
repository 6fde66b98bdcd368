import { mergeScript, workerScript } from '../cluster/batch-script.ts';
import { realFolder, writeJob } from '../cluster/job-folder.ts';
import { cancelJobs, type SubmittedJob, submitScript } from '../cluster/slurm.ts';
import { exitCode } from './exit-code.ts';
import { here } from './status.ts';
import type { Submission } from './submission.ts';

/**
 * One sbatch for the array of workers, one for the merge that waits for all of them.
 * @throws SlurmError; what was submitted of the two is cancelled
 */
export async function submitToSlurm({ kept, settings, workers }: Submission): Promise<number> {
  const { place, job, parts } = kept;
  // A worker may start before sbatch has returned: what it reads must be there.
  const scripts = {
    ...(workers.length > 0 && { 'batch.sh': workerScript(settings, workers) }),
    'merge.sh': mergeScript(settings),
  };
  await writeJob(kept, scripts);
  const folder = await realFolder(place.job);
  const array = workers.length > 0 ? await submitScript(folder, 'batch.sh') : null;
  const merge = await submitMerge(folder, array);
  const { cluster } = merge;
  await writeJob({ ...kept, job: { ...job, slurm: { array: array?.id ?? null, merge: merge.id, cluster } } });
  const what =
    array === null
      ? `all ${parts.length} parts are there; submitted the merge, ${merge.id}`
      : `submitted ${array.id}: ${workers.length} of ${job.workers} workers for ${parts.length} parts; then ${merge.id} merges`;
  process.stdout.write(`${what}\njob      ${here(place.job)}\nrecord   ${here(place.record)}\n`);
  return exitCode.ok;
}

async function submitMerge(folder: string, array: SubmittedJob | null): Promise<SubmittedJob> {
  if (array === null) return submitScript(folder, 'merge.sh');
  try {
    // afterany: where a worker failed, the merge says what is missing; afterok would leave it in the queue for ever.
    return await submitScript(folder, 'merge.sh', [`--dependency=afterany:${array.id}`]);
  } catch (error) {
    await cancelJobs([array.id], array.cluster);
    throw error;
  }
}
