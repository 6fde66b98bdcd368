// X ← c² X + ε² (ζ + χ X) of a chunk of neurons (`LinearChain`), in place: off-diagonal pairs read the diagonal ones before these
// move. `coefficients`: keep, first, second, shift for every pair. `x` has P rows to a block, σ(φ̃) at `s` has N.

/** gain s_a s_b + shift; float32 has gain (s_a s_b + shift), whose mean stays 0 when gain is rounded. */
function source<T>(gain: v128, sa: v128, sb: v128, shift: v128): v128 {
  if (sizeof<T>() === 8) return v128.add<T>(v128.mul<T>(v128.mul<T>(gain, sa), sb), shift);
  return v128.mul<T>(gain, v128.add<T>(v128.mul<T>(sa, sb), shift));
}

export function respond<T>(inputs: i32, blocks: i32, x: usize, s: usize, coefficients: usize, gain: f64): void {
  const row: usize = 8 * sizeof<T>();
  const count = <usize>inputs;
  const block = (row * count * (count + 1)) / 2;
  const end = x + block * <usize>blocks;
  const gains = v128.splat<T>(<T>gain);
  let own: usize = 0;
  for (let a: usize = 0; a < count; a++) {
    let at = own + row;
    // From (a, a) to (b, b).
    let other = own + row * (count - a);
    for (let b = a + 1; b < count; b++) {
      const from = coefficients + (at / row) * 4 * sizeof<T>();
      between<T>(x, end, block, own, at, other, s + row * a, s + row * b, row * count, from, gains);
      other += row * (count - b);
      at += row;
    }
    alone<T>(x + own, end, block, s + row * a, row * count, coefficients + (own / row) * 4 * sizeof<T>(), gains);
    own = at;
  }
}

function between<T>(
  x: usize,
  end: usize,
  block: usize,
  own: usize,
  pair: usize,
  other: usize,
  sa: usize,
  sb: usize,
  step: usize,
  coefficients: usize,
  gain: v128,
): void {
  const row: usize = 8 * sizeof<T>();
  const keep = v128.load_splat<T>(coefficients);
  const first = v128.load_splat<T>(coefficients, sizeof<T>());
  const second = v128.load_splat<T>(coefficients, 2 * sizeof<T>());
  const shift = v128.load_splat<T>(coefficients, 3 * sizeof<T>());
  for (; x < end; x += block) {
    for (let at: usize = 0; at < row; at += 16) {
      const kept = v128.mul<T>(keep, v128.load(x + pair + at));
      const moved = v128.add<T>(kept, v128.mul<T>(first, v128.load(x + own + at)));
      const both = v128.add<T>(moved, v128.mul<T>(second, v128.load(x + other + at)));
      v128.store(x + pair + at, v128.add<T>(both, source<T>(gain, v128.load(sa + at), v128.load(sb + at), shift)));
    }
    sa += step;
    sb += step;
  }
}

function alone<T>(x: usize, end: usize, block: usize, s: usize, step: usize, coefficients: usize, gain: v128): void {
  const row: usize = 8 * sizeof<T>();
  const keep = v128.load_splat<T>(coefficients);
  const shift = v128.load_splat<T>(coefficients, 3 * sizeof<T>());
  for (; x < end; x += block) {
    for (let at: usize = 0; at < row; at += 16) {
      const value = v128.load(s + at);
      const kept = v128.mul<T>(keep, v128.load(x + at));
      v128.store(x + at, v128.add<T>(kept, source<T>(gain, value, value, shift)));
    }
    s += step;
  }
}
