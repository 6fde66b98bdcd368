import { comparisonSpec, narrowLayout, wideLayout } from '../../../figure/comparison.ts';
import { formatDepth, formatErrors, formatNumber, formatWithError } from '../../../figure/format.ts';
import { residualCeiling } from '../../../figure/residual.ts';
import { pointAt, residuals, type Series } from '../../../figure/series.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import type { SeriesRow } from '../../../record/series.ts';
import { type KernelPanel, kernelPanels } from './panels.ts';

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

/** The figures of a kernel study: quantity, file name, heading. */
export const kernelSubjects = [
  { quantity: 'G', name: 'mean-kernel', title: 'Mean kernel E[G] and its infinite-width limit K₀' },
  { quantity: 'V4', name: 'kernel-covariance', title: 'Kernel covariance V₄ (divide by n for the covariance itself)' },
  {
    quantity: 'K1',
    name: 'mean-correction',
    title: 'Correction K₁ of the mean kernel (divide by n for the shift itself)',
  },
  { quantity: 'U1', name: 'correction-source', title: 'Source U₁ of the correction' },
] as const;

/**
 * K0 with the sampled mean kernel, V4, K1 and (if present) U1 against depth time: closures as lines, sampled networks as
 * points with bars of ± 1 standard error, residuals below. One figure per quantity that has rows.
 */
export function kernelFigures(input: KernelFigureInput): FigureSpec[] {
  return kernelSubjects.flatMap(({ quantity, name, title }) => {
    const panels = kernelPanels(quantity, input.rows, input.width, input.nodes);
    if (panels.length === 0) return [];
    return [
      {
        name,
        title,
        caption: caption(quantity, panels),
        description: description(title, panels),
        wide: comparisonSpec(panels, depthAxis, wideLayout),
        narrow: comparisonSpec(panels, depthAxis, narrowLayout),
      },
    ];
  });
}

function caption(quantity: string, panels: readonly KernelPanel[]): string {
  const sentences = [...lastDepth(panels[0]!), ...worstResiduals(panels)];
  if (quantity === 'G' && panels.some((panel) => panel.curves.length > 1))
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
  const below = panels.some((panel) => panel.samples.length > 0 && panel.curves.length > 0)
    ? ' Below each panel, theory minus sampled in standard errors, with bands at 1 and 3; curves beyond 100 leave the panel.'
    : '';
  return `${title}, against depth time. ${list.join(' ')}${below} The numbers are in the tables under the figure.`;
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
