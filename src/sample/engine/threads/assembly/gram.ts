// Products of rows summed over neurons, Σ_i x_ai x_bi for every a ≤ b, in the four interleaved partial sums of `dot`
// (neuron-arrays.ts): number i mod 4. `sums` has four to a pair, in the order of the pairs, and is added to. Tiles of up to four
// rows by two keep their sums in registers; float64 takes two of the four sums at a time.

/** Adds `blocks` whole blocks of eight neurons of `rows` rows. */
export function gram<T>(rows: i32, blocks: i32, x: usize, sums: usize): void {
  const block: usize = 8 * sizeof<T>() * <usize>rows;
  const span = block * <usize>blocks;
  if (sizeof<T>() === 8) {
    tiles<T>(<usize>rows, x, span, block, sums);
    tiles<T>(<usize>rows, x + 16, span, block, sums + 16);
  } else tiles<T>(<usize>rows, x, span, block, sums);
}

/** `left` rows from x on, of which each tile takes four. */
function tiles<T>(left: usize, x: usize, span: usize, block: usize, sums: usize): void {
  const row: usize = 8 * sizeof<T>();
  const sum: usize = 4 * sizeof<T>();
  for (; left > 4; left -= 4) {
    own4<T>(x, span, block, sum * left, sums);
    let other: usize = 4;
    for (; other + 2 <= left; other += 2) cross2<T>(x, span, block, row * other, sum * left, sums + sum * other);
    if (other < left) cross1<T>(x, span, block, row * other, sum * left, sums + sum * other);
    x += 4 * row;
    sums += sum * (4 * left - 6);
  }
  if (left === 4) own4<T>(x, span, block, sum * left, sums);
  else if (left === 3) own3<T>(x, span, block, sums);
  else if (left === 2) own2<T>(x, span, block, sums);
  else own1<T>(x, span, block, sums);
}

/** sum + the products of four neurons, or of the two that are four apart. */
function times<T>(sum: v128, a: v128, b: v128): v128 {
  return v128.add<T>(sum, v128.mul<T>(a, b));
}

/** Four rows with themselves; a row of sums takes `left` bytes at first, one sum less each time. */
function own4<T>(x: usize, span: usize, block: usize, left: usize, sums: usize): void {
  const sum: usize = 4 * sizeof<T>();
  const sums1 = sums + left;
  const sums2 = sums1 + left - sum;
  const sums3 = sums2 + left - 2 * sum;
  let s00 = v128.load(sums);
  let s01 = v128.load(sums + sum);
  let s02 = v128.load(sums + 2 * sum);
  let s03 = v128.load(sums + 3 * sum);
  let s11 = v128.load(sums1);
  let s12 = v128.load(sums1 + sum);
  let s13 = v128.load(sums1 + 2 * sum);
  let s22 = v128.load(sums2);
  let s23 = v128.load(sums2 + sum);
  let s33 = v128.load(sums3);
  const end = x + span;
  for (; x < end; x += block) {
    let x0 = v128.load(x);
    let x1 = v128.load(x, 8 * sizeof<T>());
    let x2 = v128.load(x, 16 * sizeof<T>());
    let x3 = v128.load(x, 24 * sizeof<T>());
    s00 = times<T>(s00, x0, x0);
    s01 = times<T>(s01, x0, x1);
    s02 = times<T>(s02, x0, x2);
    s03 = times<T>(s03, x0, x3);
    s11 = times<T>(s11, x1, x1);
    s12 = times<T>(s12, x1, x2);
    s13 = times<T>(s13, x1, x3);
    s22 = times<T>(s22, x2, x2);
    s23 = times<T>(s23, x2, x3);
    s33 = times<T>(s33, x3, x3);
    x0 = v128.load(x, 4 * sizeof<T>());
    x1 = v128.load(x, 12 * sizeof<T>());
    x2 = v128.load(x, 20 * sizeof<T>());
    x3 = v128.load(x, 28 * sizeof<T>());
    s00 = times<T>(s00, x0, x0);
    s01 = times<T>(s01, x0, x1);
    s02 = times<T>(s02, x0, x2);
    s03 = times<T>(s03, x0, x3);
    s11 = times<T>(s11, x1, x1);
    s12 = times<T>(s12, x1, x2);
    s13 = times<T>(s13, x1, x3);
    s22 = times<T>(s22, x2, x2);
    s23 = times<T>(s23, x2, x3);
    s33 = times<T>(s33, x3, x3);
  }
  v128.store(sums, s00);
  v128.store(sums + sum, s01);
  v128.store(sums + 2 * sum, s02);
  v128.store(sums + 3 * sum, s03);
  v128.store(sums1, s11);
  v128.store(sums1 + sum, s12);
  v128.store(sums1 + 2 * sum, s13);
  v128.store(sums2, s22);
  v128.store(sums2 + sum, s23);
  v128.store(sums3, s33);
}

