// One pass over `count` values each, two at a time; the last of an odd number has the same roundings.

/** s = max(a, 0), NaN kept; d = 1 where a > 0, else 0, unless its address is 0. s may be a. */
export function relu(count: usize, a: usize, s: usize, d: usize): void {
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  const end = a + 8 * (count & ~1);
  while (a < end) {
    const x = v128.load(a);
    v128.store(s, f64x2.pmax(x, zero));
    if (d !== 0) {
      v128.store(d, v128.and(f64x2.gt(x, zero), one));
      d += 16;
    }
    a += 16;
    s += 16;
  }
  if (count & 1) {
    const x = load<f64>(a);
    store<f64>(s, x < 0 ? 0 : x);
    if (d !== 0) store<f64>(d, x > 0 ? 1 : 0);
  }
}

/** y ← y + α x. */
export function addScaled(count: usize, y: usize, alpha: f64, x: usize): void {
  const factor = f64x2.splat(alpha);
  const end = y + 8 * (count & ~1);
  while (y < end) {
    v128.store(y, f64x2.add(v128.load(y), f64x2.mul(factor, v128.load(x))));
    y += 16;
    x += 16;
  }
  if (count & 1) store<f64>(y, load<f64>(y) + alpha * load<f64>(x));
}

/** y ← y x, entry by entry. */
export function multiplyInto(count: usize, y: usize, x: usize): void {
  const end = y + 8 * (count & ~1);
  while (y < end) {
    v128.store(y, f64x2.mul(v128.load(y), v128.load(x)));
    y += 16;
    x += 16;
  }
  if (count & 1) store<f64>(y, load<f64>(y) * load<f64>(x));
}

/** y ← α y. */
export function scale(count: usize, y: usize, alpha: f64): void {
  const factor = f64x2.splat(alpha);
  const end = y + 8 * (count & ~1);
  while (y < end) {
    v128.store(y, f64x2.mul(factor, v128.load(y)));
    y += 16;
  }
  if (count & 1) store<f64>(y, alpha * load<f64>(y));
}
