import type { TopLevelSpec } from 'vega-lite';
import { type Bands, bandAxis } from './bands.ts';
import { barWidth, curveWidth, dotMark, filledSymbol, type Layer, openSymbol, type View } from './layers.ts';
import { entriesView, type LegendEntry } from './legend.ts';
import { figureConfig, fontSize, type SeriesStyle } from './theme.ts';

/** A coloured rectangle. A value that is NaN leaves it grey; beyond the colour scale it has the colour of its end. */
export interface HeatCell {
  readonly x: number;
  readonly x2: number;
  readonly y: number;
  readonly y2: number;
  readonly value: number;
  /** `dot`: not resolved; `beyond`: at least this much. */
  readonly note: 'dot' | 'beyond' | null;
}

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

export interface HeatPanel {
  readonly title: string;
  readonly cells: readonly HeatCell[];
  readonly contours: readonly Contour[];
}

/** Colour of a value: from pale (good) to dark. */
export interface ColourScale {
  readonly title: string;
  readonly type: 'log' | 'linear';
  readonly domain: readonly [number, number];
  /** True where small values are pale. */
  readonly smallIsPale: boolean;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}

/** An axis: a continuous one with its range, or swept values as bands. */
export type HeatAxis = { readonly title: string } & ({ readonly domain: readonly [number, number] } | Bands);

export interface HeatLayout {
  /** Most panels side by side. */
  readonly columns: number;
  /** Pixels of the page. */
  readonly width: number;
  /** Pixels of one row of cells, if they fit into `tallest`. */
  readonly row: number;
  readonly tallest: number;
}

export const wideHeatLayout: HeatLayout = { columns: 3, width: 880, row: 24, tallest: 300 };
export const narrowHeatLayout: HeatLayout = { columns: 1, width: 350, row: 22, tallest: 260 };

const beyondStep = 10;
const barCells = 96;

/**
 * Heat maps side by side under one legend and one colour bar (cividis: perceptually uniform, the same with and without
 * red–green deficiency). Contours are dark lines with a white rim, with a symbol and a horizontal bar for every row.
 */
export function heatMapSpec(
  panels: readonly HeatPanel[],
  x: HeatAxis,
  y: HeatAxis & Bands,
  colour: ColourScale,
  notes: readonly LegendEntry[],
  layout: HeatLayout,
): TopLevelSpec {
  const columns = Math.max(1, Math.min(layout.columns, panels.length));
  const labels = Math.max(...y.bands.map((band) => band.label.length), 2) * 7;
  const beyond = Math.max(0, ...panels.map(({ contours }) => contours.length)) * beyondStep;
  const width = Math.floor((layout.width - 34) / columns - labels - beyond - 34);
  const size = {
    width: Math.min(width, 420),
    height: Math.min(layout.tallest, Math.max(90, layout.row * y.bands.length)),
  };
  const entries = uniqueEntries(panels, notes);
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: { ...figureConfig, axisY: { minExtent: labels } },
    spacing: 12,
    vconcat: [
      ...(entries.length > 0 ? [entriesView(entries, layout.width - 20)] : []),
      colourBar(colour, Math.min(300, layout.width - 90)),
      {
        columns,
        spacing: { row: 20, column: 14 },
        concat: panels.map((panel, i) => panelView(panel, x, y, colour, size, i % columns === 0)),
      },
    ],
  };
}

function uniqueEntries(panels: readonly HeatPanel[], notes: readonly LegendEntry[]): LegendEntry[] {
  const contours = panels.flatMap((panel) => panel.contours);
  const entries = contours.map(({ label, style, connected }): LegendEntry => {
    const marks = ['horizontal-bar', 'filled-symbol'] as const;
    return { label, style, marks: connected ? ['line', ...marks] : marks };
  });
  return [...new Map([...entries, ...notes].map((entry) => [entry.label, entry])).values()];
}

function panelView(
  panel: HeatPanel,
  x: HeatAxis,
  y: HeatAxis & Bands,
  colour: ColourScale,
  size: { readonly width: number; readonly height: number },
  leftmost: boolean,
): View {
  const channels = {
    x: channelOf(x, size.width, 'horizontal', x.title),
    y: channelOf(y, size.height, 'vertical', leftmost ? y.title : null),
  };
  const cells = panel.cells.filter(({ value }) => !Number.isNaN(value));
  const middle = (low: number, high: number, axis: HeatAxis) =>
    'scale' in axis && axis.scale === 'log' ? Math.sqrt(low * high) : (low + high) / 2;
  const noted = (note: HeatCell['note']) =>
    cells
      .filter((cell) => cell.note === note)
      .map((cell) => ({ x: middle(cell.x, cell.x2, x), y: middle(cell.y, cell.y2, y), note: '>' }));
  return {
    title: panel.title,
    ...size,
    view: { fill: '#dcdcdc' },
    layer: [
      {
        data: { values: cells.map(({ x, x2, y, y2, value }) => ({ x, x2, y, y2, value: clamped(value, colour) })) },
        mark: { type: 'rect', strokeWidth: 0 },
        encoding: {
          ...{ x: { ...channels.x, field: 'x' }, x2: { field: 'x2' } },
          ...{ y: { ...channels.y, field: 'y' }, y2: { field: 'y2' } },
          color: colourChannel('value', colour),
        },
      },
      {
        data: { values: noted('dot') },
        mark: dotMark,
        encoding: { x: { ...channels.x, field: 'x' }, y: { ...channels.y, field: 'y' } },
      },
      {
        data: { values: noted('beyond') },
        mark: { type: 'text', fontSize: fontSize + 2, fontWeight: 'bold', color: '#111111' },
        encoding: {
          ...{ x: { ...channels.x, field: 'x' }, y: { ...channels.y, field: 'y' } },
          text: { field: 'note' },
        },
      },
      ...panel.contours.flatMap((contour, i) => contourLayers(contour, i, channels, domainOf(x)[1])),
    ],
  };
}

