import { formatWithError } from '../../../figure/format.ts';
import type { ReportTable } from '../../../figure/markup.ts';
import type { FigureTables } from '../../../figure/report.ts';
import { spreadIndices } from '../../../figure/series.ts';
import { richnessEstimators } from '../../../theory/richness/dynamical-richness.ts';
import { type RichnessQuantity, richnessQuantities } from '../quantities.ts';
import { initialMark } from '../richness-rows.ts';
import type { Measured, RichnessData } from './richness-data.ts';

const singles: readonly RichnessQuantity[] = ['accuracy', 'S_init', 'NC1', 'NC2', 'rank', 'featureRank'];
/** Steps and components in a table, at most. */
const mostRows = 40;

const text = (one: Measured | undefined) => (one ? formatWithError(one.value, one.error) : '–');
const countText = (one: Measured | undefined) => (one ? String(one.value) : '–');
const textOf = (quantity: RichnessQuantity) => (quantity === 'rank' || quantity === 'featureRank' ? countText : text);

/** Every single number of the last checkpoint with its meaning; beside it that of the network as it was initialised. */
export function measuresTable(data: RichnessData): ReportTable {
  const { last } = data;
  const lines: [name: string, quantity: RichnessQuantity, component: string][] = [
    ...[...richnessEstimators]
      .sort((a) => (a === data.scenario.estimator ? -1 : 1))
      .map((estimator): [string, RichnessQuantity, string] => [`D_LR, ${estimator}`, 'D_LR', estimator]),
    ...singles.map((quantity): [string, RichnessQuantity, string] => [quantity, quantity, '']),
  ];
  const found = lines.flatMap(([name, quantity, component]) => {
    const value = data.at(quantity, last, component);
    const before = data.at(quantity, initialMark, component);
    const [shown, shownBefore] = [value, before].map(textOf(quantity)) as [string, string];
    const other = quantity === 'D_LR' && component !== data.scenario.estimator;
    const meaning = other ? 'the same, with the centring at the other place' : richnessQuantities[quantity];
    return value ? [{ name, shown, before: shownBefore, meaning }] : [];
  });
  const compared = found.some(({ before }) => before !== '–');
  return {
    caption: `Measured${data.isSeries ? ` at ${data.name(last)}` : ''}; ± is one standard error`,
    columns: ['Quantity', 'Value', ...(compared ? ['As initialised'] : []), 'Meaning'],
    rows: found.map(({ name, shown, before, meaning }) => [name, shown, ...(compared ? [before] : []), meaning]),
  };
}

/** Numbers by training step. */
export function seriesTable(data: RichnessData): ReportTable {
  const quantities = (['S_init', 'NC1', 'NC2', 'accuracy', 'rank'] as const).filter((quantity) =>
    data.steps.some((step) => data.at(quantity, step)),
  );
  return {
    caption: `Over training; ± is one standard error. D_LR: ${data.scenario.estimator}`,
    columns: ['Step', 'D_LR', ...quantities],
    rows: spreadIndices(data.steps.length, mostRows).map((i) => {
      const step = data.steps[i]!;
      return [
        String(step),
        text(data.richness(step)),
        ...quantities.map((quantity) => textOf(quantity)(data.at(quantity, step))),
      ];
    }),
  };
}

/** The spectrum by k, the first ones and then some. */
export function spectrumTable(data: RichnessData, rows = mostRows): ReportTable {
  const columns = data.spectra().flatMap((network) => {
    const own = (['relativeEigenvalue', 'quality', 'utilisation'] as const).map((quantity) => ({
      title: { relativeEigenvalue: 'ρ_k/ρ_1', quality: 'Π*(k)', utilisation: 'Π̂(k)' }[quantity],
      values: data.family(quantity, network),
    }));
    return own
      .filter(({ values }) => values.length > 0)
      .map(({ title, values }) => ({ title: `${title}, ${data.name(network)}`, values }));
  });
  const most = Math.max(0, ...columns.map(({ values }) => values.length));
  const first = Array.from({ length: Math.min(most, Math.ceil(rows / 2)) }, (_, i) => i);
  const shown = [...new Set([...first, ...spreadIndices(most, Math.max(2, rows - first.length))])];
  return {
    caption: 'Spectrum of the feature kernel; ± is one standard error',
    columns: ['k', ...columns.map(({ title }) => title)],
    rows: shown
      .filter((k) => k < most)
      .sort((a, b) => a - b)
      .map((k) => [String(k + 1), ...columns.map(({ values }) => text(values[k]))]),
  };
}

/** The numbers behind the figures. */
export function richnessTables(data: RichnessData): FigureTables[] {
  return [
    { figure: 'measures', tables: [measuresTable(data)] },
    ...(data.isSeries ? [{ figure: 'training', tables: [seriesTable(data)] }] : []),
    ...(data.spectra().length > 0 ? [{ figure: 'spectrum', tables: [spectrumTable(data)] }] : []),
  ];
}
