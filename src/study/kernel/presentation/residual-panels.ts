import type { Series } from '../../../figure/series.ts';
import { colours, type SeriesStyle } from '../../../figure/theme.ts';
import type { SeriesRow, Source } from '../../../record/series.ts';
import { publishedSources, quadratureLabel } from '../published-label.ts';
import type { ResidualQuantity } from '../quantities.ts';
import { headlineComponents } from '../verdicts.ts';
import { componentTitle, definition } from './components.ts';
import { closures, type KernelPanel, pointsOf, sampledPoints, sampledSeries, styles } from './panels.ts';

const parts: readonly { quantity: ResidualQuantity; label: string; style: SeriesStyle }[] = [
  { quantity: 'Rtransport', label: 'transport part', style: { colour: colours.blue, dash: [], shape: 'diamond' } },
  { quantity: 'Rsource', label: 'source part', style: { colour: colours.vermillion, dash: [], shape: 'square' } },
  { quantity: 'Rstep', label: 'step part', style: { colour: colours.green, dash: [], shape: 'triangle-up' } },
];

/** Measured R with its measured parts, and the residual that the exact closure predicts for n → ∞ as a line. */
export function residualPanels(rows: readonly SeriesRow[]): KernelPanel[] {
  return panelsOf('R', rows, (own) => ({
    // The prediction is for n → ∞ and misses R by order 1/n, many standard errors: that is in the table.
    below: 'nothing',
    curves: series('R, exact closure for n → ∞', styles.exact, pointsOf(own, 'R', 'exact')),
    samples: [
      ...series('R, sampled ± 1 standard error', styles.sampled, sampledPoints(own, 'R')),
      ...parts.flatMap(({ quantity, label, style }) => series(`its ${label}`, style, sampledPoints(own, quantity))),
    ],
  }));
}

/**
 * Measured E[Σ(G, Q)] against Σ(K0), which every converged closure has in its place, and Σ(K0) with the published quadrature.
 * @param nodes of that quadrature, for its name
 */
export function sourcePanels(rows: readonly SeriesRow[], nodes?: number): KernelPanel[] {
  return panelsOf('Sigma', rows, (own) => {
    const ofFirst = (sources: readonly Source[]) =>
      sources.map((source) => pointsOf(own, 'Sigma', source)).find((points) => points.length > 0) ?? [];
    return {
      below: 'relative',
      curves: [
        ...series('Σ(K₀), infinite width', styles.infinite, ofFirst(closures)),
        ...series(`Σ(K₀), ${quadratureLabel(nodes)}`, styles.published, ofFirst(publishedSources)),
      ],
      samples: sampledSeries(own, 'Sigma'),
    };
  });
}

function panelsOf(
  quantity: ResidualQuantity,
  rows: readonly SeriesRow[],
  read: (own: readonly SeriesRow[]) => Pick<KernelPanel, 'curves' | 'samples' | 'below'>,
): KernelPanel[] {
  return headlineComponents(quantity).flatMap((component) => {
    const content = read(rows.filter((row) => row.component === component));
    if (content.curves.length + content.samples.length === 0) return [];
    return [{ component, title: componentTitle(component), valueAxis: definition(quantity, component), ...content }];
  });
}

function series(label: string, style: SeriesStyle, points: Series['points']): Series[] {
  return points.length > 0 ? [{ label, style, points }] : [];
}
