import type { TopLevelSpec } from 'vega-lite';
import { type Layer, sampleMark, type View } from './layers.ts';
import { legendView } from './legend.ts';
import { colours, figureConfig, fontSize, type SeriesStyle } from './theme.ts';

/** One cell: from x0 to x1 in a row; NaN where there is no number. */
export interface HeatCell {
  readonly row: number;
  readonly x0: number;
  readonly x1: number;
  /** A fraction above 0. */
  readonly value: number;
  /** Not told from 0 by its error. */
  readonly unresolved: boolean;
}

/** Where a boundary lies in a row: at `at` within [low, high]; `open` where it lies beyond the axis. */
export interface BoundaryMark {
  readonly row: number;
  readonly at: number;
  readonly low: number;
  readonly high: number;
  readonly open: boolean;
}

/** One boundary through the rows. */
export interface Boundary {
  readonly label: string;
  readonly style: SeriesStyle;
  readonly marks: readonly BoundaryMark[];
}

export interface HeatPanel {
  readonly title: string;
  readonly cells: readonly HeatCell[];
  readonly boundaries: readonly Boundary[];
}

/** What all panels of a heat map share. */
export interface HeatAxes {
  readonly x: string;
  readonly domain: readonly [number, number];
  readonly rows: string;
  readonly rowNames: readonly string[];
  readonly colour: string;
}

export interface HeatLayout {
  readonly columns: number;
  readonly legendWidth: number;
  readonly width: number;
  readonly rowHeight: number;
}

export const wideHeat: HeatLayout = { columns: 2, legendWidth: 840, width: 330, rowHeight: 27 };
export const narrowHeat: HeatLayout = { columns: 1, legendWidth: 330, width: 255, rowHeight: 24 };

/** Colours stand for 0.1 % to 100 %, in decades; what lies beyond takes the colour of the end. */
const shown = [0.001, 1] as const;

/**
 * Fractions on a logarithmic colour scale over x and rows, with boundaries drawn through the rows: a symbol where a
 * boundary is known, a bar over the range where it is not, an open triangle at the edge where it lies beyond. A dot marks
 * a cell whose value is not told from zero.
 */
export function heatMapSpec(panels: readonly HeatPanel[], axes: HeatAxes, layout: HeatLayout): TopLevelSpec {
  const keys = (panels[0]?.boundaries ?? []).map(({ label, style }) => ({ label, style, points: [] }));
  const beyond = { label: 'beyond the last depth', style: beyondStyle, points: [] };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: figureConfig,
    spacing: 14,
    vconcat: [
      legendView([], [...keys, ...(panels.some(hasOpen) ? [beyond] : [])], layout.legendWidth),
      {
        columns: layout.columns,
        spacing: { row: 24, column: 24 },
        resolve: { scale: { color: 'shared' } },
        concat: panels.map((panel) => panelView(panel, axes, layout)),
      },
    ],
  };
}

const beyondStyle: SeriesStyle = { colour: colours.black, dash: [], shape: 'triangle-right' };

function hasOpen({ boundaries }: HeatPanel): boolean {
  return boundaries.some(({ marks }) => marks.some(({ open }) => open));
}

