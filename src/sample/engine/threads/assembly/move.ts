// φ ← c φ + ε Z Lᵀ of a chunk of neurons. `weights`: row a of ε L from w_aa on, then w_a0 … w_a,a−1, row after row.

/** What a value keeps: c φ, where float32 is given x = 1 − c for φ − x φ. */
function kept<T>(value: v128, keep: v128): v128 {
  if (sizeof<T>() === 8) return v128.mul<T>(keep, value);
  return v128.sub<T>(value, v128.mul<T>(keep, value));
}

function plus<T>(sum: v128, weights: usize, index: usize, z: v128): v128 {
  return v128.add<T>(sum, v128.mul<T>(v128.load_splat<T>(weights + index * sizeof<T>()), z));
}

/** Moves `blocks` blocks of N rows. `keep`: see `kept`. */
export function move<T>(inputs: i32, blocks: i32, state: usize, noise: usize, weights: usize, keep: f64): void {
  const row: usize = 8 * sizeof<T>();
  const end = state + row * <usize>(inputs * blocks);
  const keeps = v128.splat<T>(<T>keep);
  if (inputs === 1) one<T>(state, end, noise, weights, keeps);
  else if (inputs === 2) two<T>(state, end, noise, weights, keeps);
  else if (inputs === 3) three<T>(state, end, noise, weights, keeps);
  else if (inputs === 4) four<T>(state, end, noise, weights, keeps);
  else any<T>(inputs, state, end, noise, weights, keeps);
}

function one<T>(state: usize, end: usize, noise: usize, weights: usize, keep: v128): void {
  for (; state < end; state += 16) {
    v128.store(state, plus<T>(kept<T>(v128.load(state), keep), weights, 0, v128.load(noise)));
    noise += 16;
  }
}

function two<T>(state: usize, end: usize, noise: usize, weights: usize, keep: v128): void {
  const row: usize = 8 * sizeof<T>();
  for (; state < end; state += 2 * row) {
    for (let at: usize = 0; at < row; at += 16) {
      const z0 = v128.load(noise + at);
      const z1 = v128.load(noise + at, 8 * sizeof<T>());
      v128.store(state + at, plus<T>(kept<T>(v128.load(state + at), keep), weights, 0, z0));
      const moved = plus<T>(kept<T>(v128.load(state + at, 8 * sizeof<T>()), keep), weights, 1, z1);
      v128.store(state + at, plus<T>(moved, weights, 2, z0), 8 * sizeof<T>());
    }
    noise += 2 * row;
  }
}

function three<T>(state: usize, end: usize, noise: usize, weights: usize, keep: v128): void {
  const row: usize = 8 * sizeof<T>();
  for (; state < end; state += 3 * row) {
    for (let at: usize = 0; at < row; at += 16) {
      const z0 = v128.load(noise + at);
      const z1 = v128.load(noise + at, 8 * sizeof<T>());
      const z2 = v128.load(noise + at, 16 * sizeof<T>());
      v128.store(state + at, plus<T>(kept<T>(v128.load(state + at), keep), weights, 0, z0));
      let moved = plus<T>(kept<T>(v128.load(state + at, 8 * sizeof<T>()), keep), weights, 1, z1);
      v128.store(state + at, plus<T>(moved, weights, 2, z0), 8 * sizeof<T>());
      moved = plus<T>(kept<T>(v128.load(state + at, 16 * sizeof<T>()), keep), weights, 3, z2);
      moved = plus<T>(plus<T>(moved, weights, 4, z0), weights, 5, z1);
      v128.store(state + at, moved, 16 * sizeof<T>());
    }
    noise += 3 * row;
  }
}

function four<T>(state: usize, end: usize, noise: usize, weights: usize, keep: v128): void {
  const row: usize = 8 * sizeof<T>();
  for (; state < end; state += 4 * row) {
    for (let at: usize = 0; at < row; at += 16) {
      const z0 = v128.load(noise + at);
      const z1 = v128.load(noise + at, 8 * sizeof<T>());
      const z2 = v128.load(noise + at, 16 * sizeof<T>());
      const z3 = v128.load(noise + at, 24 * sizeof<T>());
      v128.store(state + at, plus<T>(kept<T>(v128.load(state + at), keep), weights, 0, z0));
      let moved = plus<T>(kept<T>(v128.load(state + at, 8 * sizeof<T>()), keep), weights, 1, z1);
      v128.store(state + at, plus<T>(moved, weights, 2, z0), 8 * sizeof<T>());
      moved = plus<T>(kept<T>(v128.load(state + at, 16 * sizeof<T>()), keep), weights, 3, z2);
      moved = plus<T>(plus<T>(moved, weights, 4, z0), weights, 5, z1);
      v128.store(state + at, moved, 16 * sizeof<T>());
      moved = plus<T>(kept<T>(v128.load(state + at, 24 * sizeof<T>()), keep), weights, 6, z3);
      moved = plus<T>(plus<T>(plus<T>(moved, weights, 7, z0), weights, 8, z1), weights, 9, z2);
      v128.store(state + at, moved, 24 * sizeof<T>());
    }
    noise += 4 * row;
  }
}

/** Row by row, four registers at a time. */
function any<T>(inputs: i32, state: usize, end: usize, noise: usize, weights: usize, keep: v128): void {
  const row: usize = 8 * sizeof<T>();
  const block = row * <usize>inputs;
  for (; state < end; state += block) {
    let weight = weights;
    for (let own: usize = 0; own < block; own += row) {
      for (let at: usize = 0; at < row; at += 32) anyRow<T>(state + own + at, noise + at, own, weight, keep);
      weight += own / 8 + sizeof<T>();
    }
    noise += block;
  }
}

function anyRow<T>(state: usize, noise: usize, own: usize, weight: usize, keep: v128): void {
  const row: usize = 8 * sizeof<T>();
  const w = v128.load_splat<T>(weight);
  let first = v128.add<T>(kept<T>(v128.load(state), keep), v128.mul<T>(w, v128.load(noise + own)));
  let second = v128.add<T>(kept<T>(v128.load(state, 16), keep), v128.mul<T>(w, v128.load(noise + own, 16)));
  const end = noise + own;
  for (; noise < end; noise += row) {
    weight += sizeof<T>();
    const v = v128.load_splat<T>(weight);
    first = v128.add<T>(first, v128.mul<T>(v, v128.load(noise)));
    second = v128.add<T>(second, v128.mul<T>(v, v128.load(noise, 16)));
  }
  v128.store(state, first);
  v128.store(state, second, 16);
}
