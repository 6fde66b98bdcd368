// Coefficients of the float32 functions, read from memory: one instruction each, where a literal would take three. Rational and
// polynomial minimax fits (iteratively reweighted least squares), rounded to float32; ../README.md has what they are summed to.

const table = memory.data<f32>([
  // 0: (−2) × those of (ln(1 + f) − f + f²/2)/f³ on [√½ − 1, √2 − 1]; relative error of ln(1 + f) 3.2e-8.
  -0.6666781902313232, 0.5000267624855042, -0.3992612361907959, 0.331551730632782, -0.2982957363128662,
  0.2853495180606842, -0.17400719225406647,
  // 7: ½, 2^−31, 1, −2 ln 2.
  0.5, 4.656612873077393e-10, 1, -1.3862943649291992,
  // 11: 2π 2^−34; (sin a / a − 1)/a² and (cos a − 1 + a²/2)/a⁴ for |a| ≤ π/4, errors 4e-9 and 1e-10.
  3.65729529994141e-10, -0.16666655242443085, 0.008332177996635437, -0.00019517297914717346, 0.04166664555668831,
  -0.001388736767694354, 2.443845005473122e-5,
  // 18: (e^r − 1 − r)/r² for |r| ≤ ½ ln 2, error 3e-9; its limits, log₂ e, 1.5 · 2^23, ln 2 in two parts.
  0.5, 0.166665181517601, 0.04166620597243309, 0.008368882350623608, 0.0013950476422905922, -87, 88, 1.4426950216293335,
  12582912, 0.693359375, -0.00021219444170128554,
  // 29: tanh x = x P(x²)/Q(x²) for |x| ≤ 8.7, relative error 1.5e-8.
  8.7, 1, 0.13400468230247498, 0.00351874646730721, 2.099387529597152e-5, 1.3897690998021517e-8, 1, 0.46733787655830383,
  0.025964902713894844, 0.0003323652219469507, 7.996551971700683e-7,
  // 40: erf x likewise for |x| ≤ 3.83, relative error 1.3e-8.
  3.83, 1.1283791065216064, 0.18722563982009888, 0.05241003260016441, 0.0036497986875474453, 0.00028598442440852523,
  2.1252656097203726e-6, 1, 0.49925729632377625, 0.1128685250878334, 0.01473658811300993, 0.0011411840096116066,
  3.892229506163858e-5,
  // 53: √½, 0.01, √2 − 1, ln 2, −½, 0.
  0.7071067690849304, 0.009999999776482582, 0.41421356797218323, 0.6931471824645996, -0.5, 0,
]);

/** The table's number `index` in every lane. */
export function constant(index: usize): v128 {
  return v128.load_splat<f32>(table + 4 * index);
}

/** a + x b, rounded twice. */
export function plusTimes(a: v128, x: v128, b: v128): v128 {
  return f32x4.add(a, f32x4.mul(x, b));
}

/** a₀ + x (a₁ + x (… + x a₄)), a₀ number `from` of the table. */
export function quartic(x: v128, from: usize): v128 {
  let p = plusTimes(constant(from + 3), x, constant(from + 4));
  p = plusTimes(constant(from + 2), x, p);
  p = plusTimes(constant(from + 1), x, p);
  return plusTimes(constant(from), x, p);
}

/** The same with one term more. */
export function quintic(x: v128, from: usize): v128 {
  let p = plusTimes(constant(from + 4), x, constant(from + 5));
  p = plusTimes(constant(from + 3), x, p);
  p = plusTimes(constant(from + 2), x, p);
  p = plusTimes(constant(from + 1), x, p);
  return plusTimes(constant(from), x, p);
}

/** −2 ln(1 + f) for √½ − 1 ≤ f ≤ √2 − 1. */
export function minusTwiceLog1p(f: v128): v128 {
  const z = f32x4.mul(f, f);
  let p = plusTimes(constant(5), f, constant(6));
  p = plusTimes(constant(4), f, p);
  p = plusTimes(constant(3), f, p);
  p = plusTimes(constant(2), f, p);
  p = plusTimes(constant(1), f, p);
  p = plusTimes(constant(0), f, p);
  return f32x4.sub(plusTimes(z, f32x4.mul(f, z), p), f32x4.add(f, f));
}
