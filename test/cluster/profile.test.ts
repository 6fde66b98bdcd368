import { describe, expect, it } from 'vitest';
import { parseProfile } from '#odepth/cluster/profile';
import { minutesOf } from '#odepth/cluster/time-limit';
import { ScenarioError } from '#odepth/scenario/issue';

/** What a profile is refused with. */
function complaints(text: string): string[] {
  try {
    parseProfile(text, 'profile.yaml');
  } catch (error) {
    if (error instanceof ScenarioError) return error.issues.map((issue) => issue.text);
    throw error;
  }
  return [];
}

describe('a cluster profile', () => {
  it('is read with all of its fields, numbers as well as texts', () => {
    const profile = parseProfile(
      [
        'slurm:',
        '  partition: short,long',
        '  account: phys.ode-1',
        '  time: 1-12:00:00',
        '  gres: gpu:a100:2',
        '  mem: 4000',
        '  extra: [--qos=long, "--constraint=avx512&ib", "-C skylake"]',
        '  prologue: |',
        '    module purge',
        '    module load nodejs/20',
        '',
      ].join('\n'),
      'profile.yaml',
    );
    expect(profile).toEqual({
      partition: 'short,long',
      account: 'phys.ode-1',
      time: '1-12:00:00',
      gres: 'gpu:a100:2',
      mem: 4000,
      extra: ['--qos=long', '--constraint=avx512&ib', '-C skylake'],
      prologue: 'module purge\nmodule load nodejs/20\n',
    });
    expect(parseProfile('slurm: {}', 'p').extra).toEqual([]);
  });

  it('is refused at line and column, with a suggestion, where a field is misspelt', () => {
    const [text] = complaints('slurm:\n  partiton: p\n');
    expect(text).toContain('profile.yaml:2:3: slurm.partiton: expected one of the fields account,');
    expect(text).toContain('did you mean partition?');
  });

  it('cannot hold two lines where one is meant: no value adds a line to the header', () => {
    for (const field of ['partition', 'account', 'time', 'gres', 'mem']) {
      const [text, ...more] = complaints(`slurm: {${field}: "a\\n#SBATCH --uid=0"}`);
      expect(text, field).toMatch(new RegExp(`^profile.yaml:1:\\d+: slurm.${field}: expected `));
      expect(more).toEqual([]);
    }
    expect(complaints('slurm: {extra: ["--qos=a\\n#SBATCH --uid=0"]}')[0]).toContain(
      'slurm.extra[0]: expected one option',
    );
    expect(complaints('slurm: {extra: ["--qos=a\\r#SBATCH --uid=0"]}')).toHaveLength(1);
    expect(complaints('slurm: {prologue: "true\\n #SBATCH --array=0-9"}')[0]).toContain('came the header line');
    expect(complaints('slurm: {prologue: "true\\0false"}')[0]).toContain('of printable characters');
  });

  it('leaves alone what odepth sets itself, in whatever way it is spelt', () => {
    const options = [
      '--array=0-3',
      '--arr=0-3',
      '-a0-3',
      '-d afterok:1',
      '--signal=TERM@5',
      '-W',
      '--out=x',
      '--mem=4G',
    ];
    for (const option of options) {
      expect(complaints(`slurm: {extra: ["${option}"]}`)[0], option).toContain(
        'expected options that odepth does not set',
      );
    }
    expect(complaints('slurm: {extra: ["--mem-per-cpu=2G", "--time-min=10", "--exclusive"]}')).toEqual([]);
  });

  it('has time enough to be told that it is running out', () => {
    expect(complaints('slurm: {time: 4}')[0]).toContain('expected at least 5 minutes, came 4');
    expect(complaints('slurm: {time: "4:59"}')[0]).toContain('expected at least 5 minutes');
    expect(complaints('slurm: {time: 5}')).toEqual([]);
    expect(complaints('slurm: {time: soon}')[0]).toContain('expected minutes, or a time');
  });

  it('is a mapping with slurm', () => {
    expect(complaints('- a')[0]).toContain('expected a profile: a mapping with slurm, came a list');
    expect(complaints('ensemble: {}').join()).toContain('came "ensemble"');
    expect(complaints('slurm: {mem: 0}')[0]).toContain('expected megabytes');
  });
});

describe('a time limit', () => {
  it('is read as Slurm reads it', () => {
    const minutes = ['30', '30:30', '1:30:00', '2-12', '2-12:30', '1-00:00:30'].map(minutesOf);
    expect(minutes).toEqual([30, 30.5, 90, 60 * 60, 60 * 60 + 30, 24 * 60 + 0.5]);
  });
});
