import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { markUnfinished, readUnfinished } from '#odepth/record/unfinished';

let parent = '';
let folder = '';
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'odepth-unfinished-'));
  folder = join(parent, 'record');
});
afterAll(() => rm(parent, { recursive: true }));

const begun = (digest: string) => ({ name: 'small', kind: 'kernel', digest, code: 'c'.repeat(64), version: '1.0.0' });

it('the note in an unfinished record is whole whenever it is read, also while another takes its place', async () => {
  await markUnfinished(folder, begun('0'));
  let marking = true;
  const seen = new Set<string | undefined>();
  const reading = (async () => {
    while (marking) seen.add((await readUnfinished(folder))?.digest);
  })();
  for (let k = 1; k <= 300; k++) await markUnfinished(folder, begun(`${k % 2}`));
  marking = false;
  await reading;
  expect([...seen].sort()).toEqual(['0', '1']);
  expect(await readdir(parent)).toEqual(['record']);
});

it('says so when it cannot be written, and leaves nothing', async () => {
  const file = join(parent, 'file');
  await writeFile(file, '');
  await expect(markUnfinished(file, begun('0'))).rejects.toThrow(
    /file: beginning a record failed: .*(not a folder|in the way)/,
  );
  expect((await readdir(parent)).sort()).toEqual(['file', 'record']);
});
