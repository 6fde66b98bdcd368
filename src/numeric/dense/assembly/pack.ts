// A block of a matrix copied into strips of four lines, step by step, so that the product's inner loop reads both factors
// with stride one, whatever their layout was. Lines beyond the last are zero.

const width: usize = 8;

/**
 * Copies `lines` × `steps` values from `source` (byte strides `lineStride`, `stepStride`; one of them is 8) to `target`:
 * entry (line i, step p) of a strip lies at 4 p + i.
 */
export function pack(
  source: usize,
  lines: usize,
  steps: usize,
  lineStride: usize,
  stepStride: usize,
  target: usize,
): void {
  let line: usize = 0;
  for (; line + 4 <= lines; line += 4) {
    if (lineStride === width) copyAcross(source, steps, stepStride, target);
    else copyAlong(source, steps, lineStride, stepStride, target);
    source += 4 * lineStride;
    target += 32 * steps;
  }
  if (line < lines) copyRest(source, lines - line, steps, lineStride, stepStride, target);
}

/** Four lines side by side in memory. */
function copyAcross(source: usize, steps: usize, stepStride: usize, target: usize): void {
  for (let p: usize = 0; p < steps; p++) {
    v128.store(target, v128.load(source));
    v128.store(target, v128.load(source, 16), 16);
    source += stepStride;
    target += 32;
  }
}

/** Four lines each contiguous: 2 × 2 blocks are transposed in registers. */
function copyAlong(source: usize, steps: usize, lineStride: usize, stepStride: usize, target: usize): void {
  let p: usize = 0;
  if (stepStride === width) {
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
  }
  for (; p < steps; p++) {
    for (let i: usize = 0; i < 4; i++) store<f64>(target + width * i, load<f64>(source + i * lineStride));
    source += stepStride;
    target += 32;
  }
}

function copyRest(
  source: usize,
  lines: usize,
  steps: usize,
  lineStride: usize,
  stepStride: usize,
  target: usize,
): void {
  for (let p: usize = 0; p < steps; p++) {
    for (let i: usize = 0; i < 4; i++) {
      store<f64>(target + width * i, i < lines ? load<f64>(source + i * lineStride) : 0);
    }
    source += stepStride;
    target += 32;
  }
}

/** As `pack`, but every value twice: at 8 p + 2 i and 8 p + 2 i + 1. */
export function packTwice(
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
      v128.store(target, v128.load_splat<f64>(at));
      v128.store(target, v128.load_splat<f64>(at + lineStride), 16);
      v128.store(target, v128.load_splat<f64>(at + 2 * lineStride), 32);
      v128.store(target, v128.load_splat<f64>(at + 3 * lineStride), 48);
      at += stepStride;
      target += 64;
    }
    source += 4 * lineStride;
  }
  if (line === lines) return;
  for (let p: usize = 0; p < steps; p++) {
    for (let i: usize = 0; i < 4; i++) {
      v128.store(target, line + i < lines ? v128.load_splat<f64>(source + i * lineStride) : f64x2.splat(0));
      target += 16;
    }
    source += stepStride;
  }
}
