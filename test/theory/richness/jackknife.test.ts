import { describe, expect, it } from 'vitest';
import type { Matrix } from '#odepth/numeric/dense/matrix';
import { momentsOf } from '#odepth/theory/richness/accumulate';
import { exactCollapse, linearisedCollapse } from '#odepth/theory/richness/collapse-deletion';
import { totalMoments } from '#odepth/theory/richness/combine-moments';
import { deletionOf } from '#odepth/theory/richness/deletion';
import { dynamicalRichness, projectionOf, richnessEstimators } from '#odepth/theory/richness/dynamical-richness';
import { exactAlignment } from '#odepth/theory/richness/exact-deletion';
import { jackknife } from '#odepth/theory/richness/jackknife';
import { initialAlignment } from '#odepth/theory/richness/kernel-alignment';
import { linearisedAlignment } from '#odepth/theory/richness/linearised-deletion';
import { type RichnessMeasures, richnessMeasures } from '#odepth/theory/richness/measures';
import { classGeometry, neuralCollapse } from '#odepth/theory/richness/neural-collapse';
import { compactMoments, type RowMoments, type Values } from '#odepth/theory/richness/row-moments';
import {
  beside,
  moved,
  normalMatrix,
  orthonormal,
  picked,
  product,
  range,
  rowsFrom,
  scaled,
  sum,
} from './sample-rows.ts';

interface Draw {
  readonly rows: number;
  readonly features: number;
  readonly outputs: number;
  readonly classes: number;
  /** Rows of each block. */
  readonly sizes: readonly number[];
  readonly seed: number;
  /** Outputs are multiplied by this. */
  readonly map?: Matrix;
}

/** Rows with classes, features that move with them, outputs partly linear in features, in blocks. */
function drawnBlocks({ rows, features: p, outputs, classes, sizes, seed, map }: Draw) {
  const labels = Int32Array.from({ length: rows }, (_, i) => (i * 31 + ((i * i) % 7)) % classes);
  const centres = picked(normalMatrix(classes, p, 100 * seed), Array.from(labels));
  const noise = scaled(
    normalMatrix(rows, p, 100 * seed + 1),
    range(0, p).map((k) => (k + 1) ** -0.5),
  );
  const features = moved(sum(noise, centres), range(0, p).map(Math.cos));
  const linear = product(features, normalMatrix(p, outputs, 100 * seed + 2));
  const drawn = sum(linear, normalMatrix(rows, outputs, 100 * seed + 3), 0.5);
  const f = moved(map ? product(drawn, map) : drawn, [1, 2, 3, 4, 5]);
  const turned = product(features, normalMatrix(p, 6, 100 * seed + 4));
  const initialFeatures = sum(turned, normalMatrix(rows, 6, 100 * seed + 5), 2);
  let from = 0;
  return sizes.map((size) => {
    const to = from + size;
    const part = {
      features: rowsFrom(features, from, to),
      outputs: rowsFrom(f, from, to),
      initialFeatures: rowsFrom(initialFeatures, from, to),
      labels: labels.subarray(from, to),
    };
    from = to;
    return momentsOf(part, classes);
  });
}

const even = (blocks: number, size: number) => Array.from({ length: blocks }, () => size);

const scalars = ({
  richness,
  initialAlignment: s,
  collapseVariability: nc1,
  collapseFrame: nc2,
}: RichnessMeasures) => ({
  richness,
  s: s!,
  nc1: nc1!,
  nc2: nc2!,
});

/** The moments of a share of the rows of a block, if it had such rows. */
function partOf(block: RowMoments, share: number): RowMoments {
  const times = <T extends Values>(values: T, factor = share) => values.map((value) => value * factor) as T;
  return {
    ...block,
    count: block.count * share,
    features: times(block.features),
    outputFactor: times(block.outputFactor, Math.sqrt(share)),
    outputsFeatures: times(block.outputsFeatures),
    classCounts: times(block.classCounts),
    classSums: times(block.classSums),
  };
}

