import { bandsOf } from '../../../figure/bands.ts';
import { formatPercent } from '../../../figure/format.ts';
import { narrowPanels, type PanelLayout, widePanels } from '../../../figure/panel-grid.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import { type SweepPanel, type SweepSeries, sweepPlotSpec } from '../../../figure/sweep-plot.ts';
import { colours, type SeriesStyle } from '../../../figure/theme.ts';
import type { ValueAxis } from '../../../figure/value-axis.ts';
import { styles } from '../../geodesic/presentation/styles.ts';
import { rankThreshold } from '../measure-point.ts';
import { type SweepData, type SweepLine, seedWords } from './sweep-data.ts';

/** Lines beyond these are in the tables only. */
const lineStyles: readonly SeriesStyle[] = [
  { colour: colours.blue, dash: [], shape: 'circle' },
  { colour: colours.vermillion, dash: [9, 4], shape: 'square' },
  { colour: colours.green, dash: [4, 3], shape: 'triangle-up' },
  { colour: colours.purple, dash: [], shape: 'diamond' },
  { colour: colours.orange, dash: [9, 4], shape: 'triangle-down' },
  { colour: colours.black, dash: [4, 3], shape: 'cross' },
];

/** Ranks, norms, loss and convergence over the sweep. */
export function sweepFigures(data: SweepData): FigureSpec[] {
  return [...rankFigure(data), ...normFigure(data), ...lossFigure(data), ...convergenceFigure(data)];
}

type Words = Pick<FigureSpec, 'name' | 'title' | 'caption' | 'description'>;

/** A figure at both widths; none where no point has numbers. */
function figureOf(data: SweepData, words: Words, panels: readonly SweepPanel[]): FigureSpec[] {
  if (panels.every(({ series }) => series.every((one) => one.values.length === 0))) return [];
  const { field, values } = data;
  const axis =
    field === 'effectiveDepth'
      ? { ...bandsOf(values, 'linear'), title: 'effective depth L̃' }
      : { ...bandsOf(values, 'log'), title: 'penalty λ/L̃' };
  const bars = { range: 'least to greatest along depth', standardError: '± standard error over seeds' };
  const draw = (layout: PanelLayout) => sweepPlotSpec(panels, axis, bars, layout);
  return [{ ...words, wide: draw(widePanels), narrow: draw(narrowPanels) }];
}

/** A quantity along the axis of the sweep, with its range where two quantities tell it. */
function seriesOf(
  data: SweepData,
  { places }: SweepLine,
  quantity: string,
  label: string,
  style: SeriesStyle,
  range?: readonly [least: string, greatest: string],
): SweepSeries {
  const values = places.flatMap((place, i) => {
    const row = data.read(quantity, place);
    if (row === undefined) return [];
    const [least, greatest] = (range ?? []).map((name) => data.read(name, place)?.value);
    const standardError = row.errorKind === 'standard' && data.scenario.sweep.seeds.length > 1 ? row.error : 0;
    const base = { at: data.values[i]!, mean: row.value, standardError };
    return [least === undefined || greatest === undefined ? base : { ...base, range: [least, greatest] as const }];
  });
  return { label, style, values };
}

function shownLines({ lines }: SweepData): readonly SweepLine[] {
  return lines.slice(0, lineStyles.length);
}

function hiddenWords({ lines }: SweepData): string {
  const hidden = lines.length - lineStyles.length;
  return hidden > 0 ? ` ${hidden} more values are in the tables.` : '';
}

function rankFigure(data: SweepData): FigureSpec[] {
  const { teacherRank, symbol } = data;
  const reference = teacherRank === null ? '' : `; the line is k* = ${teacherRank}, the rank of the teacher`;
  return figureOf(
    data,
    {
      name: 'bottleneck-rank',
      title: `Estimates of the bottleneck rank over ${symbol}`,
      caption: `−2H/L̃ (median over depth) and the least COIᵧ, ${seedWords(data)}${reference}. The bars along depth show how far H is from constant. The rank of Aₚ counts its singular values of at least ${formatPercent(rankThreshold)} of the largest where COIᵧ is least.${hiddenWords(data)}`,
      description: `−2H/L̃, the least cost of identity and the numerical rank at the bottleneck against ${symbol}.`,
    },
    shownLines(data).flatMap((line) => rankPanels(data, line)),
  );
}

/** Everything; and, where that leaves k* little room, what is near it. */
function rankPanels(data: SweepData, line: SweepLine): SweepPanel[] {
  const { teacherRank } = data;
  const series = [
    seriesOf(data, line, 'bottleneckRankFromEnergy', '−2H/L̃, median over p', styles.energy, [
      'rankFromEnergyLeast',
      'rankFromEnergyGreatest',
    ]),
    seriesOf(data, line, 'bottleneckRankFromCoi', 'least COIᵧ', styles.cost),
    seriesOf(data, line, 'bottleneckRank', 'rank of Aₚ', rankStyle),
  ];
  const title = line.label || 'bottleneck rank';
  const axis: ValueAxis = { title: 'rank', scale: 'linear' };
  if (teacherRank === null) return [{ title, axis, series }];
  const marks = [{ at: teacherRank, label: `k* = ${teacherRank}` }];
  const ends = series.flatMap(({ values }) => values.flatMap(({ mean, range = [] }) => [mean, ...range]));
  const nearEnd = nearRanks * teacherRank;
  const wide = Math.max(...ends) > 2 * nearEnd || Math.min(...ends) < -nearEnd;
  return [
    { title, axis, series, marks },
    ...(wide ? [{ title: `${title}, near k*`, axis: { ...axis, domain: [0, nearEnd] as const }, series, marks }] : []),
  ];
}

