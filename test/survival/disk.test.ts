import { execFileSync } from 'node:child_process';
import { mkdir, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { bytesOf, odepth, start, temporaryFolder } from '../cli/odepth.ts';
import { scenario, shardsAre, shardsIn } from './shards.ts';

/** Only the superuser may make a small disk. */
const mayMount = (() => {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return process.getuid?.() === 0;
  } catch {
    return false;
  }
})();

async function smallDisk(): Promise<string> {
  const folder = join(await temporaryFolder(), 'disk');
  await mkdir(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder]);
  onTestFinished(() => void execFileSync('umount', [folder]));
  await writeFile(join(folder, 's.yaml'), scenario);
  return folder;
}

const run = ['run', 's.yaml', '--out', 'r', '--workers', '1'];

it.skipIf(!mayMount)(
  'a disk that fills up ends a run with what is finished kept, and room lets it go on (skipped where no disk can be mounted)',
  async () => {
    const folder = await smallDisk();
    const running = start(run, folder);
    await shardsAre(folder, 1);
    const { bavail, bsize } = await statfs(folder);
    await writeFile(join(folder, 'filler'), Buffer.alloc(bavail * bsize));
    const full = await running.finished;
    expect(full.code).toBe(4);
    expect(full.stderr).toMatch(/keeping a part failed: the disk is full; free some space/);
    const kept = await shardsIn(folder);
    expect(kept.length).toBeGreaterThanOrEqual(1);
    expect(await readdir(join(folder, 'r'))).toEqual(['unfinished.json']);
    const again = await odepth(run, folder);
    expect([again.code, again.stderr]).toEqual([4, expect.stringContaining('the disk is full')]);
    await rm(join(folder, 'filler'));
    expect((await odepth(run, folder)).code).toBe(0);
    expect(await shardsIn(folder)).toEqual(expect.arrayContaining(kept));
    expect(Object.keys(await bytesOf(join(folder, 'r')))).toContain('summary.json');
  },
  120_000,
);

it.skipIf(!mayMount)(
  'a read-only disk is refused before anything is computed (skipped where no disk can be mounted)',
  async () => {
    const folder = await smallDisk();
    execFileSync('mount', ['-o', 'remount,ro', folder]);
    const { code, stderr } = await odepth(run, folder);
    expect(code).toBe(4);
    expect(stderr).toContain('writing here failed: the file system is read-only; choose another folder with --out.');
  },
  60_000,
);
