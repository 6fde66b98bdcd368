// Batch norm: every column to mean 0 and variance 1 over the rows, and back. Rows are `columns` values without gaps; what there
// is of every column is a row of its own.

import { wholeBytes } from './sums';

/** sums_j ← Σ_i (x_ij − means_j)². */
export function squaredDistances<T>(rows: usize, columns: usize, x: usize, means: usize, sums: usize): void {
  const stride = sizeof<T>() * columns;
  const whole = wholeBytes<T>(columns);
  memory.fill(sums, 0, stride);
  for (let i: usize = 0; i < rows; i++) {
    for (let at: usize = 0; at < whole; at += 16) {
      const difference = v128.sub<T>(v128.load(x + at), v128.load(means + at));
      v128.store(sums + at, v128.add<T>(v128.load(sums + at), v128.mul<T>(difference, difference)));
    }
    for (let at = whole; at < stride; at += sizeof<T>()) {
      const difference = load<T>(x + at) - load<T>(means + at);
      store<T>(sums + at, load<T>(sums + at) + difference * difference);
    }
    x += stride;
  }
}

/** z = scales (x − means), y = gain z + shift. */
export function normaliseColumns<T>(
  rows: usize,
  columns: usize,
  x: usize,
  means: usize,
  scales: usize,
  gain: usize,
  shift: usize,
  z: usize,
  y: usize,
): void {
  const stride = sizeof<T>() * columns;
  const whole = wholeBytes<T>(columns);
  for (let i: usize = 0; i < rows; i++) {
    for (let at: usize = 0; at < whole; at += 16) {
      const value = v128.mul<T>(v128.load(scales + at), v128.sub<T>(v128.load(x + at), v128.load(means + at)));
      v128.store(z + at, value);
      v128.store(y + at, v128.add<T>(v128.mul<T>(v128.load(gain + at), value), v128.load(shift + at)));
    }
    for (let at = whole; at < stride; at += sizeof<T>()) {
      const value = (load<T>(scales + at) * (load<T>(x + at) - load<T>(means + at))) as T;
      store<T>(z + at, value);
      store<T>(y + at, load<T>(gain + at) * value + load<T>(shift + at));
    }
    x += stride;
    z += stride;
    y += stride;
  }
}

/** dx = factors (dy − plain − z weighted). */
export function projectColumns<T>(
  rows: usize,
  columns: usize,
  dy: usize,
  z: usize,
  plain: usize,
  weighted: usize,
  factors: usize,
  dx: usize,
): void {
  const stride = sizeof<T>() * columns;
  const whole = wholeBytes<T>(columns);
  for (let i: usize = 0; i < rows; i++) {
    for (let at: usize = 0; at < whole; at += 16) {
      const along = v128.mul<T>(v128.load(z + at), v128.load(weighted + at));
      const rest = v128.sub<T>(v128.sub<T>(v128.load(dy + at), v128.load(plain + at)), along);
      v128.store(dx + at, v128.mul<T>(v128.load(factors + at), rest));
    }
    for (let at = whole; at < stride; at += sizeof<T>()) {
      const rest = load<T>(dy + at) - load<T>(plain + at) - load<T>(z + at) * load<T>(weighted + at);
      store<T>(dx + at, load<T>(factors + at) * rest);
    }
    dy += stride;
    z += stride;
    dx += stride;
  }
}
