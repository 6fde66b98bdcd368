/** `choleskyInto` (numeric/cholesky.ts): zero columns, or −1 where A is not a covariance. Both size × size by rows. */
export function cholesky(size: i32, matrix: usize, factor: usize, relativePivot: f64): i32 {
  const row: usize = 8 * <usize>size;
  let deficient = 0;
  for (let j = 0; j < size; j++) {
    const own = factor + row * j;
    const diagonal = load<f64>(matrix + row * j + 8 * j);
    const floor = <f64>size * relativePivot * diagonal;
    let pivot = diagonal;
    for (let k = 0; k < j; k++) pivot -= load<f64>(own + 8 * k) * load<f64>(own + 8 * k);
    const dependent = !(pivot > floor);
    if (dependent) {
      if (!(pivot >= -2 * floor)) return -1;
      deficient++;
    }
    const root = sqrt<f64>(pivot);
    if (!dependent) store<f64>(own + 8 * j, root);
    for (let i = dependent ? j : j + 1; i < size; i++) {
      const other = factor + row * i;
      let sum = load<f64>(matrix + row * i + 8 * j);
      for (let k = 0; k < j; k++) sum -= load<f64>(other + 8 * k) * load<f64>(own + 8 * k);
      store<f64>(other + 8 * j, dependent ? 0 : sum / root);
    }
  }
  return deficient;
}
