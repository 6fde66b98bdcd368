import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { NpyArray } from '#odepth/record/npy';
import { readRecord } from '#odepth/record/read';
import type { SeriesRow } from '#odepth/record/series';
import { writeRecord } from '#odepth/record/write';
import { temporaryFolder } from '../../cli/odepth.ts';
import { scattered } from '../richness/arrays.ts';
import { direction, profiled, rowOf, writeStream } from './streams.ts';

const [layers, samples, width] = [4, 60, 6];
const reference = join(import.meta.dirname, '..', '..', '..', 'results', 'reference');
/** 6, 3, 2, 1 equal directions, shifted. */
const kept = [6, 3, 2, 1];
const falling = ([l, i, j]: readonly number[]) => (j! < kept[l!]! ? direction(samples, i!, j!) : 0) + 5 - j!;

describe('a saved stream', () => {
  it('has the ranks and the drift of its closed form, whatever its means', async () => {
    const folder = await temporaryFolder();
    writeStream(folder, 'stream.npy', [layers, samples, width], falling);
    const found = await profiled(folder, 'streams: [{file: stream.npy}]\n');
    for (const [layer, count] of kept.entries()) {
      for (const rank of ['effectiveRank', 'effectiveRankSquared', 'participationRatio', 'stableRank'])
        expect(rowOf(found, rank, String(layer)).value).toBeCloseTo(count, 11);
      const [t, error] = [layer / 3, expect.any(Number)];
      expect(rowOf(found, 'effectiveRank', String(layer))).toMatchObject({ layer, t, error, source: 'measured' });
      if (layer === 0) continue;
      const exact = 1 - Math.sqrt(count / kept[layer - 1]!);
      expect(rowOf(found, 'drift', `${layer - 1},${layer}`).value).toBeCloseTo(exact, 12);
    }
    expect(rowOf(found, 'orderParameter', '').value).toBeCloseTo(5, 11);
    expect(rowOf(found, 'effectiveRank', '1').errorKind).toBe('standard');
  });

  it('is the same in Fortran order, as files of one layer each, and on any number of threads', async () => {
    const folder = await temporaryFolder();
    const value = ([l, i, j]: readonly number[]) => Math.sin(1 + l! * 7.1 + i! * (3.3 + j!) + (l! * j!) / 3);
    writeStream(folder, 'stream.npy', [layers, samples, width], value);
    writeStream(folder, 'fortran.npy', [layers, samples, width], value, 'Fortran');
    for (let l = 0; l < layers; l++)
      writeStream(folder, `part/layer-${9 + l}.npy`, [samples, width], ([i, j]) => value([l, i!, j!]));
    const of = async (file: string, workers = 1) =>
      (await profiled(folder, `streams: [{label: one, file: ${file}}]\n`, workers)).summary.quantities;
    const all = await of('stream.npy');
    expect(all.length).toBeGreaterThan(20);
    expect(await of('fortran.npy')).toEqual(all);
    expect(await of('part/layer-*.npy')).toEqual(all);
    expect(await of('stream.npy', 3)).toEqual(all);
  });

  it('may have the mean counted as a direction', async () => {
    const folder = await temporaryFolder();
    writeStream(folder, 'stream.npy', [2, samples, 2], ([, i, j]) => (j === 0 ? direction(samples, i!, 0) : 1));
    const text = 'streams: [{file: stream.npy}]\n';
    expect(rowOf(await profiled(folder, text), 'effectiveRank', '0').value).toBeCloseTo(1, 12);
    expect(rowOf(await profiled(folder, `${text}centred: false\n`), 'effectiveRank', '0').value).toBeCloseTo(2, 12);
  });

  it('has D_LR of every layer against outputs, 0 where a layer is the outputs turned', async () => {
    const folder = await temporaryFolder();
    writeStream(folder, 'stream.npy', [layers, samples, width], falling);
    writeStream(
      folder,
      'outputs.npy',
      [samples, 2],
      ([i, j]) => direction(samples, i!, j!) + direction(samples, i!, 1),
    );
    const found = await profiled(folder, 'streams: [{file: stream.npy, outputs: outputs.npy}]\n');
    for (const [layer, count] of kept.entries()) {
      const shared = Math.min(2, count);
      expect(rowOf(found, 'D_LR', String(layer)).value).toBeCloseTo(1 - shared / Math.sqrt(count * 2), 10);
    }
  });

  it('of few samples has ranks that are too small, which a note says', async () => {
    const folder = await temporaryFolder();
    writeStream(folder, 'stream.npy', [2, 40, 12], ([l, i, j]) => scattered(i!, j!, l!));
    const found = await profiled(folder, 'streams: [{label: noise, file: stream.npy}]\n');
    const [, value, bias] = /layers are biased .*, (\S+) at layer \d by about −(\S+):/.exec(
      found.summary.notes.join(),
    )!;
    // Independent columns of one variance: rank 12 of infinitely many samples.
    expect(Number(value)).toBeLessThan(11.7);
    expect(Math.abs(Number(value) + Number(bias) - 12)).toBeLessThan(0.5 * (12 - Number(value)));
  });

  it('lies where its depths say', async () => {
    const folder = await temporaryFolder();
    writeStream(folder, 'stream.npy', [layers, samples, width], falling);
    writeStream(folder, 'depths.npy', [layers], ([l]) => 10 + l! ** 2);
    const found = await profiled(folder, 'streams: [{file: stream.npy, depths: depths.npy}]\n');
    expect([0, 1, 2, 3].map((layer) => rowOf(found, 'effectiveRank', String(layer)).t)).toEqual([0, 1 / 9, 4 / 9, 1]);
  });
});

