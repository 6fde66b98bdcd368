import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecordError, toRecordError } from '#odepth/record/error';
import { prepareFolder, recoverFolder } from '#odepth/record/folder';
import { filesOf } from '#odepth/record/leftovers';
import { readArrays, readManifest, readRecord } from '#odepth/record/read';
import { replaceFigures, writeRecord } from '#odepth/record/write';
import { contents } from './contents.ts';
import { row } from './rows.ts';

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'odepth-record-'));
  folder = join(parent, 'results', 'small', 'abababababab');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const siblings = () => readdirSync(join(folder, '..'));

describe('a record folder', () => {
  it('comes back as it was written', async () => {
    const written = contents();
    await writeRecord(folder, written);
    const record = await readRecord(folder);
    expect(record.rows).toEqual(written.summary.quantities);
    expect(record.verdicts).toEqual(written.summary.verdicts);
    expect(record.notes).toEqual(['one note']);
    expect(record.summary['networks']).toBe(500);
    expect(record.scenario).toEqual(written.scenario);
    expect(record.scenarioText).toBe(written.scenarioText);
    expect(record.manifest).toMatchObject({ name: 'small', version: '0.1.0', provenance: written.provenance });
    expect(await readArrays(folder)).toEqual(written.arrays);
  });

  it('holds the files that the manifest lists, with their sizes and digests, and nothing else beside it', async () => {
    await writeRecord(folder, contents());
    const { files } = await readManifest(folder);
    expect(await filesOf(folder)).toEqual([...files.map(({ path }) => path), 'manifest.json', 'runtime.json'].sort());
    for (const { path, bytes, sha256 } of files) {
      const content = readFileSync(join(folder, path));
      expect(content.length).toBe(bytes);
      expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
    }
    expect(siblings()).toEqual(['abababababab']);
  });

  it('is the same in every byte when written again, except runtime.json', async () => {
    await writeRecord(folder, contents());
    const other = join(parent, 'again');
    await writeRecord(other, { ...contents(), runtime: { seconds: 99 } });
    const differing = [];
    for (const file of await filesOf(folder))
      if (!readFileSync(join(folder, file)).equals(readFileSync(join(other, file)))) differing.push(file);
    expect(differing).toEqual(['runtime.json']);
  });

  it('may be read by others as far as the umask allows', async () => {
    await writeRecord(folder, contents());
    expect(statSync(folder).mode & 0o777).toBe(statSync(join(folder, '..')).mode & 0o777);
  });

  it('replaces an older record, keeps what the user put there, and leaves nothing behind', async () => {
    await writeRecord(folder, {
      ...contents(1),
      figures: [...contents().figures, { ...contents().figures[0]!, name: 'old' }],
    });
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    mkdirSync(join(folder, 'mine'));
    writeFileSync(join(folder, 'mine', 'more.txt'), 'mine too');
    await writeRecord(folder, contents(2));
    expect((await readRecord(folder)).rows[0]!.value).toBe(2);
    expect(existsSync(join(folder, 'figures', 'old.svg'))).toBe(false);
    expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
    expect(readFileSync(join(folder, 'mine', 'more.txt'), 'utf8')).toBe('mine too');
    expect(siblings()).toEqual(['abababababab']);
  });

  it('gets new figures and a new report without touching the rest', async () => {
    await writeRecord(folder, contents());
    const numbers = readFileSync(join(folder, 'summary.json'));
    const runtime = readFileSync(join(folder, 'runtime.json'));
    await replaceFigures(folder, [{ ...contents().figures[0]!, name: 'figure-b' }], 'new report');
    expect(readdirSync(join(folder, 'figures'))).toEqual(['figure-b.png', 'figure-b.svg', 'figure-b.vl.json']);
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toBe('new report');
    expect(readFileSync(join(folder, 'summary.json'))).toEqual(numbers);
    expect(readFileSync(join(folder, 'runtime.json'))).toEqual(runtime);
    expect((await readManifest(folder)).files.some(({ path }) => path === 'figures/figure-b.svg')).toBe(true);
    await expect(readRecord(folder)).resolves.toBeDefined();
  });

  it('can be read through a symbolic link', async () => {
    await writeRecord(folder, contents());
    symlinkSync(folder, join(parent, 'latest'));
    expect((await readRecord(join(parent, 'latest'))).rows[0]!.value).toBe(1);
  });

  it('may be reached through a relative path and an empty folder that is already there', async () => {
    mkdirSync(folder, { recursive: true });
    await writeRecord(`${parent}/./results/../results/small/abababababab/`, contents());
    expect((await readRecord(folder)).rows[0]!.value).toBe(1);
  });
});

describe('what a run has left that was killed while it put its record in', () => {
  const leave = async (mark: string) => {
    const leftover = join(folder, '..', `.abababababab.${mark}-12345678`);
    await writeRecord(folder, contents(1));
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    renameSync(folder, leftover);
  };

  it('comes back where the new record is not in yet', async () => {
    await leave('replaced');
    await recoverFolder(folder);
    expect((await readRecord(folder)).rows[0]!.value).toBe(1);
    expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
    expect(siblings()).toEqual(['abababababab']);
  });

  it("gives the user's files to the new record where that is in", async () => {
    await leave('replaced');
    await writeRecord(folder, contents(2));
    await recoverFolder(folder);
    expect((await readRecord(folder)).rows[0]!.value).toBe(2);
    expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
    expect(siblings()).toEqual(['abababababab']);
  });

  it('is removed where it is half of a new record', async () => {
    await leave('partial');
    await recoverFolder(folder);
    expect(siblings()).toEqual([]);
  });
});

