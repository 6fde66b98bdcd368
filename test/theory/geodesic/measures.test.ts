import { describe, expect, it } from 'vitest';
import type { LeakyActivation, LeakyResnet } from '#odepth/model/leaky-resnet';
import {
  balancednessDefect,
  biasNormRate,
  biasNormRateOfMomenta,
  weightNormRate,
} from '#odepth/theory/geodesic/balancedness';
import { bottleneckOf } from '#odepth/theory/geodesic/bottleneck';
import { bottleneckBound, speedBound } from '#odepth/theory/geodesic/bounds';
import { features } from '#odepth/theory/geodesic/features';
import { hamiltonian, speedFromEnergy, timescale } from '#odepth/theory/geodesic/hamiltonian';
import { hyperbolicPath } from '#odepth/theory/geodesic/hyperbolic-path';
import { stabilisedMetric } from '#odepth/theory/geodesic/kernel-metric';
import { lagrangianSplit } from '#odepth/theory/geodesic/lagrangian';
import { velocityOfWeights, weightsOfMomenta } from '#odepth/theory/geodesic/momenta';
import { intervalIntegrals, pathIntegral } from '#odepth/theory/geodesic/path-integral';
import { fromData, normalMatrix } from './matrices.ts';
import { evenDepths, solveFlow } from './solve-flow.ts';

const square = (x: Float64Array) => x.reduce((sum, value) => sum + value * value, 0);

describe('the integral along the path', () => {
  const nodes = Float64Array.of(0, 0.1, 0.25, 0.5, 0.6, 1);

  it('is exact for cubics on any nodes, interval by interval', () => {
    const values = nodes.map((p) => 4 * p ** 3 - p + 2);
    const primitive = (p: number) => p ** 4 - p ** 2 / 2 + 2 * p;
    intervalIntegrals(nodes, values).forEach((part, i) => {
      expect(part).toBeCloseTo(primitive(nodes[i + 1]!) - primitive(nodes[i]!), 13);
    });
  });

  it('has order 4', () => {
    const error = (count: number) => {
      const even = Float64Array.from(evenDepths(count));
      return Math.abs(
        pathIntegral(
          even,
          even.map((p) => Math.exp(2 * p)),
        ) -
          (Math.exp(2) - 1) / 2,
      );
    };
    expect(Math.log2(error(40) / error(80))).toBeCloseTo(4, 0);
  });

  it('takes two nodes for the trapezoid, and refuses one', () => {
    expect(pathIntegral(Float64Array.of(0, 2), Float64Array.of(1, 2))).toBeCloseTo(3, 15);
    expect(() => pathIntegral(Float64Array.of(0), Float64Array.of(1))).toThrow(/two nodes or more/);
    expect(() => pathIntegral(Float64Array.of(0, 0), Float64Array.of(1, 1))).toThrow(/must ascend/);
  });
});

