// Matrices turned over, in blocks of a register's height and width.

/** `count` matrices of rows × columns at x to as many of columns × rows at y, all without gaps. */
export function transpose<T>(count: usize, rows: usize, columns: usize, x: usize, y: usize): void {
  const lanes: usize = 16 / sizeof<T>();
  const wholeRows = rows - (rows % lanes);
  const wholeColumns = columns - (columns % lanes);
  const stride = sizeof<T>() * columns;
  const turned = sizeof<T>() * rows;
  for (let n: usize = 0; n < count; n++) {
    for (let i: usize = 0; i < wholeRows; i += lanes) {
      const from = x + i * stride;
      const to = y + i * sizeof<T>();
      for (let j: usize = 0; j < wholeColumns; j += lanes) {
        if (sizeof<T>() === 8) two(from + 8 * j, stride, to + j * turned, turned);
        else four(from + 4 * j, stride, to + j * turned, turned);
      }
    }
    for (let i: usize = 0; i < rows; i++) {
      for (let j: usize = i < wholeRows ? wholeColumns : 0; j < columns; j++) {
        store<T>(y + j * turned + i * sizeof<T>(), load<T>(x + i * stride + j * sizeof<T>()));
      }
    }
    x += rows * stride;
    y += rows * stride;
  }
}

/** 2 × 2 float64. */
function two(source: usize, sourceRow: usize, target: usize, targetRow: usize): void {
  const a = v128.load(source);
  const b = v128.load(source + sourceRow);
  v128.store(target, v128.shuffle<f64>(a, b, 0, 2));
  v128.store(target + targetRow, v128.shuffle<f64>(a, b, 1, 3));
}

/** 4 × 4 float32. */
function four(source: usize, sourceRow: usize, target: usize, targetRow: usize): void {
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
