import { formatDepth, formatErrors, formatWithError } from '../../../figure/format.ts';
import type { ReportTable } from '../../../figure/markup.ts';
import type { FigureTables } from '../../../figure/report.ts';
import { pointAt } from '../../../figure/series.ts';
import { differenceInErrors, type SeriesRow } from '../../../record/series.ts';
import { kernelSubjects } from './figures.ts';
import type { KernelPanel } from './panels.ts';

/** For every figure, the numbers it shows: one table per panel, one row per depth. */
export function kernelTables(rows: readonly SeriesRow[], width: number, nodes?: number): FigureTables[] {
  return kernelSubjects.map(({ name, panels, relative = false }) => ({
    figure: name,
    tables: panels({ rows, width, nodes }).map((panel) => panelTable(panel, relative)),
  }));
}

function panelTable({ title, valueAxis, curves, samples }: KernelPanel, relative: boolean): ReportTable {
  const reference = samples[0];
  const depths = (reference ?? curves[0])?.points.map((point) => point.t) ?? [];
  const compared = reference ? curves : [];
  return {
    caption: `${valueAxis}, ${title}`,
    columns: [
      'Depth time t',
      ...curves.map((curve) => curve.label),
      ...samples.map((series) => series.label),
      ...compared.map((curve) => `(${curve.label}) − sampled, in standard errors`),
      ...(relative ? compared : []).map((curve) => `sampled / (${curve.label}) − 1`),
    ],
    rows: depths.map((t) => [
      formatDepth(t),
      ...[...curves, ...samples].map((series) => {
        const point = pointAt(series, t);
        return point ? formatWithError(point.value, point.error) : '–';
      }),
      ...compared.map((curve) => {
        const point = pointAt(curve, t);
        const sample = reference && pointAt(reference, t);
        if (!point || !sample) return '–';
        return formatErrors(differenceInErrors(point.value, point.error, sample.value, sample.error));
      }),
      ...(relative ? compared : []).map((curve) => {
        const point = pointAt(curve, t);
        const sample = reference && pointAt(reference, t);
        if (!point || !sample) return '–';
        const percent = (value: number, error: number) =>
          formatWithError((100 * value) / point.value, (100 * error) / Math.abs(point.value));
        return `${percent(sample.value - point.value, sample.error)} %`;
      }),
    ]),
  };
}
