import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOf, odepth, start } from '../cli/odepth.ts';
import { folderWith, preload, scenario, shardBytes, shardsAre, shardsIn } from './shards.ts';

const run = ['run', 's.yaml', '--out', 'r', '--workers', '1'];

/** A wall clock that goes back and forth by years, in every thread. */
const jumpingClock = preload(`
  let calls = 0;
  const RealDate = Date;
  const shift = () => (++calls % 2 ? -1 : 1) * 3e11;
  globalThis.Date = class extends RealDate {
    constructor(...given) { super(...(given.length ? given : [RealDate.now() + shift()])); }
    static now() { return RealDate.now() + shift(); }
  };
`);

describe('a kernel run', () => {
  let whole: Record<string, string> = {};
  let shards: Record<string, string> = {};
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'odepth-whole-'));
    await writeFile(join(folder, 's.yaml'), scenario);
    expect((await odepth(['run', 's.yaml', '--out', 'r', '--workers', '2'], folder)).code).toBe(0);
    whole = await bytesOf(join(folder, 'r'));
    shards = await shardBytes(folder);
    expect(Object.keys(shards)).toHaveLength(4);
  }, 300_000);
  afterAll(() => rm(folder, { recursive: true }));

  it('goes on after SIGKILL, SIGINT and SIGTERM, refuses company, and ends with the bytes of an undisturbed one', async () => {
    const folder = await folderWith();
    const first = start(run, folder);
    await shardsAre(folder, 1);
    const second = await odepth(run, folder);
    expect(second.code).toBe(2);
    expect(second.stderr).toMatch(/^odepth: r: another run is writing this record \(process \d+ on /);
    first.kill('SIGKILL');
    expect((await first.finished).signal).toBe('SIGKILL');
    const kept = (await shardsIn(folder)).length;
    expect(kept).toBeLessThan(4);

    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      if ((await shardsIn(folder)).length > 2) break;
      const stopped = start(run, folder);
      await shardsAre(folder, kept + 1);
      stopped.kill(signal);
      const { code, stderr } = await stopped.finished;
      expect(code).toBe(130);
      expect(stderr).toMatch(/stopped after \d+ of 393232 networks; .*Run the same command again to go on from there/);
      expect(await readdir(join(folder, 'r'))).toContain('unfinished.json');
      const { provenance } = JSON.parse(await readFile(join(folder, 'r', 'manifest.json'), 'utf8'));
      expect(provenance.complete).toBe(false);
    }

    // A clock that jumps changes nothing.
    const last = await odepth(run, folder, jumpingClock);
    expect(last.code).toBe(0);
    expect(await bytesOf(join(folder, 'r'))).toEqual(whole);
    expect(await shardBytes(folder)).toEqual(shards);
    const again = await odepth(run, folder);
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('nothing to do')]);
    expect((await readdir(folder)).filter((name) => /lock|partial|replaced/.test(name))).toEqual([]);
  }, 300_000);

  it('merges the shards that are there, whichever run has left them', async () => {
    const folder = await folderWith();
    const { code } = await odepth([...run, '--set', 'sampling.networks=262160'], folder);
    expect(code).toBe(0);
    // The first two shards are those of the longer run.
    expect((await shardsIn(folder)).filter((name) => name in shards)).toHaveLength(2);
    expect((await odepth(run, folder)).code).toBe(0);
    expect(await bytesOf(join(folder, 'r'))).toEqual(whole);
    expect(await shardBytes(folder)).toMatchObject(shards);
  }, 300_000);
});

describe('an unfinished run', () => {
  it('says which changed, the scenario or the code, and is started over by --fresh alone', async () => {
    const folder = await folderWith(scenario.replace(/networks: \d+/, 'networks: 100000000'));
    const begun = start(run, folder);
    await shardsAre(folder, 1);
    begun.kill('SIGKILL');
    await begun.finished;
    const mark = join(folder, 'r', 'unfinished.json');
    const note = JSON.parse(await readFile(mark, 'utf8'));
    expect(note).toMatchObject({ name: 'survivor', kind: 'kernel', code: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const other = await odepth([...run, '--set', 'seed=6'], folder);
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('the scenario changed: it was begun with "survivor", kind kernel, digest');
    expect(other.stderr).not.toContain('the code that computes changed');
    await writeFile(mark, JSON.stringify({ ...note, code: '0'.repeat(64), version: '0.0.9' }));
    const older = await odepth(run, folder);
    expect(older.code).toBe(2);
    expect(older.stderr).toContain('the code that computes changed: it was begun by odepth 0.0.9, code 000000000000');
    expect(older.stderr).not.toContain('the scenario changed');
    expect(older.stderr).toContain('--fresh');
    expect(JSON.parse(await readFile(mark, 'utf8')).version).toBe('0.0.9');
    const fresh = await odepth([...run, '--fresh', '--set', 'sampling.networks=64'], folder);
    expect([fresh.code, fresh.stderr]).toEqual([0, '']);
    expect(await readdir(join(folder, 'r'))).not.toContain('unfinished.json');
  }, 300_000);
});
