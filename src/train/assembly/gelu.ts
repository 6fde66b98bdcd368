// x Ψ(x) and its derivative, with the operations of numeric/error-function.ts and numeric/exponential.ts in their order, in float64
// in either precision: the same bits as from these. Four values at a time in two registers, which share the constants, and a pass
// for each function over values that stay in cache. Constants and the rows of erf are in a table of the host (../gelu-table.ts): read
// from memory they are one instruction each, where a literal would take three.

/** Values done at a time. */
const chunk: usize = 512;
/** Bytes of the table before the rows of erf, of a row, and before the room for Ψ(x) and for values over. */
const rowsAt: usize = 128;
const rowBytes: usize = 128;
const roomAt: usize = rowsAt + 128 * rowBytes;
const spareAt: usize = roomAt + 8 * chunk;

/** a + x b, rounded twice. */
function plusTimes(a: v128, x: v128, b: v128): v128 {
  return f64x2.add(a, f64x2.mul(x, b));
}

/** a − x b, rounded twice. */
function minusTimes(a: v128, x: v128, b: v128): v128 {
  return f64x2.sub(a, f64x2.mul(x, b));
}

/** Two values from x on, as float64. */
function pair<T>(x: usize): v128 {
  if (sizeof<T>() === 8) return v128.load(x);
  return f64x2.promote_low_f32x4(v128.load64_zero(x));
}

/** Two values, rounded to T. */
function put<T>(out: usize, values: v128): void {
  if (sizeof<T>() === 8) v128.store(out, values);
  else store<f64>(out, f64x2.extract_lane(f32x4.demote_f64x2_zero(values), 0));
}

/** The first numbers of two rows, and the second ones. */
function lower(row: usize, other: usize, offset: usize): v128 {
  return v128.shuffle<f64>(v128.load(row + offset), v128.load(other + offset), 0, 2);
}
function upper(row: usize, other: usize, offset: usize): v128 {
  return v128.shuffle<f64>(v128.load(row + offset), v128.load(other + offset), 1, 3);
}

/** Ψ(x) = ½ + ½ erf(x/√2) of `count` values, a multiple of 4. What NaN reads from the table does not matter: 128 rows can be read. */
function distributions<T>(count: usize, x: usize, out: usize, table: usize): void {
  const rows = table + rowsAt;
  for (const end = out + 8 * count; out < end; out += 32) {
    const root = v128.load_splat<f64>(table, 112);
    const most = v128.load_splat<f64>(table);
    const least = v128.load_splat<f64>(table, 8);
    const z0 = f64x2.pmin(f64x2.pmax(f64x2.mul(root, pair<T>(x)), least), most);
    const z1 = f64x2.pmin(f64x2.pmax(f64x2.mul(root, pair<T>(x + 2 * sizeof<T>())), least), most);
    const shift = v128.load_splat<f64>(table, 16);
    const eight = v128.load_splat<f64>(table, 24);
    const eighth = v128.load_splat<f64>(table, 32);
    const shifted0 = plusTimes(shift, eight, z0);
    const shifted1 = plusTimes(shift, eight, z1);
    const h0 = minusTimes(z0, eighth, f64x2.sub(shifted0, shift));
    const h1 = minusTimes(z1, eighth, f64x2.sub(shifted1, shift));
    const middle = i64x2.splat(48);
    const mask = i64x2.splat(127);
    const row0 = v128.and(i64x2.add(shifted0, middle), mask);
    const row1 = v128.and(i64x2.add(shifted1, middle), mask);
    const a = rows + rowBytes * <usize>i32x4.extract_lane(row0, 0);
    const b = rows + rowBytes * <usize>i32x4.extract_lane(row0, 2);
    const c = rows + rowBytes * <usize>i32x4.extract_lane(row1, 0);
    const d = rows + rowBytes * <usize>i32x4.extract_lane(row1, 2);
    let p0 = plusTimes(lower(a, b, 96), upper(a, b, 96), h0);
    let p1 = plusTimes(lower(c, d, 96), upper(c, d, 96), h1);
    p0 = plusTimes(lower(a, b, 80), plusTimes(upper(a, b, 80), p0, h0), h0);
    p1 = plusTimes(lower(c, d, 80), plusTimes(upper(c, d, 80), p1, h1), h1);
    p0 = plusTimes(lower(a, b, 64), plusTimes(upper(a, b, 64), p0, h0), h0);
    p1 = plusTimes(lower(c, d, 64), plusTimes(upper(c, d, 64), p1, h1), h1);
    p0 = plusTimes(lower(a, b, 48), plusTimes(upper(a, b, 48), p0, h0), h0);
    p1 = plusTimes(lower(c, d, 48), plusTimes(upper(c, d, 48), p1, h1), h1);
    p0 = plusTimes(lower(a, b, 32), plusTimes(upper(a, b, 32), p0, h0), h0);
    p1 = plusTimes(lower(c, d, 32), plusTimes(upper(c, d, 32), p1, h1), h1);
    p0 = plusTimes(lower(a, b, 16), plusTimes(upper(a, b, 16), p0, h0), h0);
    p1 = plusTimes(lower(c, d, 16), plusTimes(upper(c, d, 16), p1, h1), h1);
    const half = f64x2.splat(0.5);
    const erf0 = f64x2.add(lower(a, b, 0), plusTimes(upper(a, b, 0), p0, h0));
    const erf1 = f64x2.add(lower(c, d, 0), plusTimes(upper(c, d, 0), p1, h1));
    v128.store(out, plusTimes(half, half, erf0));
    v128.store(out, plusTimes(half, half, erf1), 16);
    x += 4 * sizeof<T>();
  }
}

