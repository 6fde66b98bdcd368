import { kernelNormOf } from './dynamical-richness.ts';
import { packedInner, packedTrace, squareOf } from './packed-products.ts';
import { RichnessError } from './richness-error.ts';
import type { RowMoments } from './row-moments.ts';

/**
 * S_init = ‖Φ₀_cᵀΦ_c‖_F² / (‖Φ₀_cᵀΦ₀_c‖_F ‖Φ_cᵀΦ_c‖_F) ∈ [0, 1]: centred kernel alignment of initial and present features (Kornblith et al.,
 * arXiv 1905.00414); 1 where the kernel has not moved but for rotation and scale. @throws RichnessError without initial features, or where
 * either do not vary
 */
export function initialAlignment(moments: RowMoments): number {
  const { shape, count, initial, initialMean, initialFeatures } = moments;
  if (shape.initialFeatures === 0) {
    throw new RichnessError('S_init compares features with those of the initial network; there are none.');
  }
  if (packedTrace(initial) <= (4 * Number.EPSILON) ** 2 * count * squareOf(initialMean)) {
    throw new RichnessError('the initial features are the same for every row (to rounding): S_init is not defined.', {
      part: 'initialFeatures',
    });
  }
  const own = Math.sqrt(packedInner(initial, initial));
  return Math.min(1, squareOf(initialFeatures) / own / kernelNormOf(moments));
}
