import { bandsOf } from '../../../figure/bands.ts';
import type { ColourScale } from '../../../figure/colour-bar.ts';
import type { Contour } from '../../../figure/contour.ts';
import { formatPercent } from '../../../figure/format.ts';
import {
  type HeatAxis,
  type HeatCell,
  type HeatPanel,
  heatMapSpec,
  narrowHeatLayout,
  wideHeatLayout,
} from '../../../figure/heat-map.ts';
import type { LegendEntry } from '../../../figure/legend.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import { colours } from '../../../figure/theme.ts';
import type { WindowData, WindowSeries } from '../window-data.ts';
import { edgeNote, edgeSummary } from './captions.ts';
import {
  axisTitle,
  closureLabel,
  closuresOf,
  depthAxis,
  isSeen,
  type Subject,
  subjectFile,
  subjectSymbol,
  subjectTitle,
  toleranceStyle,
} from './labels.ts';

/** More cells than this in a row cannot be told apart. */
const mostDepths = 48;

const errorColours: ColourScale = {
  title: 'relative error e',
  type: 'log',
  domain: [0.001, 1],
  smallIsPale: true,
  ticks: [
    { at: 0.001, label: '≤ 0.1 %' },
    { at: 0.01, label: '1 %' },
    { at: 0.1, label: '10 %' },
    { at: 1, label: '≥ 100 %' },
  ],
};

const dotStyle = { colour: colours.black, dash: [], shape: 'circle' } as const;

/** e over depth time and the swept value, one panel per closure, with the window edge of every tolerance as a contour. */
export function errorMap(data: WindowData, subject: Subject): FigureSpec {
  const axis = data.axes[0]!;
  const bands = bandsOf(axis.values, axis.scale);
  const panels = closuresOf(subject.series).map((closure): HeatPanel => {
    const rows = subject.series.filter((one) => one.closure === closure);
    const placed = rows
      .map((row) => ({ row, band: bands.bands[row.point[0]!]! }))
      .sort((a, b) => a.band.at - b.band.at);
    return {
      title: closureLabel(closure),
      cells: placed.flatMap(({ row, band }) => rowCells(row, [band.low, band.high], data)),
      contours: data.tolerances.map(
        (tolerance, i): Contour => ({
          label: `t* at ${formatPercent(tolerance)}`,
          style: toleranceStyle(i),
          connected: !bands.ordinal,
          points: placed.flatMap(({ row, band }) => {
            const edge = row.edges.find((one) => one.tolerance === tolerance)?.edge;
            return edge && isSeen(edge) ? [{ x: edge.estimate, y: band.at, low: edge.lower, high: edge.upper }] : [];
          }),
        }),
      ),
    };
  });
  const dotted = panels.some(({ cells }) => cells.some(({ note }) => note === 'dot'));
  const notes: LegendEntry[] = dotted
    ? [{ label: `e < ${data.standardErrors} s: not told from 0`, style: dotStyle, marks: ['dot'] }]
    : [];
  const x: HeatAxis = { title: depthAxis, domain: [0, data.horizon > 0 ? data.horizon : 1] };
  const y = { ...bands, title: axisTitle(axis) };
  const symbol = subjectSymbol(subject);
  return {
    name: `relative-error-${subjectFile(subject)}`,
    title: `Relative error of the ${subjectTitle(subject)}`,
    caption: `Colour: e = ‖theory − sampled‖ / ‖sampled‖ of ${symbol}${subject.component === null ? ' (Frobenius norm)' : ''}. Lines: the window edge t*, the first depth with e above the tolerance; bars: where sampling places it, at ${data.standardErrors} standard errors; symbols right of the frame: not reached by the last depth; edges of which sampling says nothing are left out.${dotted ? ` Dots: e is below ${data.standardErrors} standard errors, so that it may be noise alone.` : ''}${edgeNote(subject.series)}`,
    description: `Heat map of the relative error of ${symbol} against depth time and ${axisTitle(axis)}, one panel per closure. ${edgeSummary(data, subject)}`,
    wide: heatMapSpec(panels, x, y, errorColours, notes, wideHeatLayout),
    narrow: heatMapSpec(panels, x, y, errorColours, notes, narrowHeatLayout),
  };
}

/** Cells of one point of the sweep: borders half way between the depths drawn. */
function rowCells(row: WindowSeries, [y, y2]: readonly [number, number], data: WindowData): HeatCell[] {
  const count = row.times.length;
  const step = Math.max(1, (count - 1) / (mostDepths - 1));
  const shown = [...new Set(Array.from({ length: Math.min(count, mostDepths) }, (_, i) => Math.round(i * step)))];
  const border = (i: number) => {
    const before = row.times[shown[i - 1] ?? -1];
    const after = row.times[shown[i] ?? -1];
    if (before === undefined) return 0;
    return after === undefined ? Math.max(before, data.horizon) : (before + after) / 2;
  };
  return shown.map((depth, i) => {
    const value = row.error[depth]!;
    const unresolved = value < data.standardErrors * row.standardError[depth]!;
    return { x: border(i), x2: border(i + 1), y, y2, value, note: unresolved ? 'dot' : null };
  });
}
