import { PartFolder } from '../record/part-store.ts';
import { exitCode } from './exit-code.ts';
import { CommandError } from './failure.ts';
import { interruption, type StopSignals } from './interruption.ts';
import { openJob } from './job.ts';
import { duration, ProgressDisplay } from './progress.ts';
import { workerCount } from './worker-count.ts';

export interface WorkOptions {
  readonly worker: string;
  readonly threads?: string;
}

/** Schedulers say it more than once, to a process and to its parent: only Ctrl-C insists. */
const ofScheduler: StopSignals = { ask: ['SIGTERM', 'SIGINT', 'SIGUSR1', 'SIGUSR2'], insist: ['SIGINT'] };

/** `odepth work`: one worker's share of the parts of a job, those that are not there yet. */
export async function work(folder: string, options: WorkOptions): Promise<number> {
  // Listening before anything is read: a signal that comes early must not be lost.
  const stop = interruption(process.stderr, ofScheduler);
  const began = performance.now();
  const now = () => (performance.now() - began) / 1000;
  const display = new ProgressDisplay(process.stderr, now);
  try {
    const { job, place, loaded } = await openJob(folder);
    const worker = workerIndex(options.worker, job.workers);
    const { scenario, digest, kind, locate } = loaded;
    const study = await kind.load();
    const result = await study.run(scenario, digest, {
      workers: workerCount(options.threads ?? `${job.threads}`, undefined, '--threads'),
      signal: stop.signal,
      now,
      report: display.report,
      parts: new PartFolder(place.parts),
      code: job.code,
      dataFolder: job.scenario.data ?? undefined,
      locate,
      refine: 0,
      share: { worker, of: job.workers },
    });
    display.close();
    if ('stopped' in result) {
      process.stderr.write(`odepth: worker ${worker}: ${result.stopped}\n`);
      return exitCode.toBeContinued;
    }
    if (!('shared' in result)) throw new RangeError('a study that was given a share answered with a record');
    const { done, of } = result.shared;
    process.stderr.write(
      `odepth: worker ${worker} of ${job.workers}: ${done} of ${of} parts are there, ${duration(now())}\n`,
    );
    if (done === of) return exitCode.ok;
    return stop.signal.aborted ? exitCode.toBeContinued : exitCode.notComputed;
  } finally {
    display.close();
    stop.release();
  }
}

function workerIndex(option: string, workers: number): number {
  const index = Number(option);
  if (/^\d+$/.test(option) && index < workers) return index;
  throw new CommandError(
    exitCode.badInput,
    `odepth: --worker: expected an integer from 0 to ${workers - 1} (the job has ${workers} workers), came "${option}".`,
  );
}