/** 2^k, k the last bits of every lane. */
function power(k: v128): v128 {
  return i64x2.shl(i64x2.add(k, i64x2.splat(1023)), 52);
}

/** m 2^k in two steps, since 2^k need not be a normal number; k the last bits of every lane of `shifted`. */
function scaled(m: v128, shifted: v128): v128 {
  const half = i32x4.shr_s(shifted, 1);
  return f64x2.mul(f64x2.mul(m, power(half)), power(i32x4.sub(shifted, half)));
}

/** x Ψ(x) and Ψ(x) + x e^(−x²/2)/√(2π) of `count` values, a multiple of 4, from Ψ(x). */
function valuesAndSlopes<T>(count: usize, x: usize, psi: usize, y: usize, slope: usize, table: usize): void {
  for (const end = psi + 8 * count; psi < end; psi += 32) {
    const value0 = pair<T>(x);
    const value1 = pair<T>(x + 2 * sizeof<T>());
    const minusHalf = f64x2.splat(-0.5);
    const least = v128.load_splat<f64>(table, 40);
    const y0 = f64x2.pmax(f64x2.mul(f64x2.mul(minusHalf, value0), value0), least);
    const y1 = f64x2.pmax(f64x2.mul(f64x2.mul(minusHalf, value1), value1), least);
    const shift = v128.load_splat<f64>(table, 16);
    const perLn2 = v128.load_splat<f64>(table, 48);
    const shifted0 = plusTimes(shift, y0, perLn2);
    const shifted1 = plusTimes(shift, y1, perLn2);
    const k0 = f64x2.sub(shifted0, shift);
    const k1 = f64x2.sub(shifted1, shift);
    const high = v128.load_splat<f64>(table, 56);
    const low = v128.load_splat<f64>(table, 64);
    const r0 = minusTimes(minusTimes(y0, k0, high), k0, low);
    const r1 = minusTimes(minusTimes(y1, k1, high), k1, low);
    const t0 = f64x2.mul(r0, r0);
    const t1 = f64x2.mul(r1, r1);
    const w5 = v128.load_splat<f64>(table, 104);
    const w4 = v128.load_splat<f64>(table, 96);
    const w3 = v128.load_splat<f64>(table, 88);
    const w2 = v128.load_splat<f64>(table, 80);
    const w1 = v128.load_splat<f64>(table, 72);
    const v0 = plusTimes(w1, t0, plusTimes(w2, t0, plusTimes(w3, t0, plusTimes(w4, t0, w5))));
    const v1 = plusTimes(w1, t1, plusTimes(w2, t1, plusTimes(w3, t1, plusTimes(w4, t1, w5))));
    const c0 = minusTimes(r0, t0, v0);
    const c1 = minusTimes(r1, t1, v1);
    const two = f64x2.splat(2);
    const one = f64x2.splat(1);
    const m0 = f64x2.add(one, f64x2.add(r0, f64x2.div(f64x2.mul(r0, c0), f64x2.sub(two, c0))));
    const m1 = f64x2.add(one, f64x2.add(r1, f64x2.div(f64x2.mul(r1, c1), f64x2.sub(two, c1))));
    const perRoot = v128.load_splat<f64>(table, 120);
    const psi0 = v128.load(psi);
    const psi1 = v128.load(psi, 16);
    put<T>(slope, plusTimes(psi0, value0, f64x2.mul(perRoot, scaled(m0, shifted0))));
    put<T>(slope + 2 * sizeof<T>(), plusTimes(psi1, value1, f64x2.mul(perRoot, scaled(m1, shifted1))));
    put<T>(y, f64x2.mul(value0, psi0));
    put<T>(y + 2 * sizeof<T>(), f64x2.mul(value1, psi1));
    x += 4 * sizeof<T>();
    y += 4 * sizeof<T>();
    slope += 4 * sizeof<T>();
  }
}

/** x Ψ(x) alone. */
function values<T>(count: usize, x: usize, psi: usize, y: usize): void {
  for (const end = psi + 8 * count; psi < end; psi += 16) {
    put<T>(y, f64x2.mul(pair<T>(x), v128.load(psi)));
    x += 2 * sizeof<T>();
    y += 2 * sizeof<T>();
  }
}

/** `count` values, a multiple of 4 and at most a chunk. */
function someOf<T>(count: usize, x: usize, y: usize, slope: usize, table: usize): void {
  const psi = table + roomAt;
  distributions<T>(count, x, psi, table);
  if (slope !== 0) valuesAndSlopes<T>(count, x, psi, y, slope, table);
  else values<T>(count, x, psi, y);
}

/** y ← x Ψ(x), slope ← Ψ(x) + x ψ(x); the slope is left out where its address is 0. y may be x. */
export function gelu<T>(count: usize, x: usize, y: usize, slope: usize, table: usize): void {
  const whole: usize = count & ~3;
  for (let done: usize = 0; done < whole; done += chunk) {
    const at = sizeof<T>() * done;
    someOf<T>(min<usize>(chunk, whole - done), x + at, y + at, slope && slope + at, table);
  }
  if (whole === count) return;
  const last = sizeof<T>() * whole;
  const bytes = sizeof<T>() * (count - whole);
  const spare = table + spareAt;
  memory.copy(spare, x + last, bytes);
  someOf<T>(4, spare, spare + 32, spare + 64, table);
  memory.copy(y + last, spare + 32, bytes);
  if (slope !== 0) memory.copy(slope + last, spare + 64, bytes);
}
