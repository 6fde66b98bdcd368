import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { thisProcess } from '#odepth/cli/process-identity';
import { clearAfterKill, type LockContent, lockRecord } from '#odepth/cli/record-lock';
import { lockFileOf } from '#odepth/record/names';

let parent = '';
let record = '';
const said: string[] = [];
const patience = { beat: 20, silence: 200, say: (text: string) => void said.push(text) };
beforeEach(async () => {
  said.length = 0;
  parent = await mkdtemp(join(tmpdir(), 'odepth-lock-'));
  record = join(parent, 'record');
});
afterEach(() => rm(parent, { recursive: true }));

const held = (change: Partial<LockContent> = {}) =>
  writeFile(lockFileOf(record), JSON.stringify({ ...thisProcess(), id: 'other', beats: 3, ...change }));
const content = async (): Promise<LockContent> => JSON.parse(await readFile(lockFileOf(record), 'utf8'));
const isThere = () =>
  stat(lockFileOf(record)).then(
    () => true,
    () => false,
  );

describe('the lock of a record', () => {
  it('is held by one run at a time, and is free again when it is released', async () => {
    const first = await lockRecord(record, patience);
    await expect(lockRecord(record, patience)).rejects.toThrow(
      new RegExp(`^odepth: ${record}: another run is writing this record \\(process ${process.pid} on .*--out`),
    );
    await first.release();
    expect(await isThere()).toBe(false);
    await (await lockRecord(record, patience)).release();
  });

  it.each([
    ['of a process that is gone', { pid: 2 ** 22 + 1 }],
    ['of one whose number another has been given since', { start: '1' }],
  ])('%s is taken over at once', async (_, change) => {
    await held(change);
    const lock = await lockRecord(record, patience);
    expect((await content()).id).not.toBe('other');
    expect(said).toEqual([]);
    await lock.release();
  });

  it('that was cut short when its holder was killed is taken over', async () => {
    await writeFile(lockFileOf(record), '{"host": "a');
    await (await lockRecord(record, patience)).release();
    expect(await isThere()).toBe(false);
  });

  it('of a run on another machine is taken over once it has been silent for long', async () => {
    await held({ machine: 'elsewhere', host: 'node-7' });
    const lock = await lockRecord(record, patience);
    expect(said.join()).toContain('was locked by a run on node-7; looking for 0.2 s whether it is alive');
    expect((await content()).id).not.toBe('other');
    await lock.release();
  });

  it('of a run on another machine that counts it up is respected', async () => {
    await held({ machine: 'elsewhere', host: 'node-7' });
    let beats = 3;
    const beating = setInterval(() => void held({ machine: 'elsewhere', host: 'node-7', beats: ++beats }), 50);
    try {
      await expect(lockRecord(record, patience)).rejects.toThrow('on node-7');
    } finally {
      clearInterval(beating);
    }
  });

  it('is counted up while its holder is busy, and never in place of the lock of another', async () => {
    const lock = await lockRecord(record, patience);
    const { beats } = await content();
    // Nothing else runs on this thread meanwhile.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
    expect((await content()).beats).toBeGreaterThan(beats);
    await held();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    expect(await content()).toMatchObject({ id: 'other', beats: 3 });
    await lock.release();
    expect(await isThere()).toBe(true);
  });
});

describe('what a run that was killed after its record was in has left beside it', () => {
  const leave = async () => {
    await mkdir(record);
    await writeFile(join(record, 'summary.json'), 'new');
    await mkdir(join(parent, '.record.replaced-12345678'));
    await writeFile(join(parent, '.record.replaced-12345678', 'unfinished.json'), '');
  };

  it('is cleared once its lock is known to be nobody’s, and the record stays', async () => {
    await leave();
    await held({ pid: 2 ** 22 + 1 });
    await clearAfterKill(record, patience);
    expect(await readdir(parent)).toEqual(['record']);
    expect(await readFile(join(record, 'summary.json'), 'utf8')).toBe('new');
  });

  it.each([
    ['another run holds the lock', {}],
    ['its holder is on another machine', { machine: 'elsewhere' }],
  ])('stays where %s', async (_, change) => {
    await leave();
    await held(change);
    await clearAfterKill(record, patience);
    expect((await readdir(parent)).sort()).toEqual(['.record.lock', '.record.replaced-12345678', 'record']);
    expect(said).toEqual([]);
  });
});
