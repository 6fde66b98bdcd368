import { describe, expect, it } from 'vitest';
import { transposed } from '#odepth/numeric/dense/matrix';
import { momentsOf } from '#odepth/theory/richness/accumulate';
import {
  dynamicalRichness,
  type RichnessSettings,
  richnessEstimators,
} from '#odepth/theory/richness/dynamical-richness';
import { directRichness } from './direct.ts';
import {
  beside,
  constantColumn,
  fromData,
  moved,
  normalMatrix,
  orthonormal,
  picked,
  product,
  range,
  scaled,
  sum,
} from './sample-rows.ts';

type Rows = ReturnType<typeof normalMatrix>;

const richness = (features: Rows, outputs: Rows, settings: Partial<RichnessSettings> = {}) =>
  dynamicalRichness(momentsOf({ features, outputs }), settings);

/** Features with an uneven spectrum and outputs partly linear in them, both with a mean. */
function drawn(n: number, p: number, outputs: number, seed: number) {
  const spectrum = range(0, p).map((k) => (k + 1) ** -0.7);
  const features = moved(
    scaled(normalMatrix(n, p, 10 * seed), spectrum),
    range(0, p).map((k) => Math.sin(k)),
  );
  const linear = product(features, normalMatrix(p, outputs, 10 * seed + 1));
  return { features, outputs: sum(linear, normalMatrix(n, outputs, 10 * seed + 2), 0.3) };
}

/** A random orthogonal matrix. */
const rotation = (size: number, name: number) => orthonormal(normalMatrix(size, size, name));

