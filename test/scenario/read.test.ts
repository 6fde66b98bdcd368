import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeNpy } from '#odepth/record/npy';
import { readScenarioSource } from '#odepth/scenario/read';
import { resolveKernel, withLines } from './helpers.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'odepth-scenario-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function resolveFile(points: string) {
  const file = join(folder, 'small.yaml');
  await writeFile(file, withLines({ inputs: `inputs: {file: ${points}}` }));
  return resolveKernel(await readScenarioSource(file));
}

describe('a scenario file', () => {
  it('may take its inputs from a .npy file beside it', async () => {
    const points = { shape: [2, 3], data: Float64Array.of(1, 2, 3, 0, 1, 0) };
    await writeFile(join(folder, 'points.npy'), encodeNpy(points));
    const { ensemble, inputs } = await resolveFile('points.npy');
    expect(ensemble.inputKernel).toEqual([
      [14 / 3, 2 / 3],
      [2 / 3, 1 / 3],
    ]);
    expect(inputs).toEqual({ file: 'points.npy' });
  });

  it('is refused when its points are missing, of the wrong shape, not finite or not an array', async () => {
    await expect(resolveFile('none.npy')).rejects.toThrow('inputs.file: expected a .npy file');
    await expect(resolveFile('none.npy')).rejects.toThrow('came no such file');
    await writeFile(join(folder, 'flat.npy'), encodeNpy({ shape: [3], data: Float64Array.of(1, 2, 3) }));
    await expect(resolveFile('flat.npy')).rejects.toThrow('came an array of shape [3]');
    await writeFile(join(folder, 'nan.npy'), encodeNpy({ shape: [1, 1], data: Float64Array.of(Number.NaN) }));
    await expect(resolveFile('nan.npy')).rejects.toThrow('came an array with NaN or infinity');
    await writeFile(join(folder, 'text.npy'), 'not an array');
    await expect(resolveFile('text.npy')).rejects.toThrow('inputs.file: expected a .npy file');
  });

  it('cannot reach out of its folder by a link', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'odepth-outside-'));
    await writeFile(join(outside, 'x.npy'), encodeNpy({ shape: [1, 1], data: Float64Array.of(1) }));
    await symlink(join(outside, 'x.npy'), join(folder, 'link.npy'));
    await expect(resolveFile('link.npy')).rejects.toThrow('came a link that leaves the folder');
    await rm(outside, { recursive: true });
  });

  it('that does not exist is refused with the name of a near one', async () => {
    await writeFile(join(folder, 'small.yaml'), '');
    const asked = join(folder, 'smal.yaml');
    await expect(readScenarioSource(asked)).rejects.toThrow(
      `${asked}: expected a readable scenario file, came no such file\n  did you mean ${join(folder, 'small.yaml')}?`,
    );
    await expect(readScenarioSource(folder)).rejects.toThrow('came a folder');
  });

  it('that is not text is refused', async () => {
    const file = join(folder, 'binary.yaml');
    await writeFile(file, Uint8Array.of(0xff, 0xfe, 0x00));
    await expect(readScenarioSource(file)).rejects.toThrow('came text that is not UTF-8');
  });
});
