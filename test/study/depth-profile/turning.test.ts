import { describe, expect, it } from 'vitest';
import { angleOfDrift, slowStretch, turningOf } from '#odepth/study/depth-profile/turning';

/** 1 − cos of an angle. */
const driftOf = (angle: number) => 2 * Math.sin(angle / 2) ** 2;
const even = (layers: number) => Array.from({ length: layers }, (_, layer) => layer / (layers - 1));

describe('turning along depth', () => {
  it('is the angle itself, to small angles and to large ones', () => {
    for (const angle of [1e-6, 1e-3, 0.5, 1.5]) expect(angleOfDrift(driftOf(angle)) / angle).toBeCloseTo(1, 9);
    expect(angleOfDrift(3e-15)).toBe(0);
  });

  it('does not depend on how finely layers lie, where the sum of drifts does', () => {
    const path = (layers: number) =>
      even(layers)
        .slice(1)
        .map(() => driftOf(1.2 / (layers - 1)));
    const [coarse, fine] = [5, 81].map((layers) => turningOf(even(layers), path(layers)));
    expect(coarse!.turning).toBeCloseTo(1.2, 12);
    expect(fine!.turning).toBeCloseTo(1.2, 12);
    expect(coarse!.halfTurning).toBeCloseTo(0.5, 12);
    expect(fine!.halfTurning).toBeCloseTo(0.5, 12);
    const sum = (drift: readonly number[]) => drift.reduce((all, one) => all + one, 0);
    expect(sum(path(81))).toBeLessThan(0.06 * sum(path(5)));
  });

  it('is concentrated where half of it happens in a small part of the depth', () => {
    const depths = [0, 0.1, 0.6, 1];
    const found = turningOf(depths, [0.8, 0.1, 0.1].map(driftOf));
    expect(found.turning).toBeCloseTo(1, 12);
    expect(found.halfTurning).toBeCloseTo(0.1 * (0.5 / 0.8), 12);
    expect(found.largest).toBeCloseTo(driftOf(0.8) / (driftOf(0.8) + 2 * driftOf(0.1)), 12);
  });

  it('has its plateau where it is slow for longest in depth, not in layers', () => {
    const depths = [0, 0.1, 0.2, 0.3, 0.5, 1];
    const angles = [0.001, 0.001, 0.4, 0.5, 0.02];
    const stretch = slowStretch(depths, angles.map(driftOf), 0.5)!;
    expect(stretch).toMatchObject({ from: 0.5, to: 1 });
    expect(stretch.part).toBeCloseTo(0.02 / 0.922, 9);
    expect(slowStretch(even(4), [0.3, 0.3, 0.3].map(driftOf), 0.5)).toBeNull();
  });

  it('of a stream that stays as it is is nothing, and all of it a plateau', () => {
    const still = [0, 2e-15, 0];
    expect(turningOf(even(4), still)).toEqual({
      ...{ turning: 0, halfTurning: Number.NaN, largest: Number.NaN, largestTwo: Number.NaN },
    });
    expect(slowStretch(even(4), still, 0.5)).toEqual({ from: 0, to: 1, part: 0 });
  });
});
