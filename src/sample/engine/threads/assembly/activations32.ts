import { constant, minusTwiceLog1p, plusTimes, quartic, quintic } from './constants32';

// One function for a run of values each: out and x may be the same. `end` is the address behind the last value of x; whole
// registers are done.

/** Takes x to −m … m; NaN stays. */
function clamp(x: v128, m: v128): v128 {
  return f32x4.pmin(f32x4.pmax(x, f32x4.neg(m)), m);
}

function erf(x: v128): v128 {
  const y = clamp(x, constant(40));
  const z = f32x4.mul(y, y);
  return f32x4.div(f32x4.mul(y, quintic(z, 41)), quintic(z, 47));
}

/** e^x between e^−87 and e^88. */
function exp(x: v128): v128 {
  const y = f32x4.pmin(f32x4.pmax(x, constant(23)), constant(24));
  const shifted = plusTimes(constant(26), y, constant(25));
  const k = f32x4.sub(shifted, constant(26));
  const r = f32x4.sub(f32x4.sub(y, f32x4.mul(k, constant(27))), f32x4.mul(k, constant(28)));
  const v = f32x4.add(constant(9), plusTimes(r, f32x4.mul(r, r), quartic(r, 18)));
  return i32x4.add(v, i32x4.shl(shifted, 23));
}

export function identity32(x: usize, end: usize, out: usize): void {
  memory.copy(out, x, end - x);
}

export function relu32(x: usize, end: usize, out: usize): void {
  const zero = f32x4.splat(0);
  for (; x < end; x += 16) {
    v128.store(out, f32x4.pmax(v128.load(x), zero));
    out += 16;
  }
}

export function leakyRelu32(x: usize, end: usize, out: usize): void {
  for (; x < end; x += 16) {
    const value = v128.load(x);
    v128.store(out, f32x4.pmax(value, f32x4.mul(constant(54), value)));
    out += 16;
  }
}

export function tanh32(x: usize, end: usize, out: usize): void {
  for (; x < end; x += 16) {
    const y = clamp(v128.load(x), constant(29));
    const z = f32x4.mul(y, y);
    v128.store(out, f32x4.div(f32x4.mul(y, quartic(z, 30)), quartic(z, 35)));
    out += 16;
  }
}

export function erf32(x: usize, end: usize, out: usize): void {
  for (; x < end; x += 16) {
    v128.store(out, erf(v128.load(x)));
    out += 16;
  }
}

export function gelu32(x: usize, end: usize, out: usize): void {
  for (; x < end; x += 16) {
    const value = v128.load(x);
    const both = f32x4.add(constant(9), erf(f32x4.mul(constant(53), value)));
    v128.store(out, f32x4.mul(f32x4.mul(constant(7), value), both));
    out += 16;
  }
}

export function softplus32(x: usize, end: usize, out: usize): void {
  for (; x < end; x += 16) {
    const value = v128.load(x);
    const e = exp(f32x4.neg(f32x4.abs(value)));
    const big = f32x4.lt(constant(55), e);
    const f = v128.bitselect(f32x4.mul(f32x4.sub(e, constant(9)), constant(7)), e, big);
    const logarithm = f32x4.add(f32x4.mul(minusTwiceLog1p(f), constant(57)), v128.and(big, constant(56)));
    v128.store(out, f32x4.add(f32x4.pmax(value, constant(58)), logarithm));
    out += 16;
  }
}

export function swish32(x: usize, end: usize, out: usize): void {
  for (; x < end; x += 16) {
    const value = v128.load(x);
    v128.store(out, f32x4.div(value, f32x4.add(constant(9), exp(f32x4.neg(value)))));
    out += 16;
  }
}
