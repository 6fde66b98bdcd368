import type { LeakyResnet } from '../../model/leaky-resnet.ts';
import { createMatrix, type Matrix } from '../../numeric/dense/matrix.ts';
import { features, slopesInto } from './features.ts';
import { innerProduct } from './matrices.ts';
import { productLeftTransposed, productRightTransposed } from './products.ts';

/**
 * d‖W_p‖²/dp = 2 L̃ ‖bias column of W_p‖² on a stationary path of a homogeneous activation (ReLU, identity); 0 without
 * bias. `README.md`, section "Balancedness", has the derivation and why there is a factor of two.
 */
export function biasNormRate(resnet: LeakyResnet, weights: Matrix): number {
  const { bias, width, effectiveDepth } = resnet;
  if (!bias) return 0;
  let square = 0;
  for (let i = 0; i < width; i++) square += weights.data[i * weights.stride + width]! ** 2;
  return 2 * effectiveDepth * square;
}

/** The same from the momenta: the bias column of W = L̃ B σ(A)ᵀ is L̃ B 1, whatever A is. */
export function biasNormRateOfMomenta({ bias, effectiveDepth }: LeakyResnet, b: Matrix): number {
  if (!bias) return 0;
  let square = 0;
  for (let i = 0; i < b.rows; i++) {
    let sum = 0;
    for (let j = 0; j < b.columns; j++) sum += b.data[i * b.stride + j]!;
    square += sum * sum;
  }
  return 2 * effectiveDepth ** 3 * square;
}

/**
 * d‖W_p‖²/dp for W = L̃ B σ(A)ᵀ along the flow, any activation:
 *
 *     2 L̃³ (‖P‖² − Tr[(σ'(A) ∘ A) Qᵀ]),   P = B σ(A)ᵀ,   Q = [Pᵀ B]_{rows 1..w}
 *
 * equal to `biasNormRate` where σ'(z) z = σ(z).
 */
export function weightNormRate(resnet: LeakyResnet, a: Matrix, b: Matrix): number {
  const p = productRightTransposed(b, features(resnet, a));
  const pulled = productLeftTransposed({ ...p, columns: resnet.width }, b);
  const slopes = createMatrix(a.rows, a.columns);
  slopesInto(resnet.activation, a, slopes);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < a.columns; j++) slopes.data[i * a.columns + j]! *= a.data[i * a.stride + j]!;
  }
  return 2 * resnet.effectiveDepth ** 3 * (innerProduct(p, p) - innerProduct(slopes, pulled));
}

/**
 * max_p |‖W_p‖² − ‖W_0‖² − ∫_0^p rate| / max_p ‖W_p‖² over the nodes.
 * @param squaredNorms ‖W_p‖² at n + 1 nodes
 * @param growth ∫ rate dp over the n intervals between them: `intervalIntegrals` of node values, or h Σ b_i rate_i of stages
 * @throws RangeError for lengths that do not fit
 */
export function balancednessDefect(squaredNorms: Float64Array, growth: Float64Array): number {
  if (squaredNorms.length !== growth.length + 1) {
    throw new RangeError(
      `balancedness: ${growth.length} intervals have ${growth.length + 1} ends; got ${squaredNorms.length}`,
    );
  }
  let expected = squaredNorms[0]!;
  let largest = 0;
  growth.forEach((step, i) => {
    expected += step;
    largest = Math.max(largest, Math.abs(squaredNorms[i + 1]! - expected));
  });
  return largest === 0 ? 0 : largest / Math.max(...squaredNorms);
}