function panelView({ title, cells, boundaries }: HeatPanel, axes: HeatAxes, layout: HeatLayout): View {
  const rows = axes.rowNames.length;
  const x = {
    type: 'quantitative' as const,
    scale: { domain: [...axes.domain], nice: false },
    axis: { title: axes.x, grid: false, tickCount: 5 },
  };
  const y = {
    type: 'quantitative' as const,
    scale: { domain: [-0.5, rows - 0.5], nice: false },
    axis: {
      title: axes.rows,
      grid: false,
      values: axes.rowNames.map((_, i) => i),
      labelExpr: `${JSON.stringify(axes.rowNames)}[datum.value]`,
      labelOverlap: false,
    },
  };
  // Each cell reaches a little under the next one: no seam shows between them.
  const drawn = cells.map(({ row, x0, x1, value, unresolved }) => ({
    ...{ x0, x1: x1 + 0.1 * (x1 - x0), low: row - 0.5, high: row + 0.5, x: (x0 + x1) / 2, row, unresolved },
    value: Number.isFinite(value) ? Math.min(shown[1], Math.max(shown[0], value)) : null,
  }));
  const layers: Layer[] = [
    {
      data: { values: drawn.filter(({ value }) => value === null) },
      mark: { type: 'rect', color: '#d9d9d9', clip: true },
      encoding: { x: { ...x, field: 'x0' }, x2: { field: 'x1' }, y: { ...y, field: 'low' }, y2: { field: 'high' } },
    },
    {
      data: { values: drawn.filter(({ value }) => value !== null) },
      mark: { type: 'rect', clip: true, strokeWidth: 0 },
      encoding: {
        ...{ x: { ...x, field: 'x0' }, x2: { field: 'x1' }, y: { ...y, field: 'low' }, y2: { field: 'high' } },
        color: {
          field: 'value',
          type: 'quantitative',
          scale: { type: 'log', domain: [...shown], scheme: 'viridis', reverse: true, clamp: true },
          legend: {
            title: axes.colour,
            titleFontWeight: 'normal',
            titleFontSize: fontSize,
            titleLimit: 400,
            labelFontSize: fontSize,
            orient: 'bottom',
            direction: 'horizontal',
            gradientLength: Math.min(320, layout.width),
            gradientThickness: 12,
            values: [0.001, 0.01, 0.1, 1],
            labelExpr:
              "datum.value <= 0.001 ? '≤ 0.1 %' : datum.value >= 1 ? '≥ 100 %' : format(100 * datum.value, '') + ' %'",
            labelOverlap: false,
          },
        },
      },
    },
    {
      data: { values: drawn.filter(({ unresolved, value }) => unresolved && value !== null) },
      mark: { type: 'point', filled: true, size: 5, color: '#000000', opacity: 0.55, clip: true },
      encoding: { x: { ...x, field: 'x' }, y: { ...y, field: 'row' } },
    },
    ...boundaries.flatMap((boundary, i) => boundaryLayers(boundary, x, y, i, boundaries.length)),
  ];
  return { title, width: layout.width, height: rows * layout.rowHeight, layer: layers };
}

type Channel<Name extends 'x' | 'y'> = NonNullable<NonNullable<Extract<Layer, { mark: unknown }>['encoding']>[Name]>;

/** Bars over what is undecided, on a white ground, then symbols as in the legend. */
function boundaryLayers({ style, marks }: Boundary, x: object, y: object, position: number, count: number): Layer[] {
  // Boundaries of one row lie one below the other, so that bars and symbols do not cover each other.
  const shift = count > 1 ? 0.52 * (0.5 - position / (count - 1)) : 0;
  const values = marks.map(({ row, at, low, high, open }) => ({ y: row + shift, at, low, high, open }));
  const vertical = { ...y, field: 'y' } as Channel<'y'>;
  const rule = (colour: string, width: number): Layer => ({
    data: { values: values.filter(({ low, high }) => high > low) },
    mark: { type: 'rule', color: colour, strokeWidth: width, clip: true },
    encoding: { x: { ...x, field: 'low' } as Channel<'x'>, x2: { field: 'high' }, y: vertical },
  });
  const symbols = (open: boolean): Layer => ({
    data: { values: values.filter((value) => value.open === open && Number.isFinite(value.at)) },
    mark: {
      ...sampleMark({ label: '', style: open ? { ...style, shape: 'triangle-right' } : style, points: [] }),
      size: 30,
    },
    encoding: { x: { ...x, field: 'at' } as Channel<'x'>, y: vertical },
  });
  return [rule('#ffffff', 4), rule(style.colour, 1.6), symbols(false), symbols(true)];
}
