// e^x and ln(1 + x) of two values at once, by the formulas and coefficients of numeric/exponential.ts and
// numeric/logarithm.ts (fdlibm, Sun Microsystems 1993), on the half lines that softplus needs. Polynomials are summed in
// pairs of coefficients, which shortens the chain of operations that wait for each other.

// Constants are read from memory: one instruction each, where a literal would take three.
const table = memory.data<f64>([
  // e^x: w₅ … w₁.
  4.1381367970572385e-8,
  -0.0000016533902205465252,
  0.00006613756321437934,
  -0.0027777777777015593,
  0.16666666666666602,
  // ln(1 + x): l₇ … l₁.
  0.14798198605116586,
  0.15313837699209373,
  0.1818357216161805,
  0.22222198432149784,
  0.2857142874366239,
  0.3999999999940942,
  0.6666666666666735,
  // 1.5 · 2^52, which added and subtracted rounds to the nearest integer and has twelve zeros last; log₂ e; ln 2 in two parts.
  6755399441055744,
  Math.LOG2E,
  0.6931471803691238,
  1.9082149292705877e-10,
  // ½, 1, 2, √2 − 1, and below what e^x is 0.
  0.5,
  1,
  2,
  0.41421356237309503,
  -708,
]);

function constant(index: usize): v128 {
  return v128.load_splat<f64>(table + 8 * index);
}

function timesPlus(a: v128, b: v128, c: v128): v128 {
  return f64x2.add(f64x2.mul(a, b), c);
}

/** e^x for x ≤ 0; 0 below −708, where it would soon be subnormal and slow; NaN for NaN. */
export function expOfNegative(x: v128): v128 {
  const shift = constant(12);
  const smallest = constant(20);
  const y = f64x2.pmax(x, smallest);
  const shifted = timesPlus(y, constant(13), shift);
  const k = f64x2.sub(shifted, shift);
  const high = f64x2.sub(y, f64x2.mul(k, constant(14)));
  const r = f64x2.sub(high, f64x2.mul(k, constant(15)));
  const t = f64x2.mul(r, r);
  const tt = f64x2.mul(t, t);
  const upper = timesPlus(timesPlus(t, constant(0), constant(1)), t, constant(2));
  const w = timesPlus(tt, upper, timesPlus(t, constant(3), constant(4)));
  const c = f64x2.sub(r, f64x2.mul(t, w));
  const quotient = f64x2.div(f64x2.mul(r, c), f64x2.sub(constant(18), c));
  const value = f64x2.add(constant(17), f64x2.add(r, quotient));
  // The last bits of `shifted` are k: moved to where the exponent is and added to those of 1, they make 2^k.
  const power = i64x2.add(i64x2.shl(shifted, 52), constant(17));
  return v128.andnot(f64x2.mul(value, power), f64x2.lt(x, smallest));
}

/** ln(1 + x) for 0 ≤ x ≤ 1, relative accuracy near 0. */
export function log1pOfFraction(x: v128): v128 {
  const one = constant(17);
  // 1 + x = 2^k (1 + f) with k = 1 above √2; f is exact, or rounded where it is of order one.
  const beyond = f64x2.gt(x, constant(19));
  const k = v128.and(beyond, one);
  const f = v128.bitselect(f64x2.mul(f64x2.sub(x, one), constant(16)), x, beyond);
  const s = f64x2.div(f, f64x2.add(constant(18), f));
  const z = f64x2.mul(s, s);
  const zz = f64x2.mul(z, z);
  const upper = timesPlus(timesPlus(z, constant(5), constant(6)), zz, timesPlus(z, constant(7), constant(8)));
  const lower = timesPlus(z, constant(9), constant(10));
  const r = f64x2.mul(z, timesPlus(z, timesPlus(zz, upper, lower), constant(11)));
  const h = f64x2.mul(constant(16), f64x2.mul(f, f));
  const low = f64x2.add(f64x2.mul(s, f64x2.add(h, r)), f64x2.mul(k, constant(15)));
  return f64x2.sub(f64x2.mul(k, constant(14)), f64x2.sub(f64x2.sub(h, low), f));
}
