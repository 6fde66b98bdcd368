import { bandsOf } from '../../../figure/bands.ts';
import { narrowPanels, widePanels } from '../../../figure/panel-grid.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import { type SweepPanel, sweepPlotSpec } from '../../../figure/sweep-plot.ts';
import { meanOf } from '../../seed-mean.ts';
import { styleOf } from '../../series-styles.ts';
import { type QuantityName, quantityTitles } from '../quantities.ts';
import { type VariantNetworks, valuesAt } from '../study-data.ts';
import type { RichnessTrainingScenario } from '../training-scenario.ts';

const bars = { range: 'range', standardError: '± 1 standard error over seeds' };
/** Largest over smallest value from which on the axis is in powers of ten. */
const wideRange = 20;

const shown: readonly QuantityName[] = ['D_LR', 'testAccuracy', 'S_init', 'NC1', 'parameterNorm', 'parameterDistance'];
const logarithmic: ReadonlySet<QuantityName> = new Set(['NC1', 'parameterNorm', 'parameterDistance', 'testLoss']);

/** Measures at the end of the training against the swept value, a series for each condition; null without a sweep. */
export function sweepFigure(
  { sweep, conditions }: RichnessTrainingScenario,
  networks: readonly VariantNetworks[],
): FigureSpec | null {
  if (sweep === null) return null;
  const { field, values } = sweep;
  const log = values[0]! > 0 && values.at(-1)! / values[0]! >= wideRange;
  const panels = shown.flatMap((name): SweepPanel[] => {
    const series = conditions.map((condition, i) => ({
      label: condition === '' ? 'mean over seeds' : condition,
      style: styleOf(i),
      values: networks.flatMap(({ condition: own, value, points }) => {
        const { mean, standardError, count } = meanOf(valuesAt(points, name, -1));
        return own === condition && value !== null && count > 0 ? [{ at: value, mean, standardError }] : [];
      }),
    }));
    if (series.every(({ values: own }) => own.length === 0)) return [];
    const { symbol, words } = quantityTitles[name];
    return [{ title: words, axis: { title: symbol, scale: logarithmic.has(name) ? 'log' : 'linear' }, series }];
  });
  const x = { ...bandsOf(values, log ? 'log' : 'linear'), title: field };
  return {
    name: 'sweep',
    title: `Measures at the end of the training against ${field}`,
    caption: `Means over ${networks[0]!.points.length} seeds. The numbers are in the table under the figure.`,
    description: `${panels.map(({ axis }) => axis.title).join(', ')} against ${field} from ${values[0]} to ${values.at(-1)}.`,
    wide: sweepPlotSpec(panels, x, bars, widePanels),
    narrow: sweepPlotSpec(panels, x, bars, narrowPanels),
  };
}
