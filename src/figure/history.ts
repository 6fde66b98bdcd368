import type { TopLevelSpec } from 'vega-lite';
import type { Layer, View } from './layers.ts';
import { entriesView, type LegendEntry } from './legend.ts';
import { type PanelLayout, panelGrid, plotSize } from './panel-grid.ts';
import { type PlacedStage, type Stage, stageLabelLayers, stageNames, stageRules } from './stages.ts';
import { figureConfig, type SeriesStyle } from './theme.ts';
import {
  fractionOf,
  hasPlace,
  leftOutNote,
  panelTitle,
  type ValueAxis,
  type ValueScale,
  valueChannel,
  valueScale,
} from './value-axis.ts';

/** Thinner than a curve of theory: histories are ragged. */
const lineWidth = 1.3;

/** One number of an optimiser over its run. */
export interface HistorySeries {
  readonly label: string;
  readonly style: SeriesStyle;
  /** In the order of the run; x counts evaluations. */
  readonly points: readonly { readonly x: number; readonly value: number }[];
}

export interface HistoryPanel {
  readonly title: string;
  readonly axis: ValueAxis;
  readonly series: readonly HistorySeries[];
}

/**
 * Loss, gradient norms and the like against the number of evaluations, one panel above the other over the same axis; stages
 * of a continuation are parted by vertical lines, named or numbered above the uppermost panel. Numbers without a place on an axis break
 * their line and are counted under the heading.
 */
export function historySpec(
  panels: readonly HistoryPanel[],
  x: ValueAxis,
  stages: readonly Stage[],
  layout: PanelLayout,
): TopLevelSpec {
  const series = panels.flatMap((panel) => panel.series);
  const counts = series.flatMap(({ points }) => points.map((point) => point.x));
  const xScale = runScale(x, [...counts, ...stages.map(({ at }) => at)]);
  const { width, spare } = plotSize({ ...layout, columns: 1 }, 1, 0);
  const named = stageNames(stages, xScale, width, spare);
  const entries = series.map(({ label, style }) => [label, { label, style, marks: ['line'] as const }] as const);
  const size = { width, height: layout.height };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: figureConfig,
    spacing: 14,
    vconcat: [
      entriesView([...new Map<string, LegendEntry>(entries).values(), ...named.entries], layout.width - 20),
      panelGrid(
        panels.map((panel, i) => panelView(panel, x.title, xScale, stages, i === 0 ? named.stages : [], size)),
        1,
        0,
      ),
    ],
  };
}

/** The run fills its axis from end to end; an even axis begins at 0. */
function runScale(x: ValueAxis, counts: readonly number[]): ValueScale {
  const placed = counts.filter((count) => hasPlace(count, x.scale));
  const from = placed.reduce(
    (least, count) => Math.min(least, count),
    x.scale === 'linear' ? 0 : Number.POSITIVE_INFINITY,
  );
  const to = placed.reduce((most, count) => Math.max(most, count), Number.NEGATIVE_INFINITY);
  return valueScale(from < to ? { domain: [from, to], ...x } : x, placed);
}

function panelView(
  { title, axis, series }: HistoryPanel,
  xTitle: string,
  xScale: ValueScale,
  stages: readonly Stage[],
  named: readonly PlacedStage[],
  size: { readonly width: number; readonly height: number },
): View {
  const values = series.flatMap(({ points }) => points.map(({ value }) => value));
  const scale = valueScale(axis, values);
  const { axis: along, ...run } = valueChannel(xScale, xTitle, Math.round(size.width / 50));
  const channels = {
    x: { ...run, axis: { ...along, grid: false } },
    y: valueChannel(scale, axis.title, Math.round(size.height / 30)),
  };
  const lines = series.map(({ style, points }): Layer => {
    const { colour, dash, strokeWidth = lineWidth } = style;
    return {
      data: { values: drawnRows(points, xScale, scale, size.width) },
      mark: { type: 'line', color: colour, strokeWidth, strokeDash: [...dash], clip: true },
      encoding: {
        x: { ...channels.x, field: 'x' },
        y: { ...channels.y, field: 'value' },
        order: { field: 'order' },
        detail: { field: 'run', type: 'nominal' },
      },
    };
  });
  return {
    title: panelTitle(title, leftOutNote(values, axis.scale), size.width),
    ...size,
    layer: [...stageRules(stages, xScale, channels), ...lines, ...stageLabelLayers(named, scale, channels)],
  };
}

/** Unbroken pieces of a line; of the points in one pixel column only the least and the greatest. */
function drawnRows(points: HistorySeries['points'], xScale: ValueScale, { scale }: ValueScale, width: number) {
  let run = 0;
  const columns = new Map<string, Row[]>();
  for (const [order, { x, value }] of points.entries()) {
    if (!hasPlace(value, scale)) run++;
    else if (hasPlace(x, xScale.scale)) {
      const key = `${run} ${Math.floor(width * fractionOf(x, xScale))}`;
      const column = columns.get(key);
      if (column) column.push({ x, value, run, order });
      else columns.set(key, [{ x, value, run, order }]);
    }
  }
  return [...columns.values()].flatMap(extremes);
}

interface Row {
  readonly x: number;
  readonly value: number;
  readonly run: number;
  readonly order: number;
}

function extremes(rows: readonly Row[]): Row[] {
  const least = rows.reduce((best, row) => (row.value < best.value ? row : best));
  const greatest = rows.reduce((best, row) => (row.value > best.value ? row : best));
  if (least === greatest) return [least];
  return least.order < greatest.order ? [least, greatest] : [greatest, least];
}
