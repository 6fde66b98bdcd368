/**
 * The inner loop: a 4 × 4 tile of C ← α Σ_p a_p b_pᵀ + β C, with a_p and b_p four values each from packed strips, those of
 * a twice: spreading one value over a register at every use would take a fifth of the time. Eight accumulators, two
 * values of b, one of a and one product: twelve of the sixteen registers that x86 has.
 */
export function tile(depth: usize, alpha: f64, a: usize, b: usize, beta: f64, c: usize, cStride: usize): void {
  let c00 = f64x2.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  const end = a + 64 * depth;
  while (a < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load(a);
    c00 = f64x2.add(c00, f64x2.mul(x, b0));
    c01 = f64x2.add(c01, f64x2.mul(x, b1));
    x = v128.load(a, 16);
    c10 = f64x2.add(c10, f64x2.mul(x, b0));
    c11 = f64x2.add(c11, f64x2.mul(x, b1));
    x = v128.load(a, 32);
    c20 = f64x2.add(c20, f64x2.mul(x, b0));
    c21 = f64x2.add(c21, f64x2.mul(x, b1));
    x = v128.load(a, 48);
    c30 = f64x2.add(c30, f64x2.mul(x, b0));
    c31 = f64x2.add(c31, f64x2.mul(x, b1));
    a += 64;
    b += 32;
  }
  storeRow(c, alpha, c00, c01, beta);
  storeRow(c + cStride, alpha, c10, c11, beta);
  storeRow(c + 2 * cStride, alpha, c20, c21, beta);
  storeRow(c + 3 * cStride, alpha, c30, c31, beta);
}

function storeRow(c: usize, alpha: f64, low: v128, high: v128, beta: f64): void {
  const factor = f64x2.splat(alpha);
  low = f64x2.mul(factor, low);
  high = f64x2.mul(factor, high);
  if (beta !== 0) {
    const keep = f64x2.splat(beta);
    low = f64x2.add(low, f64x2.mul(keep, v128.load(c)));
    high = f64x2.add(high, f64x2.mul(keep, v128.load(c, 16)));
  }
  v128.store(c, low);
  v128.store(c, high, 16);
}