describe('D_LR', () => {
  for (const [n, p, outputs] of [
    [30, 4, 2],
    [60, 13, 5],
    [80, 40, 9],
    [40, 70, 3],
    [50, 1, 1],
  ] as const) {
    for (const estimator of richnessEstimators) {
      it(`is what n × n kernels give: ${n} rows, ${p} features, ${outputs} outputs, ${estimator}`, () => {
        for (const seed of [1, 2, 3]) {
          const { features, outputs: f } = drawn(n, p, outputs, seed);
          const direct = directRichness(features, f, estimator);
          const found = richness(features, f, { estimator });
          expect(found.rank).toBe(direct.rank);
          expect(Math.abs(found.value - direct.value)).toBeLessThan(1e-12);
          expect(found.warnings).toEqual([]);
        }
      });
    }
  }

  it.each([1e1, 1e3, 1e5])('keeps ten digits for outputs of condition %d', (condition) => {
    for (const seed of [4, 5]) {
      const { features } = drawn(90, 12, 1, seed);
      const values = range(0, 6).map((k) => condition ** (-k / 5));
      const f = product(scaled(orthonormal(normalMatrix(90, 6, seed)), values), rotation(6, seed + 50));
      for (const estimator of richnessEstimators) {
        const found = richness(features, f, { estimator, rankTolerance: 1e-8 });
        expect(found.rank).toBe(6);
        expect(Math.abs(found.value - directRichness(features, f, estimator, 1e-8).value)).toBeLessThan(1e-10);
        expect(found.smallestKept * condition).toBeGreaterThan(0.2);
        expect(found.smallestKept * condition).toBeLessThan(1.2);
      }
    }
  });

  it('does not change with rotation, scale and translation of features, maps of outputs, order of rows', () => {
    for (const [seed, n, p, c] of [
      [11, 40, 5, 3],
      [12, 200, 17, 8],
      [13, 700, 9, 4],
    ] as const) {
      const { features, outputs } = drawn(n, p, c, seed);
      const { value } = richness(features, outputs);
      const far = moved(
        features,
        range(0, p).map((k) => 1e4 * Math.cos(k)),
      );
      const map = sum(
        normalMatrix(c, c, seed + 30),
        fromData(
          c,
          c,
          Float64Array.from(range(0, c * c), (i) => (i % (c + 1) ? 0 : 3)),
        ),
      );
      const order = range(0, n).map((i) => (i * 7919 + 13) % n);
      const same = [
        richness(product(features, rotation(p, seed)), outputs),
        richness(scaled(features, -1e6), outputs),
        richness(scaled(features, 1e-9), outputs),
        richness(far, outputs),
        richness(features, product(outputs, map)),
        richness(
          features,
          moved(
            outputs,
            range(0, c).map((k) => 1e4 * (k + 1)),
          ),
        ),
        richness(
          features,
          scaled(
            outputs,
            range(0, c).map((k) => 10 ** (k % 4)),
          ),
        ),
        richness(picked(features, order), picked(outputs, order)),
      ];
      const second = { estimator: 'project-then-centre' } as const;
      const others = [
        richness(product(far, rotation(p, seed)), outputs, second),
        richness(scaled(features, 1e-9), product(outputs, map), second),
        richness(picked(features, order), picked(outputs, order), second),
      ];
      const uncentred = richness(features, outputs, second).value;
      for (const other of others) expect(Math.abs(other.value - uncentred)).toBeLessThan(1e-10);
      expect(new Set(order).size).toBe(n);
      for (const other of same) expect(Math.abs(other.value - value)).toBeLessThan(1e-10);
    }
  });

  it('is one number for both estimators where outputs have no mean, two where they have', () => {
    const { features, outputs } = drawn(60, 10, 4, 21);
    const means = range(0, 4).map((c) => range(0, 60).reduce((s, i) => s + outputs.data[i * 4 + c]!, 0) / 60);
    const centred = moved(
      outputs,
      means.map((mean) => -mean),
    );
    const both = (f: Rows) => richnessEstimators.map((estimator) => richness(features, f, { estimator }).value);
    const [first, second] = both(centred);
    expect(Math.abs(first! - second!)).toBeLessThan(1e-13);
    const [third, fourth] = both(moved(centred, [1, -2, 0.5, 3]));
    expect(Math.abs(third! - first!)).toBeLessThan(1e-12);
    expect(Math.abs(fourth! - third!)).toBeGreaterThan(1e-3);
  });

  it('vanishes where features sit at the corners of a simplex, one per class', () => {
    for (const [classes, p, each] of [
      [2, 3, 4],
      [10, 12, 7],
      [10, 64, 60],
    ] as const) {
      const corners = product(
        fromData(
          classes,
          classes,
          Float64Array.from(range(0, classes ** 2), (i) => (i % (classes + 1) ? 0 : 1)),
        ),
        transposed(orthonormal(normalMatrix(p, classes, classes))),
      );
      const rows = range(0, classes * each).map((i) => i % classes);
      const features = moved(picked(corners, rows), range(0, p).map(Math.cos));
      const outputs = product(features, normalMatrix(p, classes, 3));
      for (const estimator of richnessEstimators) {
        expect(richness(features, outputs, { estimator }).value).toBeLessThan(1e-12);
      }
      expect(richness(features, outputs).rank).toBe(classes - 1);
    }
  });

  it.each([
    [1, 9],
    [4, 9],
    [9, 9],
    [3, 40],
  ])('is 1 − √(r/d) for isotropic features: r = %i, d = %i', (rank, d) => {
    const n = 120;
    const basis = orthonormal(normalMatrix(n, d, d), constantColumn(n));
    const features = moved(product(basis, rotation(d, 8)), range(0, d).map(Math.sin));
    const outputs = product(basis, product(normalMatrix(d, rank, 9), normalMatrix(rank, rank + 2, 10)));
    const found = richness(features, outputs);
    expect(found.rank).toBe(rank);
    expect(Math.abs(found.value - (1 - Math.sqrt(rank / d)))).toBeLessThan(1e-13);
  });

  it('is the closed form of a Gaussian where the covariance of the sample is exact', () => {
    const variances = [5, 2, 1, 0.3, 0.1, 0.01];
    const norm = Math.hypot(...variances);
    const basis = orthonormal(normalMatrix(90, 6, 12), constantColumn(90));
    const features = product(scaled(basis, variances.map(Math.sqrt)), rotation(6, 13));
    for (const rank of [1, 3, 6]) {
      const kept = variances.slice(0, rank).reduce((total, value) => total + value, 0);
      const { value } = richness(features, { ...basis, columns: rank });
      expect(Math.abs(value - (1 - kept / (Math.sqrt(rank) * norm)))).toBeLessThan(1e-13);
    }
    // One output Φ w: 1 − |Σ w|²/(wᵀΣw ‖Σ‖).
    const w = normalMatrix(6, 1, 14);
    const form = (power: number) => w.data.reduce((total, x, k) => total + x * x * variances[k]! ** power, 0);
    const { value } = richness(features, product(scaled(basis, variances.map(Math.sqrt)), w));
    expect(Math.abs(value - (1 - form(2) / (form(1) * norm)))).toBeLessThan(1e-13);
  });

  it('is 1 where no output moves with the features', () => {
    const basis = orthonormal(normalMatrix(50, 9, 3), constantColumn(50));
    const columns = transposed(basis);
    const features = transposed({ ...columns, rows: 5, data: columns.data.slice(0, 250) });
    const outputs = transposed({ ...columns, rows: 4, data: columns.data.slice(250) });
    expect(richness(features, outputs).value).toBeCloseTo(1, 14);
  });

  it('lies between 0 and 1, also where more features than rows', () => {
    for (const seed of range(0, 12)) {
      const { features, outputs } = drawn(12, 1 + 3 * seed, 1 + (seed % 5), seed + 40);
      const { value } = richness(features, outputs);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThan(1);
    }
  });
});

