// ln and ln(1 + x) with IEEE + − × ÷ and a look at the bits of x: the same bits in every engine.
//
//     x = 2^k (1 + f), √½ ≤ 1 + f < √2,   s = f/(2 + f),   ln(1 + f) = 2 artanh s = f − f²/2 + s (f²/2 + R(s²)).
//
// Two-part ln 2, the seven minimax coefficients of R (error 2^−58) and the threshold of √2: fdlibm e_log.c, Sun
// Microsystems 1993. Errors stated are the largest seen against 200-bit values at 2 · 10⁵ points.

import { powersOfTwo } from './powers-of-two.ts';

const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;
const l1 = 0.6666666666666735;
const l2 = 0.3999999999940942;
const l3 = 0.2857142874366239;
const l4 = 0.22222198432149784;
const l5 = 0.1818357216161805;
const l6 = 0.15313837699209373;
const l7 = 0.14798198605116586;

/** 2^20 − (mantissa bits of √2 in the high word): adding it to mantissa bits carries into bit 20 from √2 on. */
const rootTwoCarry = 0x95f64;

const bits = Float64Array.of(1);
const words = new Int32Array(bits.buffer);
/** Which of the two words of a float64 carries sign and exponent: 1 on little-endian machines. */
const high = words[0] === 0 ? 1 : 0;

const powerOffset = 1023;
const powers = powersOfTwo(powerOffset);

/** ln x. Largest error seen: 0.76 ulp, near 1 as elsewhere; −Infinity at 0, NaN below. */
export function log(x: number): number {
  // Written so that NaN, too, takes the rare branch.
  if (!(x >= 2.2250738585072014e-308 && x < Infinity)) return logRare(x);
  bits[0] = x;
  const exponentBits = words[high]!;
  const k = ((exponentBits + rootTwoCarry) >> 20) - 1023;
  const f = x * powers[powerOffset - k]! - 1;
  const s = f / (2 + f);
  const z = s * s;
  const r = z * (l1 + z * (l2 + z * (l3 + z * (l4 + z * (l5 + z * (l6 + z * l7))))));
  const h = 0.5 * f * f;
  return k * ln2High - (h - (s * (h + r) + k * ln2Low) - f);
}

function logRare(x: number): number {
  if (x > 0) return x < Infinity ? log(x * 18014398509481984) - 54 * Math.LN2 : Infinity;
  return x === 0 ? -Infinity : Number.NaN;
}

/** ln(1 + x), relative accuracy near 0. Largest error seen: 1.16 ulp; −Infinity at −1, NaN below. */
export function log1p(x: number): number {
  const u = 1 + x;
  const y = log(u);
  // What 1 + x lost in rounding, to first order.
  return u > 0 && u < Infinity ? y + (x - (u - 1)) / u : y;
}

/** out[i] = ln x[i], start ≤ i < end; x and out may be the same array. */
export function logInto(x: Float64Array, out: Float64Array, start: number, end: number): void {
  for (let i = start; i < end; i++) out[i] = log(x[i]!);
}

/** out[i] = ln(1 + x[i]), start ≤ i < end; x and out may be the same array. */
export function log1pInto(x: Float64Array, out: Float64Array, start: number, end: number): void {
  for (let i = start; i < end; i++) out[i] = log1p(x[i]!);
}
