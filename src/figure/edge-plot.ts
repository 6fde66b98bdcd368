import type { TopLevelSpec } from 'vega-lite';
import { barWidth, type Layer, sampleMark, type View } from './layers.ts';
import { legendView } from './legend.ts';
import { colours, figureConfig, type SeriesStyle } from './theme.ts';

/** A position known to lie in [low, high]; `open`: above `at`; `unbounded`: above `low`, no upper end. */
export interface EdgePoint {
  readonly x: number;
  /** NaN where only the range is known. */
  readonly at: number;
  readonly low: number;
  readonly high: number;
  readonly open: boolean;
  readonly unbounded: boolean;
}

export interface EdgePanel {
  readonly title: string;
  readonly series: readonly {
    readonly label: string;
    readonly style: SeriesStyle;
    readonly points: readonly EdgePoint[];
  }[];
}

export interface EdgeAxes {
  readonly x: string;
  readonly xScale: 'log' | 'linear';
  readonly xValues: readonly number[];
  readonly xNames: readonly string[];
  readonly y: string;
  readonly yScale: 'log' | 'linear';
}

export interface EdgeLayout {
  readonly columns: number;
  readonly legendWidth: number;
  readonly width: number;
  readonly height: number;
}

export const wideEdges: EdgeLayout = { columns: 2, legendWidth: 840, width: 335, height: 200 };
export const narrowEdges: EdgeLayout = { columns: 1, legendWidth: 330, width: 255, height: 180 };

/** Positions with ranges against a swept field: symbols with bars, arrows where there is no upper end. */
export function edgePlotSpec(panels: readonly EdgePanel[], axes: EdgeAxes, layout: EdgeLayout): TopLevelSpec {
  const keys = (panels[0]?.series ?? []).map(({ label, style }) => ({ label, style, points: [] }));
  const all = panels.flatMap(({ series }) => series.flatMap(({ points }) => points));
  const beyond = { label: 'edge above this depth', style: beyondStyle, points: [] };
  const domain = valueDomain(all, axes.yScale);
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: figureConfig,
    spacing: 14,
    vconcat: [
      legendView(
        [],
        [...keys, ...(all.some(({ open, unbounded }) => open || unbounded) ? [beyond] : [])],
        layout.legendWidth,
      ),
      {
        columns: layout.columns,
        spacing: { row: 24, column: 24 },
        concat: panels.map((panel) => panelView(panel, axes, domain, layout)),
      },
    ],
  };
}

const beyondStyle: SeriesStyle = { colour: colours.black, dash: [], shape: 'triangle-up' };

function valueDomain(points: readonly EdgePoint[], scale: 'log' | 'linear'): [number, number] {
  const values = points.flatMap(({ at, low, high }) => [at, low, high]).filter((value) => Number.isFinite(value));
  if (scale === 'linear') return [0, 1.06 * Math.max(1e-12, ...values)];
  const positive = values.filter((value) => value > 0);
  if (positive.length === 0) return [0.1, 1];
  return [Math.min(...positive) / 1.6, 1.6 * Math.max(...positive)];
}

function panelView({ title, series }: EdgePanel, axes: EdgeAxes, domain: [number, number], layout: EdgeLayout): View {
  const least = Math.min(...axes.xValues);
  const most = Math.max(...axes.xValues);
  const margin = least === most ? 0.5 * Math.abs(least) : 0.06 * (most - least);
  const x = {
    type: 'quantitative' as const,
    scale: {
      type: axes.xScale,
      domain: axes.xScale === 'log' ? [least / 1.35, most * 1.35] : [least - margin, most + margin],
      nice: false,
    },
    axis: {
      title: axes.x,
      grid: false,
      values: [...axes.xValues],
      labelExpr: `${JSON.stringify(axes.xNames)}[indexof(${JSON.stringify(axes.xValues)}, datum.value)]`,
      labelOverlap: 'greedy' as const,
    },
  };
  const y = {
    type: 'quantitative' as const,
    scale: { type: axes.yScale, domain, nice: false, clamp: true },
    axis: { title: axes.y, tickCount: 5, ...(axes.yScale === 'log' && { format: '~g' }) },
  };
  const count = series.length;
  const layers = series.flatMap(({ style, points }, i): Layer[] => {
    // Series are set side by side by a few pixels, so that bars at one swept value can be told apart.
    const offset = 6 * (i - (count - 1) / 2);
    const values = points.map((point) => ({ ...point, from: Math.max(point.low, domain[0]) }));
    const place = (field: string) => ({ x: { ...x, field: 'x' }, y: { ...y, field } });
    const shape = (one: SeriesStyle['shape']) => ({
      ...sampleMark({ label: '', style: { ...style, shape: one }, points: [] }),
      size: 30,
      xOffset: offset,
    });
    return [
      {
        data: { values: values.filter(({ low, high }) => high > low) },
        mark: { type: 'rule', color: style.colour, strokeWidth: barWidth, xOffset: offset },
        encoding: { ...place('from'), y2: { field: 'high' } },
      },
      {
        data: { values: values.filter(({ open, at }) => !open && Number.isFinite(at)) },
        mark: shape(style.shape),
        encoding: place('at'),
      },
      {
        data: { values: values.filter(({ open, unbounded }) => open || unbounded) },
        mark: shape('triangle-up'),
        encoding: place('high'),
      },
    ];
  });
  return { title, width: layout.width, height: layout.height, layer: layers };
}
