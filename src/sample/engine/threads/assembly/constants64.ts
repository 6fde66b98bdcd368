// Coefficients of the float64 functions, those of numeric/exponential.ts, logarithm.ts and turn.ts, read from memory: one
// instruction each, where a literal would take three.

// biome-ignore-start lint/suspicious/noApproximativeNumericConstant: written as where they come from.
const table = memory.data<f64>([
  // 0: l₁ … l₇ of the logarithm; 7: ln 2 in two parts.
  0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784, 0.1818357216161805,
  0.15313837699209373, 0.14798198605116586, 0.6931471803691238, 1.9082149292705877e-10,
  // 9: s₁ … s₆ of the sine, 15: c₁ … c₆ of the cosine.
  -0.16666666666666632, 0.00833333333332249, -0.0001984126982985795, 0.0000027557313707070068, -2.5050760253406863e-8,
  1.58969099521155e-10, 0.0416666666666666, -0.001388888888887411, 0.00002480158728947673, -2.7557314351390663e-7,
  2.087572321298175e-9, -1.1359647557788195e-11,
  // 21: 2π, 2^−32, 1.5 · 2^52, ¼, ½, 1, 2, 4, −2.
  6.283185307179586, 2.3283064365386963e-10, 6755399441055744, 0.25, 0.5, 1, 2, 4, -2,
  // 30: w₁ … w₅ of the exponential, 35: log₂ e, 0.
  0.16666666666666602, -0.0027777777777015593, 0.00006613756321437934, -0.0000016533902205465252, 4.1381367970572385e-8,
  1.4426950408889634, 0,
  // 37: 2^52, 2^52 + 1023, √½, 0.01, 1/8.
  4503599627370496, 4503599627371519, 0.7071067811865476, 0.01, 0.125,
]);
// biome-ignore-end lint/suspicious/noApproximativeNumericConstant: the end of the table.

/** The table's number `index` in both lanes. */
export function constant(index: usize): v128 {
  return v128.load_splat<f64>(table + 8 * index);
}

/** a + x b, rounded twice. */
export function plusTimes(a: v128, x: v128, b: v128): v128 {
  return f64x2.add(a, f64x2.mul(x, b));
}

/** a − x b, rounded twice. */
export function minusTimes(a: v128, x: v128, b: v128): v128 {
  return f64x2.sub(a, f64x2.mul(x, b));
}

/** ln x of positive normal numbers. */
export function log(x: v128): v128 {
  const carried = i64x2.add(x, i64x2.splat(0x95f6400000000));
  const exponent = v128.and(carried, i64x2.splat(0xfff0000000000000));
  const one = constant(26);
  const f = f64x2.sub(i64x2.add(i64x2.sub(x, exponent), one), one);
  const k = f64x2.sub(v128.or(i64x2.shr_u(carried, 52), constant(37)), constant(38));
  const s = f64x2.div(f, f64x2.add(constant(27), f));
  const z = f64x2.mul(s, s);
  let r = plusTimes(constant(5), z, constant(6));
  r = plusTimes(constant(4), z, r);
  r = plusTimes(constant(3), z, r);
  r = plusTimes(constant(2), z, r);
  r = plusTimes(constant(1), z, r);
  r = f64x2.mul(z, plusTimes(constant(0), z, r));
  const h = f64x2.mul(f64x2.mul(constant(25), f), f);
  const low = f64x2.add(f64x2.mul(s, f64x2.add(h, r)), f64x2.mul(k, constant(8)));
  return f64x2.sub(f64x2.mul(k, constant(7)), f64x2.sub(f64x2.sub(h, low), f));
}

/** w(t) of the exponential: t (w₁ + t (w₂ + …)). */
export function kernelOfExp(t: v128): v128 {
  let w = plusTimes(constant(33), t, constant(34));
  w = plusTimes(constant(32), t, w);
  w = plusTimes(constant(31), t, w);
  return f64x2.mul(t, plusTimes(constant(30), t, w));
}
