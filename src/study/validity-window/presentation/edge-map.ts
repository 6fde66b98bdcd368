import { bandsOf } from '../../../figure/bands.ts';
import type { ColourScale } from '../../../figure/colour-bar.ts';
import { formatDepth, formatPercent } from '../../../figure/format.ts';
import { type HeatPanel, heatMapSpec, narrowHeatLayout, wideHeatLayout } from '../../../figure/heat-map.ts';
import type { LegendEntry } from '../../../figure/legend.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import { colours } from '../../../figure/theme.ts';
import type { WindowData } from '../window-data.ts';
import { edgeNote, edgeSummary } from './captions.ts';
import {
  axisTitle,
  closureLabel,
  closuresOf,
  type Subject,
  subjectFile,
  subjectSymbol,
  subjectTitle,
} from './labels.ts';

const dotStyle = { colour: colours.black, dash: [], shape: 'circle' } as const;

/** t* over both swept fields, one panel per closure and tolerance. */
export function edgeMap(data: WindowData, subject: Subject): FigureSpec {
  const [first, second] = data.axes.map((axis) => ({ axis, bands: bandsOf(axis.values, axis.scale) }));
  const x = { ...first!.bands, title: axisTitle(first!.axis) };
  const y = { ...second!.bands, title: axisTitle(second!.axis) };
  const panels = closuresOf(subject.series).flatMap((closure) =>
    data.tolerances.map((tolerance): HeatPanel => {
      const own = subject.series.filter((one) => one.closure === closure);
      return {
        title: `${closureLabel(closure)}, ${formatPercent(tolerance)}`,
        contours: [],
        cells: own.flatMap(({ point, edges }) => {
          const edge = edges.find((one) => one.tolerance === tolerance)?.edge;
          if (edge === undefined) return [];
          const across = x.bands[point[0]!]!;
          const up = y.bands[point[1]!]!;
          const note = edge.outcome === 'bracketed' ? 'dot' : edge.outcome === 'inside' ? 'beyond' : null;
          return [{ x: across.low, x2: across.high, y: up.low, y2: up.high, value: edge.estimate, note }];
        }),
      };
    }),
  );
  const noted = (note: string) => panels.some(({ cells }) => cells.some((cell) => cell.note === note));
  const notes: LegendEntry[] = noted('dot')
    ? [{ label: 'not known to one interval of depth', style: dotStyle, marks: ['dot'] }]
    : [];
  const colour = edgeColours(data.horizon);
  const beyond = noted('beyond') ? ' The sign > means that the window is longer than the run.' : '';
  return {
    name: `window-map-${subjectFile(subject)}`,
    title: `Window edge of the ${subjectTitle(subject)}`,
    caption: `First depth time t* at which the relative error of ${subjectSymbol(subject)} is above the tolerance, over ${x.title} and ${y.title}.${beyond}${noted('dot') ? ' Dots: sampling does not know the edge to one interval of the saved depths; the table has the brackets.' : ''}${edgeNote(subject.series)}`,
    description: `Heat map of the window edge of ${subjectSymbol(subject)} against ${x.title} and ${y.title}, one panel per closure and tolerance. ${edgeSummary(data, subject)}`,
    wide: heatMapSpec(panels, x, y, colour, notes, wideHeatLayout),
    narrow: heatMapSpec(panels, x, y, colour, notes, narrowHeatLayout),
  };
}

/** From 0 (dark) to the end of the run (pale). */
function edgeColours(horizon: number): ColourScale {
  const end = horizon > 0 ? horizon : 1;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) => ({
    at: part * end,
    label: `${part === 1 ? '≥ ' : ''}${formatDepth(part * end)}`,
  }));
  return { title: 'window edge t*', type: 'linear', domain: [0, end], smallIsPale: false, ticks };
}
