import type { Complaint } from './issue.ts';
import { quoted } from './quoted.ts';

/** What a field of a cluster profile is expected to be. */
export const expectedInProfile = {
  profile: () => 'a profile: a mapping with slurm',
  name: () => 'a name of letters, digits and . _ + - @ / , without spaces',
  time: () => 'minutes, or a time such as "1:30:00" or "2-12:00:00"',
  mem: () => 'megabytes, or a number with K, M, G or T such as 4G',
  gres: () => 'a resource such as gpu:1 or gpu:a100:2',
  option: () => 'one option of sbatch on one line, beginning with -, such as --qos=long',
  prologue: () => 'lines of shell that run before odepth, of printable characters',
};

/** The catalogue's sentences about cluster profiles. */
export const clusterComplaints = {
  ownOption: (option: string, why: string): Complaint => ({
    expected: 'options that odepth does not set itself',
    came: quoted(option),
    advice: why,
  }),
  shortTime: (came: string, leastMinutes: number): Complaint => ({
    expected: `at least ${leastMinutes} minutes`,
    came,
    advice: 'a worker is told one to two minutes before its time is up, and finishes the part that it is at',
  }),
  headerInPrologue: (line: string): Complaint => ({
    expected: 'lines of shell',
    came: `the header line ${quoted(line)}`,
    advice: 'write it as an option: extra: ["--qos=long"]',
  }),
};
