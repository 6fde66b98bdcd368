// Entry of the float64 module: what the build compiles and ../kernels.ts declares. Addresses and strides are in bytes.

import * as all from './elementwise';
import { product as productOf } from './product';

export { factorPanel, swapRows } from './panel';
export { scratchAddress, scratchBytes } from './product';
export { softplus } from './softplus';
export { solveTriangle } from './triangle';
export { multiplyVector } from './vector';

// biome-ignore format: one line for each of A, B and C
export function product(
  rows: usize, columns: usize, inner: usize,
  alpha: f64, a: usize, aRow: usize, aInner: usize,
  b: usize, bInner: usize, bColumn: usize,
  beta: f64, c: usize, cStride: usize, scratch: usize,
): void {
  productOf<f64>(rows, columns, inner, alpha, a, aRow, aInner, b, bInner, bColumn, beta, c, cStride, scratch);
}

export function relu(count: usize, a: usize, s: usize, d: usize): void {
  all.relu<f64>(count, a, s, d);
}

export function addScaled(count: usize, y: usize, alpha: f64, x: usize): void {
  all.addScaled<f64>(count, y, alpha, x);
}

export function multiplyInto(count: usize, y: usize, x: usize): void {
  all.multiplyInto<f64>(count, y, x);
}

export function scale(count: usize, y: usize, alpha: f64): void {
  all.scale<f64>(count, y, alpha);
}
