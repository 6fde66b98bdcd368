import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PartFolder } from '#odepth/record/part-store';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'odepth-parts-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('gives back what was kept, replaces it, and leaves no other files', async () => {
  const parts = new PartFolder(join(folder, 'a'));
  expect(await parts.read('one.point')).toBeNull();
  await parts.write('one.point', Uint8Array.of(1, 2, 3));
  await parts.write('one.point', Uint8Array.of(4, 5));
  expect(await parts.read('one.point')).toEqual(Uint8Array.of(4, 5));
  expect(await readdir(join(folder, 'a'))).toEqual(['one.point']);
});

it('clears what earlier runs were killed in writing, and leaves what may still be written', async () => {
  const parts = join(folder, 'killed');
  await new PartFolder(parts).write('one.point', Uint8Array.of(1));
  for (const name of ['two.point.partial-11111111', 'three.point.partial-22222222', 'four.point'])
    await writeFile(join(parts, name), '');
  for (const name of ['two.point.partial-11111111', 'four.point']) await utimes(join(parts, name), 1e9, 1e9);
  await new PartFolder(parts).write('one.point', Uint8Array.of(1));
  expect((await readdir(parts)).sort()).toEqual(['four.point', 'one.point', 'three.point.partial-22222222']);
});

it('reads a part that was cut short or changed as absent', async () => {
  const parts = new PartFolder(folder);
  await parts.write('two.point', new TextEncoder().encode('a longer content'));
  const path = join(folder, 'two.point');
  const bytes = await readFile(path);
  await writeFile(path, bytes.subarray(0, bytes.length - 1));
  expect(await parts.read('two.point')).toBeNull();
  const flipped = Uint8Array.from(bytes);
  flipped[70]! ^= 1;
  await writeFile(path, flipped);
  expect(await parts.read('two.point')).toBeNull();
  await writeFile(path, '');
  expect(await parts.read('two.point')).toBeNull();
});

it('names the path and the reason when it cannot write', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(new PartFolder(join(folder, 'file')).write('x', Uint8Array.of(1))).rejects.toThrow(
    /file.*keeping a part failed: .*(not a folder|in the way)/,
  );
});
