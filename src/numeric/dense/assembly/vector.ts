// A matrix times a vector: nothing to keep in registers, the matrix is read once.

/** y ← A x, A rows × columns row by row. Four rows at a time; a row's bits do not depend on its neighbours. */
export function multiplyVector(rows: usize, columns: usize, a: usize, aStride: usize, x: usize, y: usize): void {
  let i: usize = 0;
  for (; i + 4 <= rows; i += 4) {
    four(columns, a, aStride, x, y);
    a += 4 * aStride;
    y += 32;
  }
  for (; i < rows; i++) {
    one(columns, a, x, y);
    a += aStride;
    y += 8;
  }
}

function four(columns: usize, a: usize, aStride: usize, x: usize, y: usize): void {
  const a1 = a + aStride;
  const a2 = a1 + aStride;
  const a3 = a2 + aStride;
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let t0 = s0;
  let t1 = s0;
  let t2 = s0;
  let t3 = s0;
  let p: usize = 0;
  const whole: usize = 8 * (columns & ~(3 as usize));
  for (; p < whole; p += 32) {
    const u = v128.load(x + p);
    const v = v128.load(x + p, 16);
    s0 = f64x2.add(s0, f64x2.mul(u, v128.load(a + p)));
    t0 = f64x2.add(t0, f64x2.mul(v, v128.load(a + p, 16)));
    s1 = f64x2.add(s1, f64x2.mul(u, v128.load(a1 + p)));
    t1 = f64x2.add(t1, f64x2.mul(v, v128.load(a1 + p, 16)));
    s2 = f64x2.add(s2, f64x2.mul(u, v128.load(a2 + p)));
    t2 = f64x2.add(t2, f64x2.mul(v, v128.load(a2 + p, 16)));
    s3 = f64x2.add(s3, f64x2.mul(u, v128.load(a3 + p)));
    t3 = f64x2.add(t3, f64x2.mul(v, v128.load(a3 + p, 16)));
  }
  store<f64>(y, rest(columns, a, x, f64x2.add(s0, t0)));
  store<f64>(y + 8, rest(columns, a1, x, f64x2.add(s1, t1)));
  store<f64>(y + 16, rest(columns, a2, x, f64x2.add(s2, t2)));
  store<f64>(y + 24, rest(columns, a3, x, f64x2.add(s3, t3)));
}

function one(columns: usize, a: usize, x: usize, y: usize): void {
  let s = f64x2.splat(0);
  let t = s;
  const whole: usize = 8 * (columns & ~(3 as usize));
  for (let p: usize = 0; p < whole; p += 32) {
    s = f64x2.add(s, f64x2.mul(v128.load(x + p), v128.load(a + p)));
    t = f64x2.add(t, f64x2.mul(v128.load(x + p, 16), v128.load(a + p, 16)));
  }
  store<f64>(y, rest(columns, a, x, f64x2.add(s, t)));
}

/** Both halves of the sum, and the last columns that make no whole four. */
function rest(columns: usize, a: usize, x: usize, sum: v128): f64 {
  let total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  for (let p: usize = columns & ~(3 as usize); p < columns; p++) total += load<f64>(a + 8 * p) * load<f64>(x + 8 * p);
  return total;
}
