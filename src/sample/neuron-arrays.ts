/**
 * Flat products over the neurons of one layer. A layer state is N rows of n numbers: input a, neuron i at [a·n + i].
 * Every sum runs in a fixed order (four interleaved partial sums), so the bits depend on n and N alone.
 */

/** Σ_i x[xStart + i] y[yStart + i], 0 ≤ i < count. */
export function dot(x: Float64Array, xStart: number, y: Float64Array, yStart: number, count: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = count - (count % 4);
  let i = 0;
  for (; i < whole; i += 4) {
    s0 += x[xStart + i]! * y[yStart + i]!;
    s1 += x[xStart + i + 1]! * y[yStart + i + 1]!;
    s2 += x[xStart + i + 2]! * y[yStart + i + 2]!;
    s3 += x[xStart + i + 3]! * y[yStart + i + 3]!;
  }
  for (; i < count; i++) s0 += x[xStart + i]! * y[yStart + i]!;
  return s0 + s1 + (s2 + s3);
}

/** out[p] = (1/n) Σ_i x_ai x_bi for every pair p = {a ≤ b}: the empirical kernel of a layer state. */
export function gramInto(x: Float64Array, inputs: number, width: number, out: Float64Array): void {
  let p = 0;
  for (let a = 0; a < inputs; a++) {
    for (let b = a; b < inputs; b++) out[p++] = dot(x, a * width, x, b * width, width) / width;
  }
}

/**
 * state ← decay · state + scale · noise Lᵀ: rows of `noise` mixed by the lower triangular factor L (N × N, row-major).
 */
export function addMixedNoise(
  state: Float64Array,
  noise: Float64Array,
  factor: Float64Array,
  inputs: number,
  width: number,
  decay: number,
  scale: number,
): void {
  for (let a = 0; a < inputs; a++) {
    const row = a * width;
    const own = scale * factor[a * inputs + a]!;
    for (let i = 0; i < width; i++) state[row + i] = decay * state[row + i]! + own * noise[row + i]!;
    for (let b = 0; b < a; b++) {
      const weight = scale * factor[a * inputs + b]!;
      const from = b * width;
      for (let i = 0; i < width; i++) state[row + i]! += weight * noise[from + i]!;
    }
  }
}

/** Lower triangle of the N × N matrix C_W S + C_b from S by pairs. */
export function conditionalCovarianceInto(
  products: Float64Array,
  weightVariance: number,
  biasVariance: number,
  inputs: number,
  out: Float64Array,
): void {
  let p = 0;
  for (let a = 0; a < inputs; a++) {
    for (let b = a; b < inputs; b++) out[b * inputs + a] = weightVariance * products[p++]! + biasVariance;
  }
}

/** Lower triangle of a symmetric N × N matrix from its values by pairs. */
export function lowerTriangleInto(values: Float64Array, start: number, inputs: number, out: Float64Array): void {
  let p = start;
  for (let a = 0; a < inputs; a++) for (let b = a; b < inputs; b++) out[b * inputs + a] = values[p++]!;
}