describe('writing is refused with one clear message', () => {
  it('over a folder that is no record, before and after computing, and leaves it alone', async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'thesis.tex'), 'years of work');
    for (const attempt of [() => prepareFolder(folder), () => writeRecord(folder, contents())]) {
      await expect(attempt()).rejects.toThrow(RecordError);
      await expect(attempt()).rejects.toThrow(`${folder}: this folder is not empty and holds no record of odepth`);
    }
    expect(readdirSync(folder)).toEqual(['thesis.tex']);
    expect(siblings()).toEqual(['abababababab']);
  });

  it('where a part of the path is a file', async () => {
    writeFileSync(join(parent, 'results'), '');
    for (const attempt of [() => prepareFolder(folder), () => writeRecord(folder, contents())])
      await expect(attempt()).rejects.toThrow(/a part of the path is a file, not a folder; choose another folder/);
  });

  it.each([
    ['ENOSPC', 'the disk is full'],
    ['EDQUOT', 'the disk quota is used up'],
    ['EROFS', 'the file system is read-only'],
    ['EACCES', 'permission denied'],
    ['EPERM', 'the operation is not permitted'],
  ])('when the system answers %s', (code, words) => {
    const error = toRecordError(Object.assign(new Error(code), { code, path: '/x/y.csv' }), '/x', 'writing the record');
    expect(error.message).toMatch(new RegExp(`^/x/y.csv: writing the record failed: ${words}.*--out\\.$`));
  });

  it.skipIf(!existsSync('/dev/full'))('when a disk is really full (skipped where there is no /dev/full)', () => {
    let cause: unknown;
    try {
      writeFileSync('/dev/full', 'x');
    } catch (error) {
      cause = error;
    }
    expect(toRecordError(cause, folder, 'writing the record').message).toBe(
      `${folder}: writing the record failed: the disk is full; free some space or choose another folder with --out.`,
    );
  });
});

describe('a run killed while writing', () => {
  it('never leaves a half-written record: there is the old one, the new one or none', async () => {
    const summary = { ...contents().summary, quantities: [row()], verdicts: [] };
    const base = JSON.stringify({ ...contents(), summary, figures: [] });
    const script = `import { writeRecord } from '#odepth/record/write';
      const base = ${base};
      const report = 'x'.repeat(8e6);
      process.stdout.write('ready');
      for (let value = 1; ; value++) {
        base.summary.quantities[0].value = value;
        await writeRecord(process.argv[1], { ...base, report, arrays: new Map() });
      }`;
    for (let round = 0; round < 6; round++) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script, folder]);
      await new Promise((resolve) => child.stdout.once('data', resolve));
      await sleep(15 + 17 * round);
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('exit', resolve));
      if (existsSync(folder)) expect((await readRecord(folder)).rows[0]!.value).toBeGreaterThan(0);
    }
    await prepareFolder(folder);
    await writeRecord(folder, contents(7));
    expect((await readRecord(folder)).rows[0]!.value).toBe(7);
  });

  it('leaves folders that the next run ignores while they are young and removes once they are stale', async () => {
    await writeRecord(folder, contents());
    const [young, stale] = ['1111', '2222'].map((id) => join(folder, '..', `.abababababab.partial-${id}`));
    const other = join(folder, '..', '.cdcdcdcdcdcd.partial-3333');
    for (const path of [young!, stale!, other]) mkdirSync(path);
    for (const path of [stale!, other]) utimesSync(path, 1e9, 1e9);
    await prepareFolder(folder);
    expect(siblings().sort()).toEqual(['.abababababab.partial-1111', '.cdcdcdcdcdcd.partial-3333', 'abababababab']);
  });

  it('between moving the old record away and the new one in: the old one comes back', async () => {
    await writeRecord(join(folder, '..', '.abababababab.replaced-4444'), contents(4));
    utimesSync(join(folder, '..', '.abababababab.replaced-4444'), 1e9, 1e9);
    await prepareFolder(folder);
    expect(siblings()).toEqual(['abababababab']);
    expect((await readRecord(folder)).rows[0]!.value).toBe(4);
  });
});

describe('reading refuses, and says what to do,', () => {
  it('a folder that is no record', async () => {
    await expect(readRecord(parent)).rejects.toThrow('this is not a record of odepth (it holds no manifest.json)');
    await expect(readRecord(join(parent, 'nowhere'))).rejects.toThrow('Name the folder that `odepth run` printed');
  });

  it.each(['summary.json', 'series.csv', 'scenario.json', 'scenario.yaml'])('a changed %s', async (file) => {
    await writeRecord(folder, contents());
    appendFileSync(join(folder, file), ' ');
    await expect(readRecord(folder)).rejects.toThrow(
      `${join(folder, file)}: the record is damaged: its SHA-256 is not`,
    );
  });

  it('a missing file', async () => {
    await writeRecord(folder, contents());
    rmSync(join(folder, 'series.csv'));
    await expect(readRecord(folder)).rejects.toThrow(
      `${join(folder, 'series.csv')}: reading the record failed: there is no such file or folder.`,
    );
  });

  it.each([
    ['no JSON', 'not json', 'the record is damaged'],
    ['a list', '[]', 'it is no JSON object'],
    [
      'missing members',
      '{"recordFormat": 1, "files": []}',
      'name, kind, digest, version, provenance or files is missing',
    ],
    ['a newer format', '{"recordFormat": 2}', 'record format 2 is not known; this version of odepth reads format 1'],
  ])('a manifest with %s', async (_, text, message) => {
    await writeRecord(folder, contents());
    writeFileSync(join(folder, 'manifest.json'), text);
    await expect(readRecord(folder)).rejects.toThrow(RecordError);
    await expect(readRecord(folder)).rejects.toThrow(message);
  });
});
