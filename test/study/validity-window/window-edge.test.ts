import { describe, expect, it } from 'vitest';
import { lookStandardErrors, nextNetworks, type PointState } from '#odepth/study/validity-window/allocation';
import { infiniteWidthFit } from '#odepth/study/validity-window/infinite-width-fit';
import { componentWeights, relativeErrors } from '#odepth/study/validity-window/relative-error';
import { windowEdge } from '#odepth/study/validity-window/window-edge';

const infinity = Number.POSITIVE_INFINITY;

describe('the relative error', () => {
  const at = (T: number, sT: number, X: number, sX: number) => {
    const { error, standardError } = relativeErrors({ value: [T], error: [sT] }, { value: [X], error: [sX] }, [1]);
    return [error[0]!, standardError[0]!];
  };

  it('of one component is |T/X − 1| with the linear error of a quotient', () => {
    const [e, s] = at(-3, 0.1, -2, 0.05);
    expect(e).toBeCloseTo(0.5, 14);
    expect(s).toBeCloseTo(Math.hypot((3 * 0.05) / 4, 0.1 / 2), 14);
  });

  it('counts components as often as they stand in the full symmetric matrix or tensor', () => {
    expect(componentWeights(['0,0', '0,1', '1,1'], null)).toEqual([1, 2, 1]);
    const packed = ['0,0,0,0', '0,0,0,1', '0,0,1,1', '0,1,0,1', '0,1,1,1', '1,1,1,1'];
    const weights = componentWeights(packed, null);
    expect(weights).toEqual([1, 4, 2, 4, 4, 1]);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(2 ** 4);
    expect(componentWeights(packed, '0,1,0,1')).toEqual([0, 0, 0, 1, 0, 0]);
    expect(() => componentWeights(packed, '0,2,0,2')).toThrow(/no component/);
  });

  it('is the Frobenius norm, depth by depth', () => {
    const theory = { value: [1, 2, 3, 1, 2, 3], error: new Float64Array(6) };
    const sampled = { value: [1, 2, 3, 2, 2, 1], error: [0, 0, 0, 0.1, 0.2, 0.3] };
    const { error, standardError, theoryPart } = relativeErrors(theory, sampled, [1, 2, 1]);
    const [T, X] = [Math.sqrt(1 + 8 + 9), Math.sqrt(4 + 8 + 1)];
    expect(error).toEqual([0, expect.closeTo(Math.sqrt(1 + 4) / X, 14)]);
    expect(standardError[1]).toBeCloseTo(((T / X) * Math.sqrt(0.01 + 0.08 + 0.09)) / X, 14);
    expect(theoryPart).toEqual([0, 0]);
  });

  it('has a standard error that no correlation of the components can exceed', () => {
    const value = [1, 2, 3];
    const theory = { value: [1.2, 1.5, 3.1], error: [0, 0, 0] };
    const s = 1e-7;
    const { error, standardError } = relativeErrors(theory, { value, error: [s, s, s] }, [1, 1, 1]);
    for (const direction of [
      [1, 1, 1],
      [1, -1, 1],
      [-1, 1, 1],
      [1, 1, -1],
    ]) {
      const moved = value.map((x, i) => x + s * direction[i]!);
      const there = relativeErrors(theory, { value: moved, error: [0, 0, 0] }, [1, 1, 1]).error[0]!;
      expect(Math.abs(there - error[0]!)).toBeLessThan(1.0001 * standardError[0]!);
    }
  });

  it('of a theory of 0 against noise is not known, where the linear error would be 0', () => {
    const [e, s] = at(0, 0, 0.01, 0.02);
    expect(e).toBe(1);
    expect(s).toBe(2);
  });

  it('knows 0/0, x/0 and what is no number', () => {
    expect(at(0, 1e-10, 0, 0)).toEqual([0, 0]);
    expect(at(0, 0, 0, 0.1)).toEqual([0, infinity]);
    expect(at(1, 0, 0, 0)).toEqual([infinity, 0]);
    expect(at(1, 1e-10, 0, 0)).toEqual([infinity, infinity]);
    expect(at(Number.NaN, 0, 1, 0.1)[0]).toBeNaN();
    expect(() => relativeErrors({ value: [1], error: [1] }, { value: [1, 2], error: [1, 2] }, [1])).toThrow(RangeError);
  });
});

