import { barWidth, curveWidth, filledSymbol, type Layer, openSymbol, type XChannel, type YChannel } from './layers.ts';
import type { SeriesStyle } from './theme.ts';

/** A point of a contour with its horizontal bar; x: NaN draws the bar alone, ∞ an open symbol right of the frame. */
export interface ContourPoint {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

export interface Contour {
  readonly label: string;
  readonly style: SeriesStyle;
  /** In the order of their y. */
  readonly points: readonly ContourPoint[];
  /** No line between points whose y has no order. */
  readonly connected: boolean;
}

/** Pixels between the open symbols right of the frame. */
export const beyondStep = 10;
/** Pixels between the contours in one row. */
const rowStep = 5;

/** The axes that contours share with the cells under them. */
export interface ContourChannels {
  readonly x: XChannel;
  readonly y: YChannel;
}

/** All contours of a panel, over cells whose horizontal axis goes up to `end`. */
export function contoursLayers(contours: readonly Contour[], channels: ContourChannels, end: number): Layer[] {
  return stacked(contours.map((contour, i) => contourLayers(contour, i, contours.length, channels, end)));
}

/** Layers of several contours, those of the same depth together: no line or bar lies over the symbol of another. */
function stacked(contours: readonly (readonly Layer[])[]): Layer[] {
  const depth = contours[0]?.length ?? 0;
  return Array.from({ length: depth }, (_, i) => contours.map((layers) => layers[i]!)).flat();
}

/** A line through the points inside the frame, bars, filled symbols, and open ones right of the frame. */
function contourLayers(
  { points, style, connected }: Contour,
  index: number,
  count: number,
  channels: ContourChannels,
  end: number,
): Layer[] {
  // Bars of the same row must not cover each other.
  const shift = ((count - 1) / 2 - index) * rowStep;
  const x = (field: string) => ({ ...channels.x, field });
  const y = { ...channels.y, field: 'y' };
  const inside = points.filter((point) => Number.isFinite(point.x));
  const outside = points.filter((point) => point.x === Number.POSITIVE_INFINITY);
  const bars = points
    .map(({ y, low, high }) => ({ y, low, high: Math.min(high, end) }))
    .filter(({ low, high }) => low < high);
  const runs = connected ? inside.map(({ x, y }) => ({ x, y, run: runOf(points, y) })) : [];
  const stroke = (colour: string, width: number, dash: readonly number[]): Layer[] => [
    {
      data: { values: runs },
      mark: { type: 'line', color: colour, strokeWidth: width, strokeDash: [...dash], yOffset: shift, clip: true },
      encoding: { x: x('x'), y, order: { field: 'y' }, detail: { field: 'run', type: 'nominal' } },
    },
  ];
  const bar = (colour: string, width: number): Layer => ({
    data: { values: bars },
    mark: { type: 'rule', color: colour, strokeWidth: width, yOffset: shift },
    encoding: { x: x('low'), x2: { field: 'high' }, y },
  });
  return [
    ...stroke('#ffffff', curveWidth + 2.4, []),
    ...stroke(style.colour, curveWidth, style.dash),
    bar('#ffffff', barWidth + 2),
    bar(style.colour, barWidth),
    {
      data: { values: inside.map(({ x, y }) => ({ x, y })) },
      mark: { ...filledSymbol(style), yOffset: shift },
      encoding: { x: x('x'), y },
    },
    {
      data: { values: outside.map(({ y }) => ({ x: end, y })) },
      mark: { ...openSymbol(style), size: 36, xOffset: (index + 0.7) * beyondStep, yOffset: shift },
      encoding: { x: x('x'), y },
    },
  ];
}

/** Number of the run of neighbouring points inside the frame that a point belongs to. */
function runOf(points: readonly ContourPoint[], y: number): number {
  return points.filter((point) => point.y < y && !Number.isFinite(point.x)).length;
}
