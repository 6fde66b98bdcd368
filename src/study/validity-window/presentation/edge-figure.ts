import { type EdgePanel, edgePlotSpec, narrowEdges, wideEdges } from '../../../figure/edge-plot.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import { colours, type SeriesStyle } from '../../../figure/theme.ts';
import type { SweepAxis, WindowData, WindowSeries } from '../window-data.ts';
import { isUnknown, percent } from './edge-text.ts';
import { axisTitle, curvesOf, curveTitle, valueText } from './labels.ts';

const styles: readonly SeriesStyle[] = [
  { colour: colours.blue, dash: [], shape: 'circle' },
  { colour: colours.vermillion, dash: [], shape: 'square' },
  { colour: colours.green, dash: [], shape: 'diamond' },
  { colour: colours.purple, dash: [], shape: 'triangle-up' },
  { colour: colours.orange, dash: [], shape: 'cross' },
  { colour: colours.black, dash: [], shape: 'triangle-down' },
];

/** Window edges against one swept field; as `collapse`, divided by the width: flat where depth of order width is the limit. */
export function edgeFigure(data: WindowData, form: 'edge' | 'collapse'): FigureSpec {
  const axis = data.axes[0]!;
  const collapse = form === 'collapse';
  const panels = curvesOf(data.series).map((own) => panelOf(data, axis, own, collapse));
  const axes = {
    x: axisTitle(axis),
    xScale: axis.scale === 'log' ? ('log' as const) : ('linear' as const),
    xValues: axis.values.map(Number),
    xNames: axis.values.map(valueText),
    y: collapse ? 'window edge over width t*/n' : 'window edge t*',
    yScale: collapse ? ('log' as const) : ('linear' as const),
  };
  const name = collapse ? 'window-edge-over-width' : 'window-edge';
  return {
    name,
    title: collapse ? 'Window edge over width: flat where t* grows like n' : `Window edge against ${axis.label}`,
    caption:
      'Bars: the range in which sampling cannot tell. Open triangles: the window does not end before the last depth, so that the edge lies above. Edges of which nothing is known are left out. ' +
      (collapse
        ? 'A closure whose own error is the limit keeps t* fixed as n grows, and t*/n falls like 1/n.'
        : 'An edge that does not move with the width is an error of the closure, not of the expansion in 1/n.'),
    description: `${collapse ? 'Window edge divided by width' : 'Window edge'} against ${axisTitle(axis)}, for tolerances ${data.tolerances.map(percent).join(', ')}, one panel each for ${panels.map(({ title }) => title).join('; ')}. The edges are in the tables of the first figure.`,
    wide: edgePlotSpec(panels, axes, wideEdges),
    narrow: edgePlotSpec(panels, axes, narrowEdges),
  };
}

function panelOf(data: WindowData, axis: SweepAxis, own: readonly WindowSeries[], collapse: boolean): EdgePanel {
  return {
    title: curveTitle(own[0]!),
    series: data.tolerances.map((tolerance, i) => ({
      label: `relative error ${percent(tolerance)}`,
      style: styles[i % styles.length]!,
      points: own.flatMap(({ point, edges, times }) => {
        const found = edges.find((entry) => entry.tolerance === tolerance);
        if (found === undefined || isUnknown(found.edge, times)) return [];
        const { outcome, lower, upper, estimate } = found.edge;
        const x = Number(axis.values[point[0]!]);
        const unit = collapse ? x : 1;
        const last = times.at(-1)!;
        const open = outcome === 'inside';
        const at = open ? last : Number.isFinite(upper) && Number.isFinite(estimate) ? estimate : Number.NaN;
        return {
          ...{ x, at: at / unit, low: (open ? last : lower) / unit, high: Math.min(upper, last) / unit },
          // An undecided edge may lie beyond the last depth: its bar then has no upper end.
          ...{ open, unbounded: !open && !Number.isFinite(upper) },
        };
      }),
    })),
  };
}
