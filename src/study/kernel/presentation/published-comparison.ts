import { formatNumber } from '../../../figure/format.ts';
import type { SeriesRow, Source } from '../../../record/series.ts';
import type { KernelScenario } from '../kernel-scenario.ts';
import { isDepth, type PublishedValue } from '../language/published-values.ts';

/** One published value and the rows at the same quantity, component and depth; undefined where there is none. */
export interface PublishedComparison {
  readonly published: PublishedValue;
  /** The quantity as sentences name it: "V4[0,0,0,0] at t = 2". */
  readonly name: string;
  /** n of the published networks. */
  readonly width: number;
  /** The closure with the published quadrature. */
  readonly recomputed: SeriesRow | undefined;
  /** The same closure with converged averages. */
  readonly converged: SeriesRow | undefined;
  readonly exact: SeriesRow | undefined;
  /** Networks of this record; undefined where the published ones have another width. */
  readonly sampled: SeriesRow | undefined;
  /** Largest sampled |component| of the quantity at this depth: the unit of `compare`. */
  readonly scale: number;
  /** K0 of the same component with the published quadrature and converged, of which K1 is the shift. */
  readonly background: { readonly recomputed: SeriesRow | undefined; readonly converged: SeriesRow | undefined };
}

/** The closure whose numbers are held against the published ones: the paper's, or source-only where that one is not solved. */
export function publishedClosure(rows: readonly SeriesRow[]): 'g-only' | 'source-only' {
  return rows.some(({ source }) => source === 'source-only') && !rows.some(({ source }) => source === 'g-only')
    ? 'source-only'
    : 'g-only';
}

export function publishedComparisons(scenario: KernelScenario, rows: readonly SeriesRow[]): PublishedComparison[] {
  const closure = publishedClosure(rows);
  return (scenario.published?.values ?? []).map((published) => {
    const { quantity, component, t, width = scenario.ensemble.width } = published;
    const atDepth = rows.filter((row) => isDepth(t, row.t));
    const find = (source: Source, of: string = quantity) =>
      atDepth.find((row) => row.source === source && row.quantity === of && row.component === component);
    const sizes = atDepth
      .filter((row) => row.source === 'sampled' && row.quantity === quantity)
      .map((row) => Math.abs(row.value));
    return {
      published,
      name: `${quantity}[${component}] at t = ${t}${width === scenario.ensemble.width ? '' : `, n = ${width}`}`,
      width,
      recomputed: find(`published-${closure}`),
      converged: find(closure),
      exact: find('exact'),
      sampled: width === scenario.ensemble.width ? find('sampled') : undefined,
      scale: Math.max(0, ...sizes),
      background: { recomputed: find(`published-${closure}`, 'K0'), converged: find(closure, 'K0') },
    };
  });
}

/** Whether a number rounds to the printed one at its last printed digit. */
export function roundsTo(value: number, printed: number | string): boolean {
  const [digits = '', exponent = '0'] = String(printed).toLowerCase().split('e');
  const decimals = (digits.split('.')[1]?.length ?? 0) - Number(exponent);
  // The half unit is stretched by rounding: a number that lies exactly between two printed ones may have gone either way.
  return Math.abs(value - Number(printed)) <= 0.5 * 10 ** -decimals * (1 + 1e-9);
}

/** A number as the paper prints it. */
export function printedText(printed: number | string): string {
  return String(printed).replace(/^-/, '−');
}

/** A difference with its sign, and in percent of `unit` unless that is 0. */
export function formatDifference(difference: number, unit: number): string {
  const text = `${difference < 0 ? '' : '+'}${formatNumber(difference, 3)}`;
  if (unit === 0) return text;
  const percent = (100 * difference) / unit;
  return `${text} (${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(1)} %)`;
}