/** The jackknife with every measure computed anew from the blocks that are left. */
function plainly(blocks: readonly RowMoments[], of: (moments: RowMoments) => number) {
  const deleted = blocks.map((_, j) => of(totalMoments(blocks.filter((_, i) => i !== j))));
  return jackknife(
    of(totalMoments(blocks)),
    deleted,
    blocks.map(({ count }) => count),
  );
}

describe('the jackknife', () => {
  it('of a mean is its standard error, without bias, for blocks of any sizes', () => {
    const values = Array.from(normalMatrix(1, 24, 5).data);
    const mean = (x: readonly number[]) => x.reduce((s, value) => s + value, 0) / x.length;
    const centre = mean(values);
    const spread = Math.sqrt(values.reduce((s, value) => s + (value - centre) ** 2, 0) / (24 * 23));
    const single = jackknife(
      centre,
      values.map((_, j) => mean(values.filter((_, i) => i !== j))),
      values.map(() => 1),
    );
    expect(single.standardError).toBeCloseTo(spread, 14);
    expect(single.bias).toBeCloseTo(0, 15);
    const sizes = [1, 2, 3, 4, 6, 8];
    const starts = sizes.map((_, j) => sizes.slice(0, j).reduce((s, size) => s + size, 0));
    const without = sizes.map((size, j) => mean(values.filter((_, i) => i < starts[j]! || i >= starts[j]! + size)));
    const uneven = jackknife(centre, without, sizes);
    expect(uneven.bias).toBeCloseTo(0, 15);
    expect(uneven.standardError).toBeGreaterThan(spread / 3);
    expect(uneven.standardError).toBeLessThan(3 * spread);
  });

  it('of a squared mean finds its bias, variance over number', () => {
    const values = Array.from(normalMatrix(1, 40, 6).data);
    const square = (x: readonly number[]) => (x.reduce((s, value) => s + value, 0) / x.length) ** 2;
    const found = jackknife(
      square(values),
      values.map((_, j) => square(values.filter((_, i) => i !== j))),
      values.map(() => 1),
    );
    const centre = values.reduce((s, value) => s + value, 0) / 40;
    expect(found.bias).toBeCloseTo(values.reduce((s, value) => s + (value - centre) ** 2, 0) / (40 * 39), 14);
  });

  it('says nothing with fewer than two blocks', () => {
    expect(jackknife(3, [], [])).toEqual({ value: 3, standardError: Number.NaN, bias: Number.NaN });
    const [block] = drawnBlocks({ rows: 60, features: 5, outputs: 3, classes: 3, sizes: [60], seed: 1 });
    const { richness, blocks } = richnessMeasures(block!, [block!]);
    expect(blocks).toBe(0);
    expect(richness.standardError).toBeNaN();
  });
});

