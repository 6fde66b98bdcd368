/** Σ x_i y_{from + i} over the length of x. Four partial sums: faster, and a smaller rounding error, than one. */
export function dot(x: Float64Array, y: Float64Array, from = 0): number {
  const size = x.length;
  const whole = size - (size % 4);
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0; i < whole; i += 4) {
    a += x[i]! * y[from + i]!;
    b += x[i + 1]! * y[from + i + 1]!;
    c += x[i + 2]! * y[from + i + 2]!;
    d += x[i + 3]! * y[from + i + 3]!;
  }
  for (let i = whole; i < size; i++) a += x[i]! * y[from + i]!;
  return a + b + (c + d);
}

/** ‖x‖₂. */
export function norm(x: Float64Array): number {
  return Math.sqrt(dot(x, x));
}

/** max |x_i|. */
export function largest(x: Float64Array): number {
  let most = 0;
  for (let i = 0; i < x.length; i++) most = Math.max(most, Math.abs(x[i]!));
  return most;
}

/** y_i += factor · x_{from + i} over the length of y. */
export function addMultiple(y: Float64Array, factor: number, x: Float64Array, from = 0): void {
  for (let i = 0; i < y.length; i++) y[i]! += factor * x[from + i]!;
}

/** out = factor · x. */
export function multipleInto(out: Float64Array, factor: number, x: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = factor * x[i]!;
}

/** out = x + factor · d. */
export function alongInto(out: Float64Array, x: Float64Array, factor: number, d: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = x[i]! + factor * d[i]!;
}

/** out = x − y; out may be either. */
export function differenceInto(out: Float64Array, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = x[i]! - y[i]!;
}
