import { describe, expect, it } from 'vitest';
import type { LeakyActivation, LeakyResnet } from '#odepth/model/leaky-resnet';
import { createMatrix } from '#odepth/numeric/dense/matrix';
import { features } from '#odepth/theory/geodesic/features';
import { createLeakyFlow, flowRate, leakyFlowRate, packState } from '#odepth/theory/geodesic/flow';
import { leakyFlowDerivative } from '#odepth/theory/geodesic/flow-derivative';
import { hamiltonian, hamiltonianOfWeights } from '#odepth/theory/geodesic/hamiltonian';
import { exactMetric, stabilisedMetric } from '#odepth/theory/geodesic/kernel-metric';
import { matrixView } from '#odepth/theory/geodesic/matrices';
import {
  momentaOf,
  targetOfMomenta,
  terminalMomenta,
  velocityOfWeights,
  weightsOfMomenta,
} from '#odepth/theory/geodesic/momenta';
import { normalMatrix, relativeDistance } from './matrices.ts';
import { evenDepths, solveFlow } from './solve-flow.ts';

const w = 4;
const points = 3;
const size = w * points;
const activations: readonly LeakyActivation[] = ['relu', 'identity', { softplus: 2 }];
const a0 = normalMatrix(w, points, 21);
const b0 = normalMatrix(w, points, 22, 0.5);
const networks = activations.flatMap((activation) =>
  [false, true].map((bias): LeakyResnet => ({ effectiveDepth: 2, width: w, activation, bias })),
);
const named = (resnet: LeakyResnet) => `${JSON.stringify(resnet.activation)}${resnet.bias ? ' with bias' : ''}`;

/** Derivative of f at 0 along a step h: eighth-order central differences. */
function slope(f: (x: number) => number, h: number): number {
  return [4 / 5, -1 / 5, 4 / 105, -1 / 280].reduce(
    (sum, c, k) => sum + (c * (f((k + 1) * h) - f(-(k + 1) * h))) / h,
    0,
  );
}

describe('the flow of a Leaky ResNet', () => {
  for (const resnet of networks) {
    it(`is ∂H/∂B and −∂H/∂A: ${named(resnet)}`, () => {
      const y = packState(a0, b0);
      const rate = new Float64Array(2 * size);
      leakyFlowRate(resnet, points)(0, y, rate);
      for (let x = 0; x < 2 * size; x++) {
        const energy = (step: number) => {
          const moved = y.slice();
          moved[x]! += step;
          return hamiltonian(resnet, matrixView(moved, 0, w, points), matrixView(moved, size, w, points));
        };
        const expected = slope(energy, 0.01);
        expect(rate[x < size ? size + x : x - size]).toBeCloseTo(x < size ? -expected : expected, 8);
      }
    });

    it(`has the exact derivative, dense and along a direction: ${named(resnet)}`, () => {
      const m = 2 * size;
      const y = packState(a0, b0);
      const rate = leakyFlowRate(resnet, points);
      const derivative = leakyFlowDerivative(resnet, points);
      derivative.at(y);
      const dense = new Float64Array(m * m);
      derivative.fill(dense);
      const direction = normalMatrix(1, m, 23).data;
      const along = new Float64Array(m);
      derivative.multiply(direction, along);
      const differences = new Float64Array(m).map((_, x) =>
        slope((step) => {
          const out = new Float64Array(m);
          rate(
            0,
            y.map((value, k) => value + step * direction[k]!),
            out,
          );
          return out[x]!;
        }, 0.005),
      );
      expect(relativeDistance(along, differences)).toBeLessThan(1e-8);
      const product = along.map((_, row) =>
        direction.reduce((sum, v, column) => sum + dense[row * m + column]! * v, 0),
      );
      expect(relativeDistance(product, along)).toBeLessThan(1e-13);
    });
  }

  it('keeps H along solutions, for softplus and with bias', () => {
    const resnet: LeakyResnet = { effectiveDepth: 2, width: w, activation: { softplus: 4 }, bias: true };
    const energies = solveFlow(resnet, a0, b0, evenDepths(10)).map(({ a, b }) => hamiltonian(resnet, a, b));
    expect(Math.max(...energies) - Math.min(...energies)).toBeLessThan(1e-9 * Math.abs(energies[0]!));
  });

  it('of ReLU on fixed sides of its kinks is that of the signs there, and goes on smoothly beyond them', () => {
    for (const bias of [false, true]) {
      const resnet: LeakyResnet = { effectiveDepth: 2, width: w, activation: 'relu', bias };
      const flow = createLeakyFlow(resnet, points);
      const sides = Int8Array.from(a0.data, (value) => (value > 0 ? 1 : -1));
      const frozen = [createMatrix(w, points), createMatrix(w, points)] as const;
      const own = [createMatrix(w, points), createMatrix(w, points)] as const;
      flow.rate(a0, b0, ...frozen, sides);
      flow.rate(a0, b0, ...own);
      expect(frozen).toEqual(own);
      // Where every side is positive, the flow of the linear network, at negative entries too.
      flow.rate(a0, b0, ...frozen, new Int8Array(size).fill(1));
      flowRate({ ...resnet, activation: 'identity' }, a0, b0, ...own);
      expect(frozen).toEqual(own);
    }
  });

  it('is the same into matrices of any stride', () => {
    const resnet: LeakyResnet = { effectiveDepth: 2, width: w, activation: 'relu', bias: true };
    const wide = createMatrix(w, points + 5);
    const into = { ...wide, columns: points };
    const [dA, dB] = [createMatrix(w, points), createMatrix(w, points)];
    flowRate(resnet, a0, b0, dA, dB);
    createLeakyFlow(resnet, points).rate(a0, b0, into, createMatrix(w, points));
    expect(dA.data.every((value, x) => value === wide.data[Math.floor(x / points) * wide.stride + (x % points)])).toBe(
      true,
    );
  });

  it('refuses a state of another size', () => {
    const rate = leakyFlowRate(networks[0]!, points);
    expect(() => rate(0, new Float64Array(5), new Float64Array(5))).toThrow(/2 × 4 × 3 entries; got 5/);
    expect(() => flowRate(networks[0]!, a0, normalMatrix(w, 2, 1), a0, a0)).toThrow(/B must be 4 × 3; got 4 × 2/);
  });
});

