// exp and its relatives from one rational kernel, with IEEE + − × ÷, comparisons and exact powers of two only: the same
// bits in every engine that rounds correctly and does not contract a × b + c.
//
//     x = k ln 2 + r, |r| ≤ (ln 2)/2,      R(r) = r coth(r/2) = 2 + w(r²),
//     e^r = (R + r)/(R − r),   e^r − 1 = 2r/(R − r),   tanh(r/2) = r/R.
//
// ln 2 in two parts and the five minimax coefficients of w (error 2^−59): fdlibm e_exp.c, Sun Microsystems 1993.
// Errors stated are the largest seen against 200-bit values at 2 · 10⁵ points.

import { powersOfTwo } from './powers-of-two.ts';

const inverseLn2 = Math.LOG2E;
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;
const w1 = 0.16666666666666602;
const w2 = -0.0027777777777015593;
const w3 = 0.00006613756321437934;
const w4 = -0.0000016533902205465252;
const w5 = 4.1381367970572385e-8;

/** Adding and subtracting 1.5 · 2^52 rounds to the nearest integer, ties to even. */
const roundingShift = 6755399441055744;

const powerOffset = 540;
/** 2^k with |k| ≤ 1080 is the product of two of these. */
const powers = powersOfTwo(powerOffset);

const stepLimit = 64;
/**
 * Four numbers for each k = −64 … 64, with m = 2^|k|: a function's value at r = 0, what to subtract from y − k ln2High
 * for r, half the inverse of the function's slope in r, and that times τ = (2^k − 1)/(2^k + 1).
 */
function stepTable(build: (k: number, m: number) => { value: number; remainder: number; inverse: number }) {
  const rows = Array.from({ length: 2 * stepLimit + 1 }, (_, i) => {
    const k = i - stepLimit;
    const m = powers[powerOffset + Math.abs(k)]!;
    const { value, remainder, inverse } = build(k, m);
    // What rounding took from the value is put back through r.
    return [value, k * ln2Low - 2 * inverse * remainder, inverse, (inverse * Math.sign(k) * (m - 1)) / (m + 1)];
  });
  return Float64Array.from(rows.flat());
}

/** For SIMD kernels as well. tanh(k (ln 2)/2) and 1/(1 − τ²). Remainders are exact; from |k| = 8 on, where nothing cancels, they are left out. */
export const tanhSteps = stepTable((k, m) => {
  const sign = Math.sign(k);
  const value = (sign * (m - 1)) / (m + 1);
  const remainder = Math.abs(k) < 8 ? (sign * (m - 1) - value * m - value) / (m + 1) : 0;
  return { value, remainder, inverse: ((m + 1) * (m + 1)) / (4 * m) };
});

/** 1/(1 + 2^−k) and 2/(1 − τ²). */
export const logisticSteps = stepTable((k, m) => {
  const numerator = k < 0 ? 1 : m;
  const value = numerator / (m + 1);
  const remainder = k < 8 ? (numerator - value * m - value) / (m + 1) : 0;
  return { value, remainder, inverse: ((m + 1) * (m + 1)) / (2 * m) };
});

/** e^x. Largest error seen: 0.93 ulp (normal results); 0 below −745.14, Infinity above 709.79, NaN for NaN. */
export function exp(x: number): number {
  const y = Math.max(-746, Math.min(710, x));
  const k = y * inverseLn2 + roundingShift - roundingShift;
  const r = y - k * ln2High - k * ln2Low;
  const t = r * r;
  const c = r - t * (w1 + t * (w2 + t * (w3 + t * (w4 + t * w5))));
  const j = k | 0;
  const half = j >> 1;
  return (1 + (r + (r * c) / (2 - c))) * powers[powerOffset + half]! * powers[powerOffset + j - half]!;
}

/** e^x − 1, relative accuracy near 0 as well. Largest error seen: 1.88 ulp. */
export function expm1(x: number): number {
  if (x > 40) return exp(x);
  const y = Math.max(-40, x);
  const k = y * inverseLn2 + roundingShift - roundingShift;
  const r = y - k * ln2High - k * ln2Low;
  const t = r * r;
  const c = r - t * (w1 + t * (w2 + t * (w3 + t * (w4 + t * w5))));
  const scale = powers[powerOffset + (k | 0)]!;
  return scale - 1 + scale * (r + (r * c) / (2 - c));
}

/**
 * tanh x, exactly odd, relative accuracy down to the smallest x. Largest error seen: 1.50 ulp.
 *
 * With 2x = k ln 2 + r and τ = tanh(k (ln 2)/2): tanh x = τ + (1 − τ²) r/(R + τ r), no branch on the sign of x.
 */
export function tanh(x: number): number {
  const y = 2 * Math.max(-22, Math.min(22, x));
  const k = y * inverseLn2 + roundingShift - roundingShift;
  const at = 4 * (stepLimit + (k | 0));
  const r = y - k * ln2High - tanhSteps[at + 1]!;
  const t = r * r;
  const w = t * (w1 + t * (w2 + t * (w3 + t * (w4 + t * w5))));
  const inverse = tanhSteps[at + 2]!;
  return tanhSteps[at]! + r / (2 * inverse + (inverse * w + tanhSteps[at + 3]! * r));
}

/** 1/(1 + e^−x) = (1 + tanh(x/2))/2 by the same addition theorem, relative accuracy on both sides. Largest error seen: 1.41 ulp. */
export function logistic(x: number): number {
  if (x < -40) return exp(x);
  const y = Math.min(40, x);
  const k = y * inverseLn2 + roundingShift - roundingShift;
  const at = 4 * (stepLimit + (k | 0));
  const r = y - k * ln2High - logisticSteps[at + 1]!;
  const t = r * r;
  const w = t * (w1 + t * (w2 + t * (w3 + t * (w4 + t * w5))));
  const inverse = logisticSteps[at + 2]!;
  return logisticSteps[at]! + r / (2 * inverse + (inverse * w + logisticSteps[at + 3]! * r));
}

/** out[i] = e^x[i], start ≤ i < end; x and out may be the same array (so for every …Into of this room). */
export function expInto(x: Float64Array, out: Float64Array, start: number, end: number): void {
  for (let i = start; i < end; i++) out[i] = exp(x[i]!);
}

/** out[i] = e^x[i] − 1, start ≤ i < end. */
export function expm1Into(x: Float64Array, out: Float64Array, start: number, end: number): void {
  for (let i = start; i < end; i++) out[i] = expm1(x[i]!);
}

/** out[i] = tanh x[i], start ≤ i < end. */
export function tanhInto(x: Float64Array, out: Float64Array, start: number, end: number): void {
  for (let i = start; i < end; i++) out[i] = tanh(x[i]!);
}

/** out[i] = 1/(1 + e^−x[i]), start ≤ i < end. */
export function logisticInto(x: Float64Array, out: Float64Array, start: number, end: number): void {
  for (let i = start; i < end; i++) out[i] = logistic(x[i]!);
}
