import { describe, expect, it } from 'vitest';
import { DenseArena } from '#odepth/numeric/dense/arena';
import { accumulatorBytes, MomentAccumulator, momentsOf } from '#odepth/theory/richness/accumulate';
import { addMoments, totalMoments } from '#odepth/theory/richness/combine-moments';
import { dynamicalRichness } from '#odepth/theory/richness/dynamical-richness';
import { RichnessError } from '#odepth/theory/richness/richness-error';
import { compactMoments, momentBytes, type RowMoments, transferableBuffers } from '#odepth/theory/richness/row-moments';
import type { RowBlock } from '#odepth/theory/richness/rows';
import { fromData, moved, normalMatrix, range, rowsFrom } from './sample-rows.ts';

const n = 1200;
const whole = {
  features: moved(normalMatrix(n, 7, 1), [3, 0, -1, 2, 0, 0, 5]),
  outputs: moved(normalMatrix(n, 3, 2), [1, -1, 0]),
  targets: normalMatrix(n, 2, 3),
  initialFeatures: moved(normalMatrix(n, 5, 4), [0, 1, 2, 3, 4]),
  labels: Int32Array.from({ length: n }, (_, i) => (i * i) % 4),
};

function part(from: number, to: number): RowBlock {
  return {
    features: rowsFrom(whole.features, from, to),
    outputs: rowsFrom(whole.outputs, from, to),
    targets: rowsFrom(whole.targets, from, to),
    initialFeatures: rowsFrom(whole.initialFeatures, from, to),
    labels: whole.labels.subarray(from, to),
    firstRow: from,
  };
}

const blocksAt = (...cuts: readonly number[]) =>
  [...cuts, n].map((to, i) => momentsOf(part(i === 0 ? 0 : cuts[i - 1]!, to), 4));

const names = [
  'featureMean',
  'outputMean',
  'targetMean',
  'initialMean',
  'features',
  'outputsFeatures',
  'targetsFeatures',
  'targetSquares',
  'initial',
  'initialFeatures',
  'classCounts',
  'classSums',
] as const;

/** Largest difference, over the largest entry; the triangular factor by its Gram matrix. */
function apart(a: RowMoments, b: RowMoments): number {
  const pairs = names.map((name) => [a[name], b[name]] as const);
  pairs.push([gram(a), gram(b)]);
  return Math.max(
    ...pairs.map(([x, y]) => {
      expect(x).toHaveLength(y.length);
      const size = Math.max(...x.map(Math.abs));
      return Math.max(...Array.from(x, (value, i) => Math.abs(value - y[i]!))) / size;
    }),
  );
}

function gram({ outputFactor: r, shape: { outputs } }: RowMoments): Float64Array {
  const entry = (i: number, j: number) => (i <= j ? r[(j * (j + 1)) / 2 + i]! : 0);
  return Float64Array.from({ length: outputs ** 2 }, (_, at) => {
    const [i, j] = [Math.floor(at / outputs), at % outputs];
    return range(0, outputs).reduce((sum, k) => sum + entry(k, i) * entry(k, j), 0);
  });
}