describe('a solved flow', () => {
  const depths = evenDepths(40);
  const nodes = Float64Array.from(depths);
  const networks: readonly [LeakyActivation, boolean][] = [
    ['relu', true],
    ['relu', false],
    ['identity', true],
    [{ softplus: 3 }, true],
  ];
  for (const [activation, bias] of networks) {
    const resnet: LeakyResnet = { effectiveDepth: 3, width: 4, activation, bias };
    const states = solveFlow(resnet, normalMatrix(4, 6, 81), normalMatrix(4, 6, 82, 0.2), depths);
    const weights = states.map(({ a, b }) => weightsOfMomenta(resnet, a, b));
    const norms = Float64Array.from(weights, ({ data }) => square(data));
    const name = `${JSON.stringify(activation)}${bias ? ' with bias' : ''}`;

    it(`is balanced: ${name}`, () => {
      const rates = Float64Array.from(states, ({ a, b }) => weightNormRate(resnet, a, b));
      expect(balancednessDefect(norms, intervalIntegrals(nodes, rates))).toBeLessThan(
        activation === 'relu' ? 1e-3 : 2e-5,
      );
      if (typeof activation !== 'string') return;
      weights.forEach((w, i) => {
        expect(biasNormRate(resnet, w)).toBeCloseTo(rates[i]!, 9);
        expect(biasNormRateOfMomenta(resnet, states[i]!.b)).toBeCloseTo(rates[i]!, 9);
      });
      if (!bias) expect(norms[40]! / norms[0]!).toBeCloseTo(1, 9);
    });

    it(`keeps both bounds at every γ: ${name}`, () => {
      for (const relative of [1e-1, 1e-3]) {
        const energy = hamiltonian(resnet, states[0]!.a, states[0]!.b);
        const measured = states.map(({ a, b }, i) => {
          const s = features(resnet, a);
          const metric = stabilisedMetric(s, { relative });
          const velocity = velocityOfWeights(resnet, a, weights[i]!);
          const { costOfIdentity, speed } = lagrangianSplit(3, metric, a, velocity);
          return { costOfIdentity, speed, momentum: metric.gamma * square(b.data) };
        });
        const gammaMomentum = Math.max(...measured.map(({ momentum }) => momentum));
        const path = { effectiveDepth: 3, energy, gammaMomentum, slack: 1e-9 };
        const length = pathIntegral(
          nodes,
          Float64Array.from(measured, ({ speed }) => speed),
        );
        const least = Math.min(...measured.map(({ costOfIdentity }) => costOfIdentity));
        expect(bottleneckBound(path, least, length)).toMatchObject({ holds: true });
        for (const { speed, costOfIdentity } of measured) {
          expect(speedBound(path, speed, costOfIdentity)).toMatchObject({ holds: true });
        }
      }
    });
  }

  it('of one neuron with bias moves at the speed that its energy says', () => {
    const path = hyperbolicPath(4, 0.6, 2);
    const resnet: LeakyResnet = { effectiveDepth: 4, width: 1, activation: 'relu', bias: true };
    for (const p of [0, 0.3, 1]) {
      const { a, b } = path.at(p);
      const [A, B] = [fromData(1, 1, Float64Array.of(a)), fromData(1, 1, Float64Array.of(b))];
      const speed =
        Math.abs(velocityOfWeights(resnet, A, weightsOfMomenta(resnet, A, B)).data[0]!) / Math.sqrt(a * a + 1);
      const cost = (a * a) / (a * a + 1);
      expect(speedFromEnergy(4, cost, path.hamiltonian)).toBeCloseTo(speed, 11);
      expect(timescale(cost, speed)).toBeCloseTo(Math.sqrt(cost) / speed, 12);
    }
  });
});

describe('bounds', () => {
  const path = { effectiveDepth: 2, energy: -3, gammaMomentum: 0.04, slack: 0 };

  it('say no where the energy is too low, the speed is wrong, or a number is missing', () => {
    expect(bottleneckBound(path, 2.9, 0.2)).toEqual({
      lower: expect.closeTo(-0.09, 14),
      value: expect.closeTo(0.1, 14),
      upper: 0.04,
      holds: false,
    });
    expect(bottleneckBound({ ...path, slack: 0.07 }, 2.9, 0.2).holds).toBe(true);
    expect(speedBound(path, 3.5, 4).holds).toBe(false);
    expect(speedBound(path, Number.NaN, 4).holds).toBe(false);
  });
});

describe('the bottleneck', () => {
  const nodes = Float64Array.from(evenDepths(10));
  const flat = nodes.map((p) => 3 + Math.max(0, 0.4 - p) * 10 + Math.max(0, p - 0.7) * 20);
  const energies = nodes.map((_, i) => -4 + 0.1 * (i % 3));

  it('is entered and left where the cost is down to the margin, by linear interpolation', () => {
    const found = bottleneckOf(2.5, nodes, energies, flat, 0.25);
    expect(found).toMatchObject({
      rankFromCost: 3,
      entry: expect.closeTo(0.325, 13),
      exit: expect.closeTo(0.7375, 13),
    });
    expect(found.rankFromEnergy).toBeCloseTo((-2 * -3.9) / 2.5, 13);
    expect(found.rankFromEnergyRange).toEqual([expect.closeTo(3.04, 13), expect.closeTo(3.2, 13)]);
  });

  it('reaches to an end where the cost is smallest there', () => {
    const falling = nodes.map((p) => 5 - p);
    expect(bottleneckOf(2, nodes, energies, falling, 0.1)).toMatchObject({
      entry: expect.closeTo(0.6, 13),
      exit: 1,
      narrowest: 1,
    });
  });

  it('refuses a margin of 0 and numbers that are missing', () => {
    expect(() => bottleneckOf(2, nodes, energies, flat, 0)).toThrow(/\(0, 1\) is expected; got 0/);
    expect(() =>
      bottleneckOf(
        2,
        nodes,
        energies.map(() => Number.NaN),
        flat,
        0.1,
      ),
    ).toThrow(/at p = 0/);
  });
});
