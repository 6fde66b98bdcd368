import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changedSince, decodeJob, decodeParts, encodeJob, encodeParts, type Job } from '#odepth/cluster/job';
import { alone, findJob, type KeptJob, placeBeside, readJob, writeJob } from '#odepth/cluster/job-folder';
import { parseQueue, queueOf, stateText } from '#odepth/cluster/queue';
import { temporaryFolder } from '../cli/odepth.ts';

const job: Job = {
  format: 1,
  odepth: '0.1.0',
  name: 'my-run',
  kind: 'kernel',
  digest: 'a'.repeat(64),
  code: 'b'.repeat(64),
  scenario: { file: '/home/x/my run.yaml', text: 'name: my-run\n', set: ['seed=4'], quick: false, data: null },
  workers: 3,
  threads: 2,
  on: 'slurm',
  slurm: { array: '12', merge: '15', cluster: null },
};
const parts = ['1', '2', '3', '4'].map((digit) => `${digit.repeat(64)}.shard`);

describe('the files of a job', () => {
  it('are read back as they were written', () => {
    expect(decodeJob(encodeJob(job), 'job.json')).toEqual(job);
    expect(decodeParts(encodeParts(parts), 'parts.txt')).toEqual(parts);
  });

  it('are refused when they are cut short or changed, by name and with what to do', () => {
    const text = encodeJob(job);
    expect(() => decodeJob(text.slice(0, -20), 'x/job.json')).toThrow(/^x\/job.json: .* submit the scenario again/);
    expect(() => decodeJob(text.replace('"workers": 3', '"workers": 0'), 'x/job.json')).toThrow('workers is not as');
    expect(() => decodeJob('null', 'x/job.json')).toThrow('the whole is not as');
    expect(() => decodeParts(encodeParts(parts).slice(0, -3), 'x/parts.txt')).toThrow('x/parts.txt: not a list');
  });

  it('name no part outside the folder of parts', () => {
    for (const name of ['../../etc/passwd', `${'1'.repeat(64)}/x.shard`, `/${parts[0]}`, '']) {
      expect(() => decodeParts(encodeParts([parts[0]!, name]), 'parts.txt'), name).toThrow('parts.txt:2: not a list');
    }
  });

  it('say which of scenario and code changed', () => {
    const other = 'c'.repeat(64);
    expect(changedSince(job, job)).toEqual([]);
    expect(changedSince(job, { ...job, digest: other })).toEqual([
      'the scenario changed: it was aaaaaaaaaaaa, it is cccccccccccc',
    ]);
    expect(changedSince(job, { ...job, code: other })).toEqual([
      'the code of odepth that computes changed: it was bbbbbbbbbbbb, it is cccccccccccc',
    ]);
    expect(changedSince(job, { digest: other, code: other })).toHaveLength(2);
  });
});

describe('the folder of a job', () => {
  async function kept(): Promise<KeptJob> {
    return { place: placeBeside(join(await temporaryFolder(), 'record')), job, parts };
  }

  it('is found by its own name and by that of its record', async () => {
    const one = await kept();
    await writeJob(one, { 'batch.sh': '#!/bin/bash\n' });
    expect(await findJob(one.place.job)).toEqual(one);
    expect(await findJob(one.place.record)).toEqual(one);
    expect((await readdir(one.place.job)).sort()).toEqual(['batch.sh', 'job.json', 'logs', 'parts.txt']);
    await expect(findJob(join(one.place.job, 'logs'))).rejects.toThrow('no job was submitted here');
  });

  it('is no job before job.json is there, which comes last', async () => {
    const one = await kept();
    await mkdir(one.place.job, { recursive: true });
    await writeFile(join(one.place.job, 'parts.txt'), encodeParts(parts));
    expect(await readJob(one.place)).toBeNull();
  });

  it('lets one command submit at a time, and is free again when that has failed', async () => {
    const one = await kept();
    const inside = alone(one.place, async () => {
      await expect(alone(one.place, async () => 1)).rejects.toThrow('being submitted by another command');
      throw new RangeError('sbatch refused');
    });
    await expect(inside).rejects.toThrow('sbatch refused');
    expect(await alone(one.place, async () => 2)).toBe(2);
  });

  it('is written to the end, or not at all: nothing is left half written', async () => {
    const one = await kept();
    await writeJob(one);
    // A folder where a file is to go.
    await mkdir(join(one.place.job, 'merge.sh', 'x'), { recursive: true });
    await expect(writeJob({ ...one, job: { ...job, workers: 2 } }, { 'merge.sh': 'true\n' })).rejects.toThrow(
      'writing the job failed',
    );
    expect((await findJob(one.place.job)).job.workers).toBe(3);
    expect((await readdir(one.place.job)).filter((name) => name.includes('partial'))).toEqual([]);
    expect(await readFile(join(one.place.job, 'job.json'), 'utf8')).toBe(encodeJob(job));
  });
});

describe('what squeue prints', () => {
  const text = [
    '12|0|RUNNING|None|/x/.jobs/a',
    '12|2|PENDING|BeginTime|/x/.jobs/a',
    '15|N/A|PENDING|Dependency|/x/.jobs/a',
    '19|0|RUNNING|None|/x/.jobs/b',
    'slurm_load_jobs error: unexpected',
    '',
  ].join('\n');

  it('is the state of every worker and of the merge of one job, by the folder that it was submitted from', () => {
    const queue = queueOf('/x/.jobs/a', parseQueue(text));
    expect([...queue.workers.keys()]).toEqual([0, 2]);
    expect(stateText(queue.workers.get(0)!)).toBe('running');
    expect(stateText(queue.workers.get(2)!)).toBe('pending (BeginTime)');
    expect(stateText(queue.merge!)).toBe('pending (Dependency)');
    // The merge is cancelled first.
    expect(queue.ids).toEqual(['15', '12']);
    expect(queueOf('/x/.jobs/c', parseQueue(text))).toEqual({ workers: new Map(), merge: null, ids: [] });
  });
});
