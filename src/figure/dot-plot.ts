import type { TopLevelSpec } from 'vega-lite';
import { bandAxis, bandsOf, labelWidth } from './bands.ts';
import { barWidth, capLength, filledSymbol, type Layer, type View } from './layers.ts';
import { entriesView, type LegendEntry } from './legend.ts';
import { type MarginLabel, marginLabelLayers, marginRoom } from './margin-labels.ts';
import type { PanelLayout } from './panel-grid.ts';
import { figureConfig, type SeriesStyle } from './theme.ts';
import { hasPlace, leftOutNote, panelTitle, type ValueAxis, valueChannel, valueScale } from './value-axis.ts';

/** One number with its error. */
export interface Dot {
  /** Of its series, in the legend. */
  readonly label: string;
  readonly style: SeriesStyle;
  readonly value: number;
  /** Half length of the bar; 0: none. */
  readonly error: number;
}

/** Numbers of one name, one above the other. */
export interface DotRow {
  readonly name: string;
  /** Right of the frame: the number in words. */
  readonly text: string;
  readonly dots: readonly Dot[];
}

export interface DotPanel {
  readonly title: string;
  readonly axis: ValueAxis;
  readonly rows: readonly DotRow[];
}

/** Least height of a row. */
const leastRowHeight = 34;
/** Pixels between dots of one row, and between rows beyond them. */
const dodge = 9;
const rowGap = 18;

/** Named numbers as dots with bars of their errors, a row for each, panels one above the other with axes of their own. */
export function dotPlotSpec(panels: readonly DotPanel[], layout: PanelLayout): TopLevelSpec {
  const rows = panels.flatMap((panel) => panel.rows);
  const left = Math.max(...panels.map((panel) => labelWidth(bandsOf(namesOf(panel), 'ordinal'))));
  const room = marginRoom(rows.map(({ text }) => ({ text })));
  const width = Math.min(520, layout.width - left - room - 20);
  const entries = rows
    .flatMap(({ dots }) => dots)
    .map(({ label, style }): [string, LegendEntry] => [
      label,
      { label, style, marks: ['horizontal-bar', 'filled-symbol'] },
    ]);
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: figureConfig,
    spacing: 14,
    vconcat: [
      entriesView([...new Map(entries).values()], layout.width - 20),
      ...panels.map((panel) => panelView(panel, width, left)),
    ],
  };
}

/** From below upwards: the first row is the uppermost. */
function namesOf({ rows }: DotPanel): string[] {
  return rows.map(({ name }) => name).reverse();
}

function panelView(panel: DotPanel, width: number, left: number): View {
  const { axis, rows, title } = panel;
  const most = Math.max(...rows.map(({ dots: own }) => own.length));
  const height = Math.max(leastRowHeight, dodge * (most - 1) + rowGap) * rows.length;
  const dots = rows.flatMap((row) => row.dots);
  const ends = dots.flatMap(({ value, error }) => (axis.scale === 'linear' ? [value - error, value + error] : [value]));
  const scale = valueScale(axis, ends);
  const names = bandsOf(namesOf(panel), 'ordinal');
  const y = bandAxis(names, height, 'vertical', null);
  const channels = {
    x: valueChannel(scale, axis.title, Math.round(width / 70)),
    y: { ...y, axis: { ...y.axis, minExtent: left } },
  };
  const labels = rows.map(({ text }, i): MarginLabel => ({ at: rows.length - 1 - i, text, colour: '#333333' }));
  const margin = { scale: 'linear' as const, domain: names.domain };
  return {
    title: panelTitle(
      title,
      leftOutNote(
        dots.map(({ value }) => value),
        axis.scale,
      ),
      width,
    ),
    ...{ width, height },
    layer: [
      ...rows.flatMap(({ dots: own }, i) =>
        own.flatMap((dot, j) =>
          dotLayers(dot, rows.length - 1 - i, (j - (own.length - 1) / 2) * dodge, scale, channels),
        ),
      ),
      ...marginLabelLayers(labels, margin, height, channels, scale.domain[1]),
    ],
  };
}

function dotLayers(
  { value, error, style }: Dot,
  row: number,
  yOffset: number,
  { scale, domain: [floor, ceiling] }: ReturnType<typeof valueScale>,
  channels: { readonly x: object; readonly y: object },
): Layer[] {
  const x = (field: string) => ({ ...channels.x, field });
  const y = { ...channels.y, field: 'row' };
  const bar = { row, low: Math.max(value - error, floor), high: Math.min(value + error, ceiling) };
  const caps = [bar.low, bar.high].filter((end) => end !== floor && end !== ceiling).map((end) => ({ row, end }));
  const bars: Layer[] =
    error > 0 && bar.low < bar.high
      ? [
          {
            data: { values: [bar] },
            mark: { type: 'rule', color: style.colour, strokeWidth: barWidth, yOffset },
            encoding: { y, x: x('low'), x2: { field: 'high' } },
          } as Layer,
          {
            data: { values: caps },
            mark: {
              ...{ type: 'tick', orient: 'vertical', color: style.colour, size: capLength, thickness: barWidth },
              ...{ opacity: 1, yOffset },
            },
            encoding: { y, x: x('end') },
          } as Layer,
        ]
      : [];
  const symbol = {
    data: { values: [{ row, value }] },
    mark: { ...filledSymbol(style), yOffset },
    encoding: { y, x: x('value') },
  } as Layer;
  return [...bars, ...(hasPlace(value, scale) && value >= floor && value <= ceiling ? [symbol] : [])];
}
