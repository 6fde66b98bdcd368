import { partsOfWorker } from '../cluster/work-list.ts';
import { PartFolder } from '../record/part-store.ts';
import { exitCode } from './exit-code.ts';
import { CommandError } from './failure.ts';
import { finishedRecord } from './finished.ts';
import { type OpenJob, openJob } from './job.ts';
import { runLoaded } from './run.ts';
import { here } from './status.ts';

export interface CollectOptions {
  readonly computeMissing?: boolean;
  readonly json?: boolean;
}

/** `odepth collect`: the parts of a job into its record. */
export async function collect(folder: string, options: CollectOptions): Promise<number> {
  const open = await openJob(folder);
  const { job, place, loaded } = open;
  const { file, data } = job.scenario;
  if ((await finishedRecord(place.record, job.digest, job.code)) === null && !options.computeMissing)
    refuseIncomplete(open, await missingParts(open));
  return runLoaded(file, loaded, {
    out: here(place.record),
    workers: `${job.threads}`,
    ...(data !== null && { data }),
    ...(options.json && { json: true }),
  });
}

/** Names of the parts that are absent or damaged. */
async function missingParts({ place, parts }: OpenJob): Promise<string[]> {
  const folder = new PartFolder(place.parts);
  const missing: string[] = [];
  for (const name of parts) if ((await folder.read(name)) === null) missing.push(name);
  return missing;
}

const shown = 20;

/** @throws CommandError with the parts that are missing, by worker */
function refuseIncomplete({ job, place, parts }: OpenJob, missing: readonly string[]): void {
  if (missing.length === 0) return;
  const gone = new Set(missing);
  const workers = Array.from({ length: job.workers }, (_, worker) => {
    const count = partsOfWorker(parts, worker, job.workers).filter((name) => gone.has(name)).length;
    return count === 0 ? [] : [`${count} of worker ${worker}`];
  }).flat();
  const more = missing.length - shown;
  throw new CommandError(
    exitCode.notComputed,
    [
      `odepth: ${here(place.job)}: ${missing.length} of ${parts.length} parts are missing or damaged (${workers.slice(0, shown).join(', ')}${workers.length > shown ? ', …' : ''}); nothing was computed.`,
      ...missing.slice(0, shown).map((name) => `  ${name}`),
      ...(more > 0 ? [`  … and ${more} more`] : []),
      '  Submit the scenario again to compute them on the cluster, or add --compute-missing to compute them here.',
    ].join('\n'),
  );
}
