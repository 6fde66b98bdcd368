import {
  type Boundary,
  type HeatCell,
  type HeatPanel,
  heatMapSpec,
  narrowHeat,
  wideHeat,
} from '../../../figure/heat-map.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import { colours, type SeriesStyle } from '../../../figure/theme.ts';
import type { WindowData, WindowSeries } from '../window-data.ts';
import { edgeText, isUnknown, percent } from './edge-text.ts';
import { axisTitle, curvesOf, curveTitle, valueText } from './labels.ts';

const shapes: readonly SeriesStyle['shape'][] = [
  'circle',
  'square',
  'diamond',
  'triangle-up',
  'cross',
  'triangle-down',
];

/** How the edge at the i-th tolerance is drawn on a map. */
function edgeStyle(i: number): SeriesStyle {
  return { colour: colours.black, dash: [], shape: shapes[i % shapes.length]! };
}

/** The relative error over depth and one swept field, one panel per quantity and closure, with the window edges. */
export function errorMap(data: WindowData): FigureSpec {
  const axis = data.axes[0]!;
  const panels = curvesOf(data.series).map((own) => panelOf(data, own));
  const axes = {
    x: 'depth time t = ε²ℓ',
    domain: [0, data.horizon] as const,
    rows: axisTitle(axis),
    rowNames: axis.values.map(valueText),
    colour: 'relative error ‖theory − sampled‖ / ‖sampled‖',
  };
  return {
    name: 'relative-error',
    title: `Relative error over depth and ${axis.label}, with window edges`,
    caption: caption(data),
    description: `A map per quantity and closure: ${panels.map(({ title }) => title).join('; ')}. Horizontal: depth time from 0 to ${data.horizon}. Vertical: ${axisTitle(axis)}. Colour: relative error, from pale (0.1 per cent) to dark (100 per cent). The window edges are in the tables under the figure.`,
    wide: heatMapSpec(panels, axes, wideHeat),
    narrow: heatMapSpec(panels, axes, narrowHeat),
  };
}

function panelOf(data: WindowData, own: readonly WindowSeries[]): HeatPanel {
  return {
    title: curveTitle(own[0]!),
    cells: own.flatMap((one) => cellsOf(one, data.standardErrors)),
    boundaries: data.tolerances.map(
      (tolerance, i): Boundary => ({
        label: `window edge t* at ${percent(tolerance)}`,
        style: edgeStyle(i),
        marks: own.flatMap(({ point, edges, times }) => {
          const found = edges.find((entry) => entry.tolerance === tolerance);
          if (found === undefined) return [];
          const { outcome, lower, upper, estimate } = found.edge;
          if (isUnknown(found.edge, times)) return [];
          const last = times.at(-1)!;
          const open = outcome === 'inside';
          const within = outcome === 'known' || outcome === 'none' || Number.isFinite(upper);
          const at = open ? last : within && Number.isFinite(estimate) ? estimate : Number.NaN;
          return { row: point[0]!, at, low: open ? last : lower, high: Math.min(upper, last), open };
        }),
      }),
    ),
  };
}

/** Each depth has the cell that reaches half-way to its neighbours. */
function cellsOf({ point, times, error, standardError }: WindowSeries, z: number): HeatCell[] {
  return times.flatMap((t, i): HeatCell[] => {
    const before = times[i - 1];
    const after = times[i + 1];
    return [
      {
        row: point[0]!,
        x0: before === undefined ? t : (before + t) / 2,
        x1: after === undefined ? t : (after + t) / 2,
        value: error[i]!,
        unresolved: !(error[i]! > z * standardError[i]!),
      },
    ];
  });
}

function caption(data: WindowData): string {
  const z = data.standardErrors;
  const widest = curvesOf(data.series).map((own) => {
    const last = own.at(-1)!;
    const edges = last.edges.map(({ tolerance, edge }) => `${percent(tolerance)}: ${edgeText(edge, last.times)}`);
    return `${curveTitle(last)}: ${edges.join(', ')}`;
  });
  const axis = data.axes[0]!;
  return (
    `A dot marks a cell whose relative error is below ${z} standard errors. Symbols: where the error first passes a tolerance; ` +
    'bars: the range in which sampling cannot tell; a triangle at the right: the window does not end before the last depth. Edges of which nothing is known are left out. ' +
    `Window edges at ${axis.symbol} = ${valueText(axis.values.at(-1)!)}: ${widest.join('; ')}.`
  );
}
