import type { TopLevelSpec } from 'vega-lite';
import { type Bands, bandAxis, labelWidth } from './bands.ts';
import { type ColourScale, colourBar, colourChannel, onScale, seam } from './colour-bar.ts';
import { beyondStep, type Contour, contoursLayers } from './contour.ts';
import { dotMark, type View } from './layers.ts';
import { entriesView, type LegendEntry } from './legend.ts';
import { figureConfig, fontSize } from './theme.ts';

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

export interface HeatPanel {
  readonly title: string;
  readonly cells: readonly HeatCell[];
  readonly contours: readonly Contour[];
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

/** Pixels left of the tick labels. */
const axisTitleWidth = 46;
/** What Vega takes a character of an axis title to need: a title longer than its axis would push the panel's heading up. */
const titleCharacter = 9;

/**
 * Heat maps side by side under one legend and one colour bar (viridis: perceptually uniform, readable with
 * colour-vision deficiencies). Contours are dark lines with a white rim, with a symbol and a horizontal bar for every row.
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
  const labels = labelWidth(y);
  const beyond = Math.max(0, ...panels.map(({ contours }) => contours.length)) * beyondStep;
  const gap = Math.max(22, beyond + 24);
  const width = Math.floor((layout.width - axisTitleWidth - labels - beyond - (columns - 1) * gap) / columns);
  const size = {
    width: Math.min(width, 420),
    height: Math.max(Math.min(layout.tallest, layout.row * y.bands.length), titleCharacter * (y.title.length + 1)),
  };
  const entries = uniqueEntries(panels, notes);
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: { ...figureConfig, axisY: { minExtent: labels, maxExtent: labels } },
    spacing: 12,
    vconcat: [
      ...(entries.length > 0 ? [entriesView(entries, layout.width - 20)] : []),
      colourBar(colour, Math.min(300, layout.width - labels - 70)),
      {
        columns,
        // Measured from frame to frame: Vega's estimate of text widths would set the panels far apart.
        bounds: 'flush',
        spacing: { row: 76, column: gap },
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
    y: withLabels(channelOf(y, size.height, 'vertical', leftmost ? y.title : null), leftmost),
  };
  const cells = panel.cells.filter(({ value }) => !Number.isNaN(value));
  const middle = (low: number, high: number, axis: HeatAxis) =>
    'scale' in axis && axis.scale === 'log' ? Math.sqrt(low * high) : (low + high) / 2;
  const noted = (note: HeatCell['note']) =>
    cells
      .filter((cell) => cell.note === note)
      .map((cell) => ({ x: middle(cell.x, cell.x2, x), y: middle(cell.y, cell.y2, y), note }));
  return {
    title: panel.title,
    ...size,
    view: { fill: '#dcdcdc' },
    layer: [
      {
        data: { values: cells.map(({ x, x2, y, y2, value }) => ({ x, x2, y, y2, value: onScale(value, colour) })) },
        mark: { type: 'rect', strokeWidth: seam, clip: true },
        encoding: {
          x: { ...channels.x, field: 'x' },
          x2: { field: 'x2' },
          y: { ...channels.y, field: 'y' },
          y2: { field: 'y2' },
          fill: colourChannel('value', colour),
          stroke: colourChannel('value', colour),
        },
      },
      {
        data: { values: noted('dot') },
        mark: dotMark,
        encoding: { x: { ...channels.x, field: 'x' }, y: { ...channels.y, field: 'y' } },
      },
      {
        data: { values: noted('beyond') },
        mark: { type: 'text', text: '>', fontSize: fontSize + 2, fontWeight: 'bold', color: '#111111' },
        encoding: { x: { ...channels.x, field: 'x' }, y: { ...channels.y, field: 'y' } },
      },
      ...contoursLayers(panel.contours, channels, x.domain[1]),
    ],
  };
}

function channelOf(axis: HeatAxis, pixels: number, direction: 'horizontal' | 'vertical', title: string | null) {
  if ('bands' in axis) return bandAxis(axis, pixels, direction, title);
  return {
    type: 'quantitative' as const,
    scale: { domain: [...axis.domain], nice: false },
    axis: { title, tickCount: 5, grid: false },
  };
}

function withLabels<Channel extends ReturnType<typeof channelOf>>(channel: Channel, labels: boolean): Channel {
  return { ...channel, axis: { ...channel.axis, labels, ticks: labels } };
}
