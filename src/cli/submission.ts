import type { ScriptSettings } from '../cluster/batch-script.ts';
import type { KeptJob } from '../cluster/job-folder.ts';

/** What is to be submitted: the job, the scripts that do what is missing of it, and for whom there is work. */
export interface Submission {
  readonly kept: KeptJob;
  readonly settings: ScriptSettings;
  /** Workers whose share is not complete; none where only the merge is left. */
  readonly workers: readonly number[];
}
