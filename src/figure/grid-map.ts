import type { TopLevelSpec } from 'vega-lite';
import type { View } from './layers.ts';
import { figureConfig, fontSize } from './theme.ts';

export interface GridCell {
  readonly row: number;
  readonly column: number;
  readonly value: number;
  /** Written in the cell. */
  readonly text: string;
}

export interface GridPanel {
  readonly title: string;
  readonly cells: readonly GridCell[];
}

/** What all panels of a grid map share. */
export interface GridAxes {
  readonly columns: string;
  readonly columnNames: readonly string[];
  readonly rows: string;
  readonly rowNames: readonly string[];
  readonly colour: string;
  /** Range of the colours. */
  readonly domain: readonly [number, number];
}

export interface GridLayout {
  readonly columns: number;
  readonly width: number;
  readonly rowHeight: number;
}

export const wideGrid: GridLayout = { columns: 2, width: 340, rowHeight: 30 };
export const narrowGrid: GridLayout = { columns: 1, width: 262, rowHeight: 28 };

/** A number per row and column as colour and as text, dark text on pale cells and pale text on dark ones. */
export function gridMapSpec(panels: readonly GridPanel[], axes: GridAxes, layout: GridLayout): TopLevelSpec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: figureConfig,
    columns: layout.columns,
    spacing: { row: 24, column: 24 },
    resolve: { scale: { color: 'shared' } },
    concat: panels.map((panel) => panelView(panel, axes, layout)),
  };
}

function panelView({ title, cells }: GridPanel, axes: GridAxes, layout: GridLayout): View {
  const along = (names: readonly string[], text: string) => ({
    type: 'quantitative' as const,
    scale: { domain: [-0.5, names.length - 0.5], nice: false },
    axis: {
      title: text,
      grid: false,
      values: names.map((_, i) => i),
      labelExpr: `${JSON.stringify(names)}[datum.value]`,
      labelOverlap: false,
    },
  });
  const x = along(axes.columnNames, axes.columns);
  const y = along(axes.rowNames, axes.rows);
  const [least, most] = axes.domain;
  const values = cells.map(({ row, column, value, text }) => ({
    ...{ left: column - 0.5, right: column + 0.5, low: row - 0.5, high: row + 0.5, row, column, value, text },
    dark: value < least + 0.55 * (most - least),
  }));
  return {
    title,
    width: layout.width,
    height: axes.rowNames.length * layout.rowHeight,
    layer: [
      {
        data: { values },
        mark: { type: 'rect', stroke: '#ffffff', strokeWidth: 1 },
        encoding: {
          ...{ x: { ...x, field: 'left' }, x2: { field: 'right' }, y: { ...y, field: 'low' }, y2: { field: 'high' } },
          color: {
            field: 'value',
            type: 'quantitative',
            scale: { type: 'linear', domain: [...axes.domain], scheme: 'viridis', clamp: true },
            legend: {
              title: axes.colour,
              titleFontWeight: 'normal',
              titleFontSize: fontSize,
              labelFontSize: fontSize,
              orient: 'bottom',
              direction: 'horizontal',
              gradientLength: Math.min(320, layout.width),
              gradientThickness: 12,
              tickCount: 5,
            },
          },
        },
      },
      {
        data: { values },
        mark: { type: 'text', fontSize },
        encoding: {
          x: { ...x, field: 'column' },
          y: { ...y, field: 'row' },
          text: { field: 'text' },
          fill: { condition: { test: 'datum.dark', value: '#ffffff' }, value: '#111111' },
        },
      },
    ],
  };
}
