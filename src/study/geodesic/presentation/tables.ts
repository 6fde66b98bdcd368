import { formatDepth, formatNumber, formatWithError } from '../../../figure/format.ts';
import type { ReportTable } from '../../../figure/markup.ts';
import type { FigureTables } from '../../../figure/report.ts';
import { spreadIndices } from '../../../figure/series.ts';
import type { GeodesicData } from './geodesic-data.ts';

/** More depths than this are not read in a table. */
const mostDepths = 21;
/** Singular values in a table. */
const mostValues = 8;

const meanings: readonly (readonly [quantity: string, meaning: string])[] = [
  ['loss', 'loss, fit + penalty'],
  ['fit', 'fit (1/N) Σ ‖y − f(x)‖²'],
  ['penalty', 'penalty'],
  ['testError', 'test error ± 1 standard error'],
  ['bottleneckRankFromEnergy', '−2H/L̃, median'],
  ['bottleneckRankFromCoi', 'min COIᵧ'],
  ['bottleneckEntry', 'entry p₁'],
  ['bottleneckExit', 'exit p₂'],
  ['hamiltonian', 'H, mean'],
  ['hamiltonianDrift', 'drift of H'],
  ['stationarity', 'stationarity, at the stages'],
  ['resolution', 'resolution, at the nodes'],
  ['balancednessDefect', 'balancedness defect'],
  ['pathLength', 'length ℓ of the path'],
];

/** The single numbers, for the terminal and the head of the report. */
export function headlineTable({ numbers, source }: GeodesicData): ReportTable {
  return {
    caption: `The path, by ${source}`,
    columns: ['quantity', 'name in summary.json', 'value'],
    rows: meanings.flatMap(([quantity, meaning]) => {
      const row = numbers.get(quantity);
      if (row === undefined) return [];
      return [[meaning, quantity, row.error > 0 ? formatWithError(row.value, row.error) : formatNumber(row.value, 3)]];
    }),
  };
}

/** Numbers behind the figures along p, and the stages of the solver. */
export function geodesicTables(data: GeodesicData): FigureTables[] {
  return [
    { figure: 'energies', tables: [energyTable(data)] },
    {
      figure: 'singular-values',
      tables: [
        valueTable(data, 'Leading singular values of Aₚ', 'singularValues'),
        valueTable(data, 'Leading singular values of Wₚ', 'weightSingularValues'),
      ],
    },
    { figure: 'history', tables: data.stages.length > 0 ? [stageTable(data)] : [] },
  ];
}

function depthsOf({ nodes }: GeodesicData): number[] {
  return spreadIndices(nodes.length, mostDepths);
}

function energyTable(data: GeodesicData): ReportTable {
  const series = ['coi', 'kinetic', 'rankFromEnergy', 'momentumNorm', 'weightNorm'].map((one) => data.along(one));
  return {
    caption: 'Energies and norms along p; ± is what the drift of H and the residual of W leave open',
    columns: ['p', 'COIᵧ', 'kinetic', '−2H/L̃', '‖B‖ (op)', '‖W‖ (F)'],
    rows: depthsOf(data).map((k) => [
      formatDepth(data.nodes[k]!),
      ...series.map((points) => formatWithError(points[k]?.value ?? Number.NaN, points[k]?.error ?? 0)),
    ]),
  };
}

function valueTable(
  data: GeodesicData,
  caption: string,
  array: 'singularValues' | 'weightSingularValues',
): ReportTable {
  const family = data.family(array).slice(0, mostValues);
  return {
    caption,
    columns: ['p', ...family.map((_, i) => `s${'₁₂₃₄₅₆₇₈'[i]}`)],
    rows: depthsOf(data).map((k) => [
      formatDepth(data.nodes[k]!),
      ...family.map((points) => formatNumber(points[k]!.value, 4)),
    ]),
  };
}

function stageTable({ stages }: GeodesicData): ReportTable {
  return {
    caption: 'Stages of the solver',
    columns: ['stage', 'intervals', 'iterations', 'work before', 'loss', 'drift of H', 'ended'],
    rows: stages.map(({ label, intervals, iterations, from, loss, hamiltonianDrift, outcome }) => [
      ...[label, String(intervals), String(iterations), String(from), formatNumber(loss, 6)],
      ...[formatNumber(hamiltonianDrift, 2), outcome],
    ]),
  };
}
