import { erf, exp, log } from './elementary.ts';

/** From here on the continued fraction is used: 1 − erf would lose digits to cancellation. */
const fractionFrom = 2;
/** Terms that leave a relative error below 10⁻²⁰ at z = 2 and less beyond. */
const fractionTerms = 120;
const halfLogTwoPi = 0.9189385332046727;

/**
 * One-sided tail of the normal law, Q(z) = P(N(0, 1) > z) = ½ erfc(z/√2), relative accuracy 10⁻¹⁴ (below z = 38, where it
 * leaves float64's normal range). Beyond z = 2 by Laplace's continued fraction, Q = φ(z) / (z + 1/(z + 2/(z + …))),
 * Abramowitz & Stegun 26.2.14.
 */
export function normalTail(z: number): number {
  return z < fractionFrom ? 0.5 * (1 - erf(z * Math.SQRT1_2)) : exp(logTail(z));
}

/**
 * The z with Q(z) = `tail`: 0.025 → 1.96. ±∞ for 0 and 1. By Newton on ln Q, which is concave: from z = 0 the first step
 * passes the root and the others come down to it, so that none needs a safeguard.
 * @throws RangeError unless 0 ≤ tail ≤ 1
 */
export function normalQuantile(tail: number): number {
  if (!(tail >= 0 && tail <= 1)) throw new RangeError(`a tail probability lies from 0 to 1, got ${tail}`);
  if (tail > 0.5) return -normalQuantile(1 - tail);
  if (tail === 0) return Number.POSITIVE_INFINITY;
  const target = log(tail);
  let z = 0;
  for (let steps = 0; steps < 100; steps++) {
    const value = logTail(z);
    const next = z + (value - target) * exp(value + 0.5 * z * z + halfLogTwoPi);
    // Steps after the first go down; one that does not is rounding, and z is the root.
    if (steps > 0 && !(next < z)) return z;
    z = next;
  }
  return z;
}

function logTail(z: number): number {
  if (z < fractionFrom) return log(normalTail(z));
  let rest = z;
  for (let k = fractionTerms; k >= 1; k--) rest = z + k / rest;
  return -0.5 * z * z - halfLogTwoPi - log(rest);
}
