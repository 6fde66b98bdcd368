import { formatDepth } from '../../../figure/format.ts';
import { type HistoryPanel, type HistorySeries, historySpec } from '../../../figure/history.ts';
import { narrowPanels, type PanelLayout, widePanels } from '../../../figure/panel-grid.ts';
import { spreadIndices } from '../../../figure/series.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import type { ValueAxis } from '../../../figure/value-axis.ts';
import { dashed, mostStyles, styleOf } from '../../series-styles.ts';
import { type QuantityName, quantityTitles } from '../quantities.ts';
import { curveOf, type VariantNetworks } from '../study-data.ts';

/** Checkpoints up to which every one has a dot. */
const fewCheckpoints = 60;
/** Longest over shortest step from which on the axis is in powers of ten. */
const wideRange = 50;

/** D_LR, accuracies and losses over the same axis of steps, one panel above the other. */
export function trainingFigure(networks: readonly VariantNetworks[]): FigureSpec {
  const drawn = drawnNetworks(networks);
  const panels: HistoryPanel[] = [
    panel('Dynamical richness', { title: 'D_LR', scale: 'linear' }, lines(drawn, 'D_LR')),
    panel('Accuracy', { title: 'accuracy', scale: 'linear', domain: [0, 1.02] }, [
      ...lines(drawn, 'trainAccuracy', 'training examples', true),
      ...lines(drawn, 'testAccuracy', 'test examples'),
    ]),
    panel('Loss', { title: 'loss', scale: 'log' }, [
      ...lines(drawn, 'trainLoss', 'training examples', true),
      ...lines(drawn, 'testLoss', 'test examples'),
    ]),
  ];
  return stacked(
    'training',
    'Richness, accuracy and loss along the training',
    `Means over ${seedsOf(networks)} seeds, bands ± one standard error; dashes: training examples.${leftOut(networks, drawn)}`,
    panels,
    networks,
  );
}

const companions: readonly QuantityName[] = ['S_init', 'NC1', 'NC2', 'parameterNorm', 'parameterDistance'];
const logarithmic: ReadonlySet<QuantityName> = new Set(['NC1', 'parameterNorm', 'parameterDistance']);

/** The other measures of richness over the same axis. */
export function companionsFigure(networks: readonly VariantNetworks[]): FigureSpec {
  const drawn = drawnNetworks(networks);
  const panels = companions.map((name) => {
    const { symbol, words } = quantityTitles[name];
    return panel(words, { title: symbol, scale: logarithmic.has(name) ? 'log' : 'linear' }, lines(drawn, name));
  });
  return stacked(
    'companions',
    'Other measures of richness along the training',
    `Means over ${seedsOf(networks)} seeds, bands ± one standard error.${leftOut(networks, drawn)}`,
    panels,
    networks,
  );
}

function panel(title: string, axis: ValueAxis, series: readonly HistorySeries[]): HistoryPanel {
  return { title, axis, series };
}

interface Drawn {
  readonly network: VariantNetworks;
  readonly index: number;
}

/** As many kinds as can be told apart, evenly spread, first and last among them. */
function drawnNetworks(networks: readonly VariantNetworks[]): Drawn[] {
  return spreadIndices(networks.length, mostStyles).map((at, index) => ({ network: networks[at]!, index }));
}

/** Of lines with one label the last is what the legend shows: those of test examples. */
function lines(drawn: readonly Drawn[], quantity: QuantityName, what = '', dash = false): HistorySeries[] {
  return drawn.flatMap(({ network, index }) => {
    const points = curveOf(network.points, quantity).map(({ step, mean, standardError }) => ({
      ...{ x: step, value: mean },
      error: Number.isFinite(standardError) ? standardError : 0,
    }));
    if (points.length === 0) return [];
    const style = styleOf(index);
    const name = network.label === 'all' ? what || quantityTitles[quantity].symbol : network.label;
    return [{ label: name, style: dash ? dashed(style) : style, points, nodes: points.length <= fewCheckpoints }];
  });
}

function stacked(
  name: string,
  title: string,
  caption: string,
  panels: readonly HistoryPanel[],
  networks: readonly VariantNetworks[],
): FigureSpec {
  const steps = networks.flatMap(({ points }) => points.flatMap((point) => point.steps));
  const last = Math.max(...steps);
  const first = Math.min(...steps.filter((step) => step > 0));
  const log = last > wideRange * first;
  const x: ValueAxis = { title: 'step', scale: log ? 'log' : 'linear' };
  // Step 0 would count among the numbers that have no place on an axis of values.
  const placed = ({ series, ...panel }: HistoryPanel): HistoryPanel => ({
    ...panel,
    series: series.map((one) => ({ ...one, points: one.points.filter(({ x: step }) => !log || step > 0) })),
  });
  const kept = panels.filter(({ series }) => series.length > 0).map(placed);
  const zero = log ? ' Step 0 has no place on the axis; its numbers are in the table.' : '';
  const spec = (layout: PanelLayout) => historySpec(kept, x, [], layout);
  return {
    ...{ name, title, caption: caption + zero },
    description: `${kept.map(({ axis }) => axis.title).join(', ')} against the step, from ${formatDepth(first)} to ${formatDepth(last)}, for ${networks.map(({ label }) => label).join('; ')}.`,
    wide: spec({ ...widePanels, height: 150 }),
    narrow: spec({ ...narrowPanels, height: 150 }),
  };
}

function seedsOf(networks: readonly VariantNetworks[]): number {
  return networks[0]!.points.length;
}

function leftOut(networks: readonly VariantNetworks[], drawn: readonly Drawn[]): string {
  return drawn.length === networks.length ? '' : ` ${drawn.length} of ${networks.length} kinds of networks are drawn.`;
}
