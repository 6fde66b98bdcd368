import { comparisonSpec, hasBelow, narrowLayout, wideLayout } from '../../../figure/comparison.ts';
import { formatDepth, formatErrors, formatNumber, formatWithError } from '../../../figure/format.ts';
import { residualCeiling } from '../../../figure/residual.ts';
import { pointAt, residuals, type Series } from '../../../figure/series.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import type { SeriesRow } from '../../../record/series.ts';
import { type KernelPanel, kernelPanels } from './panels.ts';
import { residualPanels, sourcePanels } from './residual-panels.ts';

/** What the figures of a kernel study are drawn from. */
export interface KernelFigureInput {
  /** The tidy series: theory and sampled rows of K0, G, V4, K1, U1; missing quantities and sources are left out. */
  readonly rows: readonly SeriesRow[];
  /** n: K0 + K1/n is drawn beside the sampled mean kernel. */
  readonly width: number;
  /** Nodes of the published quadrature, where rows of it are there. */
  readonly nodes?: number | undefined;
}

const depthAxis = 'depth time t = ε²ℓ';

/** A figure of a kernel study: its file name, its heading, and what it shows. */
export interface KernelSubject {
  readonly name: string;
  readonly title: string;
  readonly panels: (input: KernelFigureInput) => KernelPanel[];
  /** Its table says by how much the sampled number differs from the curve, relative to the curve. */
  readonly relative?: boolean;
  /** A sentence for the caption. */
  readonly remark?: string;
}

const panelsFor =
  (quantity: 'G' | 'V4' | 'K1' | 'U1') =>
  ({ rows, width, nodes }: KernelFigureInput) =>
    kernelPanels(quantity, rows, width, nodes);

export const kernelSubjects: readonly KernelSubject[] = [
  { name: 'mean-kernel', title: 'Mean kernel E[G] and its infinite-width limit K₀', panels: panelsFor('G') },
  {
    name: 'kernel-covariance',
    title: 'Kernel covariance V₄ (divide by n for the covariance itself)',
    panels: panelsFor('V4'),
  },
  {
    name: 'mean-correction',
    title: 'Correction K₁ of the mean kernel (divide by n for the shift itself)',
    panels: panelsFor('K1'),
  },
  { name: 'correction-source', title: 'Source U₁ of the correction', panels: panelsFor('U1') },
  {
    name: 'residual-budget',
    title: 'Residual of the G-only V₄ equation and its parts',
    panels: ({ rows }) => residualPanels(rows),
    remark:
      'R = transport + source + step: what the G-only equation for V₄ leaves unexplained. At n → ∞ the source part vanishes and R is the transport part, up to the step part of order ε²: the prediction drawn. At finite width all parts differ from their limits by order 1/n, which the standard errors resolve.',
  },
  {
    name: 'source',
    title: 'Source of V₄: measured E[Σ(G, Q)] and Σ(K₀)',
    panels: ({ rows, nodes }) => sourcePanels(rows, nodes),
    relative: true,
    remark: 'The two differ by order 1/n.',
  },
];

/**
 * K0 with the sampled mean kernel, V4, K1 and (if present) U1 against depth time: closures as lines, sampled networks as
 * points with bars of ± 1 standard error, residuals below. One figure per quantity that has rows.
 */
export function kernelFigures(input: KernelFigureInput): FigureSpec[] {
  return kernelSubjects.flatMap(({ name, title, panels: panelsOf, remark }) => {
    const panels = panelsOf(input);
    if (panels.length === 0) return [];
    return [
      {
        name,
        title,
        caption: caption(name, panels, remark),
        description: description(title, panels),
        wide: comparisonSpec(panels, depthAxis, wideLayout),
        narrow: comparisonSpec(panels, depthAxis, narrowLayout),
      },
    ];
  });
}

function caption(name: string, panels: readonly KernelPanel[], remark: string | undefined): string {
  const sentences = [...lastDepth(panels[0]!), ...worstResiduals(panels)];
  if (remark !== undefined) sentences.unshift(remark);
  if (name === 'mean-kernel' && panels.some((panel) => panel.curves.length > 1))
    sentences.push('The curves differ by K₁/n only, too little to be told apart at this scale; the residuals show it.');
  if (panels.every((panel) => panel.samples.length > 0) && errorsAreInvisible(panels))
    sentences.push('The error bars are smaller than the symbols.');
  return sentences.join(' ');
}

function lastDepth({ title, curves, samples }: KernelPanel): string[] {
  const last = (samples[0] ?? curves[0])?.points.at(-1);
  if (last === undefined) return [];
  const numbers = [...curves, ...samples].flatMap((series) => {
    const point = pointAt(series, last.t);
    return point
      ? [`${series.label.replace(' ± 1 standard error', '')} ${formatWithError(point.value, point.error)}`]
      : [];
  });
  return [`At t = ${formatDepth(last.t)}, ${title}: ${numbers.join('; ')}.`];
}

function worstResiduals(panels: readonly KernelPanel[]): string[] {
  const largest = new Map<string, { t: number; z: number }>();
  for (const { curves, samples } of panels) {
    const reference = samples[0];
    if (reference === undefined) continue;
    for (const curve of curves)
      for (const point of residuals(curve, reference))
        if (Math.abs(point.z) > Math.abs(largest.get(curve.label)?.z ?? 0)) largest.set(curve.label, point);
  }
  if (largest.size === 0) return [];
  const size = (z: number) =>
    Math.abs(z) <= residualCeiling ? formatErrors(z) : `beyond ${formatErrors(Math.sign(z) * residualCeiling)}`;
  const list = [...largest].map(([label, { t, z }]) => `${label} ${size(z)} at t = ${formatDepth(t)}`);
  return [`Largest theory − sampled over all depths and components shown, in standard errors: ${list.join('; ')}.`];
}

function errorsAreInvisible(panels: readonly KernelPanel[]): boolean {
  return panels.every(({ curves, samples }) => {
    const values = [...curves, ...samples].flatMap((series) => series.points.map((point) => point.value));
    const range = Math.max(...values) - Math.min(...values);
    return samples.every((series) => series.points.every((point) => point.error < 0.012 * range));
  });
}

function description(title: string, panels: readonly KernelPanel[]): string {
  const list = panels.map((panel) => `${panel.title}: ${seriesList(panel.curves)}${seriesList(panel.samples)}`);
  const below = panels.some(hasBelow) ? belowText(panels) : '';
  return `${title}, against depth time. ${list.join(' ')}${below} The numbers are in the tables under the figure.`;
}

function belowText(panels: readonly KernelPanel[]): string {
  if (panels.some((panel) => panel.below === 'relative'))
    return ' Below each panel, sampled relative to theory, less one, in per cent.';
  return ' Below each panel, theory minus sampled in standard errors, with bands at 1 and 3; curves beyond 100 leave the panel.';
}

function seriesList(series: readonly Series[]): string {
  return series
    .map(({ label, points }) => {
      const from = points[0];
      const to = points.at(-1);
      return from && to ? `${label} goes from ${formatNumber(from.value, 3)} to ${formatNumber(to.value, 3)}. ` : '';
    })
    .join('');
}
