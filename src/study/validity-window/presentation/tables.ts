import { formatDepth, formatPercent } from '../../../figure/format.ts';
import type { ReportTable } from '../../../figure/markup.ts';
import type { FigureTables } from '../../../figure/report.ts';
import type { WindowData, WindowSeries } from '../window-data.ts';
import { sweepsWidth } from './figures.ts';
import {
  axisTitle,
  closureLabel,
  closuresOf,
  edgeText,
  isLate,
  type Subject,
  subjectFile,
  subjectSymbol,
  subjectsOf,
  valueText,
} from './labels.ts';

/**
 * The numbers behind the figures, one table per closure and one row per point of the sweep: t* [bracket] for every
 * tolerance, t* / n likewise, and for the heat map of e its value at the last depth and its largest.
 */
export function windowTables(data: WindowData): FigureTables[] {
  const [first, second] = data.axes;
  if (first === undefined) return [];
  return subjectsOf(data.series).flatMap((subject) => {
    const of = (figure: string, tables: (series: readonly WindowSeries[], name: string) => ReportTable) => ({
      figure: `${figure}-${subjectFile(subject)}`,
      tables: closuresOf(subject.series).map((closure) =>
        tables(
          subject.series.filter((one) => one.closure === closure),
          closureLabel(closure),
        ),
      ),
    });
    const edges = (series: readonly WindowSeries[], name: string) =>
      edgeTable(data, subject, series, name, 't*', () => 1);
    if (second !== undefined) return [of('window-map', edges)];
    const scaled = (series: readonly WindowSeries[], name: string) =>
      edgeTable(data, subject, series, name, `t*/${first.symbol}`, (point) => Number(first.values[point[0]!]));
    return [
      of('relative-error', (series, name) => errorTable(data, subject, series, name)),
      of('window-edge', edges),
      ...(sweepsWidth(first) ? [of('window-scaling', scaled)] : []),
    ];
  });
}

/** All edges in one table, for a terminal. */
export function headlineTable(data: WindowData): ReportTable {
  const late = data.series.some(isLate);
  return {
    caption: 'Window edge t* [lower, upper] by tolerance on the relative error',
    columns: [
      ...['quantity', 'closure'],
      ...data.axes.map(({ field }) => field),
      ...data.tolerances.map(formatPercent),
      ...(late ? ['judged from t'] : []),
    ],
    rows: data.series.map((one) => [
      ...[one.quantity, one.closure],
      ...data.axes.map((axis, i) => valueText(axis, one.point[i]!)),
      ...edgeCells(data, one, 1),
      ...(late ? [judgedFrom(data, one)] : []),
    ]),
  };
}

function edgesOf({ tolerances }: WindowData, { edges }: WindowSeries) {
  return tolerances.map((tolerance) => edges.find((one) => one.tolerance === tolerance)?.edge);
}

function edgeCells(data: WindowData, one: WindowSeries, unit: number): string[] {
  return edgesOf(data, one).map((edge) => (edge ? edgeText(edge, one.times.at(-1) ?? data.horizon, unit) : '–'));
}

/** From which depth on each edge is judged. */
function judgedFrom(data: WindowData, one: WindowSeries): string {
  return edgesOf(data, one)
    .map((edge) => (edge && edge.from < Infinity ? formatDepth(edge.from) : '–'))
    .join('; ');
}

function edgeTable(
  data: WindowData,
  subject: Subject,
  series: readonly WindowSeries[],
  closure: string,
  symbol: string,
  unit: (point: readonly number[]) => number,
): ReportTable {
  const late = series.some(isLate);
  return {
    caption: `${subjectSymbol(subject)}, ${closure}: ${symbol} [lower, upper]`,
    columns: [
      ...data.axes.map(axisTitle),
      ...data.tolerances.map((tolerance) => `${symbol} at ${formatPercent(tolerance)}`),
      ...(late ? ['Judged from t'] : []),
    ],
    rows: series.map((one) => [
      ...data.axes.map((axis, i) => valueText(axis, one.point[i]!)),
      ...edgeCells(data, one, unit(one.point)),
      ...(late ? [judgedFrom(data, one)] : []),
    ]),
  };
}

function errorTable(data: WindowData, subject: Subject, series: readonly WindowSeries[], closure: string): ReportTable {
  return {
    caption: `${subjectSymbol(subject)}, ${closure}: relative error e ± one standard error`,
    columns: [...data.axes.map(axisTitle), 'e at the last depth', 'largest e', 'at depth time t'],
    rows: series.map((one) => {
      const worst = one.error.reduce(
        (best, e, i) => (e > one.error[best]! || Number.isNaN(one.error[best]) ? i : best),
        0,
      );
      const text = (i: number) =>
        `${formatPercent(one.error[i] ?? Number.NaN)} ± ${formatPercent(one.standardError[i] ?? Number.NaN)}`;
      return [
        ...data.axes.map((axis, i) => valueText(axis, one.point[i]!)),
        text(one.times.length - 1),
        text(worst),
        formatDepth(one.times[worst] ?? Number.NaN),
      ];
    }),
  };
}
