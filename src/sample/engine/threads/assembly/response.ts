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
  const step = row * count;
  const block = (step * (count + 1)) / 2;
  const span = block * <usize>blocks;
  const gains = v128.splat<T>(<T>gain);
  let pair = x;
  for (let left = count; left > 0; left--) {
    const own = pair;
    const from = coefficients;
    let other = own;
    for (let b: usize = 1; b < left; b++) {
      pair += row;
      // From (b − 1, b − 1) to (b, b).
      other += row * (left + 1 - b);
      coefficients += 4 * sizeof<T>();
      between<T>(pair, span, block, own, other, s, s + row * b, step, coefficients, gains);
    }
    alone<T>(own, span, block, s, step, from, gains);
    pair += row;
    coefficients += 4 * sizeof<T>();
    s += row;
  }
}

/** Pair (a, b) at x, (a, a) and (b, b) at `own` and `other`, in every block. */
function between<T>(
  x: usize,
  span: usize,
  block: usize,
  own: usize,
  other: usize,
  sa: usize,
  sb: usize,
  step: usize,
  coefficients: usize,
  gain: v128,
): void {
  const keep = v128.load_splat<T>(coefficients);
  const first = v128.load_splat<T>(coefficients, sizeof<T>());
  const second = v128.load_splat<T>(coefficients, 2 * sizeof<T>());
  const shift = v128.load_splat<T>(coefficients, 3 * sizeof<T>());
  const end = x + span;
  for (; x < end; x += block) {
    for (let at: usize = 0; at < 8 * sizeof<T>(); at += 32) {
      const from = x + at;
      const a = own + at;
      const b = other + at;
      const fromA = sa + at;
      const fromB = sb + at;
      let moved = v128.add<T>(v128.mul<T>(keep, v128.load(from)), v128.mul<T>(first, v128.load(a)));
      moved = v128.add<T>(moved, v128.mul<T>(second, v128.load(b)));
      v128.store(from, v128.add<T>(moved, source<T>(gain, v128.load(fromA), v128.load(fromB), shift)));
      moved = v128.add<T>(v128.mul<T>(keep, v128.load(from, 16)), v128.mul<T>(first, v128.load(a, 16)));
      moved = v128.add<T>(moved, v128.mul<T>(second, v128.load(b, 16)));
      v128.store(from, v128.add<T>(moved, source<T>(gain, v128.load(fromA, 16), v128.load(fromB, 16), shift)), 16);
      // A row of float32 is done: no loop is left of this.
      if (sizeof<T>() === 4) break;
    }
    own += block;
    other += block;
    sa += step;
    sb += step;
  }
}

/** Pair (a, a) at x in every block. */
function alone<T>(x: usize, span: usize, block: usize, s: usize, step: usize, coefficients: usize, gain: v128): void {
  const keep = v128.load_splat<T>(coefficients);
  const shift = v128.load_splat<T>(coefficients, 3 * sizeof<T>());
  const end = x + span;
  for (; x < end; x += block) {
    for (let at: usize = 0; at < 8 * sizeof<T>(); at += 16) {
      const value = v128.load(s + at);
      const kept = v128.mul<T>(keep, v128.load(x + at));
      v128.store(x + at, v128.add<T>(kept, source<T>(gain, value, value, shift)));
    }
    s += step;
  }
}
