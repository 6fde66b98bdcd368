import { formatNumber, formatPercent } from '../../../figure/format.ts';
import { type HistoryPanel, type HistorySeries, historySpec } from '../../../figure/history.ts';
import { narrowPanels, type PanelLayout, widePanels } from '../../../figure/panel-grid.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import type { Stage } from '../../../figure/stages.ts';
import type { ValueAxis } from '../../../figure/value-axis.ts';
import type { RichnessQuantity } from '../quantities.ts';
import type { Network, RichnessData } from './richness-data.ts';
import { initialStyle, trainedStyle } from './styles.ts';

/** Components up to which every one has a dot, and the axis of k is even. */
const fewComponents = 40;
/** Eigenvalues below this part of the first are not shown: rounding. */
const leastShown = 1e-12;

/** ρ_k/ρ_1, Π*(k) and Π̂(k) one above the other against k, before and after training; null without spectra. */
export function spectrumFigure(data: RichnessData): FigureSpec | null {
  const networks = data.spectra();
  if (networks.length === 0) return null;
  const most = Math.max(...networks.map((network) => data.family('relativeEigenvalue', network).length));
  const nodes = most <= fewComponents;
  const panel = (title: string, axis: ValueAxis, quantity: RichnessQuantity): HistoryPanel[] => {
    const series = networks.flatMap((network): HistorySeries[] => {
      const points = data
        .family(quantity, network)
        .map(({ value, error }, i) => ({ x: i + 1, value, error }))
        .filter(({ value }) => axis.scale === 'linear' || value > leastShown);
      const style = network === data.last ? trainedStyle : initialStyle;
      return points.length > 0 ? [{ label: data.name(network), style, points, nodes }] : [];
    });
    return series.length > 0 ? [{ title, axis, series }] : [];
  };
  const part: readonly [number, number] = [0, 1.05];
  const panels = [
    ...panel('Strength of feature k', { title: 'ρₖ / ρ₁', scale: 'log' }, 'relativeEigenvalue'),
    ...panel('Cumulative quality', { title: 'Π*(k)', scale: 'linear', domain: part }, 'quality'),
    ...panel('Cumulative utilisation', { title: 'Π̂(k)', scale: 'linear', domain: part }, 'utilisation'),
  ];
  const x: ValueAxis = {
    title: 'feature k',
    scale: nodes ? 'linear' : 'log',
    ...(nodes && most > 1 && { domain: [1, most] }),
  };
  const rank = data.at('rank', data.last)?.value;
  const marks: Stage[] =
    rank !== undefined && rank > 1 && rank <= most ? [{ at: rank, label: `rank of the outputs: ${rank}` }] : [];
  const spec = (layout: PanelLayout) => historySpec(panels, x, marks, layout);
  return {
    name: 'spectrum',
    title: 'Spectrum of the feature kernel, quality and utilisation',
    caption: captionOf(data, networks),
    description: `${panels.map(({ axis }) => axis.title).join(', ')} against k from 1 to ${most}, for the network ${networks.map((network) => data.name(network)).join(' and ')}.`,
    wide: spec(widePanels),
    narrow: spec(narrowPanels),
  };
}

function captionOf(data: RichnessData, networks: readonly Network[]): string {
  const sentences = networks.flatMap((network) => {
    const rank = data.at('rank', data.last)?.value;
    const utilisation = rank === undefined ? undefined : data.family('utilisation', network)[rank - 1];
    const second = data.family('relativeEigenvalue', network)[1];
    const name = capital(data.name(network));
    return [
      ...(second ? [`${name}: ρ₂/ρ₁ = ${formatNumber(second.value, 3)}.`] : []),
      ...(utilisation && rank !== undefined
        ? [
            `${name}: the first ${rank} features, as many as the outputs have rank, hold ${formatPercent(utilisation.value)} of the output.`,
          ]
        : []),
    ];
  });
  const means = data.scenario.spectrum.centred ? 'Means are subtracted.' : 'Means are not subtracted.';
  return `ρₖ/ρ₁: strength of feature k. Π*(k): part of the target that the first k features express. Π̂(k): part of the output that lies in them. Bands are ± one standard error. ${means} ${sentences.join(' ')}`;
}

function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}