describe('the window edge', () => {
  const times = [0, 1, 2, 3, 4];
  const edge = (error: number[], s: number | number[] = 0) =>
    windowEdge(times, error, typeof s === 'number' ? error.map(() => s) : s, 0.1, 2);

  it('is known to one interval, and interpolated in it', () => {
    expect(edge([0, 0.02, 0.06, 0.14, 0.3], 0.01)).toEqual({
      outcome: 'known',
      lower: 2,
      upper: 3,
      estimate: 2.5,
      from: 0,
    });
  });

  it('is bracketed where sampling cannot decide, from the last depth surely inside to the first surely outside', () => {
    expect(edge([0, 0.02, 0.09, 0.11, 0.3], 0.02)).toMatchObject({ outcome: 'bracketed', lower: 1, upper: 4 });
    expect(edge([0, 0.02, 0.04, 0.08, 0.09], 0.02)).toMatchObject({
      outcome: 'bracketed',
      lower: 2,
      upper: infinity,
      estimate: infinity,
    });
    expect(edge([0, 0.02, 0.04, 0.08, 0.11], 0.02).estimate).toBeCloseTo(3 + 2 / 3, 12);
  });

  it('is beyond the horizon where every depth is surely inside, and at the start where the first step is outside', () => {
    expect(edge([0, 0.01, 0.02, 0.03, 0.04], 0.01)).toMatchObject({ outcome: 'inside', lower: 4, upper: infinity });
    expect(edge([0, 0.4, 0.4, 0.4, 0.4], 0.01)).toMatchObject({ outcome: 'none', lower: 0, upper: 1, estimate: 0.25 });
    expect(edge([0.4, 0.4, 0.4, 0.4, 0.4], 0.01)).toMatchObject({ outcome: 'none', lower: 0, upper: 0, estimate: 0 });
  });

  it('is the first crossing: what comes back inside later does not count', () => {
    expect(edge([0, 0.05, 0.2, 0.05, 0.02], 0.01)).toMatchObject({ outcome: 'known', lower: 1, upper: 2 });
  });

  it('passes over first depths that sampling does not decide, but not over failures there', () => {
    const noisy = [infinity, 0.3, 0.02, 0.02, 0.02];
    expect(edge([1, 0.7, 0.02, 0.03, 0.3], noisy)).toEqual({
      outcome: 'known',
      lower: 3,
      upper: 4,
      estimate: expect.closeTo(3 + 0.07 / 0.27, 12),
      from: 2,
    });
    expect(edge([1, 0.9, 0.02, 0.03, 0.3], noisy)).toMatchObject({ outcome: 'none', upper: 1, from: 1 });
    expect(edge([1, 0.5, 0.5, 0.5, 0.5], noisy)).toMatchObject({
      outcome: 'bracketed',
      lower: 0,
      upper: 2,
      estimate: 2,
    });
    expect(edge([0.09, 0.09, 0.09, 0.03, 0.3], 0.02)).toMatchObject({ outcome: 'known', lower: 3, upper: 4, from: 3 });
    expect(edge([0.03, 0.09, 0.03, 0.03, 0.3], 0.02)).toMatchObject({
      outcome: 'bracketed',
      lower: 0,
      upper: 4,
      from: 0,
    });
    expect(edge([0, 0, 0, 0, 0], 0.1)).toMatchObject({ outcome: 'bracketed', estimate: Number.NaN, from: infinity });
    expect(edge([0.07, 0.08, 0.09, 0.11, 0.12], 0.03)).toEqual({
      outcome: 'bracketed',
      lower: 0,
      upper: infinity,
      estimate: expect.closeTo(2.5, 12),
      from: infinity,
    });
  });

  it('decides nothing from numbers that are not finite', () => {
    expect(edge([0, 0.01, Number.NaN, 0.3, 0.3], 0.01)).toMatchObject({ outcome: 'bracketed', lower: 1, upper: 3 });
    expect(edge([0, 0.01, infinity, 0.3, 0.3], [0, 0, infinity, 0, 0])).toMatchObject({ lower: 1, upper: 3 });
    expect(edge([0, 0.01, infinity, 0.3, 0.3])).toMatchObject({ outcome: 'known', lower: 1, upper: 2, estimate: 1 });
    expect(edge(times.map(() => Number.NaN))).toMatchObject({ outcome: 'bracketed', lower: 0, upper: infinity });
    expect(windowEdge([0], [0], [0], 0.1, 2)).toMatchObject({ outcome: 'inside', lower: 0 });
    expect(() => windowEdge([], [], [], 0.1, 2)).toThrow(RangeError);
  });
});

