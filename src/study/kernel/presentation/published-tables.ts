import { formatWithError } from '../../../figure/format.ts';
import type { ReportTable } from '../../../figure/markup.ts';
import type { SeriesRow } from '../../../record/series.ts';
import { quadratureLabel } from '../published-label.ts';
import { closureLabels } from './panels.ts';
import { formatDifference, type PublishedComparison, printedText } from './published-comparison.ts';

/** How many standard errors a sampled value must be from zero to be a unit for others. */
const clearOfZero = 3;
/** What rounding leaves of a number that is zero. */
const rounding = 1e-12;

/** Every published value beside the same number re-computed, converged and sampled. */
export function valuesTable(
  comparisons: readonly PublishedComparison[],
  closure: 'g-only' | 'source-only',
  nodes: number | undefined,
): ReportTable {
  return {
    caption: `${closureLabels[closure]} as published, re-computed with the ${quadratureLabel(nodes)}, and converged; ± is one standard error or the estimated error`,
    columns: [
      'Quantity',
      'Published theory',
      'Re-computed',
      'Converged',
      `${closureLabels.exact[0]!.toUpperCase()}${closureLabels.exact.slice(1)}`,
      'Published sampling',
      'Sampled here',
    ],
    rows: comparisons.map(({ name, published, recomputed, converged, exact, sampled }) => [
      name,
      published.theory === undefined ? '–' : printedText(published.theory),
      ...[recomputed, converged, exact].map(rowText),
      publishedSampling(published),
      rowText(sampled),
    ]),
  };
}

/**
 * How published theory − published sampling divides: into quadrature (re-computed − converged), closure (converged − sampled
 * here), and the rest (sampled here − published sampling, digits that were not printed). The three add up.
 */
export function divisionTable(comparisons: readonly PublishedComparison[]): ReportTable[] {
  const rows = comparisons.flatMap((one) => {
    const { published, name, recomputed, converged, sampled } = one;
    if (published.theory === undefined || published.sampled === undefined || !recomputed || !converged) return [];
    const difference = Number(published.theory) - Number(published.sampled);
    const quadrature = recomputed.value - converged.value;
    const closure = sampled && converged.value - sampled.value;
    const rest = closure === undefined ? undefined : difference - quadrature - closure;
    const unit = unitOf(one);
    const cells = [difference, quadrature, closure, rest].map((part) =>
      part === undefined ? '–' : formatDifference(part, unit),
    );
    return [[name, ...cells]];
  });
  if (rows.length === 0) return [];
  return [
    {
      caption:
        'Where the published difference comes from; percentages are of the value sampled here, or of the published one at another width',
      columns: [
        'Quantity',
        'Published theory − published sampling',
        'Quadrature: re-computed − converged',
        'Closure: converged − sampled here',
        'Rest: sampled here − published sampling, digits not printed',
      ],
      rows,
    },
  ];
}

function rowText(row: SeriesRow | undefined): string {
  if (row === undefined) return '–';
  if (Math.abs(row.value) <= rounding && row.error <= rounding) return '0';
  return formatWithError(row.value, row.error);
}

function publishedSampling({ sampled, sampledError }: PublishedComparison['published']): string {
  if (sampled === undefined) return '–';
  return sampledError === undefined ? printedText(sampled) : `${printedText(sampled)} ± ${sampledError}`;
}

/** 0 where the value is zero within its error. */
function unitOf({ published, sampled }: PublishedComparison): number {
  if (sampled === undefined) return Math.abs(Number(published.sampled));
  return Math.abs(sampled.value) > Math.max(clearOfZero * sampled.error, rounding) ? Math.abs(sampled.value) : 0;
}
