import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { direction, writeStream } from '../study/depth-profile/streams.ts';
import { bytesOf, odepth, temporaryFolder } from './odepth.ts';

const samples = 60;
/** 4, 2, 1 equal directions. */
const halving = ([l, i, j]: readonly number[]) => (j! < 4 / 2 ** l! ? direction(samples, i!, j!) : 0) + j!;

async function folderOfStreams(): Promise<string> {
  const folder = await temporaryFolder();
  writeStream(folder, 'stream.npy', [3, samples, 4], halving);
  writeStream(folder, 'bad.npy', [3, samples, 4], (at) => (at.join() === '1,5,2' ? Number.NaN : halving(at)));
  for (const l of [0, 5, 10])
    writeStream(folder, `layers/layer-${l}.npy`, [samples, 4], ([i, j]) => halving([l / 5, i!, j!]));
  return folder;
}

describe('odepth rank', () => {
  it('prints ranks and drift of every layer with errors, and writes nothing', async () => {
    const folder = await folderOfStreams();
    const before = await readdir(folder);
    const { code, stdout, stderr } = await odepth(['rank', 'stream.npy'], folder);
    expect([stderr, code]).toEqual(['', 0]);
    expect(stdout).toMatch(/^0 +0 +4\.0\d+ ± 0\.\d+ .* 0\.29\d* ± 0\.\d+$/m);
    expect(stdout).toMatch(/^2 +1 +1\.0\d* /m);
    expect(stdout).toContain('stream: stream.npy, 3 layers x 60 samples x 4; 20 blocks');
    expect(await readdir(folder)).toEqual(before);
  });

  it('prints a summary as JSON with the layer as component, of files of one layer each', async () => {
    const folder = await folderOfStreams();
    const { stdout } = await odepth(['rank', 'layers/layer-*.npy', '--json'], folder);
    const { kind, quantities } = JSON.parse(stdout);
    expect(kind).toBe('depth-profile');
    const value = (quantity: string, component: string) =>
      quantities.find((row: Record<string, unknown>) => row['quantity'] === quantity && row['component'] === component)
        .value;
    for (const rank of ['effectiveRank', 'effectiveRankSquared', 'participationRatio', 'stableRank'])
      expect([0, 1, 2].map((layer) => Number(value(rank, String(layer)).toFixed(9)))).toEqual([4, 2, 1]);
    expect(value('drift', '0,1')).toBeCloseTo(1 - Math.SQRT1_2, 12);
  });

  it('writes a record of two streams that can be measured again, from another folder', async () => {
    const folder = await folderOfStreams();
    const first = await odepth(['rank', 'stream.npy', 'layers/layer-*.npy', '--uncentred', '--out', 'out/one'], folder);
    expect([first.stderr, first.code]).toEqual(['', 0]);
    expect(first.stdout).toMatch(/^layer +3 +/m);
    const record = join(folder, 'out', 'one');
    expect(existsSync(join(record, 'figures', 'profiles.png'))).toBe(true);
    expect(readFileSync(join(record, 'report.html'), 'utf8')).toContain('register_forward_hook');
    const other = await temporaryFolder();
    const again = ['run', join(record, 'scenario.yaml'), '--data', folder, '--out', 'two'];
    expect(await odepth(again, other)).toMatchObject({ code: 0, stderr: '' });
    expect(await bytesOf(join(other, 'two'))).toEqual(await bytesOf(record));
  });

  const refusals: [string, readonly string[], string][] = [
    ['a file that is not there', ['streem.npy'], 'STREAM: streams[0].file: expected a stream in a file.npy'],
    ['NaN', ['bad.npy'], 'bad.npy: expected finite numbers, came NaN in layer 1, row 5, column 2 (counted from 0)'],
    ['one layer alone', ['layers/layer-0.npy'], "quote the pattern: 'layer-*.npy'"],
    [
      'an option that is no number',
      ['stream.npy', '--blocks', 'many'],
      '--blocks: expected auto or an integer from 2 to 1000',
    ],
  ];
  it.each(refusals)('refuses %s', async (_, args, message) => {
    const { code, stdout, stderr } = await odepth(['rank', ...args], await folderOfStreams());
    expect(stderr).toContain(message);
    expect([stdout, code]).toEqual(['', 2]);
  });
});
