import { differenceInErrors } from '../record/series.ts';
import type { SeriesStyle } from './theme.ts';

/** One point of a series: depth, value, and its error (half length of the bar, or half width of the band). */
export interface Point {
  readonly t: number;
  readonly value: number;
  readonly error: number;
}

/** A series with the label it carries in the legend. */
export interface Series {
  readonly label: string;
  readonly style: SeriesStyle;
  readonly points: readonly Point[];
}

/** About `count` points, evenly spread, first and last among them, and every point whose depth is in `keep`. */
export function thinned(points: readonly Point[], count: number, keep?: ReadonlySet<number>): readonly Point[] {
  if (points.length <= count) return points;
  const chosen = new Set(spreadIndices(points.length, count));
  return points.filter((point, i) => chosen.has(i) || keep?.has(point.t));
}

/** `count` (2 or more) indices below `length`, evenly spread, first and last among them; all where there are no more. */
export function spreadIndices(length: number, count: number): number[] {
  if (length <= count) return Array.from({ length }, (_, i) => i);
  const step = (length - 1) / (count - 1);
  return Array.from({ length: count }, (_, i) => Math.round(i * step));
}

/** The point of a series at depth t, to 1e-9 relative. */
export function pointAt(series: Series, t: number): Point | undefined {
  return series.points.find((point) => Math.abs(point.t - t) <= 1e-9 * Math.max(1, Math.abs(t)));
}

/**
 * (curve − samples) in units of √(curve error² + standard error²), at every depth that both have (to 1e-9 relative);
 * depths where it is not finite are left out.
 */
export function residuals(curve: Series, samples: Series): { t: number; z: number }[] {
  const out: { t: number; z: number }[] = [];
  for (const point of curve.points) {
    const sample = pointAt(samples, point.t);
    if (sample === undefined) continue;
    const z = differenceInErrors(point.value, point.error, sample.value, sample.error);
    if (Number.isFinite(z)) out.push({ t: point.t, z });
  }
  return out;
}
