// The part of an LU factorisation that is no product: a few columns, one pivot at a time.

/**
 * P M = L U of a tall panel in place, with partial pivoting (the first of the largest). Row k changes place with row
 * pivot[k] ≥ k; `pivots` receives these as int32. Returns the number of columns done: fewer than there are at a pivot
 * that is 0 or NaN.
 */
export function factorPanel(rows: usize, columns: usize, m: usize, stride: usize, pivots: usize): usize {
  const end = m + rows * stride;
  let largest = m;
  for (let row = m + stride; row < end; row += stride) {
    if (abs<f64>(load<f64>(row)) > abs<f64>(load<f64>(largest))) largest = row;
  }
  for (let k: usize = 0; k < columns; k++) {
    const top = m + k * stride;
    const at: usize = 8 * k;
    if (!(abs<f64>(load<f64>(largest + at)) > 0)) return k;
    store<i32>(pivots + 4 * k, <i32>((largest - m) / stride));
    if (largest !== top) swapRows(columns, top, largest);
    const pivot = load<f64>(top + at);
    const right = columns - k - 1;
    largest = top + stride;
    let size: f64 = -1;
    for (let row = top + stride; row < end; row += stride) {
      const factor = load<f64>(row + at) / pivot;
      store<f64>(row + at, factor);
      subtractRow(right, row + at + 8, factor, top + at + 8);
      if (right === 0) continue;
      const candidate = abs<f64>(load<f64>(row + at + 8));
      if (candidate > size) {
        size = candidate;
        largest = row;
      }
    }
  }
  return columns;
}

function subtractRow(count: usize, y: usize, factor: f64, x: usize): void {
  const factors = f64x2.splat(factor);
  const end = y + 8 * (count & ~1);
  while (y < end) {
    v128.store(y, f64x2.sub(v128.load(y), f64x2.mul(factors, v128.load(x))));
    y += 16;
    x += 16;
  }
  if (count & 1) store<f64>(y, load<f64>(y) - factor * load<f64>(x));
}

/** Exchanges `count` values at x and y. */
export function swapRows(count: usize, x: usize, y: usize): void {
  const end = x + 8 * count;
  for (; x < end; x += 8) {
    const kept = load<f64>(x);
    store<f64>(x, load<f64>(y));
    store<f64>(y, kept);
    y += 8;
  }
}
