import type { TopLevelSpec } from 'vega-lite';

/** How one series is drawn: told apart by dash and symbol as well as by colour. */
export interface SeriesStyle {
  readonly colour: string;
  /** Stroke and gap lengths in pixels; [] is a solid line. */
  readonly dash: readonly number[];
  /** Vega symbol name. */
  /** Pixels; the usual width where left out. */
  readonly strokeWidth?: number;
  readonly shape: 'circle' | 'square' | 'triangle-up' | 'diamond' | 'cross' | 'triangle-down' | 'triangle-right';
}

/**
 * Okabe–Ito colours, safe for the common colour-vision deficiencies; the yellow is left out: it is too pale on white. Umber, a
 * greyed orange, is for what is drawn thin beside them.
 */
export const colours = {
  black: '#000000',
  orange: '#e69f00',
  skyBlue: '#56b4e9',
  green: '#009e73',
  blue: '#0072b2',
  vermillion: '#d55e00',
  purple: '#cc79a7',
  grey: '#6b6b6b',
  umber: '#9a7440',
} as const;

/** The bundled font first; Verdana has its widths, so that a browser without it keeps the layout. */
export const fontFamily = "'DejaVu Sans', Verdana, sans-serif";

/** Base font size in pixels; nothing in a figure is smaller. */
export const fontSize = 11;

/** Vega-Lite configuration of every figure: white ground, thin grey frame, sparse grid, no interaction. */
export const figureConfig: NonNullable<TopLevelSpec['config']> = {
  background: '#ffffff',
  aria: false,
  font: fontFamily,
  padding: 6,
  view: { stroke: '#9a9a9a', strokeWidth: 1 },
  title: { fontSize: fontSize + 1, fontWeight: 'bold', anchor: 'start', frame: 'group', offset: 6, color: '#111111' },
  axis: {
    labelFontSize: fontSize,
    titleFontSize: fontSize,
    titleFontWeight: 'normal',
    labelColor: '#222222',
    titleColor: '#111111',
    domainColor: '#9a9a9a',
    tickColor: '#9a9a9a',
    gridColor: 'rgba(0, 0, 0, 0.09)',
    tickSize: 4,
    labelPadding: 4,
    titlePadding: 8,
  },
  axisX: { labelFlush: false },
  axisY: { minExtent: 44 },
};
