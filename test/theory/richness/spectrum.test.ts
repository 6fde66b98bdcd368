import { SingularValueDecomposition } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { momentsOf } from '#odepth/theory/richness/accumulate';
import { totalMoments } from '#odepth/theory/richness/combine-moments';
import { jackknife } from '#odepth/theory/richness/jackknife';
import { compactMoments, type RowMoments } from '#odepth/theory/richness/row-moments';
import { type FeatureSpectrum, featureSpectrum, nystromExtension } from '#odepth/theory/richness/spectrum';
import { spectrumErrors } from '#odepth/theory/richness/spectrum-errors';
import { centred as centredDense, dense } from './direct.ts';
import {
  fromData,
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

const n = 300;
const p = 40;
const features = moved(
  scaled(
    normalMatrix(n, p, 1),
    range(0, p).map((k) => (k + 1) ** -0.8),
  ),
  range(0, p).map((k) => 0.3 * Math.sin(k)),
);
const outputs = product(features, normalMatrix(p, 3, 2));
const targets = moved(sum(outputs, normalMatrix(n, 3, 3), 2), [1, 0, -1]);
const rows = { features, outputs, targets };
const moments = momentsOf(rows);
const spectrum = featureSpectrum(moments);

/** Largest difference. */
function apart(x: Float64Array, y: ArrayLike<number>): number {
  expect(x).toHaveLength(y.length);
  return Math.max(...x.map((value, k) => Math.abs(value - y[k]!)));
}

/** Π of the functions in the columns of y, by projecting on each e_k. */
function directShares(y: typeof outputs, e: typeof outputs): number[] {
  const at = (m: typeof outputs, i: number, j: number) => m.data[i * m.columns + j]!;
  const square = y.data.reduce((s, value) => s + value * value, 0);
  let total = 0;
  return range(0, e.columns).map((k) => {
    for (const c of range(0, y.columns)) {
      const along = range(0, n).reduce((s, i) => s + at(e, i, k) * at(y, i, c), 0) / n;
      total += (along * along * n) / square;
    }
    return total;
  });
}

describe('the spectrum of features', () => {
  it.each([false, true])('has the squared singular values of Φ/√n, within its bounds; centred: %s', (centred) => {
    const m = centred ? centredDense(dense(features)) : dense(features);
    const { diagonal } = new SingularValueDecomposition(m);
    const found = featureSpectrum(moments, { centred });
    expect(found.rank).toBe(p);
    found.values.forEach((value, k) => {
      const direct = diagonal[k]! ** 2 / n;
      expect(Math.abs(value - direct)).toBeLessThan(1e-14 * found.values[0]!);
      expect(Math.abs(value - direct)).toBeLessThan(found.bounds[k]!);
      expect(found.bounds[k]!).toBeLessThan(1e-13 * found.values[0]!);
    });
  });

  it.each([false, true])('has eigenfunctions that are orthonormal on the sample; centred: %s', (centred) => {
    const found = featureSpectrum(moments, { centred });
    const e = nystromExtension(found, features);
    for (const [j, k] of range(0, p).flatMap((j) => range(0, j + 1).map((k) => [j, k] as const))) {
      const inner = range(0, n).reduce((s, i) => s + e.data[i * p + j]! * e.data[i * p + k]!, 0) / n;
      expect(Math.abs(inner - (j === k ? 1 : 0))).toBeLessThan(1e-10);
    }
  });

  it('extends eigenfunctions: at the sample they are √n U, up to a sign each, elsewhere linear in the features', () => {
    const { leftSingularVectors } = new SingularValueDecomposition(dense(features));
    const e = nystromExtension(spectrum, features, 10);
    for (const k of range(0, 10)) {
      const sign = Math.sign(e.data[k]! * leftSingularVectors.get(0, k));
      for (const i of range(0, n)) {
        expect(Math.abs(e.data[i * 10 + k]! - sign * Math.sqrt(n) * leftSingularVectors.get(i, k))).toBeLessThan(1e-10);
      }
    }
    const [a, b] = [rowsFrom(features, 0, 1), rowsFrom(features, 7, 8)];
    const middle = nystromExtension(spectrum, sum(scaled(a, 0.25), b, 0.75), 10);
    middle.data.forEach((value, k) => {
      expect(value).toBeCloseTo(0.25 * e.data[k]! + 0.75 * e.data[70 + k]!, 11);
    });
  });

  it('gives only the first eigenvectors where asked, with the same numbers', () => {
    const few = featureSpectrum(moments, { leading: 6 });
    expect(few.vectors).toMatchObject({ rows: 6, columns: p });
    expect(few.quality).toHaveLength(6);
    few.values.forEach((value, k) => {
      expect(Math.abs(value - spectrum.values[k]!)).toBeLessThan(few.bounds[k]! + spectrum.bounds[k]!);
    });
    expect(apart(few.quality!, spectrum.quality!.slice(0, 6))).toBeLessThan(1e-12);
    expect(() => nystromExtension(few, features, 7)).toThrow('from 1 to 6, the eigenfunctions known');
  });

  it('knows the rank of features that repeat, and leaves out what is rounding', () => {
    const half = product(features, product(normalMatrix(p, 5, 4), normalMatrix(5, p, 5)));
    const found = featureSpectrum(momentsOf({ features: half, outputs: half }));
    expect(found.rank).toBe(5);
    expect(found.utilisation).toHaveLength(5);
    expect(found.utilisation![4]).toBeCloseTo(1, 10);
    expect(() => nystromExtension(found, half, 6)).toThrow('from 1 to 5');
  });

  it('is refused for features that vanish, settings out of range, other features', () => {
    expect(() => featureSpectrum(momentsOf({ features: scaled(features, 0) }))).toThrow('features vanish');
    expect(() => featureSpectrum(moments, { leading: 41 })).toThrow('leading: a whole number from 1 to 40');
    expect(() => featureSpectrum(moments, { rankTolerance: 1 })).toThrow('rankTolerance: a number in (0, 1)');
    expect(() => nystromExtension(spectrum, outputs)).toThrow('40 columns are expected, got 3');
  });
});

describe('quality and utilisation', () => {
  it('are sums of squared projections on eigenfunctions', () => {
    const e = nystromExtension(spectrum, features);
    expect(apart(spectrum.quality!, directShares(targets, e))).toBeLessThan(1e-11);
    expect(apart(spectrum.utilisation!, directShares(outputs, e))).toBeLessThan(1e-11);
  });

  it('rise to at most 1, to 1 exactly for what is linear in the features', () => {
    for (const found of [spectrum, featureSpectrum(moments, { centred: true })]) {
      expect(found.utilisation![p - 1]).toBeCloseTo(1, 12);
      expect(found.quality![p - 1]).toBeLessThan(0.9);
      for (const shares of [found.quality!, found.utilisation!]) {
        expect(shares).toEqual(shares.slice().sort());
        expect(shares[0]).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it('jump at k where the outputs are the k-th eigenfunction', () => {
    const e = nystromExtension(spectrum, features);
    const third = fromData(
      n,
      1,
      Float64Array.from(range(0, n), (i) => e.data[i * p + 2]!),
    );
    const { utilisation } = featureSpectrum(momentsOf({ features, outputs: third }));
    expect([...utilisation!.slice(0, 4)].map((share) => Number(share.toFixed(12)))).toEqual([0, 0, 1, 1]);
  });

  it.each([false, true])('take labels for one-hot targets; centred: %s', (centred) => {
    const labels = range(0, n).map((i) => ((i * i) % 7) % 3);
    const hot = picked(fromData(3, 3, Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1)), labels);
    const byLabels = featureSpectrum(momentsOf({ features, labels }), { centred }).quality!;
    const byTargets = featureSpectrum(momentsOf({ features, targets: hot }), { centred }).quality!;
    expect(apart(byLabels, byTargets)).toBeLessThan(1e-12);
  });

  it('are absent where there is nothing to project', () => {
    const bare = featureSpectrum(momentsOf({ features }));
    expect('quality' in bare || 'utilisation' in bare).toBe(false);
  });
});

describe('error bars of spectra', () => {
  const all = { ...rows, labels: range(0, n).map((i) => i % 3) };
  const blocks = range(0, 10).map((b) => {
    const part = (m: typeof features) => rowsFrom(m, 30 * b, 30 * b + 30);
    return momentsOf({ features: part(features), outputs: part(outputs), targets: part(targets) });
  });
  const total = totalMoments(blocks);

  function plainly(of: (found: FeatureSpectrum) => number, from: readonly RowMoments[], centred: boolean): number {
    const deleted = from.map((_, j) => of(featureSpectrum(totalMoments(from.filter((_, i) => i !== j)), { centred })));
    return jackknife(
      of(featureSpectrum(totalMoments(from), { centred })),
      deleted,
      from.map(({ count }) => count),
    ).standardError;
  }

  it.each([false, true])('are those of diagonalising anew without each block; centred: %s', (centred) => {
    const found = spectrumErrors(total, blocks, featureSpectrum(total, { centred }), 30);
    expect(found.directions).toBe(p);
    for (const k of [0, 3, 29]) {
      const expected = [
        [found.values, (one: FeatureSpectrum) => one.values[k]!],
        [found.relative, (one: FeatureSpectrum) => one.values[k]! / one.values[0]!],
        [found.quality!, (one: FeatureSpectrum) => one.quality![k]!],
        [found.utilisation!, (one: FeatureSpectrum) => one.utilisation![k]!],
      ] as const;
      for (const [errors, of] of expected) {
        const plain = plainly(of, blocks, centred);
        expect(Math.abs(errors[k]! - plain)).toBeLessThan(1e-8 * plain + 1e-13);
      }
    }
    expect(found.relative[0]).toBe(0);
  });

  it('are close to that within some leading directions', () => {
    const whole = spectrumErrors(total, blocks, spectrum, 30);
    const part = spectrumErrors(total, blocks.map(compactMoments), spectrum, 4);
    expect(part.directions).toBe(20);
    for (const name of ['values', 'relative', 'quality', 'utilisation'] as const) {
      for (const k of range(1, 4)) expect(Math.abs(part[name]![k]! / whole[name]![k]! - 1)).toBeLessThan(0.05);
    }
  });

  it('are ρ √(2/n) for a Gaussian feature that stands apart', () => {
    const rowCount = 4000;
    const gaussian = product(
      scaled(normalMatrix(rowCount, 4, 9), [3, 1, 0.5, 0.2]),
      orthonormal(normalMatrix(4, 4, 10)),
    );
    const parts = range(0, 40).map((b) => momentsOf({ features: rowsFrom(gaussian, 100 * b, 100 * b + 100) }));
    const sum = totalMoments(parts);
    const found = spectrumErrors(sum, parts, featureSpectrum(sum), 4);
    // A standard error from 40 blocks is known to 11 %.
    [9, 1, 0.25, 0.04].forEach((value, k) => {
      expect(Math.abs(found.values[k]! / (value * Math.sqrt(2 / rowCount)) - 1)).toBeLessThan(0.35);
    });
  });

  it('take labels too, and say nothing of one block or beyond what is known', () => {
    const labelled = range(0, 10).map((b) =>
      momentsOf(
        { features: rowsFrom(features, 30 * b, 30 * b + 30), labels: all.labels.slice(30 * b, 30 * b + 30) },
        3,
      ),
    );
    const sum = totalMoments(labelled);
    const found = spectrumErrors(sum, labelled, featureSpectrum(sum, { centred: true }), 25);
    const plain = plainly((one) => one.quality![2]!, labelled, true);
    expect(found.quality![2]! / plain).toBeCloseTo(1, 8);
    expect(spectrumErrors(sum, [sum], featureSpectrum(sum), 1).values[0]).toBeNaN();
    expect(() => spectrumErrors(sum, labelled, featureSpectrum(sum, { leading: 3 }), 4)).toThrow(
      'from 1 to 3, the eigenvectors known',
    );
  });
});
