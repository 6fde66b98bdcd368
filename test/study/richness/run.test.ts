import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeNpy } from '#odepth/record/npy';
import type { SeriesRow } from '#odepth/record/series';
import { readScenarioSource } from '#odepth/scenario/read';
import { resolveScenario } from '#odepth/scenario/resolve';
import type { StudyResult } from '#odepth/study/host';
import { readClassLabels } from '#odepth/study/richness/class-labels';
import { placeOf, planOf } from '#odepth/study/richness/point-files';
import { pointMoments } from '#odepth/study/richness/point-moments';
import { measuredPoints } from '#odepth/study/richness/points';
import type { RichnessScenario } from '#odepth/study/richness/richness-scenario';
import { rowBlocks } from '#odepth/study/richness/row-blocks';
import { run } from '#odepth/study/richness/run';
import { richnessScenarioKind } from '#odepth/study/richness/scenario';
import { temporaryFolder } from '../../cli/odepth.ts';
import { exactRichness, leading, orthogonal, scattered, type Written, writeArchive, writeArrays } from './arrays.ts';

const head = 'format: 1\nkind: richness\nname: small\npurpose: Features for the tests.\n';

async function resolved(folder: string, text: string): Promise<RichnessScenario> {
  writeFileSync(join(folder, 'small.yaml'), head + text);
  return resolveScenario(await readScenarioSource(join(folder, 'small.yaml')), [richnessScenarioKind]);
}

/** The study of arrays in a folder. */
async function measured(folder: string, text: string, signal?: AbortSignal) {
  const locate = (file: string) => join(folder, file);
  return run(await resolved(folder, text), 'digest', { workers: 1, signal, locate, report: () => {}, now: () => 0 });
}

async function result(folder: string, text: string): Promise<StudyResult> {
  const found = await measured(folder, text);
  if ('stopped' in found) throw new Error(found.stopped);
  return found;
}

const rowOf = ({ summary }: StudyResult, quantity: string, component = '', t = 0): SeriesRow => {
  const found = summary.quantities.find(
    (row) => row.quantity === quantity && row.component === component && row.t === t,
  );
  if (!found) throw new Error(`no ${quantity} ${component} at ${t}`);
  return found;
};

const deviations = [1, 0.8, 0.8, 0.5, 0.3, 0.2];
const rows = 240;
const features = orthogonal(rows, deviations);
const shifted = (array: Written): Written => ({ ...array, value: (i, j) => array.value(i, j) + 3 - j });
const both = 'data: {features: features.npy, outputs: outputs.npy}\n';

async function folderWith(files: Readonly<Record<string, Written>>): Promise<string> {
  const folder = await temporaryFolder();
  writeArrays(folder, files);
  return folder;
}

