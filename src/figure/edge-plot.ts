import type { TopLevelSpec } from 'vega-lite';
import { type Bands, bandAxis } from './bands.ts';
import { barWidth, curveWidth, filledSymbol, type Layer, openSymbol, type View } from './layers.ts';
import { entriesView, type LegendEntry } from './legend.ts';
import { colours, figureConfig, type SeriesStyle } from './theme.ts';
import { logTicks } from './value-axis.ts';

/** A number known to lie between `low` and `high` (∞: without an upper bound). */
export interface EdgePoint {
  /** Place on the axis of swept values. */
  readonly at: number;
  readonly low: number;
  readonly high: number;
  /** Best value; ∞: above the ceiling, NaN: the bar alone is drawn. */
  readonly value: number;
  /** Largest value that could be seen here. */
  readonly ceiling: number;
}

export interface EdgeSeries {
  readonly label: string;
  readonly style: SeriesStyle;
  readonly points: readonly EdgePoint[];
}

export interface EdgePanel {
  readonly title: string;
  readonly series: readonly EdgeSeries[];
}

/** What the vertical axis shows, and whether over powers of ten. */
export interface EdgeAxis {
  readonly title: string;
  readonly scale: 'linear' | 'log';
  /** What the ceiling is, for the legend. */
  readonly ceiling: string;
}

export interface EdgeLayout {
  readonly columns: number;
  readonly width: number;
  readonly height: number;
}

export const wideEdgeLayout: EdgeLayout = { columns: 3, width: 880, height: 210 };
export const narrowEdgeLayout: EdgeLayout = { columns: 1, width: 350, height: 190 };

/** Pixels between series at the same value, so that their bars do not cover each other. */
const dodge = 5;
/** Most powers of ten with a label. */
const mostTicks = 10;

/**
 * Numbers with brackets against swept values: symbols joined by a line (where the values are numbers), bars from lower to
 * upper bound, open symbols with an arrow at the ceiling for what lies beyond it. All panels share both axes.
 */
export function edgePlotSpec(
  panels: readonly EdgePanel[],
  x: Bands & { readonly title: string },
  y: EdgeAxis,
  layout: EdgeLayout,
): TopLevelSpec {
  const columns = Math.max(1, Math.min(layout.columns, panels.length));
  const width = Math.min(420, Math.floor((layout.width - 34) / columns - 62));
  const points = panels.flatMap(({ series }) => series.flatMap((one) => one.points));
  const range = rangeOf(points, y.scale);
  const channels: Channels = {
    x: bandAxis(x, width, 'horizontal', x.title),
    y: {
      type: 'quantitative',
      scale: { type: y.scale, domain: [...range], nice: false },
      axis: y.scale === 'log' ? { values: logTicks(range, mostTicks), labelOverlap: false } : { tickCount: 6 },
    },
  };
  const all = panels.flatMap(({ series }) => series);
  const entries: LegendEntry[] = [
    ...new Map(
      all.map(({ label, style }): [string, LegendEntry] => [
        label,
        { label, style, marks: [...(!x.ordinal ? (['line'] as const) : []), 'vertical-bar', 'filled-symbol'] },
      ]),
    ).values(),
    { label: y.ceiling, style: ceilingStyle, marks: ['line'] },
  ];
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: figureConfig,
    spacing: 14,
    vconcat: [
      entriesView(entries, layout.width - 20),
      {
        columns,
        spacing: { row: 20, column: 14 },
        concat: panels.map(({ title, series }, i): View => {
          const own = i % columns === 0 ? y.title : null;
          const view = { ...channels, y: { ...channels.y, axis: { ...channels.y.axis, title: own } } };
          return {
            title,
            width,
            height: layout.height,
            layer: [
              ceilingLayer(series, view),
              ...series.flatMap((one, j) =>
                seriesLayers(one, (j - (series.length - 1) / 2) * dodge, !x.ordinal, view, range),
              ),
            ],
          };
        }),
      },
    ],
  };
}

const ceilingStyle: SeriesStyle = { colour: colours.grey, dash: [2, 3], shape: 'circle' };

interface Channels {
  readonly x: ReturnType<typeof bandAxis>;
  readonly y: { readonly type: 'quantitative'; readonly scale: object; readonly axis: object };
}

function ceilingLayer(series: readonly EdgeSeries[], channels: Channels): Layer {
  const points = new Map(series.flatMap((one) => one.points.map(({ at, ceiling }) => [at, ceiling] as const)));
  return {
    data: { values: [...points].map(([at, ceiling]) => ({ at, ceiling })) },
    mark: { type: 'line', color: colours.grey, strokeDash: [...ceilingStyle.dash], strokeWidth: barWidth, clip: true },
    encoding: { x: { ...channels.x, field: 'at' }, y: { ...channels.y, field: 'ceiling' } },
  };
}

function seriesLayers(
  { points, style }: EdgeSeries,
  shift: number,
  connected: boolean,
  channels: Channels,
  [floor]: readonly [number, number],
): Layer[] {
  const x = { ...channels.x, field: 'at' };
  const y = (field: string) => ({ ...channels.y, field });
  const found = points.flatMap(({ at, value }) => (Number.isFinite(value) && value >= floor ? [{ at, value }] : []));
  const beyond = points.flatMap(({ at, value, ceiling }) =>
    value === Number.POSITIVE_INFINITY ? [{ at, value: ceiling, arrow: '↑' }] : [],
  );
  const bars = points
    .map(({ at, low, high, ceiling }) => ({ at, low: Math.max(low, floor), high: Math.min(high, ceiling) }))
    .filter(({ low, high }) => low < high);
  return [
    {
      data: { values: connected ? found : [] },
      mark: { type: 'line', color: style.colour, strokeWidth: curveWidth, strokeDash: [...style.dash], xOffset: shift },
      encoding: { x, y: y('value') },
    },
    {
      data: { values: bars },
      mark: { type: 'rule', color: style.colour, strokeWidth: barWidth, xOffset: shift },
      encoding: { x, y: y('low'), y2: { field: 'high' } },
    },
    {
      data: { values: found },
      mark: { ...filledSymbol(style), xOffset: shift },
      encoding: { x, y: y('value') },
    },
    {
      data: { values: beyond },
      mark: { ...openSymbol(style), size: 36, xOffset: shift },
      encoding: { x, y: y('value') },
    },
    {
      data: { values: beyond },
      mark: { type: 'text', color: style.colour, fontSize: 13, fontWeight: 'bold', xOffset: shift, yOffset: -11 },
      encoding: { x, y: y('value'), text: { field: 'arrow' } },
    },
  ];
}

/** From zero (linear) or the smallest value seen (log), with room for the arrows above the highest ceiling that counts. */
function rangeOf(points: readonly EdgePoint[], scale: 'linear' | 'log'): [number, number] {
  const ceilings = points.map(({ ceiling }) => ceiling);
  if (scale === 'linear') return [0, 1.14 * Math.max(...ceilings, Number.MIN_VALUE)];
  const seen = points.flatMap(({ value, ceiling, low }) =>
    [value === Number.POSITIVE_INFINITY ? ceiling : value, low].filter((one) => one > 0 && Number.isFinite(one)),
  );
  if (seen.length === 0) return [0.1, 1];
  return [Math.min(...seen) / 1.5, Math.max(...seen) * 2];
}
