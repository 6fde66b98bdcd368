import type { TopLevelSpec } from 'vega-lite';
import { withoutUnfit } from './escape.ts';
import type { DrawnFigure, FigureSpec } from './spec.ts';
import { labelledSvg } from './svg.ts';

/** Turns SVG text into PNG bytes; kept outside because it needs fonts from the file system. */
export type Rasterise = (svg: string) => Promise<Uint8Array>;

/** Draws every figure, without a DOM. Vega is loaded on first use. Throws what Vega-Lite throws on a wrong specification. */
export async function renderFigures(specs: readonly FigureSpec[], rasterise: Rasterise): Promise<DrawnFigure[]> {
  const drawn: DrawnFigure[] = [];
  for (const spec of specs) {
    const { name, title, caption, description } = spec;
    const svgWide = labelledSvg(await specToSvg(spec.wide), `${name}-wide`, title, description);
    const svgNarrow = labelledSvg(await specToSvg(spec.narrow), `${name}-narrow`, title, description);
    const vegaLite = `${JSON.stringify(spec.wide, null, 1)}\n`;
    drawn.push({ name, title, caption, description, vegaLite, svgWide, svgNarrow, png: await rasterise(svgWide) });
  }
  return drawn;
}

/** A Vega-Lite specification as SVG text. */
export async function specToSvg(spec: TopLevelSpec): Promise<string> {
  const [{ compile }, { Error: errorLevel, parse, View }] = await Promise.all([import('vega-lite'), import('vega')]);
  const view = new View(parse(compile(spec).spec), { renderer: 'none', logLevel: errorLevel });
  try {
    return withoutUnfit(await view.toSVG());
  } finally {
    view.finalize();
  }
}
