import * as z from 'zod';
import { clusterComplaints, expectedInProfile } from '../scenario/cluster-messages.ts';
import { block, list, text } from '../scenario/fields.ts';
import { IssueList } from '../scenario/issue.ts';
import { type Origin, placeOf, plainValue } from '../scenario/located.ts';
import { complaint } from '../scenario/message-catalogue.ts';
import { addSchemaIssues } from '../scenario/schema-issues.ts';
import { parseYaml } from '../scenario/yaml-text.ts';
import { minutesOf } from './time-limit.ts';

/** Shortest time limit, minutes: workers are told one to two minutes before its end. */
const leastMinutes = 5;

/** Text of one line without control characters, of a given form. */
const line = (meaning: string, phrase: string, form: RegExp, most = 200) =>
  z
    .string({ error: `${phrase} (${meaning})` })
    .max(most, { error: `${phrase} (${meaning})` })
    .regex(form, { error: `${phrase} (${meaning})` })
    .describe(meaning);

/** A line of such a form, or a whole number, which is taken as its digits. */
const lineOrNumber = (meaning: string, phrase: string, form: RegExp) => {
  const error = `${phrase} (${meaning})`;
  return z.union([z.int({ error }).gte(1, { error }).lte(1e9, { error }), line(meaning, phrase, form)], { error });
};

const name = /^[\w.+@/,-]+$/;

const slurm = block('what every job of the cluster is submitted with; every field may be left out', {
  partition: line('the partition, or several with commas', expectedInProfile.name(), name).optional(),
  account: line('the account that is charged', expectedInProfile.name(), name).optional(),
  time: lineOrNumber('time limit of a worker', expectedInProfile.time(), /^(\d+-)?\d+(:\d\d){0,2}$/).optional(),
  gres: line('generic resources', expectedInProfile.gres(), /^[\w:.,()*=+-]+$/).optional(),
  mem: lineOrNumber('memory of a worker', expectedInProfile.mem(), /^\d+[KMGT]?$/i).optional(),
  extra: list(
    'further options of sbatch',
    'options',
    line('a further option', expectedInProfile.option(), /^-[!-~]+([ =][ -~]+)?$/, 500),
    0,
    50,
  ).default([]),
  prologue: text('lines of shell that run before odepth, such as module load nodejs', 10_000)
    .regex(/^[\t\n\r\x20-\u{10ffff}]*$/u, { error: expectedInProfile.prologue() })
    .optional(),
});

const profileSchema = block('how jobs are submitted to a cluster', { slurm });

/** The header and the prologue of batch scripts, which are the user's. */
export type SlurmProfile = z.output<typeof slurm>;

/** Nothing but the cluster's defaults. */
export const plainProfile: SlurmProfile = { extra: [] };

/** Options that odepth sets itself, or takes from a field, and why they are not among further ones. */
const ownOptions: readonly { readonly names: readonly string[]; readonly why: string }[] = [
  { names: ['-a', '--array'], why: 'the number of workers is set by --workers' },
  { names: ['-c', '--cpus-per-task'], why: 'the threads of a worker are set by --threads' },
  { names: ['-n', '--ntasks'], why: 'a worker is one task; --workers sets how many there are' },
  { names: ['-o', '--output', '-e', '--error', '--open-mode'], why: 'logs are kept in the folder of the job' },
  {
    names: ['-d', '--dependency', '--requeue', '--no-requeue', '--signal', '-W', '--wait', '--wrap', '-D', '--chdir'],
    why: 'odepth relies on its own setting',
  },
  {
    names: ['-p', '--partition', '-A', '--account', '-t', '--time', '--gres', '--mem'],
    why: 'it has a field of its own: partition, account, time, gres, mem',
  },
];

/** Why an option is not for the user to set; undefined for all others. sbatch takes long names cut short as well. */
function reservation(option: string): string | undefined {
  const [given = ''] = /^(--[^=\s]+|-.)/.exec(option) ?? [];
  return ownOptions.find(({ names }) =>
    names.some((name) => (given.startsWith('--') ? name.startsWith(given) : name === given)),
  )?.why;
}

/**
 * Reads a profile: YAML with one block `slurm`.
 * @param file its name in messages
 * @throws ScenarioError with every issue found, at its line and column
 */
export function parseProfile(content: string, file: string): SlurmProfile {
  const origin: Origin = { name: file, text: content, hasLines: true, rank: 0 };
  const root = parseYaml(origin);
  const issues = new IssueList();
  if (root.type !== 'mapping') {
    issues.add(root.span, [], complaint.wrongValue(expectedInProfile.profile(), root, null));
    issues.throwIfAny();
  }
  const value = plainValue(root);
  addSchemaIssues(profileSchema, root, value, issues);
  issues.throwIfAny();
  const profile = profileSchema.parse(value).slurm;
  const refuse = (path: (string | number)[], words: ReturnType<(typeof clusterComplaints)['ownOption']>) =>
    issues.add(placeOf(root, path).span, path, words);

  for (const [i, option] of profile.extra.entries()) {
    const why = reservation(option);
    if (why !== undefined) refuse(['slurm', 'extra', i], clusterComplaints.ownOption(option, why));
  }
  if (profile.time !== undefined && minutesOf(`${profile.time}`) < leastMinutes) {
    refuse(['slurm', 'time'], clusterComplaints.shortTime(`${profile.time}`, leastMinutes));
  }
  const header = profile.prologue?.split('\n').find((shell) => /^\s*#(SBATCH|PBS|BSUB)\b/i.test(shell));
  if (header !== undefined) refuse(['slurm', 'prologue'], clusterComplaints.headerInPrologue(header.trim()));
  issues.throwIfAny();
  return profile;
}
