// Small blocks transposed in registers.

/** From four float64 or eight float32 lines `stride` bytes apart, a register of each, to as many values side by side. */
export function transposeLines<T>(source: usize, stride: usize, target: usize): void {
  if (sizeof<T>() === 8) {
    twoColumns(source, stride, target, 32);
  } else {
    fourColumns(source, stride, target, 32);
    fourColumns(source + 4 * stride, stride, target + 16, 32);
  }
}

/** Four rows of 32 bytes to rows of four values. */
export function transposeTile<T>(source: usize, target: usize): void {
  if (sizeof<T>() === 8) {
    twoColumns(source, 32, target, 32);
    twoColumns(source + 16, 32, target + 64, 32);
  } else {
    fourColumns(source, 32, target, 16);
    fourColumns(source + 16, 32, target + 64, 16);
  }
}

/** 4 × 2 float64 to 2 × 4. */
function twoColumns(source: usize, sourceRow: usize, target: usize, targetRow: usize): void {
  const a = v128.load(source);
  const b = v128.load(source + sourceRow);
  const c = v128.load(source + 2 * sourceRow);
  const d = v128.load(source + 3 * sourceRow);
  v128.store(target, v128.shuffle<f64>(a, b, 0, 2));
  v128.store(target, v128.shuffle<f64>(c, d, 0, 2), 16);
  v128.store(target + targetRow, v128.shuffle<f64>(a, b, 1, 3));
  v128.store(target + targetRow, v128.shuffle<f64>(c, d, 1, 3), 16);
}

/** 4 × 4 float32 to 4 × 4. */
function fourColumns(source: usize, sourceRow: usize, target: usize, targetRow: usize): void {
  const a = v128.load(source);
  const b = v128.load(source + sourceRow);
  const c = v128.load(source + 2 * sourceRow);
  const d = v128.load(source + 3 * sourceRow);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const abUpper = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdUpper = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(target, v128.shuffle<f64>(ab, cd, 0, 2));
  v128.store(target + targetRow, v128.shuffle<f64>(ab, cd, 1, 3));
  v128.store(target + 2 * targetRow, v128.shuffle<f64>(abUpper, cdUpper, 0, 2));
  v128.store(target + 3 * targetRow, v128.shuffle<f64>(abUpper, cdUpper, 1, 3));
}