describe('a stream with positions', () => {
  const places = 3;
  /** Two directions about a mean of the position's own; in the last layer the means are the same. */
  const lines = ([l, i, t, j]: readonly number[]) =>
    (j! < 2 ? direction(samples, i!, j!) : 0) + (l === 0 && j === 2 + t! ? 4 : 0);

  it('has the rank of one position, which taking positions together makes larger', async () => {
    const folder = await temporaryFolder();
    writeStream(folder, 'lines.npy', [2, samples, places, 5], lines);
    const found = await profiled(folder, 'streams: [{label: a, file: lines.npy}]\n');
    expect(rowOf(found, 'effectiveRank', '0').value).toBeCloseTo(2, 11);
    expect(rowOf(found, 'effectiveRank', '1').value).toBeCloseTo(2, 11);
    // s² of the two directions 60·3, of the two between three means 60·16.
    const shares = [1, 1, 4 / Math.sqrt(3), 4 / Math.sqrt(3)];
    const sum = shares.reduce((all, one) => all + one, 0);
    const exact = Math.exp(-shares.reduce((all, one) => all + (one / sum) * Math.log(one / sum), 0));
    expect(rowOf(found, 'pooledEffectiveRank', '0').value).toBeCloseTo(exact, 10);
    expect(rowOf(found, 'pooledEffectiveRank', '1').value).toBeCloseTo(2, 11);
    expect(rowOf(found, 'drift', '0,1').value).toBeLessThan(1e-12);
    expect(found.arrays.get('a.effectiveRank')!.shape).toEqual([2, places]);
  });

  it('leaves a position out that is the same for every sample, and says so', async () => {
    const folder = await temporaryFolder();
    writeStream(folder, 'lines.npy', [2, samples, places, 5], (at) => (at[0] === 0 && at[2] === 1 ? 7 : lines(at)));
    const found = await profiled(folder, 'streams: [{label: a, file: lines.npy}]\n');
    expect(rowOf(found, 'effectiveRank', '1').value).toBeCloseTo(2, 11);
    expect([...found.arrays.get('a.positions')!.data]).toEqual([0, 2]);
    expect(found.summary.notes.join()).toContain('1 of 3 positions are the same for every sample at some layer');
  });
});

describe('what cannot be measured is refused', () => {
  const bad: [string, (at: readonly number[]) => number, string][] = [
    [
      'NaN, with layer, row and column',
      (at) => (at.join() === '2,7,3' ? Number.NaN : falling(at)),
      'stream.npy: expected finite numbers, came NaN in layer 2, row 7, column 3 (counted from 0)',
    ],
    [
      'a layer that is the same for every sample',
      (at) => (at[0] === 1 ? at[2]! : falling(at)),
      'stream.npy: expected numbers that differ from sample to sample at every layer, came the same in every sample at layer 1',
    ],
  ];
  it.each(bad)('%s', async (_, value, message) => {
    const folder = await temporaryFolder();
    writeStream(folder, 'stream.npy', [layers, samples, width], value);
    await expect(profiled(folder, 'streams: [{file: stream.npy}]\n')).rejects.toThrow(message);
  });
});

