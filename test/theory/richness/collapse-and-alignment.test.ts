import { Matrix as Dense, pseudoInverse } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { transposed } from '#odepth/numeric/dense/matrix';
import { momentsOf } from '#odepth/theory/richness/accumulate';
import { dynamicalRichness } from '#odepth/theory/richness/dynamical-richness';
import { initialAlignment } from '#odepth/theory/richness/kernel-alignment';
import { neuralCollapse } from '#odepth/theory/richness/neural-collapse';
import { distanceMoved, squaredNorm } from '#odepth/theory/richness/parameter-norms';
import { alignment, centred, dense } from './direct.ts';
import {
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

/** Corners of a simplex in p dimensions, each taken `each` times, with labels. */
function simplexRows(classes: number, p: number, each: number) {
  const corners = transposed(orthonormal(normalMatrix(p, classes, classes)));
  const labels = range(0, classes * each).map((i) => i % classes);
  return { features: moved(picked(corners, labels), range(0, p).map(Math.cos)), labels };
}

/** NC1 and NC2 by their definitions, with p × p matrices. */
function directCollapse(features: Dense, labels: readonly number[], classes: number) {
  const means = range(0, classes).map((c) => {
    const rows = labels.flatMap((label, i) => (label === c ? [i] : []));
    return features.selection(rows, range(0, features.columns)).mean('column');
  });
  const apart = centred(new Dense(means));
  const between = apart.transpose().mmul(apart).div(classes);
  const deviations = new Dense(
    labels.map((label, i) => features.getRow(i).map((value, j) => value - means[label]![j]!)),
  );
  const within = deviations.transpose().mmul(deviations).div(labels.length);
  const gram = apart.mmul(apart.transpose());
  const simplex = Dense.eye(classes)
    .sub(1 / classes)
    .div(Math.sqrt(classes - 1));
  return {
    variability: within.mmul(pseudoInverse(between, 1e-10)).trace() / classes,
    frame: Dense.sub(Dense.div(gram, gram.norm('frobenius')), simplex).norm('frobenius'),
  };
}

describe('neural collapse', () => {
  it.each([
    [2, 3, 5],
    [5, 9, 12],
    [12, 8, 10],
  ])('is measured as defined: %i classes, %i features', (classes, p, each) => {
    const labels = range(0, classes * each + 3).map((i) => (i < 2 * classes ? i % classes : (i * i + 1) % classes));
    const features = sum(picked(normalMatrix(classes, p, 1), labels), normalMatrix(labels.length, p, 2), 0.4);
    const found = neuralCollapse(momentsOf({ features: moved(features, range(0, p)), labels }));
    const direct = directCollapse(dense(features), labels, classes);
    expect(found.rank).toBe(Math.min(classes - 1, p));
    expect(found.variability / direct.variability).toBeCloseTo(1, 9);
    expect(Math.abs(found.frame - direct.frame)).toBeLessThan(1e-12);
  });

  it('has no defects, and D_LR = 0, where features sit at the corners of a simplex', () => {
    for (const [classes, p, each] of [
      [2, 4, 9],
      [10, 30, 8],
    ] as const) {
      const { features, labels } = simplexRows(classes, p, each);
      const outputs = product(features, normalMatrix(p, classes, 7));
      const moments = momentsOf({ features, outputs, labels });
      const { variability, frame, rank } = neuralCollapse(moments);
      expect(rank).toBe(classes - 1);
      expect(variability).toBeLessThan(1e-12);
      expect(frame).toBeLessThan(1e-12);
      expect(dynamicalRichness(moments).value).toBeLessThan(1e-12);
    }
  });

  it('can be far from complete where D_LR vanishes: outputs need not be constant within classes', () => {
    const features = orthonormal(normalMatrix(60, 3, 6), constantColumn(60));
    const moments = momentsOf({ features, outputs: features, labels: range(0, 60).map((i) => i % 3) });
    expect(dynamicalRichness(moments).value).toBeLessThan(1e-13);
    expect(neuralCollapse(moments).variability).toBeGreaterThan(1);
  });

  it('NC1 is the variance about the corners times (C − 1) over their squared radius', () => {
    // Spread σ² in every direction, for each class the same: Tr(X Σ_W Xᵀ) = σ² Σ 1/s_k², s² = C r²/(C − 1) each.
    const [classes, p, sigma] = [4, 6, 0.2];
    const { features } = simplexRows(classes, p, 1);
    const rows = range(0, classes * 2 * p).map((i) => Math.floor(i / (2 * p)));
    const steps = range(0, rows.length).flatMap((i) =>
      range(0, p).map((j) => (Math.floor((i % (2 * p)) / 2) === j ? (i % 2 ? -1 : 1) * sigma * Math.sqrt(p) : 0)),
    );
    const spread = sum(picked(features, rows), fromData(rows.length, p, Float64Array.from(steps)));
    const { variability, frame } = neuralCollapse(momentsOf({ features: spread, labels: rows }));
    expect(variability).toBeCloseTo(sigma ** 2 * (classes - 1), 12);
    expect(frame).toBeLessThan(1e-12);
  });

  it('does not see translation, rotation or scale of the features, and NC1 no order of classes', () => {
    const labels = range(0, 60).map((i) => ((i * i) % 7) % 3);
    const features = normalMatrix(60, 7, 3);
    const of = (m: typeof features, l = labels) => neuralCollapse(momentsOf({ features: m, labels: l }));
    const plain = of(features);
    for (const other of [
      of(
        moved(
          features,
          range(0, 7).map((j) => 1e4 * j),
        ),
      ),
      of(product(features, orthonormal(normalMatrix(7, 7, 4)))),
      of(scaled(features, 1e-5)),
      of(
        features,
        labels.map((label) => 2 - label),
      ),
    ]) {
      expect(other.variability / plain.variability).toBeCloseTo(1, 9);
      expect(other.frame / plain.frame).toBeCloseTo(1, 9);
    }
  });

  it('is refused without two classes of two rows, or where classes do not differ', () => {
    const features = normalMatrix(6, 3, 5);
    const of = (labels: readonly number[], m = features) => neuralCollapse(momentsOf({ features: m, labels }));
    expect(() => neuralCollapse(momentsOf({ features }))).toThrow('labels of at least two classes; got 0');
    expect(() => of([0, 0, 0, 0, 0, 0])).toThrow('labels of at least two classes; got 1');
    expect(() => of([0, 0, 1, 2, 2, 1])).not.toThrow();
    expect(() => of([0, 0, 1, 2, 2, 0])).toThrow('two rows of each class; class 1 has 1');
    expect(() => of([0, 0, 3, 3, 1, 1])).toThrow('class 2 has 0. Use more rows, or number the labels without gaps');
    expect(() => of([0, 1, 0, 1, 0, 1], scaled(features, 0))).toThrow('same mean features');
  });
});

describe('alignment with the initial kernel', () => {
  it('is what n × n kernels give', () => {
    for (const seed of [1, 2, 3]) {
      const features = moved(normalMatrix(50, 6, seed), range(0, 6));
      const initialFeatures = sum(product(features, normalMatrix(6, 9, seed + 10)), normalMatrix(50, 9, seed + 20));
      const [a, b] = [features, initialFeatures].map((m) => centred(dense(m))) as [Dense, Dense];
      const direct = alignment(a.mmul(a.transpose()), b.mmul(b.transpose()));
      expect(Math.abs(initialAlignment(momentsOf({ features, initialFeatures })) - direct)).toBeLessThan(1e-13);
    }
  });

  it('is 1 for a kernel that only turned, grew and moved, and 0 for orthogonal ones', () => {
    const features = normalMatrix(40, 5, 7);
    const turned = moved(scaled(product(features, orthonormal(normalMatrix(5, 5, 8))), 30), [1, 2, 3, 4, 5]);
    expect(initialAlignment(momentsOf({ features, initialFeatures: features }))).toBeCloseTo(1, 14);
    expect(initialAlignment(momentsOf({ features, initialFeatures: turned }))).toBeCloseTo(1, 14);
    const basis = transposed(orthonormal(normalMatrix(40, 8, 9), constantColumn(40)));
    const half = (from: number) => transposed({ ...basis, rows: 4, data: basis.data.slice(from, from + 160) });
    expect(initialAlignment(momentsOf({ features: half(0), initialFeatures: half(160) }))).toBeLessThan(1e-25);
  });

  it('is refused without initial features, or where they do not vary', () => {
    const features = normalMatrix(9, 2, 10);
    expect(() => initialAlignment(momentsOf({ features }))).toThrow(
      'S_init compares features with those of the initial network',
    );
    expect(() => initialAlignment(momentsOf({ features, initialFeatures: constantColumn(9) }))).toThrow(
      /initial features are the same/,
    );
  });
});

describe('norms of parameters', () => {
  it('run over all arrays', () => {
    const now = [Float64Array.of(3, 0), Float32Array.of(4)];
    expect(squaredNorm(now)).toBe(25);
    expect(distanceMoved(now, [Float64Array.of(0, 0), Float32Array.of(0)])).toBe(5);
    expect(() => distanceMoved(now, [Float64Array.of(3, 0)])).toThrow('as many initial parameters');
    expect(() => distanceMoved(now, [Float64Array.of(3), Float32Array.of(4)])).toThrow('array by array');
  });
});
