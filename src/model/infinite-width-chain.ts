import type { Ensemble } from './ensemble.ts';

/**
 * The infinite-width chain of an ensemble, layer by layer: what the samplers' control variates are driven with.
 * Plain typed arrays, so that it can be sent to a worker. P = N (N + 1) / 2 pairs in the order of `inputPairs`.
 */
export interface InfiniteWidthChain {
  /** N. */
  readonly inputs: number;
  /** L. */
  readonly layers: number;
  /** K0^ℓ, ℓ = 0..L: (L + 1) × P. */
  readonly kernels: Float64Array;
  /** F(K0^ℓ) = C_W E[σσ] + C_b, ℓ = 0..L: (L + 1) × P. */
  readonly increments: Float64Array;
  /** E₂(K0^ℓ) = E[σσ], ℓ = 0..L: (L + 1) × P. */
  readonly products: Float64Array;
  /**
   * χ^ℓ = ∂F/∂K at K0^ℓ, ℓ = 0..L: (L + 1) × P × 3. Pair (c, d) couples only to (c,c), (c,d), (d,d), in this order;
   * a diagonal pair has [χ, 0, 0].
   */
  readonly susceptibilities: Float64Array;
  /** Largest error estimate of the Gaussian averages, absolute. */
  readonly averageError: number;
}

/** A chain without its numbers, which take time to compute: for what depends on its size alone. */
export function emptyChain({ inputKernel, layers }: Pick<Ensemble, 'inputKernel' | 'layers'>): InfiniteWidthChain {
  const none = new Float64Array(0);
  return {
    ...{ inputs: inputKernel.length, layers, averageError: 0 },
    ...{ kernels: none, increments: none, products: none, susceptibilities: none },
  };
}
