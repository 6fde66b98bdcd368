import { describe, expect, it } from 'vitest';
import type { LeakyResnet } from '#odepth/model/leaky-resnet';
import type { Matrix } from '#odepth/numeric/dense/matrix';
import type { Verdict } from '#odepth/record/series';
import { measure } from '#odepth/study/geodesic/measure/measure';
import type { GeodesicSolution } from '#odepth/study/geodesic/solution';
import { fromData, mapped } from '../../theory/geodesic/matrices.ts';
import { linear, linearSolution, scalar, scalarPath, scalarSolution } from './exact-solution.ts';

type Given = Partial<{ relative: number; teacherRank: number | null; testTargets: Matrix | null }>;

function measured(resnet: LeakyResnet, solution: GeodesicSolution, given: Given = {}) {
  const { relative = 1e-6, teacherRank = null, testTargets = null } = given;
  const model = { ...resnet, inputMap: 'none', outputMap: 'none' } as const;
  const penalty = { lambdaOverDepth: 0.02, maps: 0 };
  const result = measure({ model, penalty, stabiliser: { relative } }, { teacherRank, testTargets }, solution);
  const row = (quantity: string) => result.rows.find((one) => one.quantity === quantity)!;
  const along = (quantity: string, component = '') =>
    result.rows.filter((one) => one.quantity === quantity && one.component === component).map(({ value }) => value);
  const verdict = (words: string): Verdict => result.verdicts.find(({ claim }) => claim.includes(words))!;
  return { ...result, row, along, verdict };
}

describe('the measures of an exact path', () => {
  it('of a linear network: H and every singular value of W do not depend on depth, and nothing is left of the residuals', () => {
    const { row, along, verdicts } = measured(linear, linearSolution(40));
    expect(row('hamiltonianDrift').value).toBeLessThan(1e-12);
    expect(row('resolution').value).toBe(0);
    expect(row('balancednessDefect').value).toBeLessThan(1e-12);
    expect(row('penalty').error).toBeLessThan(1e-12 * row('penalty').value);
    for (const i of ['1', '2', '3', '4']) {
      const values = along('weightSingularValue', i);
      expect(values).toHaveLength(41);
      expect(Math.max(...values) - Math.min(...values)).toBeLessThan(
        1e-12 * Math.max(...along('weightSingularValue', '1')),
      );
    }
    expect(verdicts.map(({ outcome }) => outcome)).toEqual(['holds', 'holds', 'holds', 'holds', 'holds']);
  });

  it('of one neuron with bias: COI, kinetic energy and H as in the closed form, balanced with the bias column', () => {
    const { row, along } = measured(scalar, scalarSolution(80), { relative: 0 });
    const { hamiltonian } = scalarPath;
    expect(row('hamiltonian').value).toBeCloseTo(hamiltonian, 11);
    expect(row('bottleneckRankFromEnergy').value).toBeCloseTo(-hamiltonian / 2, 11);
    const [a, b] = [0.6, 1.7].map((end) => end ** 2 / (end ** 2 + 1));
    expect(along('coi')[0]).toBeCloseTo(a!, 12);
    expect(along('coi').at(-1)).toBeCloseTo(b!, 12);
    for (const [k, cost] of along('coi').entries()) expect(along('kinetic')[k]).toBeCloseTo(hamiltonian + 2 * cost, 10);
    expect(row('balancednessDefect').value).toBeLessThan(1e-5);
  });

  it('has a penalty error that falls with the fourth power of the step', () => {
    const errors = [10, 20, 40].map((intervals) => measured(scalar, scalarSolution(intervals)).row('penalty').error);
    expect(Math.log2(errors[0]! / errors[1]!)).toBeGreaterThan(3);
    expect(Math.log2(errors[1]! / errors[2]!)).toBeGreaterThan(3.5);
  });
});

