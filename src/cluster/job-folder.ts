import { mkdir, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { toRecordError } from '../record/error.ts';
import { partFolderOf } from '../record/part-store.ts';
import { isThere, writeWhole } from '../record/whole-file.ts';
import { decodeJob, decodeParts, encodeJob, encodeParts, type Job } from './job.ts';
import { JobError } from './job-error.ts';

/** Where a job and what belongs to it is. */
export interface JobPlace {
  /** Folder of the job: job.json, parts.txt, batch scripts, logs. */
  readonly job: string;
  readonly record: string;
  /** Folder of the parts, beside the record. */
  readonly parts: string;
}

/** A job that was submitted, with the names of its parts. */
export interface KeptJob {
  readonly place: JobPlace;
  readonly job: Job;
  readonly parts: readonly string[];
}

const jobs = '.jobs';

/** The places of the job that makes a record: a job beside it under the record's own name. */
export function placeBeside(record: string): JobPlace {
  const path = resolve(record);
  return { job: join(dirname(path), jobs, basename(path)), record: path, parts: partFolderOf(path) };
}

/**
 * The job that a user names by its own folder, or by that of its record.
 * @throws JobError where there is none; RecordError where it may not be read
 */
export async function findJob(folder: string): Promise<KeptJob> {
  const path = resolve(folder);
  const own = basename(dirname(path)) === jobs ? join(dirname(dirname(path)), basename(path)) : path;
  const found = await readJob(placeBeside(own));
  if (found !== null) return found;
  throw new JobError(
    `${folder}: no job was submitted here; name the folder of a job or of its record, as odepth submit printed it.`,
  );
}

/** What is kept of a job; null where nothing is. @throws JobError for damaged files; RecordError where they may not be read */
export async function readJob(place: JobPlace): Promise<KeptJob | null> {
  const [jobFile, partsFile] = [join(place.job, 'job.json'), join(place.job, 'parts.txt')];
  const text = await readIfThere(jobFile);
  if (text === null) return null;
  const job = decodeJob(text, jobFile);
  const names = await readIfThere(partsFile);
  if (names === null) throw new JobError(`${partsFile}: missing; submit the scenario again.`);
  return { place, job, parts: decodeParts(names, partsFile) };
}

/** Writes a job and its scripts by name, job.json last: a job that can be read is there as a whole. @throws RecordError */
export async function writeJob(
  { place, job, parts }: KeptJob,
  scripts: Readonly<Record<string, string>> = {},
): Promise<void> {
  try {
    await mkdir(join(place.job, 'logs'), { recursive: true });
    for (const [name, text] of Object.entries({ ...scripts, 'parts.txt': encodeParts(parts) }))
      await writeWhole(join(place.job, name), text);
    await writeWhole(join(place.job, 'job.json'), encodeJob(job));
  } catch (error) {
    throw toRecordError(error, place.job, 'writing the job');
  }
}

/** A folder by the name that a process in it sees. */
export async function realFolder(folder: string): Promise<string> {
  return realpath(folder).catch(() => folder);
}

/** Names of all parts that are there, by one look into their folder. */
export async function partsThere({ parts }: JobPlace): Promise<ReadonlySet<string>> {
  try {
    return new Set(await readdir(parts));
  } catch (error) {
    if (isMissing(error)) return new Set();
    throw toRecordError(error, parts, 'looking for kept parts');
  }
}

/** Takes parts away, whether they are there or not. @throws RecordError */
export async function removeParts({ parts }: JobPlace, names: readonly string[]): Promise<void> {
  try {
    for (const name of names) await rm(join(parts, name), { force: true });
  } catch (error) {
    throw toRecordError(error, parts, 'removing kept parts');
  }
}

/**
 * Does something while no other process does so for this job.
 * @throws JobError where another one is at it; what `action` throws
 */
export async function alone<Result>({ job }: JobPlace, action: () => Promise<Result>): Promise<Result> {
  const lock = join(job, 'submitting');
  try {
    await mkdir(job, { recursive: true });
    await mkdir(lock);
  } catch (error) {
    if (await isThere(lock))
      throw new JobError(`${lock}: this job is being submitted by another command; if none runs, remove this folder.`);
    throw toRecordError(error, job, 'writing the job');
  }
  try {
    return await action();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw toRecordError(error, path, 'reading the job');
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
