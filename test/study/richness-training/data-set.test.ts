import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { richnessTrainingStudy } from '#odepth/study/registry';
import { dataSetTrouble, loadDataSet } from '#odepth/study/richness-training/image-data';
import { pointData } from '#odepth/study/richness-training/point-data';
import { richnessTrainingKind } from '#odepth/study/richness-training/scenario';
import { temporaryFolder } from '../../cli/odepth.ts';
import { resolved } from '../geodesic/scenarios.ts';
import { small } from './scenarios.ts';

const images = (dataset: string) =>
  small.replace(/task: .*/, `task: {images: {dataset: ${dataset}, train: 30, test: 12}}`);

function idx(shape: readonly number[]): Uint8Array {
  const count = shape.reduce((product, size) => product * size, 1);
  return Uint8Array.from([
    0,
    0,
    8,
    shape.length,
    ...shape.flatMap((size) => [0, 0, 0, size]),
    ...new Uint8Array(count),
  ]);
}

/** Four small files named as those of MNIST. */
async function someFolder(): Promise<string> {
  const folder = join(await temporaryFolder(), 'data');
  await mkdir(folder);
  await writeFile(join(folder, 'train-images-idx3-ubyte'), idx([40, 2, 2]));
  await writeFile(join(folder, 'train-labels-idx1-ubyte'), idx([40]));
  await writeFile(join(folder, 't10k-images-idx3-ubyte'), idx([20, 2, 2]));
  await writeFile(join(folder, 't10k-labels-idx1-ubyte'), idx([20]));
  return folder;
}

describe('a data set of images', () => {
  it('that is not there is refused before anything is computed, with how to get it', async () => {
    const scenario = await resolved(richnessTrainingKind, images('fashion-mnist'));
    const { refusals } = await richnessTrainingStudy.predictCost(scenario, join(await temporaryFolder(), 'nothing'));
    expect(refusals).toHaveLength(1);
    expect(refusals[0]).toContain('train-images-idx3-ubyte');
    expect(refusals[0]).toContain('apt-get install dataset-fashion-mnist');
    expect(refusals[0]).toContain('--data FOLDER');
    expect(await dataSetTrouble('idx', undefined)).toContain('--data FOLDER');
  });

  it('of one’s own is read from the folder named, and is not taken for Fashion-MNIST', async () => {
    const folder = await someFolder();
    const { training, testing } = await loadDataSet('idx', folder);
    expect([training.count, testing.count, training.pixels]).toEqual([40, 20, 4]);
    await expect(loadDataSet('fashion-mnist', folder)).rejects.toThrow('is not the file of Fashion-MNIST');
    const scenario = await resolved(richnessTrainingKind, images('idx'));
    expect((await richnessTrainingStudy.predictCost(scenario, folder)).refusals).toEqual([]);
  });

  it('made up needs no file', async () => {
    const scenario = await resolved(richnessTrainingKind, images('synthetic'));
    expect((await richnessTrainingStudy.predictCost(scenario)).refusals).toEqual([]);
    const { task } = scenario.variants[0]!;
    const { train, outputs, measured } = pointData({ task, measure: scenario.measure, seed: '3' }, null);
    expect([train.count, outputs, measured.count]).toEqual([30, 10, 30]);
  });
});
