/** σ of a Leaky ResNet: max(z, 0), z, or the smooth ln(1 + e^{βz})/β of sharpness β. */
export type LeakyActivation = 'relu' | 'identity' | { readonly softplus: number };

/**
 * A Leaky ResNet in continuous depth p ∈ [0, 1] (Jacot & Kaiser, arXiv 2405.17573, section 1):
 *
 *     ∂_p A = −L̃ A + W_p σ(A),   A_0 = X,   A_p: w × N, one column per data point
 *
 * With `bias`, σ(A) carries one more row of ones and W_p is w × (w + 1), its last column the bias; without, W_p is w × w.
 */
export interface LeakyResnet {
  /** L̃ ≥ 0. */
  readonly effectiveDepth: number;
  /** w. */
  readonly width: number;
  readonly activation: LeakyActivation;
  readonly bias: boolean;
}

/** Rows of σ(A), and columns of W_p: w, or w + 1 with bias. */
export function featureCount({ width, bias }: Pick<LeakyResnet, 'width' | 'bias'>): number {
  return bias ? width + 1 : width;
}
