import { transposeLines } from './transpose';

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
  if (lineStride === sizeof<T>()) {
    for (; line + 2 * width <= lines; line += 2 * width) {
      copyTwoAcross(source, steps, stepStride, target);
      source += 64;
      target += 64 * steps;
    }
  }
  for (; line + width <= lines; line += width) {
    if (lineStride === sizeof<T>()) copyAcross(source, steps, stepStride, target);
    else copyAlong<T>(source, steps, lineStride, stepStride, target);
    source += width * lineStride;
    target += 32 * steps;
  }
  if (line < lines) copyRest<T>(source, lines - line, steps, lineStride, stepStride, target);
}

/** Two strips whose lines lie side by side in memory: a whole cache line at a time. */
function copyTwoAcross(source: usize, steps: usize, stepStride: usize, target: usize): void {
  let second: usize = target + 32 * steps;
  for (let p: usize = 0; p < steps; p++) {
    v128.store(target, v128.load(source));
    v128.store(target, v128.load(source, 16), 16);
    v128.store(second, v128.load(source, 32));
    v128.store(second, v128.load(source, 48), 16);
    source += stepStride;
    target += 32;
    second += 32;
  }
}

function copyAcross(source: usize, steps: usize, stepStride: usize, target: usize): void {
  for (let p: usize = 0; p < steps; p++) {
    v128.store(target, v128.load(source));
    v128.store(target, v128.load(source, 16), 16);
    source += stepStride;
    target += 32;
  }
}

/** Lines each contiguous, a register of every line at a time. */
function copyAlong<T>(source: usize, steps: usize, lineStride: usize, stepStride: usize, target: usize): void {
  const atOnce: usize = 16 / sizeof<T>();
  let p: usize = 0;
  for (; p + atOnce <= steps; p += atOnce) {
    transposeLines<T>(source, lineStride, target);
    source += 16;
    target += 32 * atOnce;
  }
  if (p < steps) copyRest<T>(source, 32 / sizeof<T>(), steps - p, lineStride, stepStride, target);
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