describe('the rank of outputs', () => {
  const { features, outputs } = drawn(70, 11, 4, 31);

  it('is one less for logits that sum to zero, and D_LR that of independent ones', () => {
    const centring = fromData(
      4,
      4,
      Float64Array.from(range(0, 16), (i) => (i % 5 ? 0 : 1) - 0.25),
    );
    const logits = product(outputs, centring);
    for (const estimator of richnessEstimators) {
      const found = richness(features, logits, { estimator });
      const direct = directRichness(features, logits, estimator);
      expect(found).toMatchObject({ rank: 3, warnings: [] });
      expect(direct.rank).toBe(3);
      expect(Math.abs(found.value - direct.value)).toBeLessThan(1e-10);
      expect(found.largestDropped).toBeLessThan(1e-14);
    }
  });

  it('does not count the rounding of logits to float32', () => {
    const centring = fromData(
      4,
      4,
      Float64Array.from(range(0, 16), (i) => (i % 5 ? 0 : 1) - 0.25),
    );
    const logits = product(outputs, centring);
    const rounded = { ...logits, data: Float32Array.from(logits.data) };
    const found = dynamicalRichness(momentsOf({ features, outputs: rounded }));
    expect(found).toMatchObject({ rank: 3, warnings: [] });
    expect(Math.abs(found.value - richness(features, logits).value)).toBeLessThan(1e-6);
  });

  it('does not count a column twice, nor one without variance', () => {
    const twice = beside(outputs, product(outputs, fromData(4, 1, Float64Array.of(2, 0, 0, 0))), constantColumn(70));
    const plain = richness(features, outputs);
    expect(richness(features, twice)).toMatchObject({ rank: 4, warnings: [] });
    expect(Math.abs(richness(features, twice).value - plain.value)).toBeLessThan(1e-12);
    const estimator = 'project-then-centre';
    const direct = directRichness(features, twice, estimator).value;
    expect(Math.abs(richness(features, twice, { estimator }).value - direct)).toBeLessThan(1e-10);
    // With the constant among the outputs, projecting first is centring first.
    expect(Math.abs(direct - plain.value)).toBeLessThan(1e-10);
  });

  it('is told to be ambiguous where a singular value lies near the tolerance', () => {
    const basis = orthonormal(normalMatrix(70, 4, 5), constantColumn(70));
    const outputsWith = (least: number) => product(scaled(basis, [1, 1, 0.5, least]), rotation(4, 6));
    expect(richness(features, outputsWith(3e-6)).warnings.join()).toMatch(
      /rank of the outputs, 4, is ambiguous.*rankTolerance/,
    );
    expect(richness(features, outputsWith(3e-7)).warnings.join()).toMatch(
      /rank of the outputs, 3, is ambiguous.*taken as zero/,
    );
    expect(richness(features, outputsWith(1e-4))).toMatchObject({ rank: 4, warnings: [] });
    expect(richness(features, outputsWith(1e-8))).toMatchObject({ rank: 3, warnings: [] });
    expect(richness(features, outputsWith(3e-6), { rankTolerance: 1e-9 })).toMatchObject({ rank: 4, warnings: [] });
  });
});

describe('D_LR is refused', () => {
  const { features, outputs } = drawn(20, 5, 3, 41);

  it('for constant features or outputs', () => {
    const constant = moved(fromData(20, 2, new Float64Array(40)), [1e3 / 3, -0.1]);
    expect(() => richness(constant, outputs)).toThrow(/features are the same for every row.*Use features/);
    expect(() => richness(features, constant)).toThrow(/outputs are the same for every row.*Use outputs/);
  });

  it('for too few rows, no outputs, settings out of range', () => {
    const first = (count: number) => [picked(features, range(0, count)), picked(outputs, range(0, count))] as const;
    expect(() => richness(...first(1))).toThrow('at least two rows, which can differ; got 1');
    expect(() => richness(...first(4))).toThrow('of rank 3 needs more than 4 rows');
    expect(richness(...first(5)).rank).toBe(3);
    expect(() => dynamicalRichness(momentsOf({ features }))).toThrow('there are no outputs');
    expect(() => richness(features, outputs, { rankTolerance: 0 })).toThrow('rankTolerance: a number in (0, 1)');
    expect(() => richness(features, outputs, { estimator: 'other' as 'centre-then-project' })).toThrow(
      'one of centre-then-project, project-then-centre is expected; got other',
    );
  });
});
