import * as z from 'zod';
import { JobError } from './job-error.ts';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const jobId = z.string().regex(/^[0-9]{1,18}$/);

const jobSchema = z.strictObject({
  format: z.literal(1),
  /** Version of odepth that submitted it. */
  odepth: z.string(),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  kind: z.string(),
  /** Of the resolved scenario, and of the code that computes. */
  digest,
  code: digest,
  scenario: z.strictObject({
    /** Absolute: files that the scenario names are beside it. */
    file: z.string(),
    text: z.string(),
    set: z.array(z.string()),
    quick: z.boolean(),
    /** As --data, absolute. */
    data: z.string().nullable(),
  }),
  workers: z.int().gte(1).lte(100_000),
  /** Worker threads of each. */
  threads: z.int().gte(1).lte(256),
  on: z.enum(['slurm', 'script']),
  /** Slurm's numbers of the job array and of the merge; null until it has given them. */
  slurm: z
    .strictObject({
      array: jobId.nullable(),
      merge: jobId,
      cluster: z
        .string()
        .regex(/^[\w.-]+$/)
        .nullable(),
    })
    .nullable(),
});

/** What was submitted: job.json. The scenario is kept as it was then, whatever becomes of its file. */
export type Job = Readonly<z.output<typeof jobSchema>>;

/** What the numbers of a job depend on, by their digests. */
export type Identity = Pick<Job, 'digest' | 'code'>;

/** What is no longer as it was when a job was submitted, a line each: none where nothing changed. */
export function changedSince(job: Identity, now: Identity): string[] {
  const line = (what: string, then: string, here: string) =>
    then === here ? [] : [`${what} changed: it was ${then.slice(0, 12)}, it is ${here.slice(0, 12)}`];
  return [
    ...line('the scenario', job.digest, now.digest),
    ...line('the code of odepth that computes', job.code, now.code),
  ];
}

export function encodeJob(job: Job): string {
  return `${JSON.stringify(job, null, 2)}\n`;
}

/** @param path of the file, for messages. @throws JobError where the text is none of ours */
export function decodeJob(text: string, path: string): Job {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new JobError(`${path}: this file is cut short or is no JSON; submit the scenario again.`);
  }
  const result = jobSchema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'the whole' : issue.path.join('.');
  throw new JobError(`${path}: ${where} is not as odepth writes it; submit the scenario again.`);
}

/** Names of the parts of a job, one a line, in the order in which they are shared out. */
export function encodeParts(names: readonly string[]): string {
  return `${names.join('\n')}\n`;
}

/** @throws JobError for a name that no part has */
export function decodeParts(text: string, path: string): string[] {
  const names = text.split('\n').slice(0, -1);
  const wrong = names.findIndex((name) => !/^[0-9a-f]{64}(\.[a-z0-9-]{1,32})+$/.test(name));
  if (names.length > 0 && text.endsWith('\n') && wrong < 0) return names;
  const where = wrong < 0 ? '' : `:${wrong + 1}`;
  throw new JobError(`${path}${where}: not a list of parts as odepth writes it; submit the scenario again.`);
}
