import { type Matrix as Dense, SingularValueDecomposition } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import type { Matrix } from '#odepth/numeric/dense/matrix';
import { drift, driftConcentration, plateau } from '#odepth/theory/renormalisation/drift';
import { layerRanks, layerSingularValues } from '#odepth/theory/renormalisation/layer-ranks';
import { rankMeasures, rankNames } from '#odepth/theory/renormalisation/ranks';
import { RenormalisationError } from '#odepth/theory/renormalisation/renormalisation-error';
import { StreamAccumulator, streamMomentsOf } from '#odepth/theory/renormalisation/stream-accumulator';
import {
  addStreamMoments,
  type StreamMoments,
  streamBuffers,
  totalStreamMoments,
} from '#odepth/theory/renormalisation/stream-moments';
import { alignment, centred, dense } from '../richness/direct.ts';
import {
  fromData,
  moved,
  normalMatrix,
  orthonormal,
  product,
  range,
  rowsFrom,
  scaled,
  sum,
} from '../richness/sample-rows.ts';

const n = 700;
const first = moved(scaled(normalMatrix(n, 6, 1), [5, 2, 1, 1, 0.3, 0.01]), [3, 0, -1, 2, 0, 9]);
const second = sum(product(first, normalMatrix(6, 6, 2)), normalMatrix(n, 6, 3), 0.4);
const narrow = product(second, normalMatrix(6, 4, 4));
const layers = [first, second, narrow];
const part = (from: number, to: number) => layers.map((layer) => rowsFrom(layer, from, to));
const all = streamMomentsOf(layers);

const orthogonal = (size: number, name: number) => orthonormal(normalMatrix(size, size, name));
/** U diag(s) Vᵀ with column sums of zero, so that centring leaves it. */
function withSpectrum(rows: number, s: readonly number[], name: number): Matrix {
  const ones = fromData(rows, 1, new Float64Array(rows).fill(1 / Math.sqrt(rows)));
  return product(scaled(orthonormal(normalMatrix(rows, s.length, name), ones), s), orthogonal(s.length, name + 1));
}

/** Largest difference of ranks and drifts, relative. */
function apart(a: StreamMoments, b: StreamMoments): number {
  const [x, y] = [a, b].map((m) => [
    ...layerRanks(m).flatMap((ranks) => rankNames.map((name) => ranks[name])),
    ...layerRanks(m, { centred: false }).flatMap((ranks) => rankNames.map((name) => ranks[name])),
    ...drift(m),
    ...drift(m, { centred: false }),
  ]) as [number[], number[]];
  return Math.max(...x.map((value, i) => Math.abs(value - y[i]!) / Math.max(y[i]!, 0.1)));
}

describe('ranks of a stream', () => {
  it('of known spectra are those of the spectrum to 10⁻¹², of a small layer and of a wide one', () => {
    for (const [rows, s] of [
      [50, [4, 2, 1, 0.5, 0.25, 1e-3]],
      [300, [1, 1, 1, 1]],
      [200, range(0, 40).map((k) => 0.8 ** k)],
    ] as const) {
      const [found] = layerRanks(streamMomentsOf([withSpectrum(rows, s, 20)]));
      const expected = rankMeasures(s);
      for (const name of rankNames) expect(found![name] / expected[name]).toBeCloseTo(1, 12);
    }
    const s = range(0, 150).map((k) => (k < 100 ? 0.97 ** k : 0));
    const [found] = layerRanks(streamMomentsOf([withSpectrum(400, s, 30)]));
    for (const name of rankNames) expect(found![name] / rankMeasures(s)[name]).toBeCloseTo(1, 12);
  });

  it('of a wide layer count small singular values, and as zero those that squares cannot resolve', () => {
    const s = range(0, 100).map((k) => (k < 60 ? 0.85 ** k : 0));
    const m = streamMomentsOf([withSpectrum(300, [...s.slice(0, 98), 1e-9, 0], 40)]);
    const found = layerSingularValues(m, 0);
    expect(found.filter((value) => value > 0)).toHaveLength(60);
    expect(found[59]! / s[59]!).toBeCloseTo(1, 4);
    expect(layerRanks(m)[0]!.effectiveRank / rankMeasures(s).effectiveRank).toBeCloseTo(1, 8);
  });

  it('are those of a decomposition of the rows themselves, centred and not', () => {
    for (const of of [true, false]) {
      layers.forEach((layer, l) => {
        const m = of ? centred(dense(layer)) : dense(layer);
        const { diagonal } = new SingularValueDecomposition(m);
        const found = layerSingularValues(all, l, { centred: of });
        diagonal.forEach((value, k) => {
          expect(Math.abs(found[k]! - value)).toBeLessThan(1e-12 * diagonal[0]!);
        });
      });
    }
  });

  it('see fewer samples than columns as what they are', () => {
    const few = rowsFrom(normalMatrix(5, 12, 9), 0, 5);
    const { diagonal } = new SingularValueDecomposition(centred(dense(few)), { autoTranspose: true });
    const [found] = layerRanks(streamMomentsOf([few]));
    expect(found!.effectiveRank).toBeCloseTo(rankMeasures(diagonal).effectiveRank, 11);
  });
});

