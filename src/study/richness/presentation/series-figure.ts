import { formatWithError } from '../../../figure/format.ts';
import { type HistoryPanel, type HistorySeries, historySpec } from '../../../figure/history.ts';
import { narrowPanels, type PanelLayout, widePanels } from '../../../figure/panel-grid.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import type { SeriesStyle } from '../../../figure/theme.ts';
import { colours } from '../../../figure/theme.ts';
import type { ValueAxis } from '../../../figure/value-axis.ts';
import type { RichnessQuantity } from '../quantities.ts';
import type { RichnessData } from './richness-data.ts';

const line = (colour: string, dash: readonly number[]): SeriesStyle => ({ colour, dash, shape: 'circle' });
const styles: Partial<Record<RichnessQuantity, SeriesStyle>> = {
  D_LR: line(colours.blue, []),
  S_init: line(colours.orange, [5, 3]),
  accuracy: line(colours.green, [2, 2]),
  NC1: line(colours.vermillion, []),
  NC2: line(colours.purple, [5, 3]),
};
const titles: Partial<Record<RichnessQuantity, string>> = {
  D_LR: 'D_LR (0 rich, 1 lazy)',
  S_init: 'S_init, similarity to the initial features',
  accuracy: 'accuracy',
};
/** Steps over which the axis is in powers of ten. */
const wideRange = 50;
const fewSteps = 60;

/** D_LR and those beside it against the training step; null where there is one checkpoint. */
export function seriesFigure(data: RichnessData): FigureSpec | null {
  if (!data.isSeries) return null;
  const panels = [
    ...panel(
      data,
      'Richness, similarity to the initial features, accuracy',
      { title: 'D_LR, S_init, accuracy', scale: 'linear', domain: [0, 1.02] },
      ['D_LR', 'S_init', 'accuracy'],
    ),
    ...panel(data, 'Neural collapse', { title: 'NC1, NC2', scale: 'log' }, ['NC1', 'NC2']),
  ];
  const positive = data.steps.filter((step) => step > 0);
  const wide = positive.length > 2 && positive.at(-1)! > wideRange * positive[0]!;
  const room = 0.02 * (data.last - data.steps[0]!);
  const ends: readonly [number, number] = wide
    ? [0.9 * positive[0]!, 1.1 * data.last]
    : [data.steps[0]! - room, data.last + room];
  const x: ValueAxis = { title: 'training step', scale: wide ? 'log' : 'linear', domain: ends };
  const spec = (layout: PanelLayout) => historySpec(panels, x, [], layout);
  const [first, last] = [data.richness(data.steps[0]!), data.richness(data.last)];
  const text = (one: { value: number; error: number } | undefined) =>
    one ? formatWithError(one.value, one.error) : '–';
  const zero = wide && data.steps[0] === 0 ? ' Step 0 has no place on the axis; its numbers are in the table.' : '';
  return {
    name: 'training',
    title: 'Richness over training',
    caption: `D_LR goes from ${text(first)} at step ${data.steps[0]} to ${text(last)} at step ${data.last}. Bands are ± one standard error.${zero}`,
    description: `D_LR, S_init, accuracy and measures of neural collapse, as far as they were measured, against the training step from ${data.steps[0]} to ${data.last}.`,
    wide: spec(widePanels),
    narrow: spec(narrowPanels),
  };
}

function panel(
  data: RichnessData,
  title: string,
  axis: ValueAxis,
  quantities: readonly RichnessQuantity[],
): HistoryPanel[] {
  const series = quantities.flatMap((quantity): HistorySeries[] => {
    const points = data.steps.flatMap((step) => {
      const one = quantity === 'D_LR' ? data.richness(step) : data.at(quantity, step);
      return one ? [{ x: step, ...one }] : [];
    });
    if (points.length === 0) return [];
    return [
      { label: titles[quantity] ?? quantity, style: styles[quantity]!, points, nodes: points.length <= fewSteps },
    ];
  });
  return series.length > 0 ? [{ title, axis, series }] : [];
}
