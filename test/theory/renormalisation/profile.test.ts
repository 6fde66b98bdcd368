import { describe, expect, it } from 'vitest';
import type { Matrix } from '#odepth/numeric/dense/matrix';
import { drift } from '#odepth/theory/renormalisation/drift';
import { layerRanks } from '#odepth/theory/renormalisation/layer-ranks';
import { effectiveRank, rankNames } from '#odepth/theory/renormalisation/ranks';
import { streamMomentsOf } from '#odepth/theory/renormalisation/stream-accumulator';
import { totalStreamMoments } from '#odepth/theory/renormalisation/stream-moments';
import { positionProfile, streamProfile } from '#odepth/theory/renormalisation/stream-profile';
import { jackknife } from '#odepth/theory/richness/jackknife';
import { normalMatrix, product, range, rowsFrom, scaled, sum } from '../richness/sample-rows.ts';

/** A stream of three layers of Gaussian samples. */
function stream(samples: number, name: number): Matrix[] {
  const first = scaled(normalMatrix(samples, 5, name), [3, 2, 1, 0.5, 0.2]);
  const second = sum(product(first, normalMatrix(5, 5, 100)), normalMatrix(samples, 5, name + 1), 0.5);
  return [first, second, second];
}
const blocksOf = (layers: readonly Matrix[], cuts: readonly number[]) =>
  cuts.slice(1).map((to, i) => streamMomentsOf(layers.map((layer) => rowsFrom(layer, cuts[i]!, to))));

describe('a profile with jackknife errors', () => {
  const layers = stream(500, 1);
  const cuts = [0, 40, 130, 300, 410, 500];

  it('is that of all samples, with the errors of deleting each block', () => {
    const blocks = blocksOf(layers, cuts);
    const found = streamProfile(blocks);
    const whole = streamMomentsOf(layers);
    const rest = blocks.map((_, j) => totalStreamMoments(blocks.filter((_, i) => i !== j)));
    const counts = blocks.map(({ count }) => count);
    for (const name of rankNames) {
      const expected = jackknife(
        layerRanks(whole)[1]![name],
        rest.map((moments) => layerRanks(moments)[1]![name]),
        counts,
      );
      expect(found.ranks[1]![name].value / expected.value).toBeCloseTo(1, 12);
      expect(found.ranks[1]![name].standardError / expected.standardError).toBeCloseTo(1, 9);
    }
    const step = jackknife(
      drift(whole)[0]!,
      rest.map((moments) => drift(moments)[0]!),
      counts,
    );
    expect(found.drift[0]!.standardError / step.standardError).toBeCloseTo(1, 9);
    expect(found.drift[1]!.value).toBeLessThan(2e-15);
    expect(found.centred).toBe(true);
    const own = streamProfile(blocks, { centred: false });
    expect(own.ranks[0]!.stableRank.value).toBeCloseTo(layerRanks(whole, { centred: false })[0]!.stableRank, 12);
  });

  it('has no errors of one block', () => {
    const [found] = streamProfile([streamMomentsOf(layers)]).ranks;
    expect(found!.effectiveRank.standardError).toBeNaN();
    expect(found!.effectiveRank.value).toBe(layerRanks(streamMomentsOf(layers))[0]!.effectiveRank);
  });

  it('has errors of the size of the spread over draws, and a mean near the rank of the law', () => {
    const truth = effectiveRank([3, 2, 1, 0.5, 0.2]);
    const draws = range(0, 40).map((k) => {
      const drawn = stream(200, 1000 + 2 * k).slice(0, 1);
      return streamProfile(
        blocksOf(
          drawn,
          range(0, 11).map((i) => 20 * i),
        ),
      ).ranks[0]!.effectiveRank;
    });
    const mean = draws.reduce((total, { value }) => total + value, 0) / 40;
    const spread = Math.sqrt(draws.reduce((total, { value }) => total + (value - mean) ** 2, 0) / 39);
    const said = Math.sqrt(draws.reduce((total, { standardError }) => total + standardError ** 2, 0) / 40);
    expect(said / spread).toBeGreaterThan(0.75);
    expect(said / spread).toBeLessThan(1.35);
    expect(Math.abs(mean - truth)).toBeLessThan(4 * (spread / Math.sqrt(40)) + 0.02);
  });
});

describe('a position-level profile', () => {
  it('is the mean over positions with the error over them, and not the profile of pooled rows', () => {
    // At every position one direction, another one at each: rank 1 by position, many when pooled.
    const positions = range(0, 5).map((t) => {
      const direction = range(0, 5).map((j) => (j === t ? 1 : 0));
      return [scaled(normalMatrix(60, 5, 300 + t), direction)];
    });
    const single = positions.map(streamMomentsOf);
    const byPosition = positionProfile(single).ranks[0]!;
    for (const name of rankNames) expect(byPosition[name].value).toBeCloseTo(1, 12);
    expect(streamProfile([totalStreamMoments(single)]).ranks[0]!.effectiveRank.value).toBeGreaterThan(4.9);
    const other = range(0, 3).map((t) => streamMomentsOf(stream(80, 500 + 2 * t)));
    const found = positionProfile(other);
    const values = other.map((moments) => drift(moments)[0]!);
    expect(found.drift[0]!.value).toBeCloseTo((values[0]! + values[1]! + values[2]!) / 3, 14);
    expect(found.drift[0]!.count).toBe(3);
    expect(found.drift[0]!.standardError).toBeGreaterThan(0);
    expect(() => positionProfile([])).toThrow(/at least one position/);
  });
});
