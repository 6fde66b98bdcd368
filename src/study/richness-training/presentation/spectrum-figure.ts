import { type HistoryPanel, type HistorySeries, historySpec } from '../../../figure/history.ts';
import { narrowPanels, type PanelLayout, widePanels } from '../../../figure/panel-grid.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import { colours, type SeriesStyle } from '../../../figure/theme.ts';
import type { ValueAxis } from '../../../figure/value-axis.ts';
import { styleOf } from '../../series-styles.ts';
import type { PointSpectrum } from '../point-result.ts';
import type { VariantNetworks } from '../study-data.ts';

/** Eigenvalues below this part of the first are rounding. */
const leastShown = 1e-12;
/** Components up to which every one has a dot. */
const fewComponents = 40;
/** Kinds of networks whose spectra after the training are drawn. */
const mostKinds = 3;

const beforeStyle: SeriesStyle = { colour: colours.grey, dash: [5, 3], shape: 'square' };

/** ρ_k/ρ_1, Π*(k) and Π̂(k) one above the other against k, before and after the training, of the first seed; null without spectra. */
export function spectrumFigure(networks: readonly VariantNetworks[]): FigureSpec | null {
  const chosen = [...new Set([0, Math.floor((networks.length - 1) / 2), networks.length - 1])].slice(0, mostKinds);
  const before = networks[0]!.points[0]!.before;
  const spectra: { readonly label: string; readonly style: SeriesStyle; readonly spectrum: PointSpectrum }[] = [
    ...(before ? [{ label: 'before', style: beforeStyle, spectrum: before }] : []),
    ...chosen.flatMap((at) => {
      const { label, points } = networks[at]!;
      const spectrum = points[0]!.after;
      return spectrum ? [{ label: label === 'all' ? 'after' : `after: ${label}`, style: styleOf(at), spectrum }] : [];
    }),
  ];
  if (spectra.length === 0) return null;
  const most = Math.max(
    ...spectra.map(({ spectrum: { values } }) => values.filter((value) => value > leastShown * values[0]!).length),
  );
  const panel = (title: string, axis: ValueAxis, of: (spectrum: PointSpectrum) => ArrayLike<number>): HistoryPanel => ({
    ...{ title, axis },
    series: spectra.map(({ label, style, spectrum }): HistorySeries => {
      const points = Array.from(of(spectrum), (value, i) => ({ x: i + 1, value }));
      const shown = points.filter(({ x, value }) => x <= most && (axis.scale === 'linear' || value > leastShown));
      return { label, style, points: shown, nodes: most <= fewComponents };
    }),
  });
  const part: readonly [number, number] = [0, 1.05];
  const panels = [
    panel('Strength of feature k', { title: 'ρₖ / ρ₁', scale: 'log' }, ({ values }) =>
      values.map((v) => v / values[0]!),
    ),
    panel(
      'Cumulative quality: part of the target that the first k features express',
      { title: 'Π*(k)', scale: 'linear', domain: part },
      ({ quality }) => quality,
    ),
    panel(
      'Cumulative utilisation: part of the output in the first k features',
      { title: 'Π̂(k)', scale: 'linear', domain: part },
      ({ utilisation }) => utilisation,
    ),
  ];
  const x: ValueAxis = { title: 'feature k', scale: most <= fewComponents ? 'linear' : 'log' };
  const spec = (layout: PanelLayout) => historySpec(panels, x, [], layout);
  return {
    name: 'spectrum',
    title: 'Spectrum of the feature kernel, quality and utilisation',
    caption: `Of the first seed, before and after the training${networks.length > 1 ? ` (before: ${networks[0]!.label})` : ''}. Rich features are few and equally strong, express the target and make up the output; lazy ones are those that were there before.`,
    description: `Relative eigenvalues, cumulative quality and cumulative utilisation against k from 1 to ${most}, ${spectra.map(({ label }) => label).join(', ')}.`,
    wide: spec({ ...widePanels, height: 170 }),
    narrow: spec({ ...narrowPanels, height: 170 }),
  };
}