/** The axis near k* ends at this many times k*. */
const nearRanks = 3;

const rankStyle: SeriesStyle = { colour: colours.grey, dash: [2, 3], shape: 'cross' };

type PanelWords = readonly [quantity: string, title: string, axis: ValueAxis];

/** A panel for each quantity that is there, a series for each line. */
function panelsOf(data: SweepData, all: readonly PanelWords[]): SweepPanel[] {
  return all.flatMap(([quantity, title, axis]) => {
    const series = shownLines(data)
      .map((line, i) => seriesOf(data, line, quantity, line.label || seedWords(data), lineStyles[i]!))
      .filter(({ values }) => values.length > 0);
    return series.length > 0 ? [{ title, axis, series }] : [];
  });
}

/** The panel with its axis from zero, so that "bounded" can be seen. */
function fromZero(panel: SweepPanel): SweepPanel {
  const ends = panel.series.flatMap(({ values }) => values.map(({ mean, standardError }) => mean + standardError));
  const highest = 1.05 * Math.max(...ends.filter(Number.isFinite));
  return highest > 0 ? { ...panel, axis: { ...panel.axis, domain: [0, highest] } } : panel;
}

/** The panel with its logarithmic axis from one power of ten to another. */
function wholeDecades(panel: SweepPanel): SweepPanel {
  const ends = panel.series.flatMap(({ values }) =>
    values.flatMap(({ mean, standardError }) => [mean, mean + standardError]),
  );
  const exponents = ends.filter((end) => end > 0 && Number.isFinite(end)).map(Math.log10);
  if (exponents.length === 0) return panel;
  const least = Math.floor(Math.min(...exponents));
  const greatest = Math.max(least + 1, Math.ceil(Math.max(...exponents)));
  return { ...panel, axis: { ...panel.axis, domain: [10 ** least, 10 ** greatest] } };
}

function normFigure(data: SweepData): FigureSpec[] {
  return figureOf(
    data,
    {
      name: 'norms',
      title: 'Length of the path and size of the momenta',
      caption: `Length ℓ = ∫ ‖∂ₚA‖ dp in the metric of K + γ, and the largest ‖Bₚ‖ and ‖Bₚσ(Aₚ)ᵀ‖ along depth (operator norms), ${seedWords(data)}. The theorems need them to stay bounded as L̃ grows.${hiddenWords(data)}`,
      description: `Path length, largest operator norm of the momenta and of their product with the features against ${data.symbol}.`,
    },
    panelsOf(data, [
      ['pathLength', 'path length', { title: 'ℓ', scale: 'linear' }],
      ['largestMomentumNorm', 'momenta', { title: 'max ‖B‖', scale: 'linear' }],
      ['largestMomentumProduct', 'momenta times features', { title: 'max ‖Bσ(A)ᵀ‖', scale: 'linear' }],
    ]).map(fromZero),
  );
}

function lossFigure(data: SweepData): FigureSpec[] {
  return figureOf(
    data,
    {
      name: 'loss',
      title: 'Loss and test error',
      caption: `Loss = fit + penalty on the training points, and the mean squared error of the test points where there are any, ${seedWords(data)}.${hiddenWords(data)}`,
      description: `Loss, fit, penalty and test error against ${data.symbol}.`,
    },
    panelsOf(data, [
      ['loss', 'loss', { title: 'fit + penalty', scale: 'linear' }],
      ['fit', 'fit', { title: '(1/N) Σ ‖y − f(x)‖²', scale: 'linear' }],
      ['penalty', 'penalty', { title: 'penalty', scale: 'linear' }],
      ['testError', 'test error', { title: '(1/M) Σ ‖y − f(x)‖²', scale: 'linear' }],
    ]),
  );
}

function convergenceFigure(data: SweepData): FigureSpec[] {
  return figureOf(
    data,
    {
      name: 'convergence',
      title: 'How well the problems are solved',
      caption: `Stationarity is what the optimiser left undone, the largest ‖W − L̃Bσ(A)ᵀ‖/‖W‖ over the stages; drift is (max H − min H)/|mean H| along depth, which the mesh leaves; ${seedWords(data)}.${hiddenWords(data)}`,
      description: `Stationarity and drift of the Hamiltonian against ${data.symbol}.`,
    },
    panelsOf(data, [
      ['stationarity', 'stationarity', { title: '‖W − L̃Bσ(A)ᵀ‖/‖W‖', scale: 'log' }],
      ['hamiltonianDrift', 'drift of the Hamiltonian', { title: 'range of H / |mean|', scale: 'log' }],
    ]).map(wholeDecades),
  );
}
