import { constant, log, minusTimes, plusTimes } from './constants64';

/** `wordsToNormals` on `groups` groups of sixteen words: sixteen float64 numbers each at `out`. */
export function normals64(groups: i32, words: usize, out: usize): void {
  const end = words + 64 * <usize>groups;
  for (; words < end; words += 64) {
    for (let pair: usize = 0; pair < 4; pair++) twoPairs(words + 8 * pair, out + 16 * pair);
    out += 128;
  }
}

/** Two unsigned words, each plus ½, times 2^−32. */
function fraction(words: usize): v128 {
  const whole = f64x2.sub(v128.or(v128.load32x2_u(words), constant(37)), constant(37));
  return f64x2.mul(f64x2.add(whole, constant(25)), constant(22));
}

function twoPairs(words: usize, out: usize): void {
  const radius = f64x2.sqrt(f64x2.mul(constant(29), log(fraction(words))));
  const u = fraction(words + 32);
  const shift = constant(23);
  const shifted = plusTimes(shift, constant(28), u);
  const a = f64x2.mul(constant(21), minusTimes(u, constant(24), f64x2.sub(shifted, shift)));
  const z = f64x2.mul(a, a);

  let p = plusTimes(constant(13), z, constant(14));
  p = plusTimes(constant(12), z, p);
  p = plusTimes(constant(11), z, p);
  p = plusTimes(constant(10), z, p);
  const sine = plusTimes(a, a, f64x2.mul(z, plusTimes(constant(9), z, p)));
  let c = plusTimes(constant(19), z, constant(20));
  c = plusTimes(constant(18), z, c);
  c = plusTimes(constant(17), z, c);
  c = plusTimes(constant(16), z, c);
  c = plusTimes(constant(15), z, c);
  const cosine = minusTimes(constant(26), z, minusTimes(constant(25), z, c));

  // The last two bits of `shifted` count quarter turns.
  const odd = i64x2.neg(v128.and(shifted, i64x2.splat(1)));
  const swapped = v128.and(v128.xor(sine, cosine), odd);
  const second = i64x2.shl(shifted, 62);
  const sign = i64x2.splat(0x8000000000000000);
  const x = v128.xor(v128.xor(cosine, swapped), v128.and(v128.xor(second, i64x2.shl(shifted, 63)), sign));
  const y = v128.xor(v128.xor(sine, swapped), v128.and(second, sign));
  v128.store(out, f64x2.mul(radius, x));
  v128.store(out, f64x2.mul(radius, y), 64);
}
