// Layer norm: every row to mean 0 and variance 1, and back. Rows are `columns` values without gaps.

import { sum, wholeBytes } from './sums';

/** Σ_j (x_j − mean)². */
function squaresAbout<T>(mean: T, x: usize, columns: usize): T {
  const middle = v128.splat<T>(mean);
  let squares = v128.splat<T>(0);
  const end = x + sizeof<T>() * columns;
  const whole = x + wholeBytes<T>(columns);
  for (; x < whole; x += 16) {
    const difference = v128.sub<T>(v128.load(x), middle);
    squares = v128.add<T>(squares, v128.mul<T>(difference, difference));
  }
  let total = v128.extract_lane<T>(squares, 0) + v128.extract_lane<T>(squares, 1);
  if (sizeof<T>() === 4) total += v128.extract_lane<T>(squares, 2) + v128.extract_lane<T>(squares, 3);
  for (; x < end; x += sizeof<T>()) total += (load<T>(x) - mean) * (load<T>(x) - mean);
  return total as T;
}

/** z = r (x − μ), y = gain z + shift, with μ and v mean and variance of a row, r = 1/√(v + ε) kept in `scales`. */
export function normaliseRows<T>(
  rows: usize,
  columns: usize,
  epsilon: T,
  x: usize,
  gain: usize,
  shift: usize,
  z: usize,
  y: usize,
  scales: usize,
): void {
  const stride = sizeof<T>() * columns;
  const whole = wholeBytes<T>(columns);
  const width = columns as T;
  for (let i: usize = 0; i < rows; i++) {
    const mean = (sum<T>(x, columns) / width) as T;
    const scale = ((1 as T) / sqrt<T>((squaresAbout<T>(mean, x, columns) / width + epsilon) as T)) as T;
    store<T>(scales, scale);
    const middle = v128.splat<T>(mean);
    const factor = v128.splat<T>(scale);
    for (let at: usize = 0; at < whole; at += 16) {
      const value = v128.mul<T>(factor, v128.sub<T>(v128.load(x + at), middle));
      v128.store(z + at, value);
      v128.store(y + at, v128.add<T>(v128.mul<T>(v128.load(gain + at), value), v128.load(shift + at)));
    }
    for (let at = whole; at < stride; at += sizeof<T>()) {
      const value = (scale * (load<T>(x + at) - mean)) as T;
      store<T>(z + at, value);
      store<T>(y + at, load<T>(gain + at) * value + load<T>(shift + at));
    }
    scales += sizeof<T>();
    x += stride;
    z += stride;
    y += stride;
  }
}

/** dx = r (dz − mean dz − z mean(z dz)), dz = gain dy, of every row. */
export function projectRows<T>(
  rows: usize,
  columns: usize,
  dy: usize,
  gain: usize,
  z: usize,
  scales: usize,
  dx: usize,
): void {
  const stride = sizeof<T>() * columns;
  const whole = wholeBytes<T>(columns);
  const width = columns as T;
  for (let i: usize = 0; i < rows; i++) {
    let sums = v128.splat<T>(0);
    let along = sums;
    // dz waits in the place of dx.
    for (let at: usize = 0; at < whole; at += 16) {
      const value = v128.mul<T>(v128.load(gain + at), v128.load(dy + at));
      v128.store(dx + at, value);
      sums = v128.add<T>(sums, value);
      along = v128.add<T>(along, v128.mul<T>(value, v128.load(z + at)));
    }
    let total = v128.extract_lane<T>(sums, 0) + v128.extract_lane<T>(sums, 1);
    let slopes = v128.extract_lane<T>(along, 0) + v128.extract_lane<T>(along, 1);
    if (sizeof<T>() === 4) {
      total += v128.extract_lane<T>(sums, 2) + v128.extract_lane<T>(sums, 3);
      slopes += v128.extract_lane<T>(along, 2) + v128.extract_lane<T>(along, 3);
    }
    for (let at = whole; at < stride; at += sizeof<T>()) {
      const value = (load<T>(gain + at) * load<T>(dy + at)) as T;
      store<T>(dx + at, value);
      total += value;
      slopes += value * load<T>(z + at);
    }
    const mean = (total / width) as T;
    const slope = (slopes / width) as T;
    const scale = load<T>(scales);
    const middle = v128.splat<T>(mean);
    const tilt = v128.splat<T>(slope);
    const factor = v128.splat<T>(scale);
    for (let at: usize = 0; at < whole; at += 16) {
      const rest = v128.sub<T>(v128.sub<T>(v128.load(dx + at), middle), v128.mul<T>(v128.load(z + at), tilt));
      v128.store(dx + at, v128.mul<T>(factor, rest));
    }
    for (let at = whole; at < stride; at += sizeof<T>()) {
      store<T>(dx + at, scale * (load<T>(dx + at) - mean - load<T>(z + at) * slope));
    }
    scales += sizeof<T>();
    dy += stride;
    z += stride;
    dx += stride;
  }
}