describe('drift', () => {
  it('is 0 for identical, rotated, scaled and translated layers, to rounding', () => {
    const turned = moved(scaled(product(first, orthogonal(6, 5)), -3e5), [1, 2, 3, 4, 5, 6]);
    for (const d of drift(streamMomentsOf([first, first, turned]))) expect(d).toBeLessThan(2e-15);
  });

  it('is 1 − CKA of n × n kernels, between layers of different width too', () => {
    const few = part(0, 150);
    const kernels = (rows: readonly Dense[]) => rows.map((m) => m.mmul(m.transpose()));
    const [k0, k1, k2] = kernels(few.map((layer) => centred(dense(layer))));
    const found = drift(streamMomentsOf(few));
    expect(found[0]).toBeCloseTo(1 - alignment(k0!, k1!), 12);
    expect(found[1]).toBeCloseTo(1 - alignment(k1!, k2!), 12);
    const own = kernels(few.map(dense));
    expect(drift(streamMomentsOf(few), { centred: false })[0]).toBeCloseTo(1 - alignment(own[0]!, own[1]!), 12);
  });

  it('and ranks do not depend on rotation, scale or order of rows', () => {
    const changed = [
      scaled(product(first, orthogonal(6, 11)), 1e-7),
      scaled(product(second, orthogonal(6, 12)), 40),
      product(narrow, orthogonal(4, 13)),
    ];
    const backwards = changed.map((m) =>
      fromData(
        n,
        m.columns,
        Float64Array.from(
          range(0, n)
            .reverse()
            .flatMap((i) => Array.from(m.data.subarray(i * m.columns, (i + 1) * m.columns))),
        ),
      ),
    );
    expect(apart(streamMomentsOf(backwards), all)).toBeLessThan(1e-12);
  });

  it('is 1 between layers that know nothing of each other', () => {
    const basis = orthonormal(normalMatrix(40, 6, 14), fromData(40, 1, new Float64Array(40).fill(Math.sqrt(1 / 40))));
    const half = (from: number) =>
      fromData(
        40,
        3,
        Float64Array.from(range(0, 120), (at) => basis.data[6 * Math.floor(at / 3) + from + (at % 3)]!),
      );
    expect(drift(streamMomentsOf([half(0), half(3)]))[0]).toBeCloseTo(1, 14);
  });
});

