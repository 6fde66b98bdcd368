import type { TopLevelSpec } from 'vega-lite';
import { bandOpacity, type Layer, nodeDot, type View, type XChannel, type YChannel } from './layers.ts';
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

/** One number over a run: of an optimiser, of a training, or along an index. */
export interface HistorySeries {
  readonly label: string;
  readonly style: SeriesStyle;
  /** In the order of the run; x counts evaluations. A pale band shows ± the error where there is one. */
  readonly points: readonly { readonly x: number; readonly value: number; readonly error?: number }[];
  /** A dot at every point. */
  readonly nodes?: boolean;
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
  const marks = ({ nodes }: HistorySeries) => (nodes ? (['line', 'node'] as const) : (['line'] as const));
  const entries = series.map((one) => [one.label, { ...one, marks: marks(one) }] as const);
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
  const ends = series.flatMap(({ points }) =>
    points.flatMap(({ value, error = 0 }) => (error > 0 ? [value - error, value + error] : [])),
  );
  const scale = valueScale(axis, axis.scale === 'linear' ? [...values, ...ends] : values);
  const { axis: along, ...run } = valueChannel(xScale, xTitle, Math.round(size.width / 50));
  const channels = {
    x: { ...run, axis: { ...along, grid: false } },
    y: valueChannel(scale, axis.title, Math.round(size.height / 30)),
  };
  const lines = series.flatMap((one) =>
    seriesLayers(one, drawnRows(one.points, xScale, scale, size.width), scale, channels),
  );
  return {
    title: panelTitle(title, leftOutNote(values, axis.scale), size.width),
    ...size,
    layer: [...stageRules(stages, xScale, channels), ...lines, ...stageLabelLayers(named, scale, channels)],
  };
}

function seriesLayers(
  { style, nodes }: HistorySeries,
  rows: readonly Row[],
  { scale, domain: [floor, ceiling] }: ValueScale,
  channels: { readonly x: XChannel; readonly y: YChannel },
): Layer[] {
  const { colour, dash, strokeWidth = lineWidth } = style;
  const x = { ...channels.x, field: 'x' };
  const detail = { field: 'run', type: 'nominal' as const };
  const banded = rows.map((row) => ({
    ...row,
    low: Math.max(row.value - (row.error ?? 0), scale === 'log' ? floor : Number.NEGATIVE_INFINITY),
    high: row.value + (row.error ?? 0),
  }));
  const band: Layer = {
    data: { values: banded },
    mark: { type: 'area', color: colour, opacity: bandOpacity, clip: true },
    encoding: { x, y: { ...channels.y, field: 'low' }, y2: { field: 'high' }, detail },
  };
  const line: Layer = {
    data: { values: [...rows] },
    mark: { type: 'line', color: colour, strokeWidth, strokeDash: [...dash], clip: true },
    encoding: { x, y: { ...channels.y, field: 'value' }, order: { field: 'order' }, detail },
  };
  const dots: Layer = {
    data: { values: rows.filter(({ value }) => value >= floor && value <= ceiling) },
    mark: { ...nodeDot(colour), clip: true },
    encoding: { x, y: { ...channels.y, field: 'value' } },
  };
  return [...(rows.some(({ error = 0 }) => error > 0) ? [band] : []), line, ...(nodes ? [dots] : [])];
}

/** Unbroken pieces of a line; of the points in one pixel column only the least and the greatest. */
function drawnRows(points: HistorySeries['points'], xScale: ValueScale, { scale }: ValueScale, width: number) {
  let run = 0;
  const columns = new Map<string, Row[]>();
  for (const [order, { x, value, error = 0 }] of points.entries()) {
    if (!hasPlace(value, scale)) run++;
    else if (hasPlace(x, xScale.scale)) {
      const key = `${run} ${Math.floor(width * fractionOf(x, xScale))}`;
      const column = columns.get(key);
      const row: Row = { x, value, run, order, ...(Number.isFinite(error) && error > 0 && { error }) };
      if (column) column.push(row);
      else columns.set(key, [row]);
    }
  }
  return [...columns.values()].flatMap(extremes);
}

interface Row {
  readonly x: number;
  readonly value: number;
  readonly run: number;
  readonly order: number;
  readonly error?: number;
}

function extremes(rows: readonly Row[]): Row[] {
  const least = rows.reduce((best, row) => (row.value < best.value ? row : best));
  const greatest = rows.reduce((best, row) => (row.value > best.value ? row : best));
  if (least === greatest) return [least];
  return least.order < greatest.order ? [least, greatest] : [greatest, least];
}
