import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  exactRichness,
  leading,
  orthogonal,
  type Written,
  writeArchive,
  writeArrays,
} from '../study/richness/arrays.ts';
import { bytesOf, odepth, temporaryFolder } from './odepth.ts';

const rows = 200;
const deviations = [1, 0.7, 0.4];
const label: Written = { rows, columns: 1, value: (i) => i % 2 };

async function folderOfArrays(): Promise<string> {
  const folder = await temporaryFolder();
  writeArrays(folder, {
    'features.npy': orthogonal(rows, deviations),
    'outputs.npy': leading(rows, 2),
    'labels.npy': label,
    'runs/step-1/f.npy': orthogonal(rows, [1, 1, 1]),
    'runs/step-1/o.npy': leading(rows, 2),
    'runs/step-2/f.npy': orthogonal(rows, [1, 1, 0.1]),
    'runs/step-2/o.npy': leading(rows, 2),
  });
  writeArchive(join(folder, 'dump.npz'), { phi: orthogonal(rows, deviations), f: leading(rows, 2) });
  return folder;
}

describe('odepth richness', () => {
  it('prints what it measures with errors and meanings, and writes nothing', async () => {
    const folder = await folderOfArrays();
    const before = await readdir(folder);
    const { code, stdout, stderr } = await odepth(
      ['richness', 'features.npy', 'outputs.npy', '--labels', 'labels.npy'],
      folder,
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const value = exactRichness(deviations, 2).toFixed(2);
    expect(stdout).toMatch(new RegExp(`D_LR, centre-then-project +${value}\\d* ± 0\\.\\d+ +dynamical richness`));
    for (const quantity of ['accuracy', 'NC1', 'NC2', 'rank']) expect(stdout).toContain(`\n${quantity}`);
    expect(stdout).toContain('200 rows in 20 blocks, 3 features, 2 outputs');
    expect(await readdir(folder)).toEqual(before);
  });

  it('prints a summary as JSON, arrays of an archive and the other estimator included', async () => {
    const folder = await folderOfArrays();
    const args = ['richness', 'dump.npz:phi', 'dump.npz:f', '--estimator', 'project-then-centre', '--spectrum', '2'];
    const { code, stdout } = await odepth([...args, '--json'], folder);
    expect(code).toBe(0);
    const { kind, quantities } = JSON.parse(stdout);
    expect(kind).toBe('richness');
    expect(quantities[0]).toMatchObject({ quantity: 'D_LR', component: 'project-then-centre', source: 'measured' });
    expect(quantities[0].value).toBeCloseTo(exactRichness(deviations, 2), 12);
    const strengths = quantities.filter(({ quantity }: { quantity: string }) => quantity === 'relativeEigenvalue');
    expect(strengths.map(({ value }: { value: number }) => Number(value.toFixed(12)))).toEqual([1, 0.49]);
  });

  it('writes a record that can be measured again, from another folder', async () => {
    const folder = await folderOfArrays();
    const first = await odepth(['richness', 'features.npy', 'outputs.npy', '--out', 'elsewhere/one'], folder);
    expect(first.code).toBe(0);
    const record = join(folder, 'elsewhere', 'one');
    expect(existsSync(join(record, 'figures', 'spectrum.png'))).toBe(true);
    const report = readFileSync(join(record, 'report.html'), 'utf8');
    expect(report).toContain('register_forward_pre_hook');
    expect(report).toContain('SHA-256');
    const other = await temporaryFolder();
    const again = ['run', join(record, 'scenario.yaml'), '--data', folder, '--out', 'two'];
    expect(await odepth(again, other)).toMatchObject({ code: 0, stderr: '' });
    expect(await bytesOf(join(other, 'two'))).toEqual(await bytesOf(record));
  });

  it('follows a series over training steps', async () => {
    const folder = await folderOfArrays();
    const { code, stdout } = await odepth(['richness', 'runs/step-*/f.npy', 'runs/step-*/o.npy'], folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^1 +0\.18\d* ± /m);
    expect(stdout).toMatch(/^2 +0\.0000\d* ± /m);
    expect(stdout).toContain('note: S_init compares with step 1, the first there is.');
  });

  it('prints what the README shows', async () => {
    const root = join(import.meta.dirname, '..', '..');
    const shown = /```text\n(Quantity[\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8'))![1]!;
    const array = (name: string) => `scenarios/richness/known-richness.npz:${name}`;
    const args = [array('features'), array('outputs'), '--labels', array('labels'), '--initial', array('initial')];
    const { stdout } = await odepth(['richness', ...args], root);
    expect(stdout).toContain(shown);
  });

  const cut = (file: string) => truncateSync(file, readFileSync(file).length - 8);
  const nan: Written = { ...orthogonal(rows, deviations), value: (i, j) => (i === 5 && j === 1 ? Number.NaN : i + j) };
  const refusals: [string, readonly string[], string, ((folder: string) => void)?][] = [
    [
      'a file that is not there',
      ['feature.npy', 'outputs.npy'],
      'FEATURES: expected features in a file.npy, or as file.npz:name, came no such file\n   | feature.npy',
    ],
    [
      'a truncated file',
      ['features.npy', 'outputs.npy'],
      'needs 4800 bytes of data; the file holds 4792',
      (folder) => cut(join(folder, 'features.npy')),
    ],
    [
      'NaN',
      ['features.npy', 'outputs.npy'],
      'features.npy: expected finite numbers, came NaN in row 5, column 1 (counted from 0)',
      (folder) => writeArrays(folder, { 'features.npy': nan }),
    ],
    [
      'constant outputs',
      ['features.npy', 'outputs.npy'],
      'outputs',
      (folder) => writeArrays(folder, { 'outputs.npy': { rows, columns: 2, value: () => 3 } }),
    ],
    [
      'labels of another length',
      ['features.npy', 'outputs.npy', '--labels', 'labels.npy'],
      '--labels: expected as many rows in labels.npy as in features.npy: 200, came 90',
      (folder) => writeArrays(folder, { 'labels.npy': { ...label, rows: 90 } }),
    ],
    ['patterns that the shell filled in', ['a.npy', 'b.npy', 'c.npy', 'd.npy'], 'came 4.\n  Put a pattern in quotes'],
    [
      'an option that is no number',
      ['features.npy', 'outputs.npy', '--blocks', 'many'],
      '--blocks: expected auto or an integer from 2 to 1000',
    ],
  ];
  it.each(refusals)('refuses %s', async (_, args, message, prepare) => {
    const folder = await folderOfArrays();
    prepare?.(folder);
    const { code, stdout, stderr } = await odepth(['richness', ...args], folder);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('refuses --data for a scenario that reads no data', async () => {
    const folder = await temporaryFolder();
    writeFileSync(
      join(folder, 'flow.yaml'),
      'format: 1\nkind: geodesic-flow\nname: flow\npurpose: p\nmodel: {effectiveDepth: 2, width: 2, activation: identity, bias: false}\n' +
        'initial: {A: [[1, 0], [0, 1]], B: [[0.5, 0], [0, 0.5]]}\nintegrator: {method: odex}\n',
    );
    const { code, stderr } = await odepth(['check', 'flow.yaml', '--data', '.'], folder);
    expect(stderr).toContain('--data: a scenario of kind geodesic-flow reads no data there');
    expect(code).toBe(2);
  });
});
