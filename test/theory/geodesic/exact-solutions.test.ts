import { describe, expect, it } from 'vitest';
import type { LeakyResnet } from '#odepth/model/leaky-resnet';
import { singularValues } from '#odepth/numeric/singular-values';
import { decayPath, geometricPath, linearPath, regularisedEnd } from '#odepth/theory/geodesic/exact';
import { hamiltonian } from '#odepth/theory/geodesic/hamiltonian';
import { hyperbolicPath, hyperbolicPaths } from '#odepth/theory/geodesic/hyperbolic-path';
import { terminalMomenta, weightsOfMomenta } from '#odepth/theory/geodesic/momenta';
import { gaussLegendreSum } from './gauss-legendre.ts';
import { fromData, mapped, normalMatrix, relativeDistance } from './matrices.ts';
import { evenDepths, solveFlow } from './solve-flow.ts';

const scalar = (value: number) => fromData(1, 1, Float64Array.of(value));
const depths = evenDepths(8);

describe('one neuron without bias', () => {
  const resnet: LeakyResnet = { effectiveDepth: 3, width: 1, activation: 'relu', bias: false };
  const path = geometricPath(3, 0.7, 1.9);

  it('follows the geometric path, with its weight and its energy', () => {
    const start = path.at(0);
    for (const { p, a, b } of solveFlow(resnet, scalar(start.a), scalar(start.b), depths)) {
      expect(a.data[0]).toBeCloseTo(path.at(p).a, 10);
      expect(b.data[0]).toBeCloseTo(path.at(p).b, 10);
      expect(weightsOfMomenta(resnet, a, b).data[0]).toBeCloseTo(path.weight, 10);
      expect(hamiltonian(resnet, a, b)).toBeCloseTo(path.hamiltonian, 10);
    }
  });

  it('ends, regularised, where the momentum of the data is its own', () => {
    const y = regularisedEnd(3, 0.1, 0.7, 1.9);
    const { a, b } = geometricPath(3, 0.7, y).at(1);
    expect(terminalMomenta(0.1, scalar(a), scalar(1.9), null).data[0]).toBeCloseTo(b, 12);
    const loss = (end: number) => (1.9 - end) ** 2 + 0.1 * geometricPath(3, 0.7, end).action;
    for (const off of [-1e-3, 1e-3]) expect(loss(y + off)).toBeGreaterThan(loss(y));
  });
});

describe('one neuron with bias', () => {
  for (const [depth, from, to] of [
    [2, 0.5, 3],
    [5, 1.5, 0.4],
    [8, 2, 2],
    [0.3, 1, 1.2],
  ] as const) {
    const resnet: LeakyResnet = { effectiveDepth: depth, width: 1, activation: 'relu', bias: true };
    const path = hyperbolicPath(depth, from, to);

    it(`follows the hyperbolic path from ${from} to ${to} at L̃ = ${depth}`, () => {
      const start = path.at(0);
      expect(start.a).toBeCloseTo(from, 13);
      for (const { p, a, b } of solveFlow(resnet, scalar(start.a), scalar(start.b), depths)) {
        const at = path.at(p);
        expect(Math.abs(a.data[0]! - at.a)).toBeLessThan(1e-9);
        expect(Math.abs(b.data[0]! - at.b)).toBeLessThan(1e-9);
        expect(hamiltonian(resnet, a, b)).toBeCloseTo(path.hamiltonian, 9);
      }
      expect(path.at(1).a).toBeCloseTo(to, 13);
    });
  }

  it('has the action of its weights, and three paths where it may stay or fall and rise', () => {
    expect(hyperbolicPaths(2, 0.5, 3)).toHaveLength(1);
    const paths = hyperbolicPaths(10, 10, 10);
    expect(paths).toHaveLength(3);
    for (const { action, at } of [...paths, hyperbolicPath(3, 0.2, 1.5)]) {
      const depth = paths.some((path) => path.at === at) ? 10 : 3;
      const cost = (p: number) => (depth / 2) * at(p).b ** 2 * (at(p).a ** 2 + 1);
      expect(gaussLegendreSum(cost, 0, 1, 200)).toBeCloseTo(action, 10);
    }
    expect(paths[0]!.action).toBeLessThan(paths[1]!.action);
    expect(paths.map(({ at }) => at(0).a)).toEqual(paths.map(() => expect.closeTo(10, 12)));
  });

  it('takes the depth that the quadrature over θ = arsinh a says, where a grows', () => {
    const { hamiltonian: energy, at } = hyperbolicPath(2, 0.5, 3);
    for (const p of [0.25, 0.5, 1]) {
      const slowness = (theta: number) => 1 / Math.sqrt(4 * Math.tanh(theta) ** 2 + 4 * energy);
      expect(gaussLegendreSum(slowness, Math.asinh(0.5), Math.asinh(at(p).a), 400)).toBeCloseTo(p, 11);
    }
  });
});

