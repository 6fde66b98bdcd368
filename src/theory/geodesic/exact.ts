// Paths known in closed form (another one in `hyperbolic-path.ts`), to hold every solver against (`README.md`, section "Exact solutions").

import { bisect } from '../../numeric/bisection.ts';
import { createMatrix, type Matrix } from '../../numeric/dense/matrix.ts';
import { exp, log } from '../../numeric/elementary.ts';
import { matrixExponential } from '../../numeric/matrix-exponential.ts';
import { combine, requireShape } from './matrices.ts';
import { product, productRightTransposed } from './products.ts';

/** A point of a path of one neuron and one data point. */
export interface ScalarPoint {
  readonly a: number;
  readonly b: number;
}

/** Identity activation (or ReLU: a > 0), one neuron, no bias, from x to y. */
export interface GeometricPath {
  /** W = L̃ + ln(y/x), the same at every p. */
  readonly weight: number;
  /** H = W²/(2L̃) − W. */
  readonly hamiltonian: number;
  /** (1/2L̃) ∫ W² dp: the penalty over λ. */
  readonly action: number;
  /** a_p = x (y/x)^p and b_p = W/(L̃ a_p). */
  at(p: number): ScalarPoint;
}

/** The geometric path from x > 0 to y > 0. @throws RangeError unless x, y and L̃ are positive */
export function geometricPath(effectiveDepth: number, from: number, to: number): GeometricPath {
  requirePositive({ L̃: effectiveDepth, x: from, y: to });
  const growth = log(to / from);
  const weight = effectiveDepth + growth;
  return {
    weight,
    hamiltonian: weight ** 2 / (2 * effectiveDepth) - weight,
    action: weight ** 2 / (2 * effectiveDepth),
    at(p) {
      const a = from * exp(growth * p);
      return { a, b: weight / (effectiveDepth * a) };
    },
  };
}

/**
 * Where the geometric path from x ends that minimises (f − y)² + (λ/2L̃) W²: the y in (x e^{−L̃}, f) with
 * (2/λ)(f − y) = W/(L̃ y), by bisection to the last bit.
 * @throws RangeError unless f > x e^{−L̃} > 0 and λ > 0
 */
export function regularisedEnd(effectiveDepth: number, penalty: number, from: number, target: number): number {
  requirePositive({ L̃: effectiveDepth, λ: penalty, x: from, 'f − x e^{−L̃}': target - from * exp(-effectiveDepth) });
  const pull = (y: number) => (2 / penalty) * (target - y) * y - (effectiveDepth + log(y / from)) / effectiveDepth;
  return bisect(pull, from * exp(-effectiveDepth), target);
}

/** Identity activation, no bias, any w and N: everything at depth p from (A_0, B_0). */
export interface LinearPoint {
  /** A_p = e^{sΩ} e^{s(P_0ᵀ − I)} A_0, s = L̃p. */
  readonly a: Matrix;
  /** B_p = e^{sΩ} e^{s(I − P_0)} B_0. */
  readonly b: Matrix;
  /** P_p = B_p A_pᵀ = e^{sΩ} P_0 e^{−sΩ}, w × w. */
  readonly p: Matrix;
  /** W_p = L̃ P_p: its singular values do not depend on p. */
  readonly weights: Matrix;
  /** Ω = P − Pᵀ, the same at every p. */
  readonly rotation: Matrix;
}

/**
 * The linear network's flow: ∂_pA = L̃ (P − I) A and ∂_pB = L̃ (I − Pᵀ) B with P = B Aᵀ, so ∂_pP = L̃ [P, Pᵀ]. Also
 * ReLU's as long as every entry of A stays positive.
 */
export function linearPath(effectiveDepth: number, a: Matrix, b: Matrix, depth: number): LinearPoint {
  requireShape('B', b, a.rows, a.columns);
  const w = a.rows;
  const s = effectiveDepth * depth;
  const start = productRightTransposed(b, a);
  const transposed = productRightTransposed(a, b);
  const rotation = combine(1, start, -1, transposed);
  const unit = createMatrix(w, w);
  for (let i = 0; i < w; i++) unit.data[i * w + i] = 1;
  const turn = exponentialOf(combine(s, rotation, 0, rotation));
  const p = productRightTransposed(product(turn, start), turn);
  return {
    a: product(turn, product(exponentialOf(combine(s, transposed, -s, unit)), a)),
    b: product(turn, product(exponentialOf(combine(s, unit, -s, start)), b)),
    p,
    weights: combine(effectiveDepth, p, 0, p),
    rotation,
  };
}

/** λ → ∞: W = 0, B = 0 and A_p = e^{−L̃p} X. A target e^{−L̃} X costs nothing at any λ. */
export function decayPath(effectiveDepth: number, inputs: Matrix, depth: number): Matrix {
  return combine(exp(-effectiveDepth * depth), inputs, 0, inputs);
}

function exponentialOf(m: Matrix): Matrix {
  return { ...m, data: matrixExponential(m.data, m.rows) };
}

function requirePositive(values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (!(value > 0 && value < Infinity)) throw new RangeError(`${name} must be positive and finite; got ${value}`);
  }
}
