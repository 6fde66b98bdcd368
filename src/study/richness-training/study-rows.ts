import type { SeriesRow } from '../../record/series.ts';
import { quantityNames } from './quantities.ts';
import { curveOf, type VariantNetworks } from './study-data.ts';

/**
 * Means over seeds along the training: every quantity by variant, t is the step. A mean of fewer than two networks has no
 * standard error and is left out.
 */
export function studyRows(networks: readonly VariantNetworks[]): SeriesRow[] {
  return networks.flatMap(({ label, points }) =>
    quantityNames.flatMap((quantity) =>
      curveOf(points, quantity).flatMap(({ step, mean, standardError }): SeriesRow[] =>
        Number.isFinite(standardError)
          ? [
              {
                ...{ quantity, component: label, layer: null, t: step, source: 'training' },
                ...{ value: mean, error: standardError, errorKind: 'standard' },
              },
            ]
          : [],
      ),
    ),
  );
}
