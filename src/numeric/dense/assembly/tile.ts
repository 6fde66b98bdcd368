/**
 * The inner loop: a 4 × 4 tile of C ← α Σ_p a_p b_pᵀ + β C, with a_p and b_p four values each from packed strips, those of
 * a twice: spreading one value over a register at every use would take a fifth of the time. Eight accumulators, two
 * values of b, one of a and one product: twelve of the sixteen registers that x86 has.
 */
export function tile<T>(depth: usize, alpha: T, a: usize, b: usize, beta: T, c: usize, cStride: usize): void {
  let c00 = v128.splat<T>(0);
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
    c00 = v128.add<T>(c00, v128.mul<T>(x, b0));
    c01 = v128.add<T>(c01, v128.mul<T>(x, b1));
    x = v128.load(a, 16);
    c10 = v128.add<T>(c10, v128.mul<T>(x, b0));
    c11 = v128.add<T>(c11, v128.mul<T>(x, b1));
    x = v128.load(a, 32);
    c20 = v128.add<T>(c20, v128.mul<T>(x, b0));
    c21 = v128.add<T>(c21, v128.mul<T>(x, b1));
    x = v128.load(a, 48);
    c30 = v128.add<T>(c30, v128.mul<T>(x, b0));
    c31 = v128.add<T>(c31, v128.mul<T>(x, b1));
    a += 64;
    b += 32;
  }
  storeRow<T>(c, alpha, c00, c01, beta);
  storeRow<T>(c + cStride, alpha, c10, c11, beta);
  storeRow<T>(c + 2 * cStride, alpha, c20, c21, beta);
  storeRow<T>(c + 3 * cStride, alpha, c30, c31, beta);
}

function storeRow<T>(c: usize, alpha: T, low: v128, high: v128, beta: T): void {
  const factor = v128.splat<T>(alpha);
  low = v128.mul<T>(factor, low);
  high = v128.mul<T>(factor, high);
  if (beta !== 0) {
    const keep = v128.splat<T>(beta);
    low = v128.add<T>(low, v128.mul<T>(keep, v128.load(c)));
    high = v128.add<T>(high, v128.mul<T>(keep, v128.load(c, 16)));
  }
  v128.store(c, low);
  v128.store(c, high, 16);
}
