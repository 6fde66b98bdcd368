import { RenormalisationError } from './renormalisation-error.ts';

/**
 * A stack at initial weights that reads M tokens side by side: an embedding with entries N(0, 1), for M > 1 one linear map of
 * the M embeddings to the width d, then L blocks x ← x + W₂ σ(W₁ LN(x)). Weights and biases of linear maps have variance
 * 1/(3 fan-in), as torch.nn.Linear draws them.
 */
export interface PreNormStack {
  /** L. */
  readonly layers: number;
  /** d, M and neurons of a block. */
  readonly width: number;
  readonly tokens: number;
  readonly hidden: number;
  /** ε of LN. */
  readonly epsilon: number;
  /** E[σ(u) σ(v)] for Gaussian u, v of one variance and a covariance. */
  readonly meanProduct: (variance: number, covariance: number) => number;
}

/**
 * The mean kernel at infinite width, K_ℓ(m) = x·x′/d of two inputs that agree in m of M tokens, as its increments: entry ℓ is
 * K_ℓ − K_{ℓ−1} at m = 0 … M, and K_0 for ℓ = 0.
 *
 *     K_0 = m for M = 1, (m + 1/d)/(3 M) else;    c = K_ℓ(m)/(K_ℓ(M) + ε);
 *     K_{ℓ+1}(m) = K_ℓ(m) + ⅓ E[σ(u) σ(v)] + 1/(3 h),    Var u = Var v = c(M)/3 + 1/(3 d),  Cov(u, v) = c(m)/3 + 1/(3 d).
 *
 * LN subtracts a mean over d coordinates that vanishes at infinite width; the terms 1/d, 1/h are the biases'. Only the
 * overlap m counts, since tokens have independent embeddings.
 */
export function overlapKernels(stack: PreNormStack): Float64Array[] {
  const { layers, width, tokens, hidden, epsilon, meanProduct } = stack;
  let kernel = Float64Array.from({ length: tokens + 1 }, (_, m) => (tokens === 1 ? m : (m + 1 / width) / (3 * tokens)));
  const increments = [kernel];
  for (let layer = 0; layer < layers; layer++) {
    const own = kernel[tokens]! + epsilon;
    const covariance = kernel.map((value) => value / own / 3 + 1 / (3 * width));
    const variance = covariance[tokens]!;
    const increment = covariance.map((value) => meanProduct(variance, value) / 3 + 1 / (3 * hidden));
    increments.push(increment);
    kernel = kernel.map((value, m) => value + increment[m]!);
  }
  return increments;
}

/**
 * f(m) = Σ_k c_k C(m, k), m = 0 … M: c_k is the k-th difference of f at 0. Where two inputs agree in m tokens, C(m, k) is the
 * number of sets of k tokens in which they agree: the kernel f of Gaussian neurons is a sum over sets S of tokens of
 * independent neurons with variance c_|S| that see the tokens in S alone. Covariances that are power series in m with
 * coefficients ≥ 0, as those of `overlapKernels`, have c_k ≥ 0. @throws RenormalisationError where one is below 0 beyond rounding
 */
export function subsetVariances(f: Float64Array): Float64Array {
  const differences = f.slice();
  const largest = Math.max(...f.map(Math.abs));
  for (let k = 1; k < f.length; k++) {
    for (let m = f.length - 1; m >= k; m--) differences[m] = differences[m]! - differences[m - 1]!;
  }
  return differences.map((value, k) => {
    // Differences of order k add up 2^k roundings, and the error of the averages.
    if (value < -1e-9 * 2 ** k * largest)
      throw new RenormalisationError(
        `a kernel of overlaps is no covariance: its difference of order ${k} is ${value.toExponential(1)}.`,
      );
    return Math.max(0, value);
  });
}
