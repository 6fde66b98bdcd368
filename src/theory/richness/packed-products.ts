import type { Values } from './row-moments.ts';

/** ⟨A, B⟩_F of packed symmetric matrices. */
export function packedInner(a: Values, b: Values): number {
  let diagonal = 0;
  let rest = 0;
  for (let j = 0, at = 0; at < a.length; j++) {
    let column = 0;
    for (let i = 0; i < j; i++, at++) column += a[at]! * b[at]!;
    rest += column;
    diagonal += a[at]! * b[at]!;
    at++;
  }
  return diagonal + 2 * rest;
}

/** dᵀ A d. */
export function packedForm(a: Values, d: Float64Array): number {
  let sum = 0;
  for (let j = 0, at = 0; j < d.length; j++) {
    let column = 0;
    for (let i = 0; i < j; i++, at++) column += a[at]! * d[i]!;
    sum += d[j]! * (2 * column + a[at]! * d[j]!);
    at++;
  }
  return sum;
}

/** Tr A. */
export function packedTrace(a: Values): number {
  let sum = 0;
  for (let j = 0, at = 0; at < a.length; j++, at += j + 1) sum += a[at]!;
  return sum;
}

/** Σ x_i y_i. */
export function inner(x: Values, y: Values): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

/** ‖x‖². */
export function squareOf(x: Values): number {
  return inner(x, x);
}
