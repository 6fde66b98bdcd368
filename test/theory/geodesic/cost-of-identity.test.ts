import { describe, expect, it } from 'vitest';
import { singularValues } from '#odepth/numeric/singular-values';
import {
  costOfIdentity,
  nuclearBound,
  stabilisedCostOfIdentity,
  stableRank,
} from '#odepth/theory/geodesic/cost-of-identity';
import { type FeatureMap, features, representationKernel } from '#odepth/theory/geodesic/features';
import { exactMetric, normSquared, stabilisedMetric } from '#odepth/theory/geodesic/kernel-metric';
import { lagrangianSplit } from '#odepth/theory/geodesic/lagrangian';
import { leastNormWeights, velocityOfWeights } from '#odepth/theory/geodesic/momenta';
import { product } from '#odepth/theory/geodesic/products';
import { fromData, mapped, normalMatrix, relativeDistance } from './matrices.ts';

const cut = { rank: 1e-11, image: 1e-8 };
const relu = (width: number, bias = false): FeatureMap => ({ width, activation: 'relu', bias });
const identityMatrix = (n: number) =>
  fromData(
    n,
    n,
    new Float64Array(n * n).map((_, x) => (x % (n + 1) === 0 ? 1 : 0)),
  );
/** A non-negative matrix of the given rank. */
const nonNegative = (w: number, points: number, rank: number, name: number) =>
  product(mapped(normalMatrix(w, rank, name), Math.abs), mapped(normalMatrix(rank, points, name + 1), Math.abs));

describe('the cost of identity', () => {
  it('of A = I is N', () => {
    expect(costOfIdentity(relu(5), identityMatrix(5), cut)).toBeCloseTo(5, 12);
  });

  it('of a non-negative matrix without bias is its rank', () => {
    for (const rank of [1, 3, 5])
      expect(costOfIdentity(relu(6), nonNegative(6, 9, rank, 31), cut)).toBeCloseTo(rank, 8);
  });

  it('of −A, A ≥ 0, is infinite without γ and Tr[A (γI)⁻¹ Aᵀ] with γ', () => {
    const a = mapped(nonNegative(4, 6, 2, 33), (value) => -value);
    expect(costOfIdentity(relu(4), a, cut)).toBe(Infinity);
    const square = a.data.reduce((sum, value) => sum + value * value, 0);
    const { cost, gamma } = stabilisedCostOfIdentity(relu(4), a, { absolute: 0.2 });
    expect([cost, gamma]).toEqual([expect.closeTo(square / 0.2, 8), 0.2]);
  });

  it('of one neuron with bias is a²/(1 + a²)', () => {
    expect(costOfIdentity(relu(1, true), fromData(1, 1, Float64Array.of(2)), cut)).toBeCloseTo(0.8, 14);
  });

  it('does not depend on the order of neurons or points; without bias nor on the scale; it does on a rotation', () => {
    const a = normalMatrix(6, 5, 35);
    const cost = costOfIdentity(relu(6), a, cut);
    const reversed = { ...a, data: a.data.slice().reverse() };
    expect(costOfIdentity(relu(6), reversed, cut)).toBeCloseTo(cost, 9);
    expect(
      costOfIdentity(
        relu(6),
        mapped(a, (value) => 7 * value),
        cut,
      ),
    ).toBeCloseTo(cost, 9);
    expect(
      costOfIdentity(
        relu(6),
        mapped(a, (value) => -value),
        cut,
      ),
    ).not.toBeCloseTo(cost, 1);
    const linear: FeatureMap = { ...relu(6), activation: 'identity' };
    expect(costOfIdentity(linear, product(normalMatrix(6, 6, 36), a), cut)).toBeCloseTo(5, 10);
  });

  it('is at least the nuclear bound; the stable rank bounds it without bias and not with it', () => {
    for (let name = 40; name < 50; name++) {
      const a = normalMatrix(7, 5, name);
      for (const bias of [false, true]) {
        expect(costOfIdentity(relu(7, bias), a, cut)).toBeGreaterThanOrEqual(nuclearBound(relu(7, bias), a));
      }
      expect(costOfIdentity(relu(7), a, cut)).toBeGreaterThanOrEqual(stableRank(singularValues(a)));
    }
    const small = fromData(1, 1, Float64Array.of(0.1));
    expect(costOfIdentity(relu(1, true), small, cut)).toBeLessThan(stableRank(singularValues(small)));
  });

  it('with γ falls with γ and reaches COI from below as γ → 0', () => {
    const a = normalMatrix(6, 5, 51);
    const at = (gamma: number) => stabilisedCostOfIdentity(relu(6, true), a, { absolute: gamma }).cost;
    const exact = costOfIdentity(relu(6, true), a, cut);
    expect(at(1e-2)).toBeGreaterThan(at(1e-1));
    expect(exact).toBeGreaterThan(at(1e-2));
    expect(at(1e-10)).toBeCloseTo(exact, 6);
  });
});

