import type { Series } from '../../../figure/series.ts';
import { colours, type SeriesStyle } from '../../../figure/theme.ts';
import type { SeriesRow } from '../../../record/series.ts';
import type { ResidualQuantity } from '../quantities.ts';
import { headlineComponents } from '../verdicts.ts';
import { componentTitle, definition } from './components.ts';
import { type KernelPanel, pointsOf, sampledPoints, sampledSeries, styles } from './panels.ts';

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

/** Measured E[Σ(G, Q)] against Σ(K0), which every closure has in its place. */
export function sourcePanels(rows: readonly SeriesRow[]): KernelPanel[] {
  return panelsOf('Sigma', rows, (own) => {
    const closure = own.find((row) => row.quantity === 'Sigma' && !row.source.startsWith('sampled'))?.source;
    const points = closure === undefined ? [] : pointsOf(own, 'Sigma', closure);
    return {
      below: 'relative',
      curves: series('Σ(K₀), infinite width', styles.infinite, points),
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
