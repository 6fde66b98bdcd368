import { formatDepth } from '../../../figure/format.ts';
import { colours, type SeriesStyle } from '../../../figure/theme.ts';
import { componentTitle } from '../../kernel/presentation/components.ts';
import { closureLabels } from '../../kernel/presentation/panels.ts';
import type { SweepAxis, WindowSeries } from '../window-data.ts';
import type { WindowEdge } from '../window-edge.ts';

export const depthAxis = 'depth time t = ε²ℓ';

const symbols: Readonly<Record<string, string>> = { K0: 'K₀', V4: 'V₄', K1: 'K₁', U1: 'U₁' };
const names: Readonly<Record<string, string>> = {
  K0: 'mean kernel K₀',
  V4: 'kernel covariance V₄',
  K1: 'mean correction K₁',
  U1: 'correction source U₁',
};

/** Series of one quantity and one choice of components. */
export interface Subject {
  readonly quantity: string;
  readonly component: string | null;
  readonly series: readonly WindowSeries[];
}

/** The subjects of a sweep, in the order in which they come. */
export function subjectsOf(series: readonly WindowSeries[]): Subject[] {
  const groups = new Map<string, WindowSeries[]>();
  for (const one of series) {
    const key = `${one.quantity} ${one.component ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((own) => ({
    quantity: own[0]!.quantity,
    component: own[0]!.component,
    series: own,
  }));
}

/** Part of a file name: "V4", "V4-0-1-0-1". */
export function subjectFile({ quantity, component }: Subject): string {
  return component === null ? quantity : `${quantity}-${component.replaceAll(',', '-')}`;
}

/** "V₄" or "V₄, components (0,1) and (0,1)". */
export function subjectSymbol({ quantity, component }: Subject): string {
  const symbol = symbols[quantity] ?? quantity;
  return component === null ? symbol : `${symbol}, ${componentTitle(component)}`;
}

/** "kernel covariance V₄, all components". */
export function subjectTitle({ quantity, component }: Subject): string {
  return `${names[quantity] ?? quantity}, ${component === null ? 'all components' : componentTitle(component)}`;
}

/** The closures of a subject, in the order in which they come. */
export function closuresOf(series: readonly WindowSeries[]): string[] {
  return [...new Set(series.map(({ closure }) => closure))];
}

export function closureLabel(closure: string): string {
  return (closureLabels as Readonly<Record<string, string>>)[closure] ?? closure;
}

const closureStyles: Readonly<Record<string, SeriesStyle>> = {
  exact: { colour: colours.blue, dash: [], shape: 'diamond' },
  'g-only': { colour: colours.vermillion, dash: [9, 4], shape: 'square' },
  'source-only': { colour: colours.green, dash: [2, 3], shape: 'triangle-up' },
};
const otherStyles: readonly SeriesStyle[] = [
  { colour: colours.purple, dash: [6, 2, 2, 2], shape: 'circle' },
  { colour: colours.orange, dash: [12, 3], shape: 'triangle-down' },
  { colour: colours.skyBlue, dash: [4, 2], shape: 'cross' },
];

/** A closure looks the same wherever it stands; those without a look of their own take one by their place. */
export function closureStyle(closure: string, closures: readonly string[]): SeriesStyle {
  const others = closures.filter((one) => !(one in closureStyles));
  return closureStyles[closure] ?? otherStyles[Math.max(0, others.indexOf(closure)) % otherStyles.length]!;
}

const toleranceShapes = ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down'] as const;
const toleranceDashes = [[], [7, 3], [2, 3], [10, 3, 2, 3], [4, 2], [12, 4]];

/** Tolerances are told apart by dash and symbol: their colour is what stands out from the heat map. */
export function toleranceStyle(index: number): SeriesStyle {
  return {
    colour: colours.black,
    dash: toleranceDashes[index % toleranceDashes.length]!,
    shape: toleranceShapes[index % toleranceShapes.length]!,
  };
}

/** "width n". */
export function axisTitle({ label, symbol }: SweepAxis): string {
  return label === symbol || symbol === '' ? label : `${label} ${symbol}`;
}

/** "n = 64". */
export function pointText(axes: readonly SweepAxis[], point: readonly number[]): string {
  return axes.map((axis, i) => `${axis.symbol || axis.label} = ${valueText(axis, point[i]!)}`).join(', ');
}

/** The swept value itself, as text. */
export function valueText(axis: SweepAxis, index: number): string {
  const value = axis.values[index];
  return typeof value === 'number' ? formatDepth(value) : String(value);
}

/** Whether an edge is judged from a later depth than the first that says anything (0/0 at t = 0 does not). */
export function isLate({ times, error, standardError, edges }: WindowSeries): boolean {
  const first = times.find((_, i) => error[i] !== 0 || standardError[i] !== 0) ?? times[0]!;
  return edges.some(({ edge }) => edge.from > first);
}

/** Whether sampling says anything of an edge: at least one depth is decided. */
export function isSeen({ from, upper }: WindowEdge): boolean {
  return Number.isFinite(from) || Number.isFinite(upper);
}

/** A window edge divided by `unit`: "1.62 [1.5, 1.75]", "beyond 4", "0.02 [0, 0.05]", "not known [1, ∞)". */
export function edgeText({ outcome, lower, upper, estimate }: WindowEdge, horizon: number, unit = 1): string {
  const short = (t: number) => formatDepth(Number((t / unit).toPrecision(3)));
  if (outcome === 'inside') return `beyond ${short(horizon)}`;
  const best = Number.isFinite(estimate)
    ? short(estimate)
    : Number.isNaN(estimate)
      ? 'not known'
      : `${short(horizon)} or beyond`;
  return `${best} [${short(lower)}, ${Number.isFinite(upper) ? `${short(upper)}]` : '∞)'}`;
}
