import { type DotPanel, type DotRow, dotPlotSpec } from '../../../figure/dot-plot.ts';
import { formatNumber } from '../../../figure/format.ts';
import { narrowPanels, widePanels } from '../../../figure/panel-grid.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import { meanOf } from '../../seed-mean.ts';
import { styleOf } from '../../series-styles.ts';
import { type QuantityName, quantityTitles } from '../quantities.ts';
import { type VariantNetworks, valuesAt } from '../study-data.ts';

/** Kinds of networks up to which they are drawn beside each other. */
const mostKinds = 5;

const shares: readonly QuantityName[] = ['D_LR', 'D_LR_projectedFirst', 'S_init', 'trainAccuracy', 'testAccuracy'];
const sizes: readonly QuantityName[] = ['NC1', 'NC2', 'trainLoss', 'testLoss', 'parameterNorm', 'parameterDistance'];

/** Every measure at the end of the training, by kind of network; null where there are too many kinds. */
export function measuresFigure(networks: readonly VariantNetworks[]): FigureSpec | null {
  if (networks.length > mostKinds) return null;
  const row = (name: QuantityName): DotRow[] => {
    const dots = networks.flatMap(({ label, points }, i) => {
      const { mean, standardError, count } = meanOf(valuesAt(points, name, -1));
      const error = Number.isFinite(standardError) ? standardError : 0;
      return count > 0
        ? [{ label: label === 'all' ? 'at the end' : label, style: styleOf(i), value: mean, error }]
        : [];
    });
    return dots.length > 0
      ? [{ name: quantityTitles[name].symbol, text: dots.map(({ value }) => formatNumber(value, 2)).join(', '), dots }]
      : [];
  };
  const panels: DotPanel[] = [
    {
      title: 'Between 0 and 1',
      axis: { title: 'value', scale: 'linear', domain: [-0.02, 1.02] },
      rows: shares.flatMap(row),
    },
    { title: 'Without a greatest value', axis: { title: 'value', scale: 'log' }, rows: sizes.flatMap(row) },
  ];
  const drawn = panels.filter(({ rows }) => rows.length > 0);
  return {
    name: 'measures',
    title: 'All measures at the end of the training',
    caption: `Means over ${networks[0]!.points.length} seeds, bars ± one standard error; right: the means, in the order of the legend. D_LR: 0 rich, 1 lazy. Other measures of richness need not agree with it.`,
    description: `Dots with error bars for every measure, by kind of network: ${networks.map(({ label }) => label).join('; ')}. The numbers are in the table under the figure.`,
    wide: dotPlotSpec(drawn, widePanels),
    narrow: dotPlotSpec(drawn, narrowPanels),
  };
}
