import type { Matrix } from '../../numeric/dense/matrix.ts';

/** to ← from, of the same shape. */
export function copyInto(from: Matrix, to: Matrix): void {
  for (let i = 0; i < from.rows; i++) {
    to.data.set(from.data.subarray(i * from.stride, i * from.stride + from.columns), i * to.stride);
  }
}

/** x ← L⁻¹ P x with what `factorTall` left of a matrix; x has as many entries as it has rows. */
export function applyFactors({ rows, columns, stride, data }: Matrix, pivots: Int32Array, x: Float64Array): void {
  for (let k = 0; k < columns; k++) {
    const kept = x[k]!;
    x[k] = x[pivots[k]!]!;
    x[pivots[k]!] = kept;
  }
  for (let i = 1; i < rows; i++) x[i]! -= innerProduct(data, i * stride, x, 0, Math.min(i, columns));
}

/** x ← U⁻¹ x for the first `columns` entries of x. */
export function solveUpper({ columns, stride, data }: Matrix, x: Float64Array): void {
  for (let i = columns - 1; i >= 0; i--) {
    const known = innerProduct(data, i * stride + i + 1, x, i + 1, columns - i - 1);
    x[i] = (x[i]! - known) / data[i * stride + i]!;
  }
}

/** y ← y − M x. */
export function subtractProduct({ rows, columns, stride, data }: Matrix, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < rows; i++) y[i]! -= innerProduct(data, i * stride, x, 0, columns);
}

/** Σ a[from + k] x[at + k], in four running sums. */
function innerProduct(a: Float64Array, from: number, x: Float64Array, at: number, count: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let k = 0;
  for (; k + 4 <= count; k += 4) {
    s0 += a[from + k]! * x[at + k]!;
    s1 += a[from + k + 1]! * x[at + k + 1]!;
    s2 += a[from + k + 2]! * x[at + k + 2]!;
    s3 += a[from + k + 3]! * x[at + k + 3]!;
  }
  for (; k < count; k++) s0 += a[from + k]! * x[at + k]!;
  return s0 + s1 + (s2 + s3);
}
