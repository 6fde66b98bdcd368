import { constant, kernelOfExp, log, minusTimes, plusTimes } from './constants64';

// The activations of model/activation.ts with the operations of numeric/exponential.ts and error-function.ts, two values at a
// time. `end` is the address behind the last value of x; whole registers are done. A step's number is read from the last bits of
// what rounded it, within a power of two of table rows: what NaN reads there does not matter.

const stepBytes: usize = 32;
const cellBytes: usize = 128;
/** Of tanh and of the logistic function: rows k + 64 of `tanhSteps` and `logisticSteps`. Filled by the host. */
export const tanhTable: usize = memory.data(8192, 16);
export const logisticTable: usize = memory.data(8192, 16);
/** Rows k + 48 of the table of erf, padded to sixteen numbers. Filled by the host. */
export const erfTable: usize = memory.data(16384, 16);

/** Takes x to −m … m; NaN stays. */
function clamp(x: v128, m: f64): v128 {
  return f64x2.pmin(f64x2.pmax(x, f64x2.splat(-m)), f64x2.splat(m));
}

/** σ₀ + r/(2 q + (q w + τ r)) with σ₀, ln 2's lower part, q and τ of the table's row k + 64, y = k ln 2 + r. */
function byAddition(y: v128, table: usize): v128 {
  const shift = constant(23);
  const shifted = plusTimes(shift, y, constant(35));
  const k = f64x2.sub(shifted, shift);
  const row = v128.and(i64x2.add(shifted, i64x2.splat(64)), i64x2.splat(255));
  const first = table + stepBytes * <usize>i32x4.extract_lane(row, 0);
  const second = table + stepBytes * <usize>i32x4.extract_lane(row, 2);
  const a = v128.load(first);
  const b = v128.load(second);
  const r = f64x2.sub(minusTimes(y, k, constant(7)), v128.shuffle<f64>(a, b, 1, 3));
  const w = kernelOfExp(f64x2.mul(r, r));
  const c = v128.load(first, 16);
  const d = v128.load(second, 16);
  const inverse = v128.shuffle<f64>(c, d, 0, 2);
  const rest = f64x2.add(f64x2.mul(inverse, w), f64x2.mul(v128.shuffle<f64>(c, d, 1, 3), r));
  return f64x2.add(v128.shuffle<f64>(a, b, 0, 2), f64x2.div(r, plusTimes(rest, constant(27), inverse)));
}

/** 2^k, k the last bits of every lane. */
function power(k: v128): v128 {
  return i64x2.shl(i64x2.add(k, i64x2.splat(1023)), 52);
}

function exp(x: v128): v128 {
  const y = f64x2.pmax(f64x2.pmin(x, f64x2.splat(710)), f64x2.splat(-746));
  const shift = constant(23);
  const shifted = plusTimes(shift, y, constant(35));
  const k = f64x2.sub(shifted, shift);
  const r = minusTimes(minusTimes(y, k, constant(7)), k, constant(8));
  const c = f64x2.sub(r, kernelOfExp(f64x2.mul(r, r)));
  const quotient = f64x2.div(f64x2.mul(r, c), f64x2.sub(constant(27), c));
  const half = i32x4.shr_s(shifted, 1);
  const value = f64x2.add(constant(26), f64x2.add(r, quotient));
  return f64x2.mul(f64x2.mul(value, power(half)), power(i32x4.sub(shifted, half)));
}

function erf(x: v128): v128 {
  const y = clamp(x, 6);
  const shift = constant(23);
  const shifted = plusTimes(shift, f64x2.splat(8), y);
  const h = minusTimes(y, constant(41), f64x2.sub(shifted, shift));
  const row = v128.and(i64x2.add(shifted, i64x2.splat(48)), i64x2.splat(127));
  const first = erfTable + cellBytes * <usize>i32x4.extract_lane(row, 0);
  const second = erfTable + cellBytes * <usize>i32x4.extract_lane(row, 2);
  let p = v128.shuffle<f64>(v128.load(first, 96), v128.load(second, 96), 1, 3);
  p = plusTimes(v128.shuffle<f64>(v128.load(first, 96), v128.load(second, 96), 0, 2), p, h);
  p = stepTwice(p, h, first + 80, second + 80);
  p = stepTwice(p, h, first + 64, second + 64);
  p = stepTwice(p, h, first + 48, second + 48);
  p = stepTwice(p, h, first + 32, second + 32);
  p = stepTwice(p, h, first + 16, second + 16);
  const a = v128.load(first);
  const b = v128.load(second);
  return f64x2.add(v128.shuffle<f64>(a, b, 0, 2), plusTimes(v128.shuffle<f64>(a, b, 1, 3), p, h));
}

/** Two steps of Horner's rule with the coefficients at two addresses, the upper ones first. */
function stepTwice(p: v128, h: v128, first: usize, second: usize): v128 {
  const a = v128.load(first);
  const b = v128.load(second);
  return plusTimes(v128.shuffle<f64>(a, b, 0, 2), plusTimes(v128.shuffle<f64>(a, b, 1, 3), p, h), h);
}

export function identity64(x: usize, end: usize, out: usize): void {
  memory.copy(out, x, end - x);
}

/** 0 and not −0 for −0, as Math.max has it. */
export function relu64(x: usize, end: usize, out: usize): void {
  const zero = f64x2.splat(0);
  for (; x < end; x += 16) {
    v128.store(out, f64x2.add(f64x2.pmax(v128.load(x), zero), zero));
    out += 16;
  }
}

export function leakyRelu64(x: usize, end: usize, out: usize): void {
  for (; x < end; x += 16) {
    const value = v128.load(x);
    v128.store(out, f64x2.pmax(value, f64x2.mul(constant(40), value)));
    out += 16;
  }
}

export function tanh64(x: usize, end: usize, out: usize): void {
  for (; x < end; x += 16) {
    v128.store(out, byAddition(f64x2.mul(constant(27), clamp(v128.load(x), 22)), tanhTable));
    out += 16;
  }
}

export function erf64(x: usize, end: usize, out: usize): void {
  for (; x < end; x += 16) {
    v128.store(out, erf(v128.load(x)));
    out += 16;
  }
}

export function gelu64(x: usize, end: usize, out: usize): void {
  for (; x < end; x += 16) {
    const value = v128.load(x);
    const both = f64x2.add(constant(26), erf(f64x2.mul(constant(39), value)));
    v128.store(out, f64x2.mul(f64x2.mul(constant(25), value), both));
    out += 16;
  }
}

export function softplus64(x: usize, end: usize, out: usize): void {
  for (; x < end; x += 16) {
    const value = v128.load(x);
    const e = exp(f64x2.neg(f64x2.abs(value)));
    const u = f64x2.add(constant(26), e);
    const lost = f64x2.div(f64x2.sub(e, f64x2.sub(u, constant(26))), u);
    v128.store(out, f64x2.add(f64x2.pmax(value, constant(36)), f64x2.add(log(u), lost)));
    out += 16;
  }
}

export function swish64(x: usize, end: usize, out: usize): void {
  for (; x < end; x += 16) {
    const value = v128.load(x);
    let logistic = byAddition(f64x2.pmin(value, f64x2.splat(40)), logisticTable);
    const far = f64x2.lt(value, f64x2.splat(-40));
    if (v128.any_true(far)) logistic = v128.bitselect(exp(value), logistic, far);
    v128.store(out, f64x2.mul(value, logistic));
    out += 16;
  }
}
