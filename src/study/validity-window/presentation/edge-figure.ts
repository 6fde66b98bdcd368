import { bandsOf } from '../../../figure/bands.ts';
import { type EdgePanel, edgePlotSpec, narrowEdgeLayout, wideEdgeLayout } from '../../../figure/edge-plot.ts';
import { formatPercent } from '../../../figure/format.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import type { WindowData } from '../window-data.ts';
import { edgeNote, edgeSummary } from './captions.ts';
import {
  axisTitle,
  closureLabel,
  closureStyle,
  closuresOf,
  isSeen,
  type Subject,
  subjectFile,
  subjectSymbol,
  subjectTitle,
} from './labels.ts';

const reading = 'Bars: where sampling places the edge. Open symbols with an arrow: the window is longer than the run.';

/** The window edge t* against the swept value, one panel per tolerance, one line per closure. */
export function edgeFigure(data: WindowData, subject: Subject): FigureSpec {
  return figureOf(data, subject, () => 1, {
    name: `window-edge-${subjectFile(subject)}`,
    title: `Window edge of the ${subjectTitle(subject)}`,
    caption: `First depth time t* at which the relative error of ${subjectSymbol(subject)} is above the tolerance, against ${axisTitle(data.axes[0]!)}. ${reading}${edgeNote(subject.series)}`,
    axis: { title: 'window edge t*', scale: 'linear', ceiling: 'end of the run' },
  });
}

/** t* / n against n: level where the window grows in proportion to the width. */
export function scalingFigure(data: WindowData, subject: Subject): FigureSpec {
  const { symbol, values } = data.axes[0]!;
  return figureOf(data, subject, (index) => Number(values[index]), {
    name: `window-scaling-${subjectFile(subject)}`,
    title: `Window edge in units of the ${axisTitle(data.axes[0]!)}: ${subjectTitle(subject)}`,
    caption: `The window edge t* divided by ${symbol}: level where the window grows in proportion to ${symbol}, falling where it grows more slowly. ${reading}`,
    axis: { title: `t*/${symbol}`, scale: 'log', ceiling: `end of the run, T/${symbol}` },
  });
}

interface Wording {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly axis: { readonly title: string; readonly scale: 'linear' | 'log'; readonly ceiling: string };
}

function figureOf(
  data: WindowData,
  subject: Subject,
  unit: (index: number) => number,
  { name, title, caption, axis }: Wording,
): FigureSpec {
  const swept = data.axes[0]!;
  const bands = bandsOf(swept.values, swept.scale);
  const closures = closuresOf(subject.series);
  const panels = data.tolerances.map(
    (tolerance): EdgePanel => ({
      title: `tolerance ${formatPercent(tolerance)}`,
      series: closures.map((closure) => ({
        label: closureLabel(closure),
        style: closureStyle(closure, closures),
        points: subject.series
          .filter((one) => one.closure === closure)
          .flatMap(({ point, edges }) => {
            const edge = edges.find((one) => one.tolerance === tolerance)?.edge;
            const { at } = bands.bands[point[0]!]!;
            const by = unit(point[0]!);
            if (edge === undefined || !isSeen(edge)) return [];
            const { lower, upper, estimate } = edge;
            return [{ at, low: lower / by, high: upper / by, value: estimate / by, ceiling: data.horizon / by }];
          })
          .sort((a, b) => a.at - b.at),
      })),
    }),
  );
  const x = { ...bands, title: axisTitle(swept) };
  return {
    name,
    title,
    caption,
    description: `${title}, against ${axisTitle(swept)}. ${edgeSummary(data, subject)} The numbers are in the table under the figure.`,
    wide: edgePlotSpec(panels, x, axis, wideEdgeLayout),
    narrow: edgePlotSpec(panels, x, axis, narrowEdgeLayout),
  };
}