describe('measured features', () => {
  it('have the richness of the closed form, whatever their means and the basis of the outputs', async () => {
    const two = leading(rows, 2);
    const mixed: Written = { ...two, value: (i, j) => (j + 1) * two.value(i, j) + 0.2 * two.value(i, 1 - j) };
    const folder = await folderWith({ 'features.npy': shifted(features), 'outputs.npy': mixed });
    const found = await result(folder, both);
    for (const estimator of ['centre-then-project', 'project-then-centre'])
      expect(rowOf(found, 'D_LR', estimator).value).toBeCloseTo(exactRichness(deviations, 2), 12);
    expect(rowOf(found, 'rank').value).toBe(2);
    expect(rowOf(found, 'featureRank').value).toBe(6);
    expect(rowOf(found, 'D_LR', 'centre-then-project')).toMatchObject({ errorKind: 'standard', source: 'measured' });
  });

  it('have richness 0 where they are the outputs turned, and rank and note where outputs are dependent', async () => {
    const outputs: Written = { rows, columns: 3, value: (i, j) => leading(rows, 2).value(i, j % 2) };
    const folder = await folderWith({ 'features.npy': leading(rows, 2), 'outputs.npy': outputs });
    const found = await result(folder, both);
    expect(rowOf(found, 'D_LR', 'centre-then-project').value).toBeLessThan(1e-12);
    expect(rowOf(found, 'rank').value).toBe(2);
    expect(found.summary.notes.join()).toContain('the outputs have rank 2 of 3');
  });

  it('have the spectrum of the closed form, centred', async () => {
    const folder = await folderWith({ 'features.npy': shifted(features), 'outputs.npy': leading(rows, 3) });
    const found = await result(folder, `${both}spectrum: {centred: true}\n`);
    for (const [k, deviation] of deviations.entries()) {
      expect(rowOf(found, 'eigenvalue', String(k + 1)).value).toBeCloseTo(deviation ** 2, 12);
      expect(rowOf(found, 'relativeEigenvalue', String(k + 1)).value).toBeCloseTo(deviation ** 2, 12);
      expect(rowOf(found, 'utilisation', String(k + 1)).value).toBeCloseTo(Math.min(k + 1, 3) / 3, 10);
    }
  });

  it('are like the initial ones by as much as both have in common', async () => {
    const initial: Written = { rows, columns: 2, value: (i, j) => features.value(i, 2 * j) };
    const folder = await folderWith({
      'features.npy': features,
      'outputs.npy': leading(rows, 2),
      'initial.npy': initial,
    });
    const found = await result(folder, both.replace('}', ', initial: initial.npy}'));
    const squares = deviations.map((one) => one ** 2);
    const common = squares[0]! ** 2 + squares[2]! ** 2;
    expect(rowOf(found, 'S_init').value).toBeCloseTo(common / (Math.hypot(...squares) * Math.sqrt(common)), 12);
    expect(rowOf(found, 'eigenvalue', 'initial:2').value).toBeCloseTo(squares[2]!, 12);
    expect(() => rowOf(found, 'D_LR', 'initial:centre-then-project')).toThrow();
  });

  it('have accuracy and neural collapse by labels, and the richness of the initial network by its outputs', async () => {
    const label = (i: number) => (i * 7) % 3;
    const oneHot: Written = { rows, columns: 3, value: (i, j) => (label(i) === j ? 1 : 0) };
    // Every tenth row of class 0 is taken for class 1.
    const outputs: Written = {
      rows,
      columns: 3,
      value: (i, j) => oneHot.value(i, j) + (i % 30 === 0 && j === 1 ? 2 : 0),
    };
    const noise: Written = { rows, columns: 4, value: scattered };
    const folder = await folderWith({
      ...{ 'features.npy': oneHot, 'outputs.npy': outputs, 'initial.npy': noise },
      'labels.npy': { rows, columns: 1, value: label },
    });
    const more = ', labels: labels.npy, initial: initial.npy, initialOutputs: outputs.npy}';
    const found = await result(folder, both.replace('}', more));
    const accuracy = rowOf(found, 'accuracy');
    expect(accuracy.value).toBeCloseTo(1 - 8 / rows, 12);
    expect(accuracy.error).toBeCloseTo(Math.sqrt((accuracy.value * (1 - accuracy.value)) / rows), 12);
    expect(rowOf(found, 'NC1').value).toBeLessThan(1e-12);
    expect(rowOf(found, 'D_LR', 'initial:centre-then-project').value).toBeGreaterThan(0.2);
    expect(rowOf(found, 'accuracy', 'initial').value).toBe(accuracy.value);
  });

  it('have no accuracy where labels do not number the outputs, which a note says', async () => {
    const label: Written = { rows, columns: 1, value: (i) => 5 + (i % 3) };
    const folder = await folderWith({ 'features.npy': features, 'outputs.npy': leading(rows, 3), 'labels.npy': label });
    const found = await result(folder, both.replace('}', ', labels: labels.npy}'));
    expect(() => rowOf(found, 'accuracy')).toThrow();
    expect(found.summary.notes).toContain('No accuracy: labels do not number the columns of the outputs from 0 on.');
  });

  it('give error bars that cover: over samples of noise the spread of D_LR is what the jackknife says', async () => {
    const values: number[] = [];
    const errors: number[] = [];
    for (let sample = 0; sample < 24; sample++) {
      const phi: Written = { rows, columns: 4, value: (i, j) => scattered(i, j, sample) };
      const f: Written = { rows, columns: 2, value: (i, j) => phi.value(i, j) + 0.5 * phi.value(i, 3 - j) };
      const found = await result(await folderWith({ 'features.npy': phi, 'outputs.npy': f }), both);
      const { value, error } = rowOf(found, 'D_LR', 'centre-then-project');
      values.push(value);
      errors.push(error);
    }
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
    const error = Math.sqrt(errors.reduce((sum, one) => sum + one ** 2, 0) / errors.length);
    // The relative error of a spread of 24 values is 15 %.
    expect(spread / error).toBeGreaterThan(0.6);
    expect(spread / error).toBeLessThan(1.5);
  });
});

