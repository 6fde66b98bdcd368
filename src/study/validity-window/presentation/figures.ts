import type { FigureSpec } from '../../../figure/spec.ts';
import type { WindowData } from '../window-data.ts';
import { edgeFigure } from './edge-figure.ts';
import { errorMap } from './error-map.ts';
import { windowMap } from './window-map.ts';

/**
 * Figures of a validity window. One swept field: the relative error over depth and field, with the window edges; edges
 * against the field; for widths, edges over width. Two: a map of the depth that the window reaches.
 */
export function windowFigures(data: WindowData): FigureSpec[] {
  if (data.series.length === 0) return [];
  if (data.axes.length === 2) return [windowMap(data)];
  const edges = data.axes[0]!.scale === 'ordinal' ? [] : [edgeFigure(data, 'edge')];
  const collapse = data.axes[0]!.field === 'width' ? [edgeFigure(data, 'collapse')] : [];
  return [errorMap(data), ...edges, ...collapse];
}