describe('error bars from deletions', () => {
  it.each([
    ['even blocks', even(12, 50)],
    ['uneven blocks', [40, 80, 30, 100, 50, 60, 70, 90, 80]],
  ])('are those of computing everything anew without each block: %s', (_, sizes) => {
    const blocks = drawnBlocks({ rows: 600, features: 9, outputs: 4, classes: 3, sizes: sizes, seed: 2 });
    const total = totalMoments(blocks);
    for (const estimator of richnessEstimators) {
      const measures = richnessMeasures(total, blocks, { estimator, jackknife: 'exact' });
      const { richness, s, nc1, nc2 } = scalars(measures);
      expect(measures).toMatchObject({ linearised: false, blocks: sizes.length, warnings: [] });
      for (const [found, of] of [
        [richness, (moments: RowMoments) => dynamicalRichness(moments, { estimator }).value],
        [s, initialAlignment],
        [nc1, (moments: RowMoments) => neuralCollapse(moments).variability],
        [nc2, (moments: RowMoments) => neuralCollapse(moments).frame],
      ] as const) {
        const plain = plainly(blocks, of);
        expect(found.value).toBeCloseTo(plain.value, 12);
        expect(found.standardError / plain.standardError).toBeCloseTo(1, 8);
        expect(Math.abs(found.bias - plain.bias)).toBeLessThan(1e-8 * plain.standardError);
      }
    }
  });

  it('are the same to a per cent when deletions are taken to first order', () => {
    const blocks = drawnBlocks({ rows: 8000, features: 12, outputs: 5, classes: 4, sizes: even(20, 400), seed: 3 });
    const total = totalMoments(blocks);
    for (const estimator of richnessEstimators) {
      const exact = scalars(richnessMeasures(total, blocks, { estimator, jackknife: 'exact' }));
      const first = scalars(richnessMeasures(total, blocks, { estimator, jackknife: 'linearised' }));
      for (const name of ['richness', 'nc1', 'nc2'] as const) {
        expect(first[name].value).toBe(exact[name].value);
        expect(Math.abs(first[name].standardError / exact[name].standardError - 1)).toBeLessThan(0.01);
        expect(first[name].bias).toBeNaN();
      }
      expect(first.s).toEqual(exact.s);
    }
  });

  it.each(richnessEstimators)(
    'are to first order indeed: halving the block leaves a quarter of the error, %s',
    (estimator) => {
      const blocks = drawnBlocks({ rows: 600, features: 6, outputs: 3, classes: 3, sizes: even(6, 100), seed: 4 });
      const total = totalMoments(blocks);
      const projection = projectionOf(total, 1e-6);
      const geometry = classGeometry(total);
      const errors = (share: number) => {
        const deletion = deletionOf(total, partOf(blocks[2]!, share));
        const alignment = [exactAlignment, linearisedAlignment].map(
          (of) => of(total, projection, estimator)(deletion)!,
        );
        const collapse = [exactCollapse(total), linearisedCollapse(total, geometry)].map((of) => of(deletion)!);
        return [
          alignment[0]! - alignment[1]!,
          collapse[0]!.variability - collapse[1]!.variability,
          collapse[0]!.frame - collapse[1]!.frame,
        ];
      };
      const [coarse, fine] = [errors(2 ** -8), errors(2 ** -9)];
      coarse.forEach((error, i) => {
        expect(error / fine[i]!).toBeGreaterThan(3.8);
        expect(error / fine[i]!).toBeLessThan(4.2);
      });
      // What is left out of the alignment is a square.
      if (estimator === 'centre-then-project') expect(coarse[0]).toBeGreaterThan(0);
    },
  );

  it.each([1, 1e5])(
    'are the same to four digits from compact blocks: outputs of condition %d and more',
    (condition) => {
      const map = orthonormal(normalMatrix(3, 3, 9));
      const stretched = product(scaled(map, [1, condition ** -0.5, 1 / condition]), orthonormal(normalMatrix(3, 3, 7)));
      const settings = { rankTolerance: 1e-9, jackknife: 'exact' } as const;
      const blocks = drawnBlocks({
        ...{ rows: 1200, features: 9, outputs: 3, classes: 3, sizes: even(12, 100), seed: 5 },
        map: stretched,
      });
      const total = totalMoments(blocks);
      const exact = scalars(richnessMeasures(total, blocks, settings));
      const compact = scalars(richnessMeasures(total, blocks.map(compactMoments), settings));
      expect(exact.richness.smallestKept * condition).toBeLessThan(1);
      for (const name of ['richness', 's', 'nc1', 'nc2'] as const) {
        expect(compact[name].value).toBe(exact[name].value);
        expect(compact[name].standardError / exact[name].standardError).toBeCloseTo(1, 4);
      }
    },
  );

  it('compute anew where a block holds all that moves an output', () => {
    const features = normalMatrix(300, 5, 61);
    const outputs = beside(normalMatrix(300, 2, 62), normalMatrix(300, 1, 63));
    for (let i = 0; i < 300; i++) if (i >= 50) outputs.data[i * 3 + 2] = 1;
    const parts = range(0, 6).map((b) =>
      momentsOf({ features: rowsFrom(features, 50 * b, 50 * b + 50), outputs: rowsFrom(outputs, 50 * b, 50 * b + 50) }),
    );
    const { richness } = richnessMeasures(totalMoments(parts), parts, { jackknife: 'exact' });
    const plain = plainly(parts, (moments) => dynamicalRichness(moments).value);
    expect(richness.standardError / plain.standardError).toBeCloseTo(1, 8);
  });

  it('are absent, with a reason, where a block holds all rows of a class', () => {
    const features = normalMatrix(80, 4, 71);
    const labels = Int32Array.from({ length: 80 }, (_, i) => Math.floor(i / 40));
    const parts = range(0, 2).map((b) =>
      momentsOf(
        {
          features: rowsFrom(features, 40 * b, 40 * b + 40),
          outputs: rowsFrom(normalMatrix(80, 2, 72), 40 * b, 40 * b + 40),
          labels: labels.subarray(40 * b, 40 * b + 40),
        },
        2,
      ),
    );
    for (const form of ['exact', 'linearised'] as const) {
      const found = richnessMeasures(totalMoments(parts), parts, { jackknife: form });
      expect(found.collapseVariability!.standardError).toBeNaN();
      expect(found.warnings.join()).toMatch(/A block holds all rows of a class/);
      expect(found.richness.standardError).toBeGreaterThan(0);
    }
  });

  it('refuse blocks that do not make up the rows', () => {
    const blocks = drawnBlocks({ rows: 120, features: 4, outputs: 2, classes: 2, sizes: even(4, 30), seed: 8 });
    const total = totalMoments(blocks);
    expect(() => richnessMeasures(total, blocks.slice(1))).toThrow('make up all 120 rows; these have 90');
    expect(() => richnessMeasures(total, blocks, { jackknife: 'none' as 'auto' })).toThrow(
      'one of auto, exact, linearised',
    );
  });
});