/** Four rows with two others, `other` bytes further on; sums as in `own4`. */
function cross2<T>(x: usize, span: usize, block: usize, other: usize, left: usize, sums: usize): void {
  const sum: usize = 4 * sizeof<T>();
  const sums1 = sums + left - sum;
  const sums2 = sums1 + left - 2 * sum;
  const sums3 = sums2 + left - 3 * sum;
  let s00 = v128.load(sums);
  let s01 = v128.load(sums + sum);
  let s10 = v128.load(sums1);
  let s11 = v128.load(sums1 + sum);
  let s20 = v128.load(sums2);
  let s21 = v128.load(sums2 + sum);
  let s30 = v128.load(sums3);
  let s31 = v128.load(sums3 + sum);
  const end = x + span;
  for (; x < end; x += block) {
    let y0 = v128.load(x + other);
    let y1 = v128.load(x + other, 8 * sizeof<T>());
    let row = v128.load(x);
    s00 = times<T>(s00, row, y0);
    s01 = times<T>(s01, row, y1);
    row = v128.load(x, 8 * sizeof<T>());
    s10 = times<T>(s10, row, y0);
    s11 = times<T>(s11, row, y1);
    row = v128.load(x, 16 * sizeof<T>());
    s20 = times<T>(s20, row, y0);
    s21 = times<T>(s21, row, y1);
    row = v128.load(x, 24 * sizeof<T>());
    s30 = times<T>(s30, row, y0);
    s31 = times<T>(s31, row, y1);
    y0 = v128.load(x + other, 4 * sizeof<T>());
    y1 = v128.load(x + other, 12 * sizeof<T>());
    row = v128.load(x, 4 * sizeof<T>());
    s00 = times<T>(s00, row, y0);
    s01 = times<T>(s01, row, y1);
    row = v128.load(x, 12 * sizeof<T>());
    s10 = times<T>(s10, row, y0);
    s11 = times<T>(s11, row, y1);
    row = v128.load(x, 20 * sizeof<T>());
    s20 = times<T>(s20, row, y0);
    s21 = times<T>(s21, row, y1);
    row = v128.load(x, 28 * sizeof<T>());
    s30 = times<T>(s30, row, y0);
    s31 = times<T>(s31, row, y1);
  }
  v128.store(sums, s00);
  v128.store(sums + sum, s01);
  v128.store(sums1, s10);
  v128.store(sums1 + sum, s11);
  v128.store(sums2, s20);
  v128.store(sums2 + sum, s21);
  v128.store(sums3, s30);
  v128.store(sums3 + sum, s31);
}

function cross1<T>(x: usize, span: usize, block: usize, other: usize, left: usize, sums: usize): void {
  const sum: usize = 4 * sizeof<T>();
  const sums1 = sums + left - sum;
  const sums2 = sums1 + left - 2 * sum;
  const sums3 = sums2 + left - 3 * sum;
  let s00 = v128.load(sums);
  let s10 = v128.load(sums1);
  let s20 = v128.load(sums2);
  let s30 = v128.load(sums3);
  const end = x + span;
  for (; x < end; x += block) {
    let y0 = v128.load(x + other);
    let row = v128.load(x);
    s00 = times<T>(s00, row, y0);
    row = v128.load(x, 8 * sizeof<T>());
    s10 = times<T>(s10, row, y0);
    row = v128.load(x, 16 * sizeof<T>());
    s20 = times<T>(s20, row, y0);
    row = v128.load(x, 24 * sizeof<T>());
    s30 = times<T>(s30, row, y0);
    y0 = v128.load(x + other, 4 * sizeof<T>());
    row = v128.load(x, 4 * sizeof<T>());
    s00 = times<T>(s00, row, y0);
    row = v128.load(x, 12 * sizeof<T>());
    s10 = times<T>(s10, row, y0);
    row = v128.load(x, 20 * sizeof<T>());
    s20 = times<T>(s20, row, y0);
    row = v128.load(x, 28 * sizeof<T>());
    s30 = times<T>(s30, row, y0);
  }
  v128.store(sums, s00);
  v128.store(sums1, s10);
  v128.store(sums2, s20);
  v128.store(sums3, s30);
}

