// One pass over `count` values each, a register at a time; those left over have the same roundings.

/** Bytes of the values that fill registers, and of those left over. */
function registerBytes<T>(count: usize): usize {
  return (sizeof<T>() * count) & ~15;
}

function restBytes<T>(count: usize): usize {
  return (sizeof<T>() * count) & 15;
}

/** s = max(a, 0), NaN kept; d = 1 where a > 0, else 0, unless its address is 0. s may be a. */
export function relu<T>(count: usize, a: usize, s: usize, d: usize): void {
  const zero = v128.splat<T>(0);
  const one = v128.splat<T>(1);
  const end = a + registerBytes<T>(count);
  while (a < end) {
    const x = v128.load(a);
    v128.store(s, v128.pmax<T>(x, zero));
    if (d !== 0) {
      v128.store(d, v128.and(v128.gt<T>(x, zero), one));
      d += 16;
    }
    a += 16;
    s += 16;
  }
  for (let at: usize = 0; at < restBytes<T>(count); at += sizeof<T>()) {
    const x = load<T>(a + at);
    store<T>(s + at, x < 0 ? <T>0 : x);
    if (d !== 0) store<T>(d + at, x > 0 ? <T>1 : <T>0);
  }
}

/** y ← y + α x. */
export function addScaled<T>(count: usize, y: usize, alpha: T, x: usize): void {
  const factor = v128.splat<T>(alpha);
  const end = y + registerBytes<T>(count);
  while (y < end) {
    v128.store(y, v128.add<T>(v128.load(y), v128.mul<T>(factor, v128.load(x))));
    y += 16;
    x += 16;
  }
  for (let at: usize = 0; at < restBytes<T>(count); at += sizeof<T>()) {
    store<T>(y + at, load<T>(y + at) + alpha * load<T>(x + at));
  }
}

/** y ← y x, entry by entry. */
export function multiplyInto<T>(count: usize, y: usize, x: usize): void {
  const end = y + registerBytes<T>(count);
  while (y < end) {
    v128.store(y, v128.mul<T>(v128.load(y), v128.load(x)));
    y += 16;
    x += 16;
  }
  for (let at: usize = 0; at < restBytes<T>(count); at += sizeof<T>()) {
    store<T>(y + at, load<T>(y + at) * load<T>(x + at));
  }
}

/** y ← α y. */
export function scale<T>(count: usize, y: usize, alpha: T): void {
  const factor = v128.splat<T>(alpha);
  const end = y + registerBytes<T>(count);
  while (y < end) {
    v128.store(y, v128.mul<T>(factor, v128.load(y)));
    y += 16;
  }
  for (let at: usize = 0; at < restBytes<T>(count); at += sizeof<T>()) store<T>(y + at, alpha * load<T>(y + at));
}