describe('moments of a stream', () => {
  it.each([
    ['halves', [350]],
    ['uneven parts', [1, 2, 400, 699]],
    ['twenty blocks', range(1, 20).map((i) => i * 35)],
  ])('add up to those of all samples: %s', (_, cuts) => {
    const blocks = [...cuts, n].map((to, i) => streamMomentsOf(part(i === 0 ? 0 : cuts[i - 1]!, to)));
    expect(totalStreamMoments(blocks).count).toBe(n);
    expect(apart(totalStreamMoments(blocks), all)).toBeLessThan(1e-12);
    expect(apart(totalStreamMoments([...blocks].reverse()), all)).toBeLessThan(1e-12);
  });

  it('have the same bits however samples are handed over, and again from the same accumulator', () => {
    const accumulator = new StreamAccumulator(all.widths);
    for (let round = 0; round < 2; round++) {
      for (const [from, to] of [
        [0, 3],
        [3, 254],
        [254, 256],
        [256, n],
      ] as const)
        accumulator.add(part(from, to));
      expect(accumulator.finish()).toEqual(all);
    }
    const copy = structuredClone(all);
    expect(structuredClone(copy, { transfer: streamBuffers(copy) })).toEqual(all);
  });

  it('keep their digits under an offset of ten thousand times the spread', () => {
    const far = layers.map((layer) =>
      moved(
        layer,
        range(0, layer.columns).map((j) => 1e4 * (1 + (j % 3))),
      ),
    );
    const near = streamMomentsOf(far);
    expect(apart({ ...near, means: all.means }, all)).toBeLessThan(1e-10);
  });

  it('take float32 rows as they are, and rows at a stride', () => {
    const float = layers.map((layer) => ({ ...layer, data: Float32Array.from(layer.data) }));
    const exact = float.map((layer) => ({ ...layer, data: Float64Array.from(layer.data) }));
    expect(streamMomentsOf(float)).toEqual(streamMomentsOf(exact));
    const strided = streamMomentsOf([{ ...first, columns: 4 }]);
    const copied = fromData(
      n,
      4,
      Float64Array.from(range(0, 4 * n), (at) => first.data[6 * Math.floor(at / 4) + (at % 4)]!),
    );
    expect(strided).toEqual(streamMomentsOf([copied]));
  });

  it('refuse bad samples with layer, row and column, as a whole: what was there before stays', () => {
    const accumulator = new StreamAccumulator(all.widths);
    accumulator.add(part(0, 50));
    const bad = part(50, 60);
    bad[1]!.data[6 * 3 + 2] = Number.NaN;
    const complaint = (() => {
      try {
        accumulator.add(bad);
      } catch (error) {
        return error as RenormalisationError;
      }
      throw new Error('not refused');
    })();
    expect(complaint).toBeInstanceOf(RenormalisationError);
    expect(complaint.place).toEqual({ layer: 1, row: 53, column: 2 });
    expect(complaint.message).toMatch(/layer 1, row 53, column 2 \(counted from 0\); got NaN/);
    expect(() => accumulator.add(part(0, 5).slice(1))).toThrow(/3 layers are expected, got 2/);
    expect(() => accumulator.add([first, narrow, narrow])).toThrow(/6 columns are expected in layer 1, got 4/);
    expect(() => accumulator.add([first, second, rowsFrom(narrow, 0, 9)])).toThrow(
      /layer 2 has 9 rows, but layer 0 has 700/,
    );
    expect(accumulator.finish()).toEqual(streamMomentsOf(part(0, 50)));
    expect(() => accumulator.finish()).toThrow(/no rows/);
    expect(() => new StreamAccumulator([])).toThrow(/at least one layer/);
    expect(() => new StreamAccumulator([3, 0])).toThrow(/in layer 1; got 0/);
    expect(() => addStreamMoments(all, streamMomentsOf([first]))).toThrow(/6, 6, 4 and of 6 columns/);
    expect(() => totalStreamMoments([])).toThrow(/no blocks/);
  });

  it('name the layer that is the same for every sample', () => {
    const constant = moved(fromData(30, 3, new Float64Array(90)), [1e3, -7, 1 / 3]);
    const m = streamMomentsOf([rowsFrom(first, 0, 30), constant]);
    expect(() => layerRanks(m)).toThrow(/layer 1 is the same for every sample .* Ask for uncentred ranks/);
    expect(() => drift(m)).toThrow(/layer 1 is the same for every sample/);
    expect(layerRanks(m, { centred: false })[1]!.stableRank).toBeCloseTo(1, 13);
    const zero = streamMomentsOf([fromData(30, 3, new Float64Array(90))]);
    expect(() => layerRanks(zero, { centred: false })).toThrow(/layer 0 is zero for every sample/);
    expect(layerRanks(streamMomentsOf([rowsFrom(first, 0, 2)]))[0]!.effectiveRank).toBeCloseTo(1, 12);
    expect(() => layerRanks(streamMomentsOf([rowsFrom(first, 0, 1)]))).toThrow(/same for every sample/);
  });
});

describe('concentration and plateau of drift', () => {
  it('are the shares of the largest one and two transitions', () => {
    expect(driftConcentration([1, 5, 0, 3, 1])).toEqual({ largest: 0.5, largestTwo: 0.8, order: [1, 3, 0, 4, 2] });
    expect(driftConcentration([2, 2, 2, 2])).toEqual({ largest: 0.25, largestTwo: 0.5, order: [0, 1, 2, 3] });
    expect(driftConcentration([4]).largestTwo).toBe(1);
    expect(driftConcentration([0, 0]).largest).toBeNaN();
    expect(() => driftConcentration([])).toThrow(/at least two layers/);
    expect(() => driftConcentration([0.1, Number.NaN])).toThrow(/at transition 1 \(counted from 0\); got NaN/);
  });

  it('find the longest run below the threshold, the first of equals, or none', () => {
    expect(plateau([0.5, 0.01, 0.02, 0.3, 0.01, 0.01, 0.04], 0.05)).toEqual({ first: 4, last: 6, length: 3 });
    expect(plateau([0.01, 0.2, 0.01], 0.05)).toEqual({ first: 0, last: 0, length: 1 });
    expect(plateau([0.05, 0.2], 0.05)).toBeUndefined();
    expect(plateau([0, 0], 0.05)).toEqual({ first: 0, last: 1, length: 2 });
  });

  it('see one large step between two equal runs of layers', () => {
    const stack = [first, first, first, second, second];
    const d = drift(streamMomentsOf(stack));
    expect(driftConcentration(d).order[0]).toBe(2);
    expect(driftConcentration(d).largest).toBeCloseTo(1, 12);
    expect(plateau(d, 1e-3)).toEqual({ first: 0, last: 1, length: 2 });
  });
});
