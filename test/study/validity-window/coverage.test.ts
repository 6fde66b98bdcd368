import { describe, expect, it } from 'vitest';
import { normalTail } from '#odepth/numeric/normal-quantile';
import { SyntheticRuns, type SyntheticWindow, trueEdge } from './synthetic-window.ts';

const runs = 2000;

/** Grows like a kernel covariance; edge in the middle between the depths 1.5 and 1.75. */
const growing: SyntheticWindow = {
  value: (t) => Math.exp(0.5 * t),
  excess: 0.038,
  tolerance: 0.1,
  walk: 0.1,
  common: 0.1,
  theoryError: 0,
  z: 1.96,
  rounds: 0,
  atMost: 512,
};
const edgeAt = (t: number) => ({ ...growing, excess: growing.tolerance / t ** 2 });
/** The hardest places: a depth that is inside, or outside, by almost nothing is easily taken for the other. */
const afterDepth = edgeAt(1.501);
const beforeDepth = edgeAt(1.749);
/** Vanishes at t = 0 faster than its noise, like K1. */
const vanishing = { ...afterDepth, value: (t: number) => t * t, common: 0 };
/** The same with an edge where it is not yet known to the tolerance. */
const early = { ...vanishing, excess: growing.tolerance / 0.4 ** 2 };

/** Shares of the runs whose bracket holds the true edge, and whose edge is decided. */
function statistics(window: SyntheticWindow) {
  const sampler = new SyntheticRuns();
  const truth = trueEdge(window);
  let covered = 0;
  let decided = 0;
  for (let run = 0; run < runs; run++) {
    const { lower, upper, outcome } = sampler.edge(window, run);
    if (lower <= truth && truth <= upper) covered++;
    if (outcome !== 'bracketed') decided++;
  }
  return { covered: covered / runs, decided: decided / runs };
}

const nominal = (z: number) => 1 - 2 * normalTail(z);

describe('the bracket of a window edge holds the true edge as often as its z promises', () => {
  for (const z of [1.645, 1.96, 3]) {
    it(`at z = ${z}, wherever the edge lies between saved depths`, () => {
      for (const window of [growing, afterDepth, beforeDepth])
        expect(statistics({ ...window, z }).covered).toBeGreaterThan(nominal(z) - 0.03);
    });
    it(`at z = ${z}, after up to four refinements`, () => {
      expect(statistics({ ...afterDepth, z, rounds: 4 }).covered).toBeGreaterThan(nominal(z) - 0.03);
    });
  }

  for (const rounds of [0, 4]) {
    it(`for a theory below the samples, up to ${rounds} refinements`, () => {
      const window = { ...afterDepth, excess: -afterDepth.excess, rounds };
      expect(statistics(window).covered).toBeGreaterThan(nominal(1.96) - 0.03);
    });
    it(`for a theory with an error of its own, up to ${rounds} refinements`, () => {
      expect(statistics({ ...afterDepth, theoryError: 0.005, rounds }).covered).toBeGreaterThan(nominal(1.96) - 0.03);
    });
    it(`for a quantity that vanishes at t = 0, up to ${rounds} refinements`, () => {
      expect(statistics({ ...vanishing, rounds }).covered).toBeGreaterThan(nominal(1.96) - 0.03);
      expect(statistics({ ...early, rounds }).covered).toBeGreaterThan(nominal(1.96) - 0.03);
    });
  }

  it('and no more often than that: at z = ½ the hardest edge is missed as often as the normal law says', () => {
    const { covered } = statistics({ ...afterDepth, z: 0.5 });
    expect(covered).toBeLessThan(1 - 0.8 * normalTail(0.5));
  });

  it('and refinement decides most of what a first look leaves open', () => {
    const before = statistics(growing);
    const after = statistics({ ...growing, rounds: 4 });
    expect(before.decided).toBeLessThan(0.2);
    expect(after.decided).toBeGreaterThan(0.8);
  });
});
