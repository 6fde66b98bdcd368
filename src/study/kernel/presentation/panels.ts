import type { ComparisonPanel } from '../../../figure/comparison.ts';
import { type Point, type Series, thinned } from '../../../figure/series.ts';
import { colours, type SeriesStyle } from '../../../figure/theme.ts';
import type { SeriesRow, Source } from '../../../record/series.ts';
import { headlineComponents } from '../verdicts.ts';
import { componentTitle, definition } from './components.ts';

/** More sampled points than this run into each other. */
const mostSamples = 41;

/** More points than this on a curve cannot be seen. */
const mostPoints = 201;

const closures = ['exact', 'g-only', 'source-only'] as const;
type ClosureSource = (typeof closures)[number];

/** Closures as they are called in figures, tables and text. */
export const closureLabels: Readonly<Record<ClosureSource, string>> = {
  exact: 'exact at order 1/n',
  'g-only': 'G-only closure',
  'source-only': 'source only',
};

export const styles: Readonly<Record<ClosureSource | 'sampled' | 'infinite', SeriesStyle>> = {
  exact: { colour: colours.blue, dash: [], shape: 'diamond' },
  'g-only': { colour: colours.vermillion, dash: [9, 4], shape: 'square' },
  'source-only': { colour: colours.green, dash: [2, 3], shape: 'triangle-up' },
  infinite: { colour: colours.grey, dash: [10, 3, 2, 3], shape: 'cross' },
  sampled: { colour: colours.black, dash: [], shape: 'circle' },
};

/** A panel with the component that it shows. */
export interface KernelPanel extends ComparisonPanel {
  readonly component: string;
}

/**
 * Panels for one quantity, one per headline component that has rows: closures as curves, and the sampled estimate as
 * points (`sampled`, else `sampled-plain`). For G the curves are K0 + K1/n of every closure and K0 itself. Depths are
 * thinned where there are more than can be seen.
 */
export function kernelPanels(
  quantity: 'G' | 'V4' | 'K1' | 'U1',
  rows: readonly SeriesRow[],
  width: number,
): KernelPanel[] {
  return headlineComponents(quantity).flatMap((component) => {
    const own = rows.filter((row) => row.component === component);
    const sampled = sampledPoints(own, quantity);
    const curves = quantity === 'G' ? meanKernelCurves(own, width) : closureCurves(own, quantity);
    if (sampled.length === 0 && curves.length === 0) return [];
    const shown = new Set(sampled.map((point) => point.t));
    return {
      component,
      title: componentTitle(component),
      valueAxis: definition(quantity, component),
      curves: curves.map((curve) => ({ ...curve, points: thinned(curve.points, mostPoints, shown) })),
      samples: sampledSeries(own, quantity),
    };
  });
}

function closureCurves(rows: readonly SeriesRow[], quantity: string): Series[] {
  return closures
    .map((source) => ({
      label: closureLabels[source],
      style: styles[source],
      points: pointsOf(rows, quantity, source),
    }))
    .filter(({ points }) => points.length > 0);
}

function meanKernelCurves(rows: readonly SeriesRow[], width: number): Series[] {
  const kernels = closures.map((source) => pointsOf(rows, 'K0', source));
  const curves = closures.flatMap((source, i): Series[] => {
    const corrections = new Map(pointsOf(rows, 'K1', source).map((point) => [point.t, point]));
    const points = kernels[i]!.flatMap(({ t, value, error }) => {
      const correction = corrections.get(t);
      if (correction === undefined) return [];
      return [{ t, value: value + correction.value / width, error: error + correction.error / width }];
    });
    return points.length > 0 ? [{ label: `K₀ + K₁/n, ${closureLabels[source]}`, style: styles[source], points }] : [];
  });
  const infinite = kernels.find((points) => points.length > 0);
  return infinite ? [...curves, { label: 'K₀, infinite width', style: styles.infinite, points: infinite }] : curves;
}

/** The sampled estimate as a series; none where there is none. */
export function sampledSeries(rows: readonly SeriesRow[], quantity: string): Series[] {
  const points = sampledPoints(rows, quantity);
  return points.length > 0 ? [{ label: 'sampled ± 1 standard error', style: styles.sampled, points }] : [];
}

/** The sampled estimate to use: `sampled`, else `sampled-plain`. */
export function sampledPoints(rows: readonly SeriesRow[], quantity: string): readonly Point[] {
  const best = pointsOf(rows, quantity, 'sampled');
  return thinned(best.length > 0 ? best : pointsOf(rows, quantity, 'sampled-plain'), mostSamples);
}

export function pointsOf(rows: readonly SeriesRow[], quantity: string, source: Source): Point[] {
  return rows
    .filter((row) => row.quantity === quantity && row.source === source)
    .map(({ t, value, error }) => ({ t, value, error }));
}