describe('moments of rows', () => {
  const all = momentsOf(part(0, n), 4);

  it('are sums over rows of products of deviations from the mean', () => {
    const entry = (m: typeof whole.features, i: number, j: number) => m.data[i * m.columns + j]!;
    const mean = (m: typeof whole.features, j: number) => range(0, n).reduce((s, i) => s + entry(m, i, j), 0) / n;
    const product = (a: typeof whole.features, j: number, b: typeof whole.features, k: number) => {
      const [first, second] = [mean(a, j), mean(b, k)];
      return range(0, n).reduce((s, i) => s + (entry(a, i, j) - first) * (entry(b, i, k) - second), 0);
    };
    const { features, outputs, targets, initialFeatures, labels } = whole;
    expect(all.count).toBe(n);
    expect(all.featureMean[6]).toBeCloseTo(mean(features, 6), 12);
    expect(all.features[(4 * 5) / 2 + 2]! / product(features, 2, features, 4)).toBeCloseTo(1, 10);
    expect(all.outputsFeatures[2 * 7 + 5]! / product(outputs, 2, features, 5)).toBeCloseTo(1, 10);
    expect(all.targetsFeatures[7 + 1]! / product(targets, 1, features, 1)).toBeCloseTo(1, 10);
    expect(all.targetSquares[1]! / product(targets, 1, targets, 1)).toBeCloseTo(1, 10);
    expect(all.initial[(3 * 4) / 2 + 3]! / product(initialFeatures, 3, initialFeatures, 3)).toBeCloseTo(1, 10);
    expect(all.initialFeatures[4 * 7 + 0]! / product(initialFeatures, 4, features, 0)).toBeCloseTo(1, 10);
    expect(gram(all)[2 * 3 + 1]! / product(outputs, 2, outputs, 1)).toBeCloseTo(1, 10);
    const inClass = range(0, n).filter((i) => labels[i] === 1);
    expect(all.classCounts[1]).toBe(inClass.length);
    const sum = inClass.reduce((s, i) => s + entry(features, i, 3) - mean(features, 3), 0);
    expect(all.classSums[7 + 3]).toBeCloseTo(sum, 9);
  });

  it.each([
    ['halves', [600]],
    ['uneven parts', [1, 2, 700, 1199]],
    ['twenty blocks', range(1, 20).map((i) => i * 60)],
  ])('add up to those of all rows: %s', (_, cuts) => {
    expect(apart(totalMoments(blocksAt(...cuts)), all)).toBeLessThan(1e-13);
  });

  it('give the same D_LR for any partition', () => {
    const { value } = dynamicalRichness(all);
    for (const cuts of [[5], [511, 512, 513], [17, 400, 401, 1000]]) {
      expect(Math.abs(dynamicalRichness(totalMoments(blocksAt(...cuts))).value - value)).toBeLessThan(1e-13);
    }
  });

  it('have the same bits however rows are handed over, and again from the same accumulator', () => {
    const accumulator = new MomentAccumulator(all.shape);
    for (let round = 0; round < 2; round++) {
      for (const [from, to] of [
        [0, 3],
        [3, 510],
        [510, 514],
        [514, n],
      ] as const) {
        accumulator.add(part(from, to));
      }
      expect(accumulator.finish()).toEqual(all);
    }
  });

  it('keep their digits under an offset of ten thousand times the spread', () => {
    const offset = (m: typeof whole.features) =>
      moved(
        m,
        range(0, m.columns).map((j) => 1e4 * (1 + (j % 3))),
      );
    const far = momentsOf(
      {
        ...whole,
        features: offset(whole.features),
        outputs: offset(whole.outputs),
        initialFeatures: offset(whole.initialFeatures),
      },
      4,
    );
    const means = { featureMean: all.featureMean, outputMean: all.outputMean, initialMean: all.initialMean };
    expect(apart({ ...far, ...means }, all)).toBeLessThan(1e-10);
  });

  it('are to seven digits the same when compact, in the bytes foretold', () => {
    const compact = compactMoments(all);
    expect(apart(all, compact)).toBeLessThan(1e-7);
    expect(apart(all, compact)).toBeGreaterThan(0);
    const bytes = (m: RowMoments) => transferableBuffers(m).reduce((sum, buffer) => sum + buffer.byteLength, 0);
    expect(momentBytes(all.shape)).toEqual({ full: bytes(all), compact: bytes(compact) });
    const copy = structuredClone(all);
    expect(structuredClone(copy, { transfer: transferableBuffers(copy) })).toEqual(all);
    expect(copy.features).toHaveLength(0);
  });

  it('take float32 rows as they are, and rows at a stride', () => {
    const wide = normalMatrix(30, 9, 8);
    const float = { ...wide, data: Float32Array.from(wide.data) };
    const exact = { ...wide, data: Float64Array.from(float.data) };
    expect(momentsOf({ features: float })).toEqual(momentsOf({ features: exact }));
    const narrow = fromData(
      30,
      4,
      Float64Array.from(range(0, 120), (at) => wide.data[Math.floor(at / 4) * 9 + (at % 4)]!),
    );
    expect(momentsOf({ features: { ...wide, columns: 4 } })).toEqual(momentsOf({ features: narrow }));
  });

  it('live in the memory foretold', () => {
    for (const shape of [all.shape, { features: 40, outputs: 65, targets: 0, initialFeatures: 33, classes: 0 }]) {
      const exact = new DenseArena(accumulatorBytes(shape));
      expect(() => new MomentAccumulator(shape, exact)).not.toThrow();
      expect(accumulatorBytes(shape)).toBeLessThan(1.2 * (exact.capacity + 4096));
    }
  });
});

describe('moments refuse', () => {
  const block = part(100, 110);
  const complaint = (change: Partial<RowBlock>): RichnessError => {
    try {
      momentsOf({ ...block, ...change }, 4);
    } catch (error) {
      if (error instanceof RichnessError) return error;
      throw error;
    }
    throw new Error('not refused');
  };

  it('what is not finite, with its place', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const outputs = rowsFrom(whole.outputs, 100, 110);
      outputs.data[4 * 3 + 2] = bad;
      const error = complaint({ outputs });
      expect(error.place).toEqual({ part: 'outputs', row: 104, column: 2 });
      expect(error.message).toContain(`finite number is expected in row 104, column 2 (counted from 0); got ${bad}`);
    }
  });

  it('labels that are no whole number of a class', () => {
    for (const bad of [1.5, -1, 4, Number.NaN]) {
      const labels = Array.from(block.labels!);
      labels[7] = bad;
      const error = complaint({ labels });
      expect(error.place).toEqual({ part: 'labels', row: 107 });
      expect(error.message).toContain(`whole number from 0 to 3 is expected in row 107 (counted from 0); got ${bad}`);
    }
  });

  it('parts of other sizes, and what is missing', () => {
    expect(complaint({ outputs: rowsFrom(whole.outputs, 0, 9) }).message).toMatch(/9 rows, but 10 rows of features/);
    expect(complaint({ labels: [1, 2] }).message).toMatch(/10, one per row, are expected; got 2/);
    const accumulator = new MomentAccumulator({ ...momentsOf(block, 4).shape, targets: 3 });
    expect(() => accumulator.add(block)).toThrow('targets: 3 columns are expected, got 2');
    expect(() => accumulator.finish()).toThrow('no rows');
    expect(() => momentsOf({ features: fromData(3, 0, new Float64Array(0)) })).toThrow('at least 1 of features');
    expect(() => totalMoments([])).toThrow('no blocks');
    expect(() => addMoments(momentsOf(block, 4), momentsOf(block, 5))).toThrow('moments of 4 and of 5 classes');
  });

  it('a bad block as a whole: what was there before stays', () => {
    const accumulator = new MomentAccumulator(momentsOf(block, 4).shape);
    accumulator.add(part(0, 50));
    const labels = Array.from(block.labels!, (label, i) => (i === 9 ? 17 : label));
    expect(() => accumulator.add({ ...block, labels })).toThrow(RichnessError);
    expect(accumulator.finish()).toEqual(momentsOf(part(0, 50), 4));
  });
});
