import { expOfNegative, log1pOfFraction } from './exponential';

/** Values done at a time. */
const chunk: usize = 512;

/**
 * σ(a) = ln(1 + e^{βa})/β and its derivatives, from e = e^{−|βa|} alone, so that nothing overflows or cancels:
 *
 *     s = max(a, 0) + ln(1 + e)/β,   d = σ′ = 1/(1 + e) or e/(1 + e),   d2 = σ″ = β e/(1 + e)²
 *
 * d and d2 are left out where their address is 0. s may be a. `scratch` has room for `chunk` + 8 values.
 */
export function softplus(count: usize, beta: f64, a: usize, s: usize, d: usize, d2: usize, scratch: usize): void {
  const even: usize = count & ~1;
  for (let done: usize = 0; done < even; done += chunk) {
    const bytes: usize = 8 * done;
    pairs(min<usize>(chunk, even - done), beta, a + bytes, s + bytes, d && d + bytes, d2 && d2 + bytes, scratch);
  }
  if (even === count) return;
  const last: usize = 8 * even;
  const spare: usize = scratch + 8 * chunk;
  store<f64>(spare, load<f64>(a + last));
  store<f64>(spare, 0, 8);
  pairs(2, beta, spare, spare + 16, spare + 32, spare + 48, scratch);
  store<f64>(s + last, load<f64>(spare, 16));
  if (d !== 0) store<f64>(d + last, load<f64>(spare, 32));
  if (d2 !== 0) store<f64>(d2 + last, load<f64>(spare, 48));
}

/** One pass for each function: chains of dependent operations stay short enough for the processor to overlap several. */
function pairs(count: usize, beta: f64, a: usize, s: usize, d: usize, d2: usize, powers: usize): void {
  const sharpness = f64x2.splat(beta);
  const bytes: usize = 8 * count;
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(powers + i, expOfNegative(f64x2.neg(f64x2.abs(f64x2.mul(sharpness, v128.load(a + i))))));
  }
  if (d !== 0) derivatives(bytes, sharpness, a, powers, d, d2);
  const zero = f64x2.splat(0);
  const inverse = f64x2.splat(1 / beta);
  for (let i: usize = 0; i < bytes; i += 16) {
    const logarithm = log1pOfFraction(v128.load(powers + i));
    v128.store(s + i, f64x2.add(f64x2.pmax(v128.load(a + i), zero), f64x2.mul(inverse, logarithm)));
  }
}

function derivatives(bytes: usize, sharpness: v128, a: usize, powers: usize, d: usize, d2: usize): void {
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  for (let i: usize = 0; i < bytes; i += 16) {
    const e = v128.load(powers + i);
    const q = f64x2.div(one, f64x2.add(one, e));
    const eq = f64x2.mul(e, q);
    v128.store(d + i, v128.bitselect(eq, q, f64x2.lt(v128.load(a + i), zero)));
    if (d2 !== 0) v128.store(d2 + i, f64x2.mul(sharpness, f64x2.mul(eq, q)));
  }
}
