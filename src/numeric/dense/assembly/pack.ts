// A block of a matrix copied into strips of lines, step by step, so that the product's inner loop reads both factors with
// stride one, whatever their layout was. Lines beyond the last are zero.

/**
 * Copies `lines` × `steps` values from `source` (byte strides `lineStride`, `stepStride`; one of them is that of neighbours)
 * to `target`, in strips of as many lines as fill two registers: step p of a strip is its p-th 32 bytes.
 */
export function pack<T>(
  source: usize,
  lines: usize,
  steps: usize,
  lineStride: usize,
  stepStride: usize,
  target: usize,
): void {
  const width: usize = 32 / sizeof<T>();
  let line: usize = 0;
  for (; line + width <= lines; line += width) {
    if (lineStride === sizeof<T>()) copyAcross(source, steps, stepStride, target);
    else if (sizeof<T>() === 8) copyAlong64(source, steps, lineStride, stepStride, target);
    else copyAlong32(source, steps, lineStride, stepStride, target);
    source += width * lineStride;
    target += 32 * steps;
  }
  if (line < lines) copyRest<T>(source, lines - line, steps, lineStride, stepStride, target);
}

/** Lines side by side in memory. */
function copyAcross(source: usize, steps: usize, stepStride: usize, target: usize): void {
  for (let p: usize = 0; p < steps; p++) {
    v128.store(target, v128.load(source));
    v128.store(target, v128.load(source, 16), 16);
    source += stepStride;
    target += 32;
  }
}

/** Four lines each contiguous: 2 × 2 blocks are transposed in registers. */
function copyAlong64(source: usize, steps: usize, lineStride: usize, stepStride: usize, target: usize): void {
  let p: usize = 0;
  for (; p + 2 <= steps; p += 2) {
    const a = v128.load(source);
    const b = v128.load(source + lineStride);
    const c = v128.load(source + 2 * lineStride);
    const d = v128.load(source + 3 * lineStride);
    v128.store(target, v128.shuffle<f64>(a, b, 0, 2));
    v128.store(target, v128.shuffle<f64>(c, d, 0, 2), 16);
    v128.store(target, v128.shuffle<f64>(a, b, 1, 3), 32);
    v128.store(target, v128.shuffle<f64>(c, d, 1, 3), 48);
    source += 16;
    target += 64;
  }
  if (p < steps) copyRest<f64>(source, 4, 1, lineStride, stepStride, target);
}

/** Eight lines each contiguous: 4 × 4 blocks are transposed in registers. */
function copyAlong32(source: usize, steps: usize, lineStride: usize, stepStride: usize, target: usize): void {
  let p: usize = 0;
  for (; p + 4 <= steps; p += 4) {
    transpose32(source, lineStride, target);
    transpose32(source + 4 * lineStride, lineStride, target + 16);
    source += 16;
    target += 128;
  }
  if (p < steps) copyRest<f32>(source, 8, steps - p, lineStride, stepStride, target);
}

function transpose32(source: usize, lineStride: usize, target: usize): void {
  const a = v128.load(source);
  const b = v128.load(source + lineStride);
  const c = v128.load(source + 2 * lineStride);
  const d = v128.load(source + 3 * lineStride);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const abUpper = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdUpper = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(target, v128.shuffle<f64>(ab, cd, 0, 2));
  v128.store(target, v128.shuffle<f64>(ab, cd, 1, 3), 32);
  v128.store(target, v128.shuffle<f64>(abUpper, cdUpper, 0, 2), 64);
  v128.store(target, v128.shuffle<f64>(abUpper, cdUpper, 1, 3), 96);
}

function copyRest<T>(
  source: usize,
  lines: usize,
  steps: usize,
  lineStride: usize,
  stepStride: usize,
  target: usize,
): void {
  for (let p: usize = 0; p < steps; p++) {
    for (let i: usize = 0; i < 32 / sizeof<T>(); i++) {
      store<T>(target + sizeof<T>() * i, i < lines ? load<T>(source + i * lineStride) : <T>0);
    }
    source += stepStride;
    target += 32;
  }
}

/** In strips of four lines, each value spread over a register: line i of step p of a strip is its (4 p + i)-th register. */
export function packSpread<T>(
  source: usize,
  lines: usize,
  steps: usize,
  lineStride: usize,
  stepStride: usize,
  target: usize,
): void {
  let line: usize = 0;
  for (; line + 4 <= lines; line += 4) {
    let at = source;
    for (let p: usize = 0; p < steps; p++) {
      v128.store(target, v128.load_splat<T>(at));
      v128.store(target, v128.load_splat<T>(at + lineStride), 16);
      v128.store(target, v128.load_splat<T>(at + 2 * lineStride), 32);
      v128.store(target, v128.load_splat<T>(at + 3 * lineStride), 48);
      at += stepStride;
      target += 64;
    }
    source += 4 * lineStride;
  }
  if (line === lines) return;
  for (let p: usize = 0; p < steps; p++) {
    for (let i: usize = 0; i < 4; i++) {
      v128.store(target, line + i < lines ? v128.load_splat<T>(source + i * lineStride) : v128.splat<T>(0));
      target += 16;
    }
    source += stepStride;
  }
}
