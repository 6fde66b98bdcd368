import { describe, expect, it } from 'vitest';
import { adaptiveSteps, equidistantSteps, irregularSteps, layerStepRefusal } from '#odepth/theory/geodesic/layer-steps';

const total = (steps: Float64Array) => steps.reduce((sum, step) => sum + step, 0);
const limits = { smallestMove: 1e-3, largestStep: Infinity };

describe('layer steps', () => {
  it('sum to 1 in every scheme', () => {
    for (const layers of [1, 2, 7, 18, 101]) {
      for (const steps of [equidistantSteps(layers), irregularSteps(layers, 0), irregularSteps(layers, 0.9)]) {
        expect(total(steps)).toBeCloseTo(1, 14);
      }
    }
  });

  it('of the irregular formula sum to 1 for even L and to 1 − a/(4L²) for odd L before they are divided by it', () => {
    const raw = (layers: number, a: number) =>
      total(
        Float64Array.from({ length: layers }, (_, i) => (1 + a * (1 / 4 - Math.abs((i + 1) / layers - 0.5))) / layers),
      );
    expect(raw(18, 0.8)).toBeCloseTo(1, 14);
    expect(raw(7, 0.8)).toBeCloseTo(1 - 0.8 / (4 * 49), 14);
  });

  it('of the irregular scheme are longest in the middle, by 1 + a/4 at even L', () => {
    const steps = irregularSteps(20, 0.8);
    expect(steps[9]! * 20).toBeCloseTo(1.2, 13);
    expect(steps[19]! * 20).toBeCloseTo(0.8, 13);
  });

  it('are admissible for L > L̃, and L > (1 + a/4) L̃ if irregular', () => {
    expect(layerStepRefusal(19.9, equidistantSteps(20))).toBeNull();
    expect(layerStepRefusal(20, equidistantSteps(20))).toMatch(/need L ≥ 21 layers; there are 20/);
    expect(layerStepRefusal(20 / 1.2 - 0.01, irregularSteps(20, 0.8))).toBeNull();
    expect(layerStepRefusal(20 / 1.2 + 0.01, irregularSteps(20, 0.8))).toMatch(/need L ≥ 21/);
    for (const layers of [3, 5, 21]) {
      expect(layerStepRefusal(layers / 1.2 - 0.01, irregularSteps(layers, 0.8))).toBeNull();
    }
    expect(layerStepRefusal(1, Float64Array.of(0.5, 0.4))).toMatch(/sum to 0.9/);
    expect(layerStepRefusal(1, Float64Array.of(1.5, -0.5))).toMatch(/ρ_2 = -0.5 is not positive/);
  });

  it('of the adaptive scheme make all relative moves equal, and stay there', () => {
    const speed = Float64Array.of(8, 1, 2, 5);
    const steps = equidistantSteps(4);
    const sizes = new Float64Array(4).fill(3);
    const adapted = adaptiveSteps(
      steps,
      steps.map((step, i) => 3 * step * speed[i]!),
      sizes,
      limits,
    );
    const moves = adapted.map((step, i) => step * speed[i]!);
    for (const move of moves) expect(move).toBeCloseTo(moves[0]!, 14);
    const again = adaptiveSteps(
      adapted,
      moves.map((move) => 3 * move),
      sizes,
      limits,
    );
    again.forEach((step, i) => {
      expect(step).toBeCloseTo(adapted[i]!, 14);
    });
  });

  it('give a layer that does not move a bounded step, and keep the limit that the leak sets', () => {
    const steps = equidistantSteps(4);
    const sizes = new Float64Array(4).fill(1);
    const moves = Float64Array.of(1, 0, 0.5, 1);
    const free = adaptiveSteps(steps, moves, sizes, { ...limits, smallestMove: 0.1 });
    expect(free[1]! / free[0]!).toBeCloseTo(10, 12);
    const tight = adaptiveSteps(steps, moves, sizes, { smallestMove: 0.1, largestStep: 0.3 });
    expect(Math.max(...tight)).toBe(0.3);
    expect(total(tight)).toBeCloseTo(1, 14);
    expect(layerStepRefusal(3.3, tight)).toBeNull();
    expect(adaptiveSteps(steps, new Float64Array(4), sizes, limits)).toEqual(steps);
  });

  it('refuse what cannot be', () => {
    const four = equidistantSteps(4);
    expect(() => equidistantSteps(0)).toThrow(/one layer or more; got 0/);
    expect(() => irregularSteps(4, 1)).toThrow(/0 ≤ a < 1 is expected; got a = 1/);
    expect(() => adaptiveSteps(four, four, four, { ...limits, largestStep: 0.2 })).toThrow(/do not reach 1/);
    expect(() => adaptiveSteps(four, four, new Float64Array(4), limits)).toThrow(/not finite/);
  });
});
