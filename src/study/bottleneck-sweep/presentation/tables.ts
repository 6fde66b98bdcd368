import { formatDepth, formatNumber, formatWithError } from '../../../figure/format.ts';
import type { ReportTable } from '../../../figure/markup.ts';
import type { FigureTables } from '../../../figure/report.ts';
import { type SweepData, type SweepLine, seedWords } from './sweep-data.ts';

type Place = SweepLine['places'][number];

/** The gap between both estimates at every point of the sweep. */
export function headlineTable(data: SweepData): ReportTable {
  const { teacherRank, read } = data;
  const brackets = (place: Place) => {
    const [energy, cost] = [read('bottleneckRankFromEnergy', place), read('bottleneckRankFromCoi', place)];
    if (!energy || !cost || teacherRank === null) return '–';
    return energy.value <= teacherRank && teacherRank <= cost.value ? 'yes' : 'no';
  };
  return tableOf(
    data,
    `Estimates of the bottleneck rank; ± ${errorWords(data)}`,
    [
      ['−2H/L̃', 'bottleneckRankFromEnergy'],
      ['min COIᵧ', 'bottleneckRankFromCoi'],
      ['gap', 'bottleneckGap'],
    ],
    teacherRank === null ? undefined : { title: `brackets k* = ${teacherRank}`, cell: brackets },
  );
}

function errorWords({ scenario }: SweepData): string {
  return scenario.sweep.seeds.length > 1
    ? `one standard error of the mean over ${scenario.sweep.seeds.length} seeds`
    : 'what the drift of H leaves open (one seed)';
}

type Column = readonly [title: string, quantity: string];

/** Numbers behind every figure. */
export function sweepTables(data: SweepData): FigureTables[] {
  const of = (figure: string, caption: string, columns: readonly Column[]): FigureTables => ({
    figure,
    tables: [tableOf(data, `${caption}, ${seedWords(data)}`, columns)],
  });
  return [
    of('bottleneck-rank', 'Range along depth, and ranks of A', [
      ['least −2H/L̃', 'rankFromEnergyLeast'],
      ['median −2H/L̃', 'bottleneckRankFromEnergy'],
      ['greatest −2H/L̃', 'rankFromEnergyGreatest'],
      ['min COIᵧ', 'bottleneckRankFromCoi'],
      ['at p', 'bottleneckDepth'],
      ['rank of A there', 'bottleneckRank'],
    ]),
    of('norms', 'Length and norms', [
      ['ℓ', 'pathLength'],
      ['max ‖B‖', 'largestMomentumNorm'],
      ['max ‖Bσ(A)ᵀ‖', 'largestMomentumProduct'],
    ]),
    of('loss', 'Loss and test error', [
      ['loss', 'loss'],
      ['fit', 'fit'],
      ['penalty', 'penalty'],
      ['test error', 'testError'],
    ]),
    of('convergence', 'Convergence', [
      ['stationarity', 'stationarity'],
      ['resolution', 'resolution'],
      ['drift of H', 'hamiltonianDrift'],
    ]),
  ];
}

/** A row for every place, a column for every quantity that is there. */
function tableOf(
  data: SweepData,
  caption: string,
  columns: readonly Column[],
  last?: { readonly title: string; readonly cell: (place: Place) => string },
): ReportTable {
  const { lines, read, values, symbol } = data;
  const named = lines.length > 1;
  const places = lines.flatMap((line) => line.places);
  const present = columns.filter(([, quantity]) => places.some((place) => read(quantity, place)));
  const number = (quantity: string, place: Place) => {
    const row = read(quantity, place);
    if (row === undefined) return '–';
    return row.error > 0 ? formatWithError(row.value, row.error) : formatNumber(row.value, 4);
  };
  return {
    caption,
    columns: [...(named ? ['at'] : []), symbol, ...present.map(([title]) => title), ...(last ? [last.title] : [])],
    rows: lines.flatMap((line) =>
      line.places.map((place, i) => [
        ...(named ? [line.label] : []),
        formatDepth(values[i]!),
        ...present.map(([, quantity]) => number(quantity, place)),
        ...(last ? [last.cell(place)] : []),
      ]),
    ),
  };
}
