// The random words of numeric/random, four lanes to a register.

/** Rotates every lane of x to the left. */
function rotate(x: v128, by: i32): v128 {
  return v128.or(i32x4.shl(x, by), i32x4.shr_u(x, 32 - by));
}

/**
 * `steps` steps of eight xoshiro128++ lanes: step s leaves its eight words at `words` + 32 s. `state` holds s0 … s3, eight
 * lanes each, and moves on.
 */
export function xoshiro(steps: i32, words: usize, state: usize): void {
  fourLanes(steps, words, state);
  fourLanes(steps, words + 16, state + 16);
}

function fourLanes(steps: i32, words: usize, state: usize): void {
  let s0 = v128.load(state);
  let s1 = v128.load(state, 32);
  let s2 = v128.load(state, 64);
  let s3 = v128.load(state, 96);
  for (let step = 0; step < steps; step++) {
    v128.store(words, i32x4.add(rotate(i32x4.add(s0, s3), 7), s0));
    const shifted = i32x4.shl(s1, 9);
    s2 = v128.xor(s2, s0);
    s3 = v128.xor(s3, s1);
    s1 = v128.xor(s1, s2);
    s0 = v128.xor(s0, s3);
    s2 = v128.xor(s2, shifted);
    s3 = rotate(s3, 11);
    words += 32;
  }
  v128.store(state, s0);
  v128.store(state, s1, 32);
  v128.store(state, s2, 64);
  v128.store(state, s3, 96);
}

/** Upper halves of the 64-bit products of unsigned lanes. */
function highProduct(a: v128, b: v128): v128 {
  const low = i64x2.extmul_low_i32x4_u(a, b);
  const high = i64x2.extmul_high_i32x4_u(a, b);
  return v128.shuffle<i32>(low, high, 1, 3, 5, 7);
}

/**
 * `steps` (even) steps of Philox4x32-10, four blocks at a time, from block number `first` on. `address` holds the counter's
 * words 1 … 3 and the two words of the key.
 */
export function philox(steps: i32, words: usize, address: usize, first: u32): void {
  const multiplierA = i32x4.splat(0xd2511f53);
  const multiplierC = i32x4.splat(0xcd9e8d57);
  let counter = i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3));
  const end = words + 32 * <usize>steps;
  for (; words < end; words += 64) {
    let a = counter;
    let b = v128.load_splat<u32>(address);
    let c = v128.load_splat<u32>(address, 4);
    let d = v128.load_splat<u32>(address, 8);
    let k = v128.load_splat<u32>(address, 12);
    let l = v128.load_splat<u32>(address, 16);
    for (let round = 0; round < 10; round++) {
      const nextB = i32x4.mul(c, multiplierC);
      const nextD = i32x4.mul(a, multiplierA);
      const nextA = v128.xor(v128.xor(highProduct(c, multiplierC), b), k);
      c = v128.xor(v128.xor(highProduct(a, multiplierA), d), l);
      a = nextA;
      b = nextB;
      d = nextD;
      k = i32x4.add(k, i32x4.splat(0x9e3779b9));
      l = i32x4.add(l, i32x4.splat(0xbb67ae85));
    }
    storeTransposed(words, a, b, c, d);
    counter = i32x4.add(counter, i32x4.splat(4));
  }
}

/** Lane i of a, b, c, d to the i-th sixteen bytes. */
function storeTransposed(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const abUpper = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cdUpper = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(to, v128.shuffle<i64>(ab, cd, 1, 3), 16);
  v128.store(to, v128.shuffle<i64>(abUpper, cdUpper, 0, 2), 32);
  v128.store(to, v128.shuffle<i64>(abUpper, cdUpper, 1, 3), 48);
}
