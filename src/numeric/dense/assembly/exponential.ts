// e^x and ln(1 + x) of two values at once, by the formulas and coefficients of numeric/exponential.ts and
// numeric/logarithm.ts (fdlibm, Sun Microsystems 1993), on the half lines that softplus needs.

/** Adding and subtracting 1.5 · 2^52 rounds to the nearest integer; its last twelve bits are zero. */
const roundingShift: f64 = 6755399441055744;
const inverseLn2: f64 = Math.LOG2E;
const ln2High: f64 = 0.6931471803691238;
const ln2Low: f64 = 1.9082149292705877e-10;

function timesPlus(a: v128, b: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(a, b), f64x2.splat(c));
}

/** 2^k for integers −1022 ≤ k ≤ 1023. */
function powerOfTwo(k: v128): v128 {
  const bits = i64x2.shl(f64x2.add(k, f64x2.splat(roundingShift)), 52);
  return i64x2.add(bits, i64x2.splat(0x3ff0000000000000));
}

/** e^x for x ≤ 0; subnormal and 0 below −708; NaN for NaN. */
export function expOfNegative(x: v128): v128 {
  const shift = f64x2.splat(roundingShift);
  const y = f64x2.pmax(x, f64x2.splat(-746));
  const k = f64x2.sub(f64x2.add(f64x2.mul(y, f64x2.splat(inverseLn2)), shift), shift);
  const high = f64x2.sub(y, f64x2.mul(k, f64x2.splat(ln2High)));
  const r = f64x2.sub(high, f64x2.mul(k, f64x2.splat(ln2Low)));
  const t = f64x2.mul(r, r);
  let w = timesPlus(t, f64x2.splat(4.1381367970572385e-8), -0.0000016533902205465252);
  w = timesPlus(t, w, 0.00006613756321437934);
  w = timesPlus(t, w, -0.0027777777777015593);
  w = timesPlus(t, w, 0.16666666666666602);
  const c = f64x2.sub(r, f64x2.mul(t, w));
  const quotient = f64x2.div(f64x2.mul(r, c), f64x2.sub(f64x2.splat(2), c));
  const value = f64x2.add(f64x2.splat(1), f64x2.add(r, quotient));
  // In two steps, so that subnormal results are reached.
  const half = f64x2.sub(f64x2.add(f64x2.mul(k, f64x2.splat(0.5)), shift), shift);
  return f64x2.mul(f64x2.mul(value, powerOfTwo(half)), powerOfTwo(f64x2.sub(k, half)));
}

/** ln(1 + x) for 0 ≤ x ≤ 1, relative accuracy near 0. */
export function log1pOfFraction(x: v128): v128 {
  const one = f64x2.splat(1);
  // 1 + x = 2^k (1 + f) with k = 1 above √2; f is exact, or rounded where it is of order one.
  const beyond = f64x2.gt(x, f64x2.splat(0.41421356237309503));
  const k = v128.and(beyond, one);
  const f = v128.bitselect(f64x2.mul(f64x2.sub(x, one), f64x2.splat(0.5)), x, beyond);
  const s = f64x2.div(f, f64x2.add(f64x2.splat(2), f));
  const z = f64x2.mul(s, s);
  let r = timesPlus(z, f64x2.splat(0.14798198605116586), 0.15313837699209373);
  r = timesPlus(z, r, 0.1818357216161805);
  r = timesPlus(z, r, 0.22222198432149784);
  r = timesPlus(z, r, 0.2857142874366239);
  r = timesPlus(z, r, 0.3999999999940942);
  r = f64x2.mul(z, timesPlus(z, r, 0.6666666666666735));
  const h = f64x2.mul(f64x2.splat(0.5), f64x2.mul(f, f));
  const low = f64x2.add(f64x2.mul(s, f64x2.add(h, r)), f64x2.mul(k, f64x2.splat(ln2Low)));
  return f64x2.sub(f64x2.mul(k, f64x2.splat(ln2High)), f64x2.sub(f64x2.sub(h, low), f));
}
