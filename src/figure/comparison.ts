import type { TopLevelSpec } from 'vega-lite';
import { curveLayers, sampleLayers, type View, type XChannel } from './layers.ts';
import { legendView } from './legend.ts';
import { relativeView } from './relative.ts';
import { residualView } from './residual.ts';
import type { Series } from './series.ts';
import { figureConfig } from './theme.ts';

/** Curves (theory) and points with error bars (samples) over the same axes; the first samples are the reference. */
export interface ComparisonPanel {
  readonly title: string;
  readonly valueAxis: string;
  readonly curves: readonly Series[];
  readonly samples: readonly Series[];
  /** What stands below curves and samples: residuals in standard errors (unless said otherwise), relative differences, nothing. */
  readonly below?: 'residuals' | 'relative' | 'nothing';
}

/** Whether a panel has something below it. */
export function hasBelow({ curves, samples, below }: ComparisonPanel): boolean {
  return samples.length > 0 && curves.length > 0 && below !== 'nothing';
}

/** Panels side by side, and the sizes in pixels of the legend and of one plotting area. */
export interface ComparisonLayout {
  readonly columns: number;
  readonly legendWidth: number;
  readonly width: number;
  readonly height: number;
  readonly residualHeight: number;
}

/** For a page about 900 px wide with two panels side by side, and for a telephone. */
export const wideLayout: ComparisonLayout = {
  columns: 2,
  legendWidth: 840,
  width: 345,
  height: 230,
  residualHeight: 105,
};
export const narrowLayout: ComparisonLayout = {
  columns: 1,
  legendWidth: 330,
  width: 265,
  height: 200,
  residualHeight: 105,
};

/**
 * Panels of curves against sampled points under one legend; below each panel that has both, unless it says otherwise,
 * the residuals (curve − reference samples) in units of their combined error. All panels have the same range of depth.
 */
export function comparisonSpec(
  panels: readonly ComparisonPanel[],
  depthAxis: string,
  layout: ComparisonLayout,
): TopLevelSpec {
  const curves = panels.flatMap((panel) => panel.curves);
  const samples = panels.flatMap((panel) => panel.samples);
  const depths = [...curves, ...samples].flatMap((series) => series.points.map((point) => point.t));
  const from = depths.reduce((least, t) => Math.min(least, t), Number.POSITIVE_INFINITY);
  const to = depths.reduce((most, t) => Math.max(most, t), Number.NEGATIVE_INFINITY);
  const domain: [number, number] = from < to ? [from, to] : [from - 0.5, from + 0.5];
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: figureConfig,
    spacing: 14,
    vconcat: [
      legendView(curves, samples, layout.legendWidth),
      {
        columns: layout.columns,
        spacing: { row: 22, column: 22 },
        concat: panels.map((panel) => panelView(panel, depthAxis, domain, layout)),
      },
    ],
  };
}

function panelView(
  panel: ComparisonPanel,
  depthAxis: string,
  domain: [number, number],
  layout: ComparisonLayout,
): View {
  const reference = panel.samples[0];
  const curve = panel.curves[0];
  const extended = hasBelow(panel);
  const x = (labels: boolean): XChannel => ({
    field: 't',
    type: 'quantitative',
    scale: { domain, nice: false },
    axis: { title: labels ? depthAxis : null, labels, grid: false, tickCount: 5 },
  });
  const y = {
    type: 'quantitative' as const,
    scale: { zero: false },
    axis: { title: panel.valueAxis, tickCount: 6 },
  };
  const main: View = {
    title: panel.title,
    width: layout.width,
    height: layout.height,
    layer: [
      ...panel.curves.flatMap((series) => curveLayers(series, x(!extended), y)),
      ...[...panel.samples].reverse().flatMap((series) => sampleLayers(series, x(!extended), y)),
    ],
  };
  if (!extended || !reference || !curve) return main;
  const size = { width: layout.width, height: layout.residualHeight };
  const lower =
    panel.below === 'relative'
      ? relativeView(curve, reference, x(true), size)
      : residualView(panel.curves, reference, x(true), size);
  return { spacing: 16, bounds: 'flush', vconcat: [main, lower] };
}
