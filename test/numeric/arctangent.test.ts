import { describe, expect, it } from 'vitest';
import { angleOf, asin } from '#odepth/numeric/elementary';
import { cosOf, fixed, pi, sinOf, ulps } from './fixed-point.ts';

/** The angle of (cosine, sine) to about 100 bits: one Newton step of its tangent from a float64 guess. */
function exactAngle(cosine: number, sine: number): bigint {
  const guess = Math.atan2(sine, cosine);
  const [c, s] = [cosOf(fixed(guess)), sinOf(fixed(guess))];
  const across = (fixed(sine) * c - fixed(cosine) * s) >> 320n;
  const along = (fixed(cosine) * c + fixed(sine) * s) >> 320n;
  return fixed(guess) + (across << 320n) / along;
}

function* directions(count: number): Generator<[number, number]> {
  for (let i = 1; i < count; i++) {
    const angle = (Math.PI * i) / count;
    const norm = 2 ** ((i % 7) - 3);
    yield [norm * Math.cos(angle), norm * Math.sin(angle)];
  }
}

describe('the angle of a direction', () => {
  it('is right to 1.5 units in the last place over the half circle', () => {
    let worst = 0;
    for (const [c, s] of directions(2003)) worst = Math.max(worst, ulps(angleOf(c, s), exactAngle(c, s)));
    expect(worst).toBeLessThan(1.5);
  });

  it('is 0, π/2 and π on the axes', () => {
    expect([angleOf(3, 0), angleOf(0, 2), angleOf(-1, 0)]).toEqual([0, Math.PI / 2, Math.PI]);
  });
});

describe('the inverse sine', () => {
  it('is right to 2.5 units in the last place, odd, and π/2 at 1', () => {
    let worst = 0;
    for (let i = 1; i < 1000; i++) {
      const x = i / 1000;
      // Newton on sin y = x from the engine's value.
      const guess = Math.asin(x);
      const y = fixed(guess);
      const exact = y + ((fixed(x) - sinOf(y)) << 320n) / cosOf(y);
      worst = Math.max(worst, ulps(asin(x), exact));
      expect(asin(-x)).toBe(-asin(x));
    }
    expect(worst).toBeLessThan(2.5);
    expect(ulps(asin(1), pi / 2n)).toBeLessThan(0.5);
  });
});