describe('the allocation of networks', () => {
  const times = [0, 1, 2, 3, 4];
  const rule = { standardErrors: 2, tolerances: [0.1], atMost: 1e6 };
  const point = (error: number[], s: number, theoryPart = 0): PointState => ({
    networks: 1000,
    round: 0,
    series: [{ times, error, standardError: error.map(() => s), theoryPart: error.map(() => theoryPart) }],
  });

  it('looks again with a stricter z, whose one-sided tails add up to less than 1.65 of the first', () => {
    expect(lookStandardErrors(1.96, 0)).toBe(1.96);
    expect([1, 2, 3].map((round) => lookStandardErrors(1.959963984540054, round))).toEqual([
      expect.closeTo(2.497705474412262, 10),
      expect.closeTo(2.7729212, 6),
      expect.closeTo(2.9552, 3),
    ]);
  });

  it('gives nothing to a decided point', () => {
    expect(nextNetworks(point([0, 0.02, 0.06, 0.14, 0.3], 0.01), rule)).toBe(1000);
  });

  it('gives what decides half of the open depths at the next look', () => {
    const z = lookStandardErrors(2, 1);
    expect(nextNetworks(point([0, 0.02, 0.08, 0.3, 0.3], 0.015), rule)).toBe(
      Math.ceil(1000 * ((z * 0.015) / 0.02) ** 2),
    );
    const open = point([0, 0.07, 0.075, 0.11, 0.3], 0.02);
    expect(nextNetworks(open, rule)).toBe(Math.ceil(1000 * ((z * 0.02) / 0.025) ** 2));
  });

  it('grows by at least 2, at most 8 and never above the limit', () => {
    expect(nextNetworks(point([0, 0.02, 0.081, 0.3, 0.3], 0.01), rule)).toBe(2000);
    expect(nextNetworks(point([0, 0.02, 0.099, 0.3, 0.3], 0.01), rule)).toBe(8000);
    expect(nextNetworks(point([0, 0.02, 0.099, 0.3, 0.3], 0.01), { ...rule, atMost: 3000 })).toBe(3000);
    expect(nextNetworks(point([0, 0.02, 0.099, 0.3, 0.3], 0.01), { ...rule, atMost: 10 })).toBe(1000);
  });

  it('asks for no networks where the error of the theory is what keeps the edge open', () => {
    expect(nextNetworks(point([0, 0.02, 0.08, 0.3, 0.3], 0.015, 0.0149), rule)).toBe(1000);
  });

  it('is not misled by numbers that are not finite', () => {
    expect(nextNetworks(point([0, 0.02, Number.NaN, 0.3, 0.3], 0.01), rule)).toBe(1000);
    expect(nextNetworks(point([0, 0.02, 0.09, 0.3, 0.3], infinity), rule)).toBe(1000);
  });
});

describe('the fit to infinite width', () => {
  const line = (width: number, error: number) => ({ width, value: 3 - 5 / width, error });

  it('finds limit and slope of values on a line, with the errors of least squares', () => {
    const fit = infiniteWidthFit([line(10, 0.1), line(20, 0.1), line(40, 0.1)]);
    expect(fit.limit).toBeCloseTo(3, 12);
    expect(fit.slope).toBeCloseTo(-5, 11);
    expect(fit.chiSquared).toBeCloseTo(0, 12);
    expect(fit.degreesOfFreedom).toBe(1);
    const x = [0.1, 0.05, 0.025];
    const mean = (0.1 + 0.05 + 0.025) / 3;
    const spread = x.reduce((sum, one) => sum + (one - mean) ** 2, 0);
    expect(fit.slopeError).toBeCloseTo(0.1 / Math.sqrt(spread), 12);
    expect(fit.limitError).toBeCloseTo(0.1 * Math.sqrt(1 / 3 + mean ** 2 / spread), 12);
  });

  it('follows the samples with small errors and says by χ² when a line is not enough', () => {
    const fit = infiniteWidthFit([line(10, 1e-3), line(100, 1e-3), { width: 50, value: 4, error: 10 }]);
    expect(fit.limit).toBeCloseTo(3, 3);
    expect(fit.chiSquared).toBeCloseTo((4 - 2.9) ** 2 / 100, 4);
  });

  it('refuses a single width and errors that are none', () => {
    expect(() => infiniteWidthFit([line(10, 0.1), line(10, 0.2)])).toThrow(/two different widths/);
    expect(() => infiniteWidthFit([line(10, 0.1), line(20, 0)])).toThrow(/cannot be used/);
    expect(() => infiniteWidthFit([line(10, 0.1), line(20, Number.NaN)])).toThrow(/cannot be used/);
  });
});