describe('a series over training steps', () => {
  it('is measured step by step and compared with the first, or with initial features', async () => {
    const step = (weight: number): Written => orthogonal(rows, [1, 1, weight, weight]);
    const folder = await folderWith(
      Object.fromEntries(
        [
          [5, 1],
          [10, 0.5],
          [100, 0],
        ].flatMap(([number, weight]) => [
          [`run/step-${number}/features.npy`, step(weight!)],
          [`run/step-${number}/outputs.npy`, leading(rows, 2)],
        ]),
      ),
    );
    const found = await result(folder, 'data: {features: run/step-*/features.npy, outputs: run/step-*/outputs.npy}\n');
    for (const [number, weight] of [
      [5, 1],
      [10, 0.5],
      [100, 0],
    ] as const) {
      const exact = exactRichness([1, 1, weight, weight], 2);
      expect(rowOf(found, 'D_LR', 'centre-then-project', number).value).toBeCloseTo(exact, 12);
    }
    expect(rowOf(found, 'S_init', '', 5).value).toBeCloseTo(1, 12);
    expect(rowOf(found, 'S_init', '', 100).value).toBeCloseTo(2 / (2 * Math.sqrt(2)), 12);
    expect(found.summary.notes).toContain('S_init compares with step 5, the first there is.');
    expect(found.summary.quantities.filter(({ quantity }) => quantity === 'featureRank').map(({ t }) => t)).toEqual([
      5, 100,
    ]);
  });
});

describe('the same numbers, to the last bit', () => {
  it('come with 1, 2 and 3 threads', async () => {
    const label: Written = { rows, columns: 1, value: (i) => i % 2 };
    const folder = await folderWith({ 'features.npy': features, 'outputs.npy': leading(rows, 2), 'labels.npy': label });
    const scenario = await resolved(folder, both.replace('}', ', labels: labels.npy}'));
    const host = { workers: 1, report: () => {}, now: () => 0, locate: (file: string) => join(folder, file) };
    const labels = readClassLabels(placeOf(scenario.labels!, host), rowBlocks(planOf(scenario)));
    const [point] = measuredPoints(scenario);
    const moments = (threads: number) => pointMoments(point!, scenario, labels, host, threads);
    const one = await moments(1);
    expect(one!.blocks.length).toBe(20);
    expect(await moments(2)).toEqual(one);
    expect(await moments(3)).toEqual(one);
  });

  it('come from .npy files and from the entries of an archive', async () => {
    const folder = await folderWith({ 'features.npy': features, 'outputs.npy': leading(rows, 2) });
    writeArchive(join(folder, 'dump.npz'), { phi: features, f: leading(rows, 2) });
    const one = await result(folder, both);
    const other = await result(folder, 'data: {features: dump.npz:phi, outputs: dump.npz:f}\n');
    expect(other.summary.quantities).toEqual(one.summary.quantities);
  });
});

describe('arrays are refused', () => {
  const constant: Written = { rows, columns: 3, value: (_, j) => j };
  const nan: Written = { ...features, value: (i, j) => (i === 177 && j === 4 ? Number.NaN : features.value(i, j)) };
  const infinite: Written = { ...leading(rows, 2), value: (i) => (i === 3 ? Number.NEGATIVE_INFINITY : i) };

  it.each([
    [
      'NaN in the features',
      nan,
      leading(rows, 2),
      'features.npy: expected finite numbers, came NaN in row 177, column 4 (counted from 0).',
    ],
    [
      'infinite outputs',
      features,
      infinite,
      'outputs.npy: expected finite numbers, came -Infinity in row 3, column 0 (counted from 0).',
    ],
    ['constant features', constant, leading(rows, 2), 'the features are the same for every row'],
    ['constant outputs', features, constant, 'outputs'],
  ])('for %s', async (_, phi, f, message) => {
    const folder = await folderWith({ 'features.npy': phi, 'outputs.npy': f });
    const answer = measured(folder, both);
    await expect(answer).rejects.toMatchObject({ name: 'DataError' });
    await expect(measured(folder, both)).rejects.toThrow(message);
  });

  it('for a label of one row', async () => {
    const label: Written = { rows, columns: 1, value: (i) => (i === 9 ? 40 : i % 2) };
    const folder = await folderWith({ 'features.npy': features, 'outputs.npy': leading(rows, 2), 'labels.npy': label });
    await expect(measured(folder, both.replace('}', ', labels: labels.npy}'))).rejects.toThrow(
      'labels.npy: expected at least two rows of every label that is used, came one of label 40.',
    );
  });

  it('where a file was cut after it was looked at', async () => {
    const folder = await folderWith({ 'features.npy': features, 'outputs.npy': leading(rows, 2) });
    const scenario = await resolved(folder, both);
    const whole = encodeNpy({ shape: [rows, 6], data: new Float64Array(6 * rows) });
    writeFileSync(join(folder, 'features.npy'), whole.subarray(0, 5000));
    const host = { workers: 1, report: () => {}, now: () => 0, locate: (file: string) => join(folder, file) };
    await expect(run(scenario, 'digest', host)).rejects.toThrow('features.npy: The .npy shape (240, 6)');
  });

  it('but a study that is stopped leaves nothing', async () => {
    const folder = await folderWith({ 'features.npy': features, 'outputs.npy': leading(rows, 2) });
    const found = await measured(folder, both, AbortSignal.abort());
    expect(found).toMatchObject({ stopped: expect.stringContaining('nothing was written') });
  });
});