describe('the linear network', () => {
  const w = 4;
  const resnet: LeakyResnet = { effectiveDepth: 2.5, width: w, activation: 'identity', bias: false };
  const a0 = normalMatrix(w, 6, 1);
  const b0 = normalMatrix(w, 6, 2, 0.2);

  it('follows the matrix exponentials, with constant Ω, energy and singular values of the weights', () => {
    const start = linearPath(2.5, a0, b0, 0);
    const spectrum = singularValues(start.weights);
    for (const { p, a, b } of solveFlow(resnet, a0, b0, depths)) {
      const exact = linearPath(2.5, a0, b0, p);
      expect(relativeDistance(a.data, exact.a.data)).toBeLessThan(1e-9);
      expect(relativeDistance(b.data, exact.b.data)).toBeLessThan(1e-9);
      const weights = weightsOfMomenta(resnet, a, b);
      expect(relativeDistance(weights.data, exact.weights.data)).toBeLessThan(1e-9);
      expect(relativeDistance(singularValues(weights), spectrum)).toBeLessThan(1e-9);
      const skew = exact.p.data.map((value, x) => value - exact.p.data[(x % w) * w + Math.floor(x / w)]!);
      expect(relativeDistance(skew, start.rotation.data)).toBeLessThan(1e-12);
      expect(hamiltonian(resnet, exact.a, exact.b)).toBeCloseTo(hamiltonian(resnet, a0, b0), 10);
    }
  });

  it('is what ReLU does as long as every entry of A is positive', () => {
    const positive = mapped(a0, (value) => 3 + Math.abs(value));
    const small = mapped(b0, (value) => 0.02 * value);
    for (const { p, a, b } of solveFlow({ ...resnet, activation: 'relu' }, positive, small, depths)) {
      const exact = linearPath(2.5, positive, small, p);
      expect(Math.min(...a.data)).toBeGreaterThan(0);
      expect(relativeDistance(a.data, exact.a.data)).toBeLessThan(1e-9);
      expect(relativeDistance(b.data, exact.b.data)).toBeLessThan(1e-9);
    }
  });
});

describe('without momenta', () => {
  it('A decays as e^{−L̃p}, and a target there asks for none', () => {
    const resnet: LeakyResnet = { effectiveDepth: 4, width: 3, activation: { softplus: 5 }, bias: true };
    const x = normalMatrix(3, 5, 3);
    const none = mapped(x, () => 0);
    for (const { p, a, b } of solveFlow(resnet, x, none, depths)) {
      expect(relativeDistance(a.data, decayPath(4, x, p).data)).toBeLessThan(1e-10);
      expect(b.data.every((value) => value === 0)).toBe(true);
    }
    const end = decayPath(4, x, 1);
    expect(terminalMomenta(0.1, end, end, null).data.every((value) => value === 0)).toBe(true);
  });
});

describe('exact paths', () => {
  it('refuse ends they do not have', () => {
    expect(() => geometricPath(2, -1, 1)).toThrow(/x must be positive/);
    expect(() => regularisedEnd(1, 0.1, 1, 0.2)).toThrow(/f − x e\^\{−L̃\} must be positive/);
    expect(() => hyperbolicPath(0, 1, 1)).toThrow(/L̃ must be positive and finite.*got 0/);
  });
});
