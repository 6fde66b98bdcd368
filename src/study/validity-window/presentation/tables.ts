import type { ReportTable } from '../../../figure/markup.ts';
import type { FigureTables } from '../../../figure/report.ts';
import type { WindowData } from '../window-data.ts';
export function windowTables(_: WindowData): FigureTables[] {
  return [];
}
export function headlineTable(data: WindowData): ReportTable {
  return {
    caption: 'x',
    columns: ['q', 'c', 'p', 'tau', 'outcome', 'lower', 'est', 'upper'],
    rows: data.series.flatMap((s) =>
      s.edges.map(({ tolerance, edge }) => [
        s.quantity,
        s.closure,
        String(s.point),
        String(tolerance),
        edge.outcome,
        edge.lower.toPrecision(3),
        edge.estimate.toPrecision(3),
        edge.upper.toPrecision(3),
      ]),
    ),
  };
}
