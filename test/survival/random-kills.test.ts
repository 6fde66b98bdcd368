import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const sampler = join(import.meta.dirname, 'kill-sampling.mjs');
const kills = 25;
/** Longest time from the first new shard to the kill, ms: shards take about 5. */
const longest = 30;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'odepth-kills-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Sampled {
  /** Networks there at the first new shard, less that shard's. */
  readonly kept: number;
  /** Networks done when it last said so. */
  readonly done: number;
  /** What was sampled; null where it was killed. */
  readonly end: string | null;
}

/** @param life ms from the first new shard until it is killed; endless where it is not */
function sample(parts: string, life = Number.POSITIVE_INFINITY): Promise<Sampled> {
  const child = spawn(process.execPath, [sampler, parts], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk) => {
    if (text === '' && life < Number.POSITIVE_INFINITY) setTimeout(() => child.kill('SIGKILL'), life);
    text += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      // A line that was cut short says nothing.
      const lines = text.split('\n').slice(0, -1);
      const counts = lines.filter((line) => /^\d/.test(line)).map((line) => line.split(' ').map(Number));
      const end = lines.find((line) => line.startsWith('end')) ?? null;
      resolve({ kept: counts[0]?.[1] ?? 0, done: counts.at(-1)?.[0] ?? 0, end });
    });
  });
}

it(`${kills} SIGKILLs at random moments lose no finished shard, and the sums are those of an undisturbed run, bit for bit`, async () => {
  const whole = await sample(join(folder, 'whole'));
  const parts = join(folder, 'killed');
  let done = 0;
  let killed = 0;
  let state = 12345;
  for (; killed < kills; killed++) {
    state = (1103515245 * state + 12345) % 2 ** 31;
    const part = await sample(parts, (longest * state) / 2 ** 31);
    if (part.end !== null) break;
    expect(part.kept).toBeGreaterThanOrEqual(done);
    expect(part.done).toBeGreaterThan(part.kept);
    done = part.done;
  }
  expect(killed).toBe(kills);
  const last = await sample(parts);
  expect(last.kept).toBeGreaterThanOrEqual(done);
  expect(last.end).toBe(whole.end);
  expect(whole.end).toContain('end [3840,');
}, 300_000);

it('shards that were cut short or changed are sampled again, and only those', async () => {
  const parts = join(folder, 'whole');
  const names = (await readdir(parts)).sort();
  const contents = () => Promise.all(names.map((name) => readFile(join(parts, name))));
  const before = await contents();
  const whole = await sample(parts);
  expect(whole.kept).toBe(0);
  const [cut, flipped, emptied] = [3, 100, 200];
  await writeFile(join(parts, names[cut]!), before[cut]!.subarray(0, before[cut]!.length - 9));
  const changed = Uint8Array.from(before[flipped]!);
  changed[changed.length >> 1]! ^= 16;
  await writeFile(join(parts, names[flipped]!), changed);
  await writeFile(join(parts, names[emptied]!), '');
  const mended = await sample(parts);
  expect(mended.kept).toBe(16 * (240 - 3));
  expect(mended.end).toBe(whole.end);
  expect(await contents()).toEqual(before);
});
