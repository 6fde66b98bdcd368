import type { TopLevelSpec } from 'vega-lite';
import type { Series } from './series.ts';
import type { SeriesStyle } from './theme.ts';

export type View = Extract<TopLevelSpec, { vconcat: unknown }>['vconcat'][number];
export type Layer = Extract<View, { layer: unknown }>['layer'][number];
type Encoding = NonNullable<Extract<Layer, { mark: unknown }>['encoding']>;
export type XChannel = NonNullable<Encoding['x']>;
export type YChannel = NonNullable<Encoding['y']>;

/** Stroke widths in pixels. */
export const curveWidth = 1.8;
export const barWidth = 1.2;
/** Caps of bars of a standard error, beside wide pale bars without caps: the two are not taken for each other. */
export const capLength = 7;
export const wideBarWidth = 6;
export const wideBarOpacity = 0.3;
export const bandOpacity = 0.18;

/**
 * A theory curve: a line over a pale band of ± its error; the band shows where the error is wide enough to be seen.
 * A curve known at a single depth is a filled symbol.
 */
export function curveLayers(series: Series, x: XChannel, y: YChannel): Layer[] {
  const values = rowsOf(series);
  const { colour, dash, shape, strokeWidth = curveWidth } = series.style;
  return [
    {
      data: { values },
      mark: { type: 'area', color: colour, opacity: bandOpacity, clip: true },
      encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } },
    },
    {
      data: { values },
      mark:
        values.length > 1
          ? { type: 'line', color: colour, strokeWidth, strokeDash: [...dash], clip: true }
          : { type: 'point', color: colour, shape, filled: true, size: 50, opacity: 1 },
      encoding: { x, y: { ...y, field: 'value' } },
    },
  ];
}

/** Sampled numbers: open symbols with bars of ± one standard error. */
export function sampleLayers(series: Series, x: XChannel, y: YChannel): Layer[] {
  const values = rowsOf(series);
  const { colour } = series.style;
  return [
    {
      data: { values },
      mark: { type: 'rule', color: colour, strokeWidth: barWidth },
      encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } },
    },
    { data: { values }, mark: openSymbol(series.style), encoding: { x, y: { ...y, field: 'value' } } },
  ];
}

/** An open symbol: a sampled number. */
export function openSymbol(style: SeriesStyle) {
  return {
    type: 'point' as const,
    shape: style.shape,
    size: 18,
    stroke: style.colour,
    fill: '#ffffff',
    strokeWidth: 1.1,
    opacity: 1,
  };
}

/** A filled symbol, with a white rim that keeps it apart from what lies under it. */
export function filledSymbol(style: SeriesStyle) {
  return {
    type: 'point' as const,
    shape: style.shape,
    size: 46,
    stroke: '#ffffff',
    fill: style.colour,
    strokeWidth: 0.8,
    opacity: 1,
  };
}

/** A dot on a line: a node of a mesh. */
export function nodeDot(colour: string) {
  return { type: 'point' as const, shape: 'circle', filled: true, color: colour, size: 12, opacity: 1 };
}

/** A small dot in a cell of a heat map, seen on pale and on dark. */
export const dotMark = {
  type: 'point' as const,
  shape: 'circle',
  size: 7,
  stroke: '#ffffff',
  fill: '#000000',
  strokeWidth: 0.6,
  opacity: 1,
};

function rowsOf(series: Series): { t: number; value: number; low: number; high: number }[] {
  return series.points
    .filter((point) => Number.isFinite(point.value) && Number.isFinite(point.error))
    .map(({ t, value, error }) => ({ t, value, low: value - error, high: value + error }));
}