function own3<T>(x: usize, span: usize, block: usize, sums: usize): void {
  const sum: usize = 4 * sizeof<T>();
  let s00 = v128.load(sums);
  let s01 = v128.load(sums + sum);
  let s02 = v128.load(sums + 2 * sum);
  let s11 = v128.load(sums + 3 * sum);
  let s12 = v128.load(sums + 4 * sum);
  let s22 = v128.load(sums + 5 * sum);
  const end = x + span;
  for (; x < end; x += block) {
    let x0 = v128.load(x);
    let x1 = v128.load(x, 8 * sizeof<T>());
    let x2 = v128.load(x, 16 * sizeof<T>());
    s00 = times<T>(s00, x0, x0);
    s01 = times<T>(s01, x0, x1);
    s02 = times<T>(s02, x0, x2);
    s11 = times<T>(s11, x1, x1);
    s12 = times<T>(s12, x1, x2);
    s22 = times<T>(s22, x2, x2);
    x0 = v128.load(x, 4 * sizeof<T>());
    x1 = v128.load(x, 12 * sizeof<T>());
    x2 = v128.load(x, 20 * sizeof<T>());
    s00 = times<T>(s00, x0, x0);
    s01 = times<T>(s01, x0, x1);
    s02 = times<T>(s02, x0, x2);
    s11 = times<T>(s11, x1, x1);
    s12 = times<T>(s12, x1, x2);
    s22 = times<T>(s22, x2, x2);
  }
  v128.store(sums, s00);
  v128.store(sums + sum, s01);
  v128.store(sums + 2 * sum, s02);
  v128.store(sums + 3 * sum, s11);
  v128.store(sums + 4 * sum, s12);
  v128.store(sums + 5 * sum, s22);
}

function own2<T>(x: usize, span: usize, block: usize, sums: usize): void {
  const sum: usize = 4 * sizeof<T>();
  let s00 = v128.load(sums);
  let s01 = v128.load(sums + sum);
  let s11 = v128.load(sums + 2 * sum);
  const end = x + span;
  for (; x < end; x += block) {
    let x0 = v128.load(x);
    let x1 = v128.load(x, 8 * sizeof<T>());
    s00 = times<T>(s00, x0, x0);
    s01 = times<T>(s01, x0, x1);
    s11 = times<T>(s11, x1, x1);
    x0 = v128.load(x, 4 * sizeof<T>());
    x1 = v128.load(x, 12 * sizeof<T>());
    s00 = times<T>(s00, x0, x0);
    s01 = times<T>(s01, x0, x1);
    s11 = times<T>(s11, x1, x1);
  }
  v128.store(sums, s00);
  v128.store(sums + sum, s01);
  v128.store(sums + 2 * sum, s11);
}

function own1<T>(x: usize, span: usize, block: usize, sums: usize): void {
  let s00 = v128.load(sums);
  const end = x + span;
  for (; x < end; x += block) {
    let x0 = v128.load(x);
    s00 = times<T>(s00, x0, x0);
    x0 = v128.load(x, 4 * sizeof<T>());
    s00 = times<T>(s00, x0, x0);
  }
  v128.store(sums, s00);
}

/** Adds the `count` < 8 neurons of one last block: a whole quad as ever, what is left to the first of the four sums. */
export function gramRest<T>(rows: i32, count: i32, x: usize, sums: usize): void {
  const row: usize = 8 * sizeof<T>();
  const end = x + row * <usize>rows;
  for (let a = x; a < end; a += row) {
    for (let b = a; b < end; b += row) {
      for (let i: usize = 0; i < <usize>count; i++) {
        const to = sums + sizeof<T>() * (i < (<usize>count & 4) ? i : 0);
        store<T>(to, load<T>(to) + load<T>(a + i * sizeof<T>()) * load<T>(b + i * sizeof<T>()));
      }
      sums += 4 * sizeof<T>();
    }
  }
}

/** Adds four float32 sums of each pair to its float64 ones, and sets them to 0. */
export function promoteSums(pairs: i32, sums: usize, totals: usize): void {
  const end = sums + 16 * <usize>pairs;
  for (; sums < end; sums += 16) {
    const four = v128.load(sums);
    v128.store(sums, f32x4.splat(0));
    const upper = f64x2.promote_low_f32x4(v128.shuffle<f32>(four, four, 2, 3, 2, 3));
    v128.store(totals, f64x2.add(v128.load(totals), f64x2.promote_low_f32x4(four)));
    v128.store(totals, f64x2.add(v128.load(totals, 16), upper), 16);
    totals += 32;
  }
}
