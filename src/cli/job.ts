import { dirname } from 'node:path';
import { changedSince, type Identity } from '../cluster/job.ts';
import { findJob, type KeptJob } from '../cluster/job-folder.ts';
import { codeDigest } from './code-digest.ts';
import { exitCode } from './exit-code.ts';
import { CommandError } from './failure.ts';
import { type LoadedScenario, loadScenario } from './load.ts';

/** A job with its scenario, which is what it was when the job was submitted. */
export interface OpenJob extends KeptJob {
  readonly loaded: LoadedScenario;
}

/**
 * The job of a folder, ready to be worked on.
 * @throws CommandError where the scenario or the code is no longer that of the job; JobError, ScenarioError
 */
export async function openJob(folder: string): Promise<OpenJob> {
  const kept = await findJob(folder);
  const { file, text, set, quick, data } = kept.job.scenario;
  const loaded = await loadScenario(file, { set, quick, ...(data !== null && { data }) }, text);
  refuseOther(kept, { digest: loaded.digest, code: codeDigest() });
  return { ...kept, loaded };
}

/** @throws CommandError saying which of the two is not what the job was submitted with */
function refuseOther({ job, place }: KeptJob, now: Identity): void {
  const changed = changedSince(job, now);
  if (changed.length === 0) return;
  const file = job.scenario.file;
  throw new CommandError(
    exitCode.badInput,
    [
      `odepth: ${place.job}: this job cannot go on as it was begun:`,
      ...changed.map((line) => `  ${line}`),
      changed.length === 1 && now.code === job.code
        ? `  The text of the scenario is kept with the job: a file that it names was changed, in ${dirname(file)} or in the folder of --data.`
        : `  Submit ${file} again with --fresh, or use the odepth that the job was submitted with (${job.odepth}).`,
    ].join('\n'),
  );
}
