import type { ComparisonPanel } from '../../../figure/comparison.ts';
import { type Point, type Series, thinned } from '../../../figure/series.ts';
import { colours, type SeriesStyle } from '../../../figure/theme.ts';
import type { SeriesRow, Source } from '../../../record/series.ts';
import { publishedSources, quadratureLabel } from '../published-label.ts';
import { headlineComponents } from '../verdicts.ts';
import { componentTitle, definition } from './components.ts';

/** More sampled points than this run into each other. */
const mostSamples = 41;

/** More points than this on a curve cannot be seen. */
const mostPoints = 201;

/** Closures with converged averages, the most exact first. */
export const closures = ['exact', 'path', 'g-only', 'source-only'] as const;
type ClosureSource = (typeof closures)[number];

/** Closures as they are called in figures, tables and text. */
export const closureLabels: Readonly<Record<ClosureSource, string>> = {
  exact: 'exact at order 1/n',
  path: 'path theory',
  'g-only': 'G-only closure',
  'source-only': 'source only',
};

/** The sampled closure, as it is called in figures, tables and text. */
export const stochasticClosureLabel = 'G-only stochastic closure';

export const styles: Readonly<
  Record<ClosureSource | 'sampled' | 'stochastic' | 'infinite' | 'published', SeriesStyle>
> = {
  exact: { colour: colours.blue, dash: [], shape: 'diamond' },
  path: { colour: colours.orange, dash: [4, 6], shape: 'triangle-down' },
  'g-only': { colour: colours.vermillion, dash: [9, 4], shape: 'square' },
  'source-only': { colour: colours.green, dash: [2, 3], shape: 'triangle-up' },
  infinite: { colour: colours.grey, dash: [10, 3, 2, 3], shape: 'cross' },
  published: { colour: colours.umber, dash: [1.5, 3.5], shape: 'triangle-down', strokeWidth: 1.3 },
  sampled: { colour: colours.black, dash: [], shape: 'circle' },
  stochastic: { colour: colours.purple, dash: [], shape: 'triangle-down' },
};

/** A panel with the component that it shows. */
export interface KernelPanel extends ComparisonPanel {
  readonly component: string;
}

/**
 * Panels for one quantity, one per headline component that has rows: closures as curves, and as points the sampled estimate
 * (`sampled`, else `sampled-plain`) and the G-only stochastic closure. For G the curves are K0 + K1/n of every closure and K0 itself. Depths are
 * thinned where there are more than can be seen.
 * @param nodes of the published quadrature, for its name
 */
export function kernelPanels(
  quantity: 'G' | 'V4' | 'K1' | 'U1',
  rows: readonly SeriesRow[],
  width: number,
  nodes?: number,
): KernelPanel[] {
  return headlineComponents(quantity).flatMap((component) => {
    const own = rows.filter((row) => row.component === component);
    const samples = sampledSeries(own, quantity);
    const curves = quantity === 'G' ? meanKernelCurves(own, width, nodes) : closureCurves(own, quantity, nodes);
    if (samples.length === 0 && curves.length === 0) return [];
    const shown = new Set(samples.flatMap((series) => series.points.map((point) => point.t)));
    return {
      component,
      title: componentTitle(component),
      valueAxis: definition(quantity, component),
      curves: curves.map((curve) => ({ ...curve, points: thinned(curve.points, mostPoints, shown) })),
      samples,
    };
  });
}

interface Theory {
  readonly source: Source;
  readonly label: string;
  readonly style: SeriesStyle;
}

/** The closures as they are drawn, those with the published quadrature last. */
function theories(nodes: number | undefined): Theory[] {
  const converged = closures.map((source) => ({ source, label: closureLabels[source], style: styles[source] }));
  const published = [...publishedSources].reverse().map((source, i) => ({
    source,
    label: `${closureLabels[source === 'published-g-only' ? 'g-only' : 'source-only']}, ${quadratureLabel(nodes)}`,
    style: { ...styles.published, dash: i === 0 ? styles.published.dash : [1.5, 7] },
  }));
  return [...converged, ...published];
}

function closureCurves(rows: readonly SeriesRow[], quantity: string, nodes: number | undefined): Series[] {
  return theories(nodes)
    .map(({ source, label, style }) => ({ label, style, points: pointsOf(rows, quantity, source) }))
    .filter(({ points }) => points.length > 0);
}

function meanKernelCurves(rows: readonly SeriesRow[], width: number, nodes: number | undefined): Series[] {
  const curves = theories(nodes).flatMap(({ source, label, style }): Series[] => {
    const corrections = new Map(pointsOf(rows, 'K1', source).map((point) => [point.t, point]));
    const points = pointsOf(rows, 'K0', source).flatMap(({ t, value, error }) => {
      const correction = corrections.get(t);
      if (correction === undefined) return [];
      return [{ t, value: value + correction.value / width, error: error + correction.error / width }];
    });
    return points.length > 0 ? [{ label: `K₀ + K₁/n, ${label}`, style, points }] : [];
  });
  const infinite = closures.map((source) => pointsOf(rows, 'K0', source)).find((points) => points.length > 0);
  return infinite ? [...curves, { label: 'K₀, infinite width', style: styles.infinite, points: infinite }] : curves;
}

/** The estimate of sampled networks to use: `sampled`, else `sampled-plain`. */
export function sampledPoints(rows: readonly SeriesRow[], quantity: string): readonly Point[] {
  const best = pointsOf(rows, quantity, 'sampled');
  return thinned(best.length > 0 ? best : pointsOf(rows, quantity, 'sampled-plain'), mostSamples);
}

/** Networks first: they are the reference where both were sampled. */
export function sampledSeries(rows: readonly SeriesRow[], quantity: string): Series[] {
  const networks = sampledPoints(rows, quantity);
  const closure = pointsOf(rows, quantity, 'g-only-stochastic');
  return [
    { label: 'sampled ± 1 standard error', style: styles.sampled, points: networks },
    {
      label: `${stochasticClosureLabel} ± 1 standard error`,
      style: styles.stochastic,
      points: thinned(closure, mostSamples),
    },
  ].filter(({ points }) => points.length > 0);
}

export function pointsOf(rows: readonly SeriesRow[], quantity: string, source: Source): Point[] {
  return rows
    .filter((row) => row.quantity === quantity && row.source === source)
    .map(({ t, value, error }) => ({ t, value, error }));
}
