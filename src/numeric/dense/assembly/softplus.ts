import { expOfNegative, log1pOfFraction } from './exponential';

/**
 * σ(a) = ln(1 + e^{βa})/β and its derivatives, from e = e^{−|βa|} alone, so that nothing overflows or cancels:
 *
 *     s = max(a, 0) + ln(1 + e)/β,   d = σ′ = 1/(1 + e) or e/(1 + e),   d2 = σ″ = β e/(1 + e)²
 *
 * d and d2 are left out where their address is 0. s may be a. `scratch` has room for eight values.
 */
export function softplus(count: usize, beta: f64, a: usize, s: usize, d: usize, d2: usize, scratch: usize): void {
  const even: usize = count & ~1;
  pairs(even, beta, a, s, d, d2);
  if (even === count) return;
  const last: usize = 8 * even;
  store<f64>(scratch, load<f64>(a + last));
  store<f64>(scratch, 0, 8);
  pairs(2, beta, scratch, scratch + 16, scratch + 32, scratch + 48);
  store<f64>(s + last, load<f64>(scratch, 16));
  if (d !== 0) store<f64>(d + last, load<f64>(scratch, 32));
  if (d2 !== 0) store<f64>(d2 + last, load<f64>(scratch, 48));
}

function pairs(count: usize, beta: f64, a: usize, s: usize, d: usize, d2: usize): void {
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  const sharpness = f64x2.splat(beta);
  const inverse = f64x2.splat(1 / beta);
  const end = a + 8 * count;
  while (a < end) {
    const x = v128.load(a);
    const e = expOfNegative(f64x2.neg(f64x2.abs(f64x2.mul(sharpness, x))));
    v128.store(s, f64x2.add(f64x2.pmax(x, zero), f64x2.mul(inverse, log1pOfFraction(e))));
    if (d !== 0) {
      const q = f64x2.div(one, f64x2.add(one, e));
      const eq = f64x2.mul(e, q);
      v128.store(d, v128.bitselect(eq, q, f64x2.lt(x, zero)));
      d += 16;
      if (d2 !== 0) {
        v128.store(d2, f64x2.mul(sharpness, f64x2.mul(eq, q)));
        d2 += 16;
      }
    }
    a += 16;
    s += 16;
  }
}
