import type { DynamicalRichness, RichnessSettings } from './dynamical-richness.ts';
import { RichnessError } from './richness-error.ts';
import type { RowMoments } from './row-moments.ts';

/** A number with what deleting one block of rows at a time says about it. */
export interface JackknifeEstimate {
  readonly value: number;
  /** NaN with fewer than two blocks. */
  readonly standardError: number;
  /** Estimated bias of `value`, not subtracted; NaN with fewer than two blocks, or where `linearised`. */
  readonly bias: number;
}

export interface RichnessMeasures {
  readonly richness: DynamicalRichness & JackknifeEstimate;
  /** S_init: centred CKA of Φ₀ and Φ; absent without initial features. */
  readonly initialAlignment?: JackknifeEstimate;
  /** NC1, absent without labels. */
  readonly collapseVariability?: JackknifeEstimate;
  /** NC2, the ETF defect, absent without labels. */
  readonly collapseFrame?: JackknifeEstimate;
  readonly blocks: number;
  /** Whether deletions were taken to first order, because of the size: see README. */
  readonly linearised: boolean;
  readonly warnings: readonly string[];
}

export interface MeasureSettings extends RichnessSettings {
  /** 'auto': exact deletions where they are cheap. */
  readonly jackknife: 'exact' | 'linearised' | 'auto';
}

/**
 * Every scalar measure of the rows, with delete-one-block error bars.
 * @param blocks whose rows together are those of `total`; may be compact; fewer than two: no error bars
 */
export function richnessMeasures(
  total: RowMoments,
  blocks: readonly RowMoments[],
  settings: Partial<MeasureSettings> = {},
): RichnessMeasures {
  throw new RichnessError(`${total.count} ${blocks.length} ${settings.estimator}`);
}
