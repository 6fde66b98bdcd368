import { formatDepth, formatNumber, formatWithError } from '../../../figure/format.ts';
import type { ReportTable } from '../../../figure/markup.ts';
import type { FigureTables } from '../../../figure/report.ts';
import { spreadIndices } from '../../../figure/series.ts';
import { meanOf, type SeedMean } from '../../seed-mean.ts';
import { type QuantityName, quantityTitles } from '../quantities.ts';
import { type VariantNetworks, valuesAt } from '../study-data.ts';

/** Rows of a table along the training. */
const mostRows = 16;

const endColumns: readonly QuantityName[] = [
  'D_LR',
  'S_init',
  'NC1',
  'NC2',
  'trainAccuracy',
  'testAccuracy',
  'testLoss',
  'parameterNorm',
];
const alongColumns: readonly QuantityName[] = ['D_LR', 'trainAccuracy', 'testAccuracy', 'trainLoss', 'testLoss'];
const companionColumns: readonly QuantityName[] = [
  'S_init',
  'NC1',
  'NC2',
  'rank',
  'parameterNorm',
  'parameterDistance',
];

/** The end of the training, a row for each kind of network. */
export function endTable(networks: readonly VariantNetworks[]): ReportTable {
  const columns = present(networks, endColumns);
  return {
    caption: 'At the end of the training: means over seeds ± one standard error',
    columns: ['Networks', ...columns.map((name) => quantityTitles[name].symbol)],
    rows: networks.map(({ label, points }) => [
      label,
      ...columns.map((name) => text(meanOf(valuesAt(points, name, -1)))),
    ]),
  };
}

/** The numbers behind the figures. */
export function studyTables(networks: readonly VariantNetworks[]): FigureTables[] {
  const along = (columns: readonly QuantityName[]) =>
    networks.map((network) => alongTable(network, present(networks, columns)));
  return [
    { figure: 'training', tables: along(alongColumns) },
    { figure: 'companions', tables: along(companionColumns) },
    { figure: 'measures', tables: [endTable(networks)] },
    { figure: 'sweep', tables: [endTable(networks)] },
  ];
}

function alongTable({ label, points }: VariantNetworks, columns: readonly QuantityName[]): ReportTable {
  const steps = points.find(({ failure }) => failure === null)?.steps ?? [];
  return {
    caption: `${label}: means over seeds ± one standard error`,
    columns: ['Step', ...columns.map((name) => quantityTitles[name].symbol)],
    rows: spreadIndices(steps.length, mostRows).map((i) => [
      formatDepth(steps[i]!),
      ...columns.map((name) => text(meanOf(valuesAt(points, name, i)))),
    ]),
  };
}

/** Quantities that any network has a number of. */
function present(networks: readonly VariantNetworks[], names: readonly QuantityName[]): QuantityName[] {
  return names.filter((name) => networks.some(({ points }) => meanOf(valuesAt(points, name, -1)).count > 0));
}

function text({ mean, standardError, count }: SeedMean): string {
  if (count === 0) return '–';
  return count === 1 ? formatNumber(mean) : formatWithError(mean, standardError);
}
