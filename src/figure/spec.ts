import type { TopLevelSpec } from 'vega-lite';

/** A figure before it is drawn: what it is called, what it says, and its Vega-Lite specifications for two page widths. */
export interface FigureSpec {
  /** File name without ending. */
  readonly name: string;
  readonly title: string;
  /** What is seen, in sentences; plain text. */
  readonly caption: string;
  /** For those who do not see it: axes, series and what they do; plain text. */
  readonly description: string;
  /** About 900 px wide. */
  readonly wide: TopLevelSpec;
  /** About 350 px wide. */
  readonly narrow: TopLevelSpec;
}

/** A figure drawn. */
export interface DrawnFigure {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly description: string;
  /** The wide specification as JSON text. */
  readonly vegaLite: string;
  readonly svgWide: string;
  readonly svgNarrow: string;
  readonly png: Uint8Array;
}
