import type { ReportTable } from '../../../figure/markup.ts';
import type { FigureTables } from '../../../figure/report.ts';
import type { WindowData, WindowSeries } from '../window-data.ts';
import { edgeText, percent } from './edge-text.ts';
import { closureLabel, curvesOf, curveTitle, quantitySymbol, valueText } from './labels.ts';

/** The window edges of every point, quantity, closure and tolerance, one table per quantity and closure. */
export function windowTables(data: WindowData): FigureTables[] {
  const edges = curvesOf(data.series).map(
    (own): ReportTable => ({
      caption: `Window edge t* of ${curveTitle(own[0]!)}`,
      columns: [...data.axes.map(({ label, symbol }) => `${label} ${symbol}`), ...data.tolerances.map(percent)],
      rows: own.map((one) => [...place(data, one), ...cells(data, one)]),
    }),
  );
  return [
    { figure: data.axes.length === 1 ? 'relative-error' : 'window-map', tables: edges },
    ...(data.axes.length === 1 ? [{ figure: 'relative-error', tables: errorTables(data) }] : []),
  ];
}

/** The same edges in one table, for a terminal. */
export function headlineTable(data: WindowData): ReportTable {
  return {
    caption: 'Window edge t* by tolerance on the relative error',
    columns: ['quantity', 'closure', ...data.axes.map(({ field }) => field), ...data.tolerances.map(percent)],
    rows: data.series.map((one) => [one.quantity, one.closure, ...place(data, one), ...cells(data, one)]),
  };
}

function place({ axes }: WindowData, { point }: WindowSeries): string[] {
  return axes.map(({ values }, axis) => valueText(values[point[axis]!]!));
}

function cells({ tolerances }: WindowData, { edges, times }: WindowSeries): string[] {
  return tolerances.map((tolerance) => {
    const found = edges.find((entry) => entry.tolerance === tolerance);
    return found ? edgeText(found.edge, times) : '–';
  });
}

/** Relative errors against depth, one table per quantity and closure, at no more depths than a page can hold. */
function errorTables(data: WindowData): ReportTable[] {
  const axis = data.axes[0]!;
  return curvesOf(data.series).map((own): ReportTable => {
    const step = Math.max(1, Math.ceil((own[0]!.times.length - 1) / 10));
    const shown = own[0]!.times.map((_, i) => i).filter((i) => i % step === 0);
    return {
      caption: `Relative error of ${quantitySymbol(own[0]!.quantity)}, ${closureLabel(own[0]!.closure)}, ± one standard error`,
      columns: ['Depth time t', ...own.map(({ point }) => `${axis.symbol} = ${valueText(axis.values[point[0]!]!)}`)],
      rows: shown.map((i) => [
        String(Number(own[0]!.times[i]!.toPrecision(4))),
        ...own.map(({ error, standardError }) => errorText(error[i], standardError[i])),
      ]),
    };
  });
}

function errorText(error: number | undefined, standardError: number | undefined): string {
  if (error === undefined || standardError === undefined || Number.isNaN(error)) return '–';
  if (!Number.isFinite(error) || !Number.isFinite(standardError)) return '∞';
  const digits = (value: number) => (100 * value < 10 ? (100 * value).toFixed(2) : (100 * value).toPrecision(3));
  return `${digits(error)} ± ${digits(standardError)} %`;
}