type Channels = Readonly<Record<'x' | 'y', ReturnType<typeof channelOf>>>;

function channelOf(axis: HeatAxis, pixels: number, direction: 'horizontal' | 'vertical', title: string | null) {
  if ('bands' in axis) return bandAxis(axis, pixels, direction, title);
  return {
    type: 'quantitative' as const,
    scale: { domain: [...axis.domain], nice: false },
    axis: { title, tickCount: 5, grid: false },
  };
}

function domainOf(axis: HeatAxis): readonly [number, number] {
  return axis.domain;
}

/** A line through the points inside the frame, bars, filled symbols, and open ones right of the frame. */
function contourLayers({ points, style, connected }: Contour, index: number, channels: Channels, end: number): Layer[] {
  const x = (field: string) => ({ ...channels.x, field });
  const y = { ...channels.y, field: 'y' };
  const inside = points.filter((point) => Number.isFinite(point.x));
  const outside = points.filter((point) => point.x === Number.POSITIVE_INFINITY);
  const bars = points
    .filter(({ low, high }) => low < high)
    .map(({ y, low, high }) => ({ y, low, high: Math.min(high, end) }));
  const runs = connected ? inside.map(({ x, y }) => ({ x, y, run: runOf(points, y) })) : [];
  const stroke = (colour: string, width: number, dash: readonly number[]): Layer[] => [
    {
      data: { values: runs },
      mark: { type: 'line', color: colour, strokeWidth: width, strokeDash: [...dash], clip: true },
      encoding: { x: x('x'), y, order: { field: 'y' }, detail: { field: 'run', type: 'nominal' } },
    },
  ];
  const bar = (colour: string, width: number): Layer => ({
    data: { values: bars },
    mark: { type: 'rule', color: colour, strokeWidth: width },
    encoding: { x: x('low'), x2: { field: 'high' }, y },
  });
  return [
    ...stroke('#ffffff', curveWidth + 2.4, []),
    ...stroke(style.colour, curveWidth, style.dash),
    bar('#ffffff', barWidth + 2),
    bar(style.colour, barWidth),
    {
      data: { values: inside.map(({ x, y }) => ({ x, y })) },
      mark: filledSymbol(style),
      encoding: { x: x('x'), y },
    },
    {
      data: { values: outside.map(({ y }) => ({ x: end, y })) },
      mark: { ...openSymbol(style), size: 36, xOffset: (index + 0.7) * beyondStep },
      encoding: { x: x('x'), y },
    },
  ];
}

/** Number of the run of neighbouring points inside the frame that a point belongs to. */
function runOf(points: readonly ContourPoint[], y: number): number {
  return points.filter((point) => point.y < y && !Number.isFinite(point.x)).length;
}

function colourChannel(field: string, { type, domain, smallIsPale }: ColourScale) {
  return {
    field,
    type: 'quantitative' as const,
    scale: { type, domain: [...domain], clamp: true, scheme: 'cividis', reverse: smallIsPale } as const,
    legend: null,
  };
}

function clamped(value: number, { domain }: ColourScale): number {
  return Math.min(domain[1], Math.max(domain[0], value));
}

function colourBar(colour: ColourScale, width: number): View {
  const { type, domain, ticks, title } = colour;
  const at = (i: number) =>
    type === 'log'
      ? domain[0] * (domain[1] / domain[0]) ** (i / barCells)
      : domain[0] + ((domain[1] - domain[0]) * i) / barCells;
  const values = Array.from({ length: barCells }, (_, i) => ({ x: at(i), x2: at(i + 1), value: at(i + 0.5) }));
  const labels = JSON.stringify(Object.fromEntries(ticks.map(({ at, label }) => [String(at), label])));
  return {
    width,
    height: 12,
    data: { values },
    mark: { type: 'rect', strokeWidth: 0 },
    encoding: {
      x: {
        field: 'x',
        type: 'quantitative',
        scale: { type, domain: [...domain], nice: false },
        axis: {
          title,
          values: ticks.map((tick) => tick.at),
          labelExpr: `${labels}[datum.value]`,
          labelOverlap: false,
          grid: false,
        },
      },
      x2: { field: 'x2' },
      color: colourChannel('value', colour),
    },
  };
}