describe('the Legendre transform', () => {
  const resnet: LeakyResnet = { effectiveDepth: 3, width: w, activation: { softplus: 2 }, bias: true };
  const metric = exactMetric(features(resnet, a0), { rank: 1e-12, image: 1e-9 });
  const velocity = normalMatrix(w, points, 24);

  it('goes from the velocity to the momenta and back', () => {
    const momenta = momentaOf(3, metric, a0, velocity);
    const back = velocityOfWeights(resnet, a0, weightsOfMomenta(resnet, a0, momenta));
    expect(relativeDistance(back.data, velocity.data)).toBeLessThan(1e-12);
  });

  it('goes from the momenta to the velocity and back, where K is regular', () => {
    const moved = velocityOfWeights(resnet, a0, weightsOfMomenta(resnet, a0, b0));
    expect(relativeDistance(momentaOf(3, metric, a0, moved).data, b0.data)).toBeLessThan(1e-12);
  });

  it('gives H = (1/2L̃) ‖∂A‖²_K − (L̃/2) ‖A‖²_K, and H from the weights', () => {
    const [at, moving] = [metric.project(a0), metric.project(velocity)];
    const momenta = momentaOf(3, metric, a0, velocity);
    const energy = hamiltonian(resnet, a0, momenta);
    expect(energy).toBeCloseTo(metric.inner(moving, moving) / 6 - 1.5 * metric.inner(at, at), 10);
    expect(hamiltonianOfWeights(3, weightsOfMomenta(resnet, a0, momenta), a0, momenta)).toBeCloseTo(energy, 10);
  });

  it('with γ solves B (K + γ I) = A + ∂A/L̃', () => {
    const s = features(resnet, a0);
    const momenta = momentaOf(3, stabilisedMetric(s, { absolute: 0.3 }), a0, velocity);
    const rate = velocityOfWeights(resnet, a0, weightsOfMomenta(resnet, a0, momenta));
    const whole = rate.data.map((value, x) => value / 3 + a0.data[x]! + 0.3 * momenta.data[x]!);
    expect(
      relativeDistance(
        whole,
        a0.data.map((value, x) => value + velocity.data[x]! / 3),
      ),
    ).toBeLessThan(1e-13);
  });
});

describe('the terminal condition', () => {
  it('is −1/λ times the derivative of the data term, through an output map', () => {
    const [map, target] = [normalMatrix(2, w, 25), normalMatrix(2, points, 26)];
    const penalty = 0.3;
    const momenta = terminalMomenta(penalty, a0, target, map);
    for (let x = 0; x < size; x++) {
      const fit = (step: number) => {
        const a = { ...a0, data: a0.data.slice() };
        a.data[x]! += step;
        let sum = 0;
        for (let o = 0; o < 2; o++) {
          for (let j = 0; j < points; j++) {
            let out = -target.data[o * points + j]!;
            for (let k = 0; k < w; k++) out += map.data[o * w + k]! * a.data[k * points + j]!;
            sum += out * out;
          }
        }
        return sum / points;
      };
      expect(momenta.data[x]).toBeCloseTo(-slope(fit, 0.01) / penalty, 9);
    }
  });

  it('holds for the target that was made of the momenta', () => {
    const target = targetOfMomenta(0.2, a0, b0);
    expect(relativeDistance(terminalMomenta(0.2, a0, target, null).data, b0.data)).toBeLessThan(1e-13);
  });

  it('refuses λ = 0 and shapes that do not fit', () => {
    expect(() => terminalMomenta(0, a0, a0, null)).toThrow(/positive λ; got 0/);
    expect(() => terminalMomenta(1, a0, b0, normalMatrix(2, w, 1))).toThrow(/target Y must be 2 × 3; got 4 × 3/);
  });
});
