import type { TopLevelSpec } from 'vega-lite';
import { type Bands, bandAxis } from './bands.ts';
import {
  barWidth,
  capLength,
  curveWidth,
  filledSymbol,
  type Layer,
  type View,
  wideBarOpacity,
  wideBarWidth,
  type XChannel,
  type YChannel,
} from './layers.ts';
import { entriesView, type LegendEntry } from './legend.ts';
import { marginLabelLayers, marginRoom } from './margin-labels.ts';
import { type PanelLayout, panelGrid, plotSize } from './panel-grid.ts';
import { type HorizontalMark, markLayers } from './profile-layers.ts';
import { colours, figureConfig, type SeriesStyle } from './theme.ts';
import {
  hasPlace,
  leftOutNote,
  panelTitle,
  type ValueAxis,
  type ValueScale,
  valueChannel,
  valueScale,
} from './value-axis.ts';

/** A number at one swept value. */
export interface SweepValue {
  /** Place on the axis of swept values. */
  readonly at: number;
  readonly mean: number;
  /** Of the mean, over seeds; 0 or NaN where there is one seed. */
  readonly standardError: number;
  /** Least and greatest value along depth. */
  readonly range?: readonly [least: number, greatest: number];
}

export interface SweepSeries {
  readonly label: string;
  readonly style: SeriesStyle;
  readonly values: readonly SweepValue[];
}

export interface SweepPanel {
  readonly title: string;
  readonly axis: ValueAxis;
  readonly series: readonly SweepSeries[];
  /** Horizontal lines with a label: what is known beforehand, e.g. the teacher's rank. */
  readonly marks?: readonly HorizontalMark[];
}

/** How the legend reads the two kinds of bars. */
export interface BarWords {
  readonly range: string;
  readonly standardError: string;
}

/** Most pixels between series at the same swept value, so that their bars do not cover each other. */
const widestDodge = 8;

interface Channels {
  readonly x: XChannel;
  readonly y: YChannel;
}

/**
 * Numbers against swept values: a symbol for the mean, a wide pale bar for the range along depth, a thin bar with caps for ± the
 * standard error over seeds; symbols are joined where the swept values are numbers. All panels share the axis of swept values.
 */
export function sweepPlotSpec(
  panels: readonly SweepPanel[],
  x: Bands & { readonly title: string },
  words: BarWords,
  layout: PanelLayout,
): TopLevelSpec {
  const room = Math.max(0, ...panels.map(({ marks = [] }) => marginRoom(marks.map(({ label }) => ({ text: label })))));
  const { columns, width } = plotSize(layout, panels.length, room);
  const entries = entriesOf(panels, !x.ordinal, words);
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: figureConfig,
    spacing: 14,
    vconcat: [
      entriesView(entries, layout.width - 20),
      panelGrid(
        panels.map((panel) => panelView(panel, x, { width, height: layout.height })),
        columns,
        room,
      ),
    ],
  };
}

const bar: SeriesStyle = { colour: colours.black, dash: [], shape: 'circle' };

function entriesOf(panels: readonly SweepPanel[], connected: boolean, words: BarWords): LegendEntry[] {
  const series = panels.flatMap((panel) => panel.series);
  const marks = connected ? (['line', 'filled-symbol'] as const) : (['filled-symbol'] as const);
  const entries: LegendEntry[] = series.map(({ label, style }) => ({ label, style, marks }));
  const values = series.flatMap((one) => one.values);
  if (values.some(({ range }) => range !== undefined))
    entries.push({ label: words.range, style: bar, marks: ['wide-bar'] });
  if (values.some(({ standardError }) => standardError > 0))
    entries.push({ label: words.standardError, style: bar, marks: ['capped-bar'] });
  return [...new Map(entries.map((entry) => [entry.label, entry])).values()];
}

function panelView(
  { title, axis, series, marks = [] }: SweepPanel,
  x: Bands & { readonly title: string },
  size: { readonly width: number; readonly height: number },
): View {
  const means = series.flatMap(({ values }) => values.map(({ mean }) => mean));
  const ends = series.flatMap(({ values }) =>
    values.flatMap(({ mean, standardError, range = [mean, mean] }) => [
      ...range,
      ...(standardError > 0 ? [mean - standardError, mean + standardError] : []),
    ]),
  );
  const scale = valueScale(axis, [...means, ...ends, ...marks.map(({ at }) => at)]);
  const channels: Channels = {
    x: bandAxis(x, size.width, 'horizontal', x.title),
    y: valueChannel(scale, axis.title, Math.round(size.height / 30)),
  };
  // Series of neighbouring values stay apart.
  const dodge = Math.min(widestDodge, size.width / x.bands.length / (2 * Math.max(1, series.length - 1)));
  const labels = marks.map(({ at, label }) => ({ at, text: label, colour: '#333333' }));
  return {
    title: panelTitle(title, leftOutNote(means, axis.scale), size.width),
    ...size,
    layer: [
      ...markLayers(marks, scale, channels),
      ...series.flatMap((one, i) =>
        seriesLayers(one, (i - (series.length - 1) / 2) * dodge, !x.ordinal, scale, channels),
      ),
      ...marginLabelLayers(labels, scale, size.height, channels, x.domain[1]),
    ],
  };
}

function seriesLayers(
  { values, style }: SweepSeries,
  xOffset: number,
  connected: boolean,
  { scale, domain: [floor, ceiling] }: ValueScale,
  channels: Channels,
): Layer[] {
  const x = { ...channels.x, field: 'at' };
  const y = (field: string) => ({ ...channels.y, field });
  let run = 0;
  const means = values.flatMap(({ at, mean }) => {
    if (hasPlace(mean, scale)) return [{ at, mean, run }];
    run++;
    return [];
  });
  const clipped = (at: number, low: number, high: number) => {
    const bar = { at, low: Math.max(low, floor), high: Math.min(high, ceiling) };
    return bar.low < bar.high ? [bar] : [];
  };
  const ranges = values.flatMap(({ at, range }) => (range ? clipped(at, ...range) : []));
  const errors = values.flatMap(({ at, mean, standardError }) =>
    standardError > 0 ? clipped(at, mean - standardError, mean + standardError) : [],
  );
  // A bar that leaves the frame has no cap there.
  const caps = errors.flatMap(({ at, low, high }) =>
    [low, high].filter((end) => end !== floor && end !== ceiling).map((end) => ({ at, end })),
  );
  const upright = { y: y('low'), y2: { field: 'high' } };
  const { colour } = style;
  return [
    {
      data: { values: ranges },
      mark: { type: 'rule', color: colour, strokeWidth: wideBarWidth, opacity: wideBarOpacity, xOffset },
      encoding: { x, ...upright },
    },
    {
      data: { values: connected ? means : [] },
      mark: { type: 'line', color: colour, strokeWidth: curveWidth, strokeDash: [...style.dash], xOffset, clip: true },
      encoding: { x, y: y('mean'), detail: { field: 'run', type: 'nominal' } },
    },
    {
      data: { values: errors },
      mark: { type: 'rule', color: colour, strokeWidth: barWidth, xOffset },
      encoding: { x, ...upright },
    },
    {
      data: { values: caps },
      mark: {
        type: 'tick',
        orient: 'horizontal',
        color: colour,
        size: capLength,
        thickness: barWidth,
        opacity: 1,
        xOffset,
      },
      encoding: { x, y: y('end') },
    },
    { data: { values: means }, mark: { ...filledSymbol(style), xOffset, clip: true }, encoding: { x, y: y('mean') } },
  ];
}
