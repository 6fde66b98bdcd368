import { type DotPanel, type DotRow, dotPlotSpec } from '../../../figure/dot-plot.ts';
import { formatWithError } from '../../../figure/format.ts';
import { narrowPanels, widePanels } from '../../../figure/panel-grid.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import type { ValueAxis } from '../../../figure/value-axis.ts';
import type { RichnessQuantity } from '../quantities.ts';
import { initialMark } from '../richness-rows.ts';
import type { Measured, Network, RichnessData } from './richness-data.ts';
import { initialStyle, trainedStyle } from './styles.ts';

const within: readonly RichnessQuantity[] = ['D_LR', 'S_init', 'accuracy'];
/** Ratio of numbers from which on their axis is in powers of ten. */
const farApart = 30;
const collapse: readonly RichnessQuantity[] = ['NC1', 'NC2'];

/** Every measure of the trained network as a dot with the bar of its standard error, beside that of the initial one where it is known. */
export function measuresFigure(data: RichnessData): FigureSpec {
  const row = (quantity: RichnessQuantity): DotRow[] => {
    const find = (network: Network): Measured | undefined =>
      quantity === 'D_LR' ? data.richness(network) : data.at(quantity, network);
    const trained = find(data.last);
    if (!trained) return [];
    const initial = find(initialMark);
    return [
      {
        name: quantity,
        text: formatWithError(trained.value, trained.error),
        dots: [
          { label: data.name(data.last), style: trainedStyle, ...trained },
          ...(initial ? [{ label: data.name(initialMark), style: initialStyle, ...initial }] : []),
        ],
      },
    ];
  };
  const panels: DotPanel[] = [
    {
      title: 'Richness',
      axis: { title: 'D_LR: 0 rich, 1 lazy', scale: 'linear', domain: [-0.03, 1.03] },
      rows: within.flatMap(row),
    },
    {
      title: 'Neural collapse',
      axis: { title: 'NC1, NC2: 0 collapsed', scale: 'linear' },
      rows: collapse.flatMap(row),
    },
  ];
  const drawn = panels
    .filter(({ rows }) => rows.length > 0)
    .map((panel) => (panel.axis.domain ? panel : { ...panel, axis: collapseAxis(panel) }));
  return {
    name: 'measures',
    title: 'Measures of richness',
    caption: `Bars are ± one standard error, from leaving out one of ${data.scenario.blocks} blocks of rows at a time. The numbers are those of the network ${data.name(data.last)}.`,
    description: `D_LR, similarity to the initial features, accuracy and measures of neural collapse, as far as they were measured, as dots with error bars.`,
    wide: dotPlotSpec(drawn, widePanels),
    narrow: dotPlotSpec(drawn, narrowPanels),
  };
}

/** From 0 on, or over powers of ten where the numbers lie far apart; what cannot be told from 0 has its bar alone there. */
function collapseAxis({ axis, rows }: DotPanel): ValueAxis {
  const dots = rows.flatMap((row) => row.dots);
  const highest = Math.max(...dots.map(({ value, error }) => value + error));
  const least = Math.min(...dots.map(({ value, error }) => Math.max(value, error)));
  if (!(highest > 0)) return { ...axis, domain: [0, 1] };
  if (!(least > 0) || highest < farApart * least) return { ...axis, domain: [-0.03 * highest, 1.06 * highest] };
  return { ...axis, scale: 'log', domain: [least / 3, 1.5 * highest] };
}
