// Small triangular systems T X = B with many right-hand sides, in place of B.

/**
 * Rows of X in the order of elimination: from the first on where T is lower triangular, from the last on where it is
 * upper (`upward`). T has a byte stride for either index, so that Tᵀ is T with strides exchanged; with `unit` its
 * diagonal is 1 and not read.
 */
export function solveTriangle(
  size: usize,
  columns: usize,
  t: usize,
  tRow: usize,
  tColumn: usize,
  upward: bool,
  unit: bool,
  x: usize,
  xStride: usize,
): void {
  if (upward) {
    // The last row becomes the first; strides wrap around.
    t += (size - 1) * (tRow + tColumn);
    tRow = 0 - tRow;
    tColumn = 0 - tColumn;
    x += (size - 1) * xStride;
    xStride = 0 - xStride;
  }
  let j: usize = 0;
  for (; j + 8 <= columns; j += 8) eight(size, t, tRow, tColumn, unit, x + 8 * j, xStride);
  for (; j < columns; j++) one(size, t, tRow, tColumn, unit, x + 8 * j, xStride);
}

function eight(size: usize, t: usize, tRow: usize, tColumn: usize, unit: bool, x: usize, xStride: usize): void {
  for (let i: usize = 0; i < size; i++) {
    const target = x + i * xStride;
    let x0 = v128.load(target);
    let x1 = v128.load(target, 16);
    let x2 = v128.load(target, 32);
    let x3 = v128.load(target, 48);
    let at = t + i * tRow;
    for (let p: usize = 0; p < i; p++) {
      const factor = v128.load_splat<f64>(at);
      const row = x + p * xStride;
      x0 = f64x2.sub(x0, f64x2.mul(factor, v128.load(row)));
      x1 = f64x2.sub(x1, f64x2.mul(factor, v128.load(row, 16)));
      x2 = f64x2.sub(x2, f64x2.mul(factor, v128.load(row, 32)));
      x3 = f64x2.sub(x3, f64x2.mul(factor, v128.load(row, 48)));
      at += tColumn;
    }
    if (!unit) {
      const divisor = v128.load_splat<f64>(at);
      x0 = f64x2.div(x0, divisor);
      x1 = f64x2.div(x1, divisor);
      x2 = f64x2.div(x2, divisor);
      x3 = f64x2.div(x3, divisor);
    }
    v128.store(target, x0);
    v128.store(target, x1, 16);
    v128.store(target, x2, 32);
    v128.store(target, x3, 48);
  }
}

function one(size: usize, t: usize, tRow: usize, tColumn: usize, unit: bool, x: usize, xStride: usize): void {
  for (let i: usize = 0; i < size; i++) {
    let sum = load<f64>(x + i * xStride);
    let at = t + i * tRow;
    for (let p: usize = 0; p < i; p++) {
      sum -= load<f64>(at) * load<f64>(x + p * xStride);
      at += tColumn;
    }
    store<f64>(x + i * xStride, unit ? sum : sum / load<f64>(at));
  }
}