describe('the metric of the kernel', () => {
  const map = relu(4, true);
  const a = normalMatrix(4, 9, 61);
  const s = features(map, a);

  it('with γ is Tr[M (K + γ I)⁻¹ Mᵀ], checked by multiplying back with the N × N kernel', () => {
    const m = normalMatrix(4, 9, 62);
    const metric = stabilisedMetric(s, { absolute: 0.4 });
    const projected = metric.project(m);
    const inverse = metric.applyInverse(projected);
    const kernel = representationKernel(map, a);
    for (let j = 0; j < 9; j++) kernel.data[j * 10]! += 0.4;
    expect(relativeDistance(product(inverse, kernel).data, m.data)).toBeLessThan(1e-13);
    const trace = inverse.data.reduce((sum, value, x) => sum + value * m.data[x]!, 0);
    expect(metric.inner(projected, projected)).toBeCloseTo(trace, 10);
  });

  it('loses no digits at tiny γ: for M in the image the norm of K⁺ comes out', () => {
    const m = product(normalMatrix(4, 5, 63), s);
    expect(normSquared(stabilisedMetric(s, { absolute: 1e-12 }), m)).toBeCloseTo(
      normSquared(exactMetric(s, cut), m),
      9,
    );
  });

  it('measures γ in units of the largest eigenvalue of K', () => {
    const largest = singularValues(s)[0]! ** 2;
    expect(stabilisedMetric(s, { relative: 1e-3 }).gamma).toBeCloseTo(1e-3 * largest, 13);
    const few = features(relu(12), normalMatrix(12, 3, 64));
    expect(stabilisedMetric(few, { relative: 0.1 }).gamma).toBeCloseTo(0.1 * singularValues(few)[0]! ** 2, 12);
  });

  it('refuses γ = 0 and a γ lost in the rounding of a singular kernel', () => {
    expect(() => stabilisedMetric(s, { absolute: 0 })).toThrow(/γ must be positive and finite; got 0/);
    const dead = features(relu(3), fromData(3, 2, Float64Array.of(1, 2, 2, 4, 3, 6)));
    expect(() => stabilisedMetric(dead, { absolute: 1e-30 })).toThrow(/lost in the rounding/);
  });
});

describe('the Lagrangian', () => {
  const a = normalMatrix(5, 4, 71);
  const velocity = normalMatrix(5, 4, 72);
  const map = relu(5, true);
  const s = features(map, a);

  it('is half the squared norm of the least weights over L̃, in three parts', () => {
    const metric = exactMetric(s, cut);
    const split = lagrangianSplit(3, metric, a, velocity);
    const weights = leastNormWeights(3, metric, a, velocity);
    const square = weights.data.reduce((sum, value) => sum + value * value, 0);
    expect(split.total).toBeCloseTo(square / 6, 10);
    expect(split.costOfIdentity).toBeCloseTo(costOfIdentity(map, a, cut), 12);
    const moved = velocityOfWeights({ ...map, effectiveDepth: 3 }, a, weights);
    expect(relativeDistance(moved.data, velocity.data)).toBeLessThan(1e-12);
  });

  it('with γ splits the same way', () => {
    const metric = stabilisedMetric(s, { absolute: 0.1 });
    const whole = mapped(a, (value) => 3 * value).data.map((value, x) => value + velocity.data[x]!);
    const split = lagrangianSplit(3, metric, a, velocity);
    expect(split.total).toBeCloseTo(normSquared(metric, { ...a, data: whole }) / 6, 10);
    expect(split.kinetic - split.potential + split.cross).toBe(split.total);
  });
});
