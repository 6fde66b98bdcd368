import { gridMapSpec, narrowGrid, wideGrid } from '../../../figure/grid-map.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import type { WindowData } from '../window-data.ts';
import { edgeText, percent } from './edge-text.ts';
import { axisTitle, curvesOf, curveTitle, valueText } from './labels.ts';

/** The depth that the window reaches over two swept fields, one panel per quantity, closure and tolerance. */
export function windowMap(data: WindowData): FigureSpec {
  const [rows, columns] = data.axes;
  const panels = curvesOf(data.series).flatMap((own) =>
    data.tolerances.map((tolerance) => ({
      title: `${curveTitle(own[0]!)}, ${percent(tolerance)}`,
      cells: own.flatMap(({ point, edges, times }) => {
        const found = edges.find((entry) => entry.tolerance === tolerance);
        if (found === undefined) return [];
        const last = times.at(-1)!;
        const { outcome, lower, upper, estimate } = found.edge;
        const value = outcome === 'inside' ? last : Number.isFinite(upper) ? Math.min(estimate, last) : lower;
        return {
          row: point[0]!,
          column: point[1]!,
          value: Number.isFinite(value) ? value : lower,
          text: shortText(outcome, lower, upper, estimate, last),
        };
      }),
    })),
  );
  const axes = {
    columns: axisTitle(columns!),
    columnNames: columns!.values.map(valueText),
    rows: axisTitle(rows!),
    rowNames: rows!.values.map(valueText),
    colour: 'window edge t*',
    domain: [0, data.horizon] as const,
  };
  const last = data.series.at(-1)!;
  const edges = last.edges.map(({ tolerance, edge }) => `${percent(tolerance)}: ${edgeText(edge, last.times)}`);
  return {
    name: 'window-map',
    title: `Window edge over ${rows!.label} and ${columns!.label}`,
    caption:
      'Numbers are window edges t*; > t: the window does not end before the last depth; a range: sampling can tell no more. ' +
      `For the last point, ${curveTitle(last)}: ${edges.join(', ')}.`,
    description: `A map per quantity, closure and tolerance: ${panels.map(({ title }) => title).join('; ')}. Horizontal: ${axisTitle(columns!)}. Vertical: ${axisTitle(rows!)}. Colour and number: the depth time at which the relative error passes the tolerance. The numbers are in the tables under the figure.`,
    wide: gridMapSpec(panels, axes, wideGrid),
    narrow: gridMapSpec(panels, axes, narrowGrid),
  };
}

/** An edge in the few characters that a cell has room for. */
function shortText(outcome: string, lower: number, upper: number, estimate: number, last: number): string {
  const short = (t: number) => String(Number(t.toPrecision(2)));
  if (outcome === 'inside') return `> ${short(last)}`;
  if (outcome === 'known') return short(estimate);
  if (outcome === 'none') return `< ${short(upper)}`;
  return Number.isFinite(upper) ? `${short(lower)}–${short(upper)}` : `≥ ${short(lower)}`;
}
