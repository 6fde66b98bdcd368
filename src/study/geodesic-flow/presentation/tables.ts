import { formatDepth, formatNumber, formatWithError } from '../../../figure/format.ts';
import type { ReportTable } from '../../../figure/markup.ts';
import type { FigureTables } from '../../../figure/report.ts';
import { type FlowData, largestOf } from './flow-data.ts';

/** Singular values that the table under their figure shows. */
const mostColumns = 8;

/** The numbers behind the figures, one row per kept depth. */
export function flowTables(data: FlowData): FigureTables[] {
  const { paths, reference } = data;
  const accuracy = ([quantity, title]: readonly [string, string]) =>
    tableOf(
      data,
      title,
      paths.map(({ name, label }) => ({ label, quantity, component: name })),
      (value) => formatNumber(value, 3),
    );
  const own = (columns: readonly (readonly [quantity: string, label: string])[]) =>
    columns.map(([quantity, label]) => ({ quantity, label, component: reference.name }));
  return [
    {
      figure: 'accuracy',
      tables: (
        [
          ['hamiltonianError', '(H − H₀)/|H₀|'],
          ['pathError', 'Estimated relative error of the path'],
        ] as const
      ).map(accuracy),
    },
    {
      figure: 'singular-values',
      tables: (['singularValue', 'weightSingularValue'] as const).map((quantity) =>
        tableOf(
          data,
          quantity === 'singularValue' ? 'Singular values of A' : 'Singular values of W',
          indices(data, quantity),
        ),
      ),
    },
    {
      figure: 'energies',
      tables: [
        tableOf(
          data,
          `By ${reference.label}`,
          own([
            ['hamiltonian', 'H'],
            ['coi', 'COI'],
            ['kinetic', 'kinetic energy'],
            ['timescale', 'timescale'],
            ['pathLength', 'length, metric of the kernel'],
            ['pathLengthFrobenius', 'length, Frobenius'],
            ['weightNorm', '‖W‖'],
          ]),
        ),
      ],
    },
  ];
}

interface Column {
  readonly label: string;
  readonly quantity: string;
  readonly component: string;
}

function indices({ reference, along }: FlowData, quantity: string): Column[] {
  return Array.from({ length: mostColumns }, (_, i) => ({
    ...{ label: `s${i + 1}`, quantity, component: `${reference.name}:${i + 1}` },
  })).filter(({ component }) => largestOf(along(quantity, component)) >= 0);
}

function tableOf(
  data: FlowData,
  caption: string,
  columns: readonly Column[],
  text: (value: number, error: number) => string = formatWithError,
): ReportTable {
  const series = columns.map(({ quantity, component }) => data.along(quantity, component));
  const longest = series.reduce((best, points) => (points.length > best.length ? points : best), []);
  return {
    caption,
    columns: ['Depth p', ...columns.map(({ label }) => label)],
    rows: longest.map(({ t }, i) => [
      formatDepth(t),
      ...series.map((points) => (points[i] ? text(points[i].value, points[i].error) : '–')),
    ]),
  };
}
