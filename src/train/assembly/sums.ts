// Sums over a row and over columns, sums and products entry by entry, and a row repeated. Rows are `columns` values without gaps; `bytes` of a row fill whole registers up to `whole`.

/** Bytes of a row that fill registers. */
export function wholeBytes<T>(columns: usize): usize {
  return (sizeof<T>() * columns) & ~15;
}

/** The lanes of a register, added in pairs. */
function sumOfLanes<T>(x: v128): T {
  if (sizeof<T>() === 8) return (v128.extract_lane<T>(x, 0) + v128.extract_lane<T>(x, 1)) as T;
  const even = v128.extract_lane<T>(x, 0) + v128.extract_lane<T>(x, 1);
  return (even + (v128.extract_lane<T>(x, 2) + v128.extract_lane<T>(x, 3))) as T;
}

/** Σ x_j over a row. */
export function sum<T>(x: usize, columns: usize): T {
  let even = v128.splat<T>(0);
  let odd = even;
  const end = x + sizeof<T>() * columns;
  const pairs = x + ((sizeof<T>() * columns) & ~31);
  const whole = x + wholeBytes<T>(columns);
  for (; x < pairs; x += 32) {
    even = v128.add<T>(even, v128.load(x));
    odd = v128.add<T>(odd, v128.load(x, 16));
  }
  if (x < whole) {
    even = v128.add<T>(even, v128.load(x));
    x += 16;
  }
  let total = sumOfLanes<T>(v128.add<T>(even, odd));
  for (; x < end; x += sizeof<T>()) total += load<T>(x);
  return total;
}

/** Σ a_j b_j over two rows. */
export function dot<T>(a: usize, b: usize, columns: usize): T {
  let even = v128.splat<T>(0);
  let odd = even;
  const end = a + sizeof<T>() * columns;
  const pairs = a + ((sizeof<T>() * columns) & ~31);
  const whole = a + wholeBytes<T>(columns);
  while (a < pairs) {
    even = v128.add<T>(even, v128.mul<T>(v128.load(a), v128.load(b)));
    odd = v128.add<T>(odd, v128.mul<T>(v128.load(a, 16), v128.load(b, 16)));
    a += 32;
    b += 32;
  }
  if (a < whole) {
    even = v128.add<T>(even, v128.mul<T>(v128.load(a), v128.load(b)));
    a += 16;
    b += 16;
  }
  let total = sumOfLanes<T>(v128.add<T>(even, odd));
  while (a < end) {
    total += load<T>(a) * load<T>(b);
    a += sizeof<T>();
    b += sizeof<T>();
  }
  return total;
}

/** Every one of `rows` rows at out ← the row of `columns` values at x. */
export function repeatRow<T>(rows: usize, columns: usize, x: usize, out: usize): void {
  const stride = sizeof<T>() * columns;
  const whole = wholeBytes<T>(columns);
  for (let i: usize = 0; i < rows; i++) {
    for (let at: usize = 0; at < whole; at += 16) v128.store(out + at, v128.load(x + at));
    for (let at = whole; at < stride; at += sizeof<T>()) store<T>(out + at, load<T>(x + at));
    out += stride;
  }
}

/** out ← a + b. */
export function add<T>(count: usize, a: usize, b: usize, out: usize): void {
  const whole = wholeBytes<T>(count);
  for (let at: usize = 0; at < whole; at += 16) v128.store(out + at, v128.add<T>(v128.load(a + at), v128.load(b + at)));
  for (let at = whole; at < sizeof<T>() * count; at += sizeof<T>()) {
    store<T>(out + at, load<T>(a + at) + load<T>(b + at));
  }
}

/** out ← a ⊙ b. */
export function product<T>(count: usize, a: usize, b: usize, out: usize): void {
  const whole = wholeBytes<T>(count);
  for (let at: usize = 0; at < whole; at += 16) v128.store(out + at, v128.mul<T>(v128.load(a + at), v128.load(b + at)));
  for (let at = whole; at < sizeof<T>() * count; at += sizeof<T>()) {
    store<T>(out + at, load<T>(a + at) * load<T>(b + at));
  }
}

/** sums_j ← Σ_i x_ij, four rows at a time. */
export function columnSums<T>(rows: usize, columns: usize, x: usize, sums: usize): void {
  const stride = sizeof<T>() * columns;
  memory.fill(sums, 0, stride);
  const whole = wholeBytes<T>(columns);
  let i: usize = 0;
  for (; i + 3 < rows; i += 4) {
    for (let at: usize = 0; at < whole; at += 16) {
      const from = x + at;
      const first = v128.add<T>(v128.load(from), v128.load(from + stride));
      const second = v128.add<T>(v128.load(from + 2 * stride), v128.load(from + 3 * stride));
      v128.store(sums + at, v128.add<T>(v128.load(sums + at), v128.add<T>(first, second)));
    }
    for (let at = whole; at < stride; at += sizeof<T>()) {
      const from = x + at;
      const first = load<T>(from) + load<T>(from + stride);
      const second = load<T>(from + 2 * stride) + load<T>(from + 3 * stride);
      store<T>(sums + at, load<T>(sums + at) + (first + second));
    }
    x += 4 * stride;
  }
  for (; i < rows; i++) {
    for (let at: usize = 0; at < stride; at += sizeof<T>()) store<T>(sums + at, load<T>(sums + at) + load<T>(x + at));
    x += stride;
  }
}

/** weighted_j ← Σ_i z_ij x_ij, plain_j ← Σ_i x_ij, two rows at a time. */
export function weightedColumnSums<T>(
  rows: usize,
  columns: usize,
  x: usize,
  z: usize,
  weighted: usize,
  plain: usize,
): void {
  const stride = sizeof<T>() * columns;
  const whole = wholeBytes<T>(columns);
  memory.fill(weighted, 0, stride);
  memory.fill(plain, 0, stride);
  let i: usize = 0;
  for (; i + 1 < rows; i += 2) {
    for (let at: usize = 0; at < whole; at += 16) {
      const first = v128.load(x + at);
      const second = v128.load(x + at + stride);
      const products = v128.add<T>(
        v128.mul<T>(first, v128.load(z + at)),
        v128.mul<T>(second, v128.load(z + at + stride)),
      );
      v128.store(weighted + at, v128.add<T>(v128.load(weighted + at), products));
      v128.store(plain + at, v128.add<T>(v128.load(plain + at), v128.add<T>(first, second)));
    }
    for (let at = whole; at < stride; at += sizeof<T>()) {
      const first = load<T>(x + at);
      const second = load<T>(x + at + stride);
      const products = first * load<T>(z + at) + second * load<T>(z + at + stride);
      store<T>(weighted + at, load<T>(weighted + at) + products);
      store<T>(plain + at, load<T>(plain + at) + (first + second));
    }
    x += 2 * stride;
    z += 2 * stride;
  }
  if (i < rows) {
    for (let at: usize = 0; at < stride; at += sizeof<T>()) {
      const value = load<T>(x + at);
      store<T>(weighted + at, load<T>(weighted + at) + value * load<T>(z + at));
      store<T>(plain + at, load<T>(plain + at) + value);
    }
  }
}
