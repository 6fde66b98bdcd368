import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mergeScript, shellLines, workerScript } from '../cluster/batch-script.ts';
import { changedSince, type Job } from '../cluster/job.ts';
import { alone, type KeptJob, partsThere, placeBeside, readJob, removeParts, writeJob } from '../cluster/job-folder.ts';
import { parseProfile, plainProfile } from '../cluster/profile.ts';
import { defaultWorkers, shareProgress, workersWithWork } from '../cluster/work-list.ts';
import { prepareFolder } from '../record/folder.ts';
import { type BegunWith, markUnfinished } from '../record/unfinished.ts';
import { readText } from '../scenario/read.ts';
import { codeDigest } from './code-digest.ts';
import { exitCode } from './exit-code.ts';
import { CommandError } from './failure.ts';
import { finishedRecord } from './finished.ts';
import { isQueued, jobState } from './job-state.ts';
import { type LoadedScenario, type LoadOptions, loadScenario } from './load.ts';
import { refuseOtherRun } from './resume.ts';
import { here } from './status.ts';
import type { Submission } from './submission.ts';
import { submitToSlurm } from './submit-to-slurm.ts';
import { packageRoot, version } from './version.ts';
import { workerCount } from './worker-count.ts';

export interface SubmitOptions extends LoadOptions {
  readonly on: 'slurm' | 'script';
  readonly out?: string;
  readonly workers?: string;
  readonly threads?: string;
  readonly profile?: string;
  readonly dryRun?: boolean;
  readonly fresh?: boolean;
}

/** `odepth submit`: a scenario as a job of several workers, of which what is missing is submitted. */
export async function submit(file: string, options: SubmitOptions): Promise<number> {
  if (options.profile !== undefined && options.on !== 'slurm')
    throw new CommandError(exitCode.badInput, 'odepth: --profile: only --on slurm has batch scripts with a header.');
  const profile =
    options.profile === undefined
      ? plainProfile
      : parseProfile(await readText(options.profile, 'profile file'), options.profile);
  const wanted = await wantedJob(file, options);
  const { place, job } = wanted;
  if (!options.fresh && (await finishedRecord(place.record, job.digest, job.code)) !== null) {
    process.stdout.write(`${here(place.record)}: complete; nothing to do, --fresh computes it again\n`);
    return exitCode.ok;
  }
  const settings = { name: job.name, command: ownCommand(), job: place.job, threads: job.threads, profile };
  if (options.dryRun) {
    await refuseRunning(wanted, options);
    process.stdout.write(dryRun({ kept: wanted, settings, workers: await idleWorkers(wanted, options) }, options.on));
    return exitCode.ok;
  }
  await prepareFolder(place.record);
  return alone(place, async () => {
    const before = await refuseRunning(wanted, options);
    await markUnfinished(place.record, begunWith(job));
    if (options.fresh) await removeParts(place, [...(before?.parts ?? []), ...wanted.parts]);
    const submission = { kept: wanted, settings, workers: await idleWorkers(wanted, options) };
    if (options.on === 'slurm') return submitToSlurm(submission);
    await writeJob(wanted);
    process.stdout.write(`${shellLines(settings, submission.workers).join('\n')}\n`);
    process.stderr.write(scriptAdvice(submission));
    return exitCode.ok;
  });
}

/** The job that the arguments ask for. @throws CommandError, SharingError where the scenario cannot be shared out */
async function wantedJob(file: string, options: SubmitOptions): Promise<KeptJob> {
  const loaded = await loadScenario(file, options);
  const { scenario, digest, kind, text, locate } = loaded;
  const { seconds, refusals } = await kind.predictCost(scenario, options.data);
  if (refusals.length > 0)
    throw new CommandError(exitCode.notComputed, refusals.map((why) => `odepth: ${file}: ${why}`).join('\n'));
  const code = codeDigest();
  const parts = await partsOf(file, loaded, { code, locate, dataFolder: options.data });
  const place = placeBeside(options.out ?? join('results', scenario.name, digest.slice(0, 12)));
  const before = await readJob(place);
  const threads = workerCount(options.threads ?? `${before?.job.threads ?? 1}`, undefined, '--threads');
  const workers =
    workersAsked(options.workers) ?? before?.job.workers ?? defaultWorkers(seconds, parts.length, threads);
  const job: Job = {
    ...{ format: 1, odepth: version(), name: scenario.name, kind: scenario.kind, digest, code },
    scenario: {
      ...{ file: resolve(file), text, set: [...options.set], quick: options.quick ?? false },
      data: options.data === undefined ? null : resolve(options.data),
    },
    ...{ workers: Math.min(workers, parts.length), threads, on: options.on, slurm: null },
  };
  return { place, job, parts };
}