describe('the error bar of D_LR', () => {
  it('is the spread of independent draws, and its value the closed form of a Gaussian', () => {
    const variances = [4, 2, 1, 0.5, 0.25];
    const [p, rank, rows, draws, count] = [5, 2, 1000, 100, 20];
    const population = 1 - (variances[0]! + variances[1]!) / (Math.sqrt(rank) * Math.hypot(...variances));
    const found = range(0, draws).map((draw) => {
      const features = scaled(normalMatrix(rows, p, 5000 + draw), variances.map(Math.sqrt));
      const outputs = { ...features, columns: rank };
      const size = rows / count;
      const blocks = range(0, count).map((b) => {
        const from = b * size * p;
        const data = features.data.subarray(from, from + size * p);
        return momentsOf({
          features: { ...features, rows: size, data },
          outputs: { ...outputs, rows: size, data },
        });
      });
      return richnessMeasures(totalMoments(blocks), blocks).richness;
    });
    const mean = (of: (one: (typeof found)[number]) => number) => found.reduce((s, one) => s + of(one), 0) / draws;
    const centre = mean(({ value }) => value);
    const spread = Math.sqrt((mean(({ value }) => (value - centre) ** 2) * draws) / (draws - 1));
    const typical = Math.sqrt(mean(({ standardError }) => standardError ** 2));
    // The spread of 100 draws is known to 7 %, the root mean square of standard errors to 2 %.
    expect(Math.abs(typical / spread - 1)).toBeLessThan(0.22);
    const unbiased = mean(({ value, bias }) => value - bias);
    expect(Math.abs(unbiased - population)).toBeLessThan((3.5 * spread) / Math.sqrt(draws));
  });
});