describe('the test error', () => {
  it('is a mean over points with its standard error', () => {
    const target = fromData(2, 4, Float64Array.of(1, 2, 3, 4, 0, 0, 0, 0));
    const outputs = fromData(2, 4, new Float64Array(8));
    const { row } = measured(linear, { ...linearSolution(4), testOutputs: outputs }, { testTargets: target });
    expect(row('testError')).toMatchObject({ value: 7.5, errorKind: 'standard' });
    // Squares 1, 4, 9, 16: variance 43, over 4 points.
    expect(row('testError').error).toBeCloseTo(Math.sqrt(43 / 4), 12);
  });

  it('is left out without test points', () => {
    expect(measured(linear, linearSolution(4)).row('testError')).toBeUndefined();
  });
});

describe('the verdicts', () => {
  const exact = linearSolution(20);

  it('say no to a path that is not a geodesic, and by how much', () => {
    const bent = { ...exact, momenta: exact.momenta.map((b, k) => mapped(b, (value) => (1 + 0.02 * k) * value)) };
    const { verdict, row } = measured(linear, { ...bent, stationarity: 0.3, converged: false, message: 'gave up' });
    expect(verdict('stationary')).toMatchObject({ outcome: 'fails', statistic: 0.3, threshold: 1e-3 });
    expect(verdict('stationary').detail).toContain('gave up');
    expect(verdict('Hamiltonian is constant')).toMatchObject({
      outcome: 'fails',
      statistic: row('hamiltonianDrift').value,
    });
    expect(row('resolution').value).toBeGreaterThan(0.2);
    const moved = { ...exact, states: exact.states.map((a, k) => mapped(a, (value) => (1 + 0.01 * k) * value)) };
    expect(measured(linear, moved).verdict('exact one')).toMatchObject({ outcome: 'fails' });
  });

  it('state the constants of the theorem and how far inside the numbers are', () => {
    const { verdict } = measured(linear, exact);
    const bound = verdict('least COIᵧ as the theorem says');
    expect(bound.statistic).toBeLessThan(0);
    expect(bound.detail).toMatch(/γ from [\d.·⁻¹⁰⁵⁶⁷⁸⁹]+ to .*c = max ‖B‖² = [\d.]+.*ℓ = [\d.]+/);
    expect(verdict('speed follows').detail).toMatch(/nearest to a bound at p = /);
  });

  it('find the speed too high where it is beyond what the residual of the weights explains', () => {
    // Twice the weights, and momenta to fit them at no node: the residual explains it.
    const fast = { ...exact, weights: exact.weights.map((w) => mapped(w, (value) => 2 * value)) };
    expect(measured(linear, fast).verdict('speed follows').outcome).toBe('inconclusive');
  });

  it('bracket the rank of the teacher, or say on which side it fails and by how much', () => {
    const energy = measured(linear, exact).row('bottleneckRankFromEnergy').value;
    const cost = measured(linear, exact).row('bottleneckRankFromCoi').value;
    const of = (teacherRank: number) => measured(linear, exact, { teacherRank }).verdict('bracket');
    expect(of((energy + cost) / 2)).toMatchObject({ outcome: 'holds' });
    expect(of(cost + 1)).toMatchObject({ outcome: 'fails', statistic: expect.closeTo(1, 9) });
    expect(of(cost + 1).detail).toContain('falls short of k* by 1.00');
    expect(of(energy - 2).detail).toContain('exceeds k* by 2.00');
    expect(measured(linear, exact).verdict('bracket')).toBeUndefined();
  });
});

it('arrays hold what a reader cannot recompute from the series', () => {
  const { arrays } = measured(linear, linearSolution(5));
  const shapes = Object.fromEntries([...arrays].map(([name, { shape }]) => [name, shape]));
  expect(shapes).toMatchObject({
    nodes: [6],
    weights: [6, 4, 4],
    singularValues: [6, 4],
    history: [2, 4],
    centredSingularValues: [4],
    paths: [9, 6, 3],
    A0: [4, 9],
    states: [6, 4, 9],
  });
});