type PartsHost = Parameters<NonNullable<Awaited<ReturnType<LoadedScenario['kind']['load']>>['partNames']>>[2];

async function partsOf(
  file: string,
  { scenario, digest, kind }: LoadedScenario,
  host: PartsHost,
): Promise<readonly string[]> {
  const study = kind.shares ? await kind.load() : null;
  if (study?.partNames) return study.partNames(scenario, digest, host);
  throw new CommandError(
    exitCode.badInput,
    `odepth: ${file}: a study of kind ${kind.kind} is one computation, which cannot be shared out among workers; odepth run computes it, with --workers threads.`,
  );
}

const mostWorkers = 1000;

function workersAsked(option: string | undefined): number | null {
  if (option === undefined) return null;
  const count = Number(option);
  if (/^\d+$/.test(option) && count >= 1 && count <= mostWorkers) return count;
  throw new CommandError(
    exitCode.badInput,
    `odepth: --workers: expected an integer from 1 to ${mostWorkers}, came "${option}".`,
  );
}

function begunWith({ name, kind, digest, code, odepth }: Job): BegunWith {
  return { name, kind, digest, code, version: odepth };
}

/**
 * The job that was there before, if any.
 * @throws CommandError where it is running, or where something else was begun here that is not to be replaced
 */
async function refuseRunning({ place, job }: KeptJob, { fresh }: SubmitOptions): Promise<KeptJob | null> {
  const before = await readJob(place);
  if (before !== null) await refuseQueued(before);
  const changed = before === null || fresh ? [] : changedSince(before.job, job);
  if (changed.length > 0)
    throw new CommandError(
      exitCode.badInput,
      [
        `odepth: ${here(place.job)}: a job was begun here, and is not the same:`,
        ...changed.map((line) => `  ${line}`),
        '  --fresh starts over, --out names another folder.',
      ].join('\n'),
    );
  if (!fresh) await refuseOtherRun(place.record, begunWith(job));
  return before;
}

/** @throws CommandError where Slurm has the job, or does not say */
async function refuseQueued(before: KeptJob): Promise<void> {
  const state = await jobState(before);
  const folder = here(before.place.job);
  if (state.silence !== null)
    throw new CommandError(
      exitCode.notComputed,
      `odepth: ${folder}: whether this job is still running is not known: ${state.silence}`,
    );
  if (isQueued(state))
    throw new CommandError(
      exitCode.badInput,
      `odepth: ${folder}: already submitted as ${state.queue?.ids.toReversed().join(' and ')}, ${state.there} of ${before.parts.length} parts are there; ` +
        'odepth status shows how far it is, odepth cancel takes it out of the queue.',
    );
}

/** Workers with parts to compute; with `fresh`, all of them. */
async function idleWorkers({ place, job, parts }: KeptJob, { fresh }: SubmitOptions): Promise<number[]> {
  const there = fresh ? new Set<string>() : await partsThere(place);
  return workersWithWork(shareProgress(parts, job.workers, there));
}

/** How the shell starts this very odepth. */
function ownCommand(): string[] {
  return [process.execPath, fileURLToPath(new URL('dist/cli/main.js', packageRoot))];
}

function dryRun({ settings, workers }: Submission, on: SubmitOptions['on']): string {
  if (on === 'script') return `${shellLines(settings, workers).join('\n')}\n`;
  const { job } = settings;
  return [
    ...(workers.length === 0 ? [] : [`# ${join(job, 'batch.sh')}`, workerScript(settings, workers)]),
    ...[`# ${join(job, 'merge.sh')}`, mergeScript(settings)],
    '# Submitted from that folder:',
    ...(workers.length === 0 ? [] : ['# sbatch --parsable batch.sh']),
    workers.length === 0 ? '# sbatch --parsable merge.sh' : '# sbatch --parsable --dependency=afterany:NUMBER merge.sh',
    '',
  ].join('\n');
}

function scriptAdvice({ kept: { place, job, parts }, workers }: Submission): string {
  const what =
    workers.length === 0
      ? `all ${parts.length} parts are there, and the line merges them`
      : `${parts.length} parts for ${job.workers} workers, ${workers.length} of which have something to do; the last line merges, when all others are done`;
  return `odepth: ${what}. odepth status ${here(place.job)} shows how far it is.\n`;
}
