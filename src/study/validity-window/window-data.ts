import type { WindowEdge } from './window-edge.ts';

/** One swept field of the ensemble. */
export interface SweepAxis {
  /** As in the scenario, e.g. "ensemble.width". */
  readonly field: string;
  /** For formulas and axes, e.g. "n" or "C_W" (plain text). */
  readonly symbol: string;
  /** In words, e.g. "width". */
  readonly label: string;
  readonly values: readonly (number | string)[];
  readonly scale: 'log' | 'linear' | 'ordinal';
}

/** e(t) of one quantity and closure at one point of the sweep, with the window edges read from it. */
export interface WindowSeries {
  readonly quantity: string;
  readonly closure: string;
  /** null: Frobenius norm over all components. */
  readonly component: string | null;
  /** Index into the values of each axis. */
  readonly point: readonly number[];
  readonly times: readonly number[];
  /** e as a fraction. */
  readonly error: readonly number[];
  readonly standardError: readonly number[];
  readonly edges: readonly { readonly tolerance: number; readonly edge: WindowEdge }[];
}

/** What the figures and tables of a validity window are made from. */
export interface WindowData {
  /** One or two. */
  readonly axes: readonly SweepAxis[];
  readonly series: readonly WindowSeries[];
  readonly tolerances: readonly number[];
  /** z of the first look. */
  readonly standardErrors: number;
  /** T: the last depth time. */
  readonly horizon: number;
}