describe('streams of other studies', () => {
  const scenario = (streams: string, more = '') => `streams: [${streams}]\nblocks: 3\n${more}`;

  it('of a geodesic are its states along p, whose cost of identity is that of the record', async () => {
    const text = scenario('{record: small-smooth}', 'costOfIdentity: {activation: {softplus: 20}}\n');
    const folder = await temporaryFolder();
    cpSync(join(reference, 'small-smooth'), join(folder, 'small-smooth'), { recursive: true });
    const found = await profiled(folder, text);
    const { rows } = await readRecord(join(reference, 'small-smooth'));
    const costs = rows.filter(({ quantity }) => quantity === 'coi');
    for (const layer of [0, 40, 80]) {
      const own = rowOf(found, 'coi', String(layer));
      const theirs = costs.find(({ t }) => Math.abs(t - own.t) < 1e-12)!;
      expect(own.value / theirs.value).toBeCloseTo(1, 10);
    }
    expect(rowOf(found, 'effectiveRank', '0').value).toBeGreaterThan(rowOf(found, 'effectiveRank', '80').value + 5);
  });

  it('of a kernel have the ranks of samples with that kernel, with errors from those of its entries', async () => {
    const folder = await temporaryFolder();
    const record = join(folder, 'kernel');
    const strengths = [
      [1, 1, 1],
      [1, 0.25, 0],
    ];
    const kernel = strengths.flatMap((own) =>
      [0, 1, 2, 3].flatMap((a) =>
        [0, 1, 2, 3].map((b) => own.reduce((sum, s, j) => sum + s * direction(4, a, j) * direction(4, b, j), 1)),
      ),
    );
    const [data, shape] = [Float64Array.from(kernel), [2, 4, 4]];
    const arrays = {
      t: { shape: [2], data: Float64Array.of(0, 3) },
      'exact.K0': { shape, data },
      'exact.K0.error': { shape, data: data.map(() => 1e-3) },
    };
    await writeMadeRecord(record, { kind: 'kernel', arrays });
    const found = await profiled(folder, scenario('{record: kernel}'));
    expect(rowOf(found, 'effectiveRank', '0').value).toBeCloseTo(3, 9);
    expect(rowOf(found, 'participationRatio', '1').value).toBeCloseTo(1.25 ** 2 / (1 + 0.0625), 9);
    expect(rowOf(found, 'drift', '0,1').value).toBeCloseTo(1 - 1.25 / Math.sqrt(3 * 1.0625), 9);
    expect(rowOf(found, 'participationRatio', '1').error).toBeGreaterThan(1e-4);
  });

  it('of random networks begin with the rank of their inputs and are averaged over networks', async () => {
    const folder = await temporaryFolder();
    const random =
      '{label: r, random: {ensemble: {activation: identity, weightVariance: 1, width: 40, residualScale: 0.3, layers: 3}, inputs: {count: 30, dimension: 2}, networks: 4}}';
    const found = await profiled(folder, scenario(random));
    for (const layer of [0, 1, 2, 3]) {
      // The identity keeps what two coordinates span.
      const { value, error } = rowOf(found, 'effectiveRank', String(layer));
      expect(value).toBeLessThan(2 + 1e-9);
      expect(value).toBeGreaterThan(1.5);
      expect(error).toBeGreaterThan(0);
    }
  });

  it('of a depth profile are the numbers of that record, with its errors', async () => {
    const folder = await temporaryFolder();
    writeStream(folder, 'stream.npy', [layers, samples, width], falling);
    const { summary } = await profiled(folder, 'streams: [{label: first, file: stream.npy}]\n');
    await writeMadeRecord(join(folder, 'first'), { kind: 'depth-profile', rows: summary.quantities });
    const own = await profiled(folder, 'streams: [{label: again, file: stream.npy}, {label: read, record: first}]\n');
    for (const [quantity, place] of [
      ['effectiveRank', '1'],
      ['stableRank', '2'],
      ['drift', '0,1'],
    ] as const) {
      const [a, b] = [rowOf(own, quantity, `again:${place}`), rowOf(own, quantity, `read:${place}`)];
      expect([b.value, b.error, b.t]).toEqual([a.value, a.error, a.t]);
    }
  });
});

/** A record with numbers of its own. */
function writeMadeRecord(
  folder: string,
  { kind, rows = [], arrays = {} }: { kind: string; rows?: readonly SeriesRow[]; arrays?: Record<string, NpyArray> },
): Promise<void> {
  return writeRecord(folder, {
    ...{ scenarioText: `kind: ${kind}\n`, scenario: { kind }, version: '0', provenance: {}, runtime: {} },
    summary: { name: 'made', kind, digest: 'd', quantities: rows, verdicts: [], notes: [] },
    ...{ arrays: new Map(Object.entries(arrays)), figures: [], report: '' },
  });
}
