import { constant, minusTwiceLog1p, plusTimes } from './constants32';

/** Box–Muller on `groups` groups of sixteen words, as ../README.md says: sixteen float32 numbers each at `out`. */
export function normals32(groups: i32, words: usize, out: usize): void {
  const end = words + 64 * <usize>groups;
  for (; words < end; words += 64) {
    fourPairs(words, out);
    fourPairs(words + 16, out + 16);
    out += 64;
  }
}

function fourPairs(words: usize, out: usize): void {
  const v = f32x4.convert_i32x4_s(i32x4.shr_u(v128.load(words), 1));
  const u = f32x4.mul(f32x4.add(v, constant(7)), constant(8));
  const i = i32x4.add(u, i32x4.splat(0x004afb0d));
  const k = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_s(i, 23), i32x4.splat(127)));
  const m = i32x4.add(v128.and(i, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const square = minusTwiceLog1p(f32x4.sub(m, constant(9)));
  const radius = f32x4.sqrt(plusTimes(square, k, constant(10)));

  const w = v128.load(words, 32);
  const a = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shl(w, 2)), constant(11));
  const z = f32x4.mul(a, a);
  const sinePart = plusTimes(constant(12), z, plusTimes(constant(13), z, constant(14)));
  const sine = plusTimes(a, f32x4.mul(a, z), sinePart);
  const cosinePart = plusTimes(constant(15), z, plusTimes(constant(16), z, constant(17)));
  const cosine = plusTimes(f32x4.sub(constant(9), f32x4.mul(constant(7), z)), f32x4.mul(z, z), cosinePart);

  const q = i32x4.add(w, i32x4.splat(0x20000000));
  const odd = i32x4.shl(q, 1);
  const swapped = v128.and(v128.xor(sine, cosine), i32x4.shr_s(odd, 31));
  const sign = i32x4.splat(0x80000000);
  const x = v128.xor(v128.xor(cosine, swapped), v128.and(v128.xor(q, odd), sign));
  const y = v128.xor(v128.xor(sine, swapped), v128.and(q, sign));
  v128.store(out, f32x4.mul(radius, x));
  v128.store(out, f32x4.mul(radius, y), 32);
}
