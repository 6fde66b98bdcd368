import type { TopLevelSpec } from 'vega-lite';
import { type ColourScale, colourBar, colourChannel } from './colour-bar.ts';
import { formatDepth } from './format.ts';
import { filledSymbol, type Layer, openSymbol, type View, type XChannel, type YChannel } from './layers.ts';
import { entriesView, type LegendEntry } from './legend.ts';
import { type PanelLayout, panelGrid, plotSize } from './panel-grid.ts';
import { spreadIndices } from './series.ts';
import { colours, figureConfig, type SeriesStyle } from './theme.ts';
import { linearTicks, panelTitle } from './value-axis.ts';

/** The way of one data point through depth, projected on two directions; at least two points, in the order of depth. */
export interface ProjectedPath {
  readonly points: readonly { readonly p: number; readonly x: number; readonly y: number }[];
  /** What colours the path where it is not depth: the first coordinate of the point's target. */
  readonly target: number;
}

export interface ProjectionPanel {
  readonly title: string;
  /** The two directions, with their unit where they have one. */
  readonly xAxis: string;
  readonly yAxis: string;
  readonly paths: readonly ProjectedPath[];
}

/** What the axes share; layers add their field. */
interface Channels {
  readonly x: XChannel;
  readonly y: YChannel;
}

/** Paths are coloured piece by piece by depth p, or each as a whole by its target. */
export interface PathColour {
  readonly by: 'depth' | 'target';
  readonly title: string;
  /** Depth at the end; 1 where left out. */
  readonly until?: number;
}

/** More paths than this hide each other: then evenly chosen ones are drawn, and the heading says so. */
const mostPaths = 60;
/** Pieces of equal depth in which a path changes its colour. */
const pieces = 8;
/** Pixels a path must have moved for its next point to be drawn. */
const leastMove = 1;
const largest = 380;
const start: SeriesStyle = { colour: colours.grey, dash: [], shape: 'circle' };
const end: SeriesStyle = { colour: colours.black, dash: [], shape: 'square' };

/** Paths through the plane, one panel per projection, both directions to the same scale; starts are open circles, ends filled squares. */
export function pathProjectionSpec(
  panels: readonly ProjectionPanel[],
  colour: PathColour,
  layout: PanelLayout,
): TopLevelSpec {
  const { columns, width } = plotSize(layout, panels.length, 0);
  const size = Math.min(largest, width);
  const scale = colourScale(panels, colour);
  const entries: LegendEntry[] = [
    { label: 'p = 0', style: start, marks: ['symbol'] },
    { label: `p = ${formatDepth(colour.until ?? 1)}`, style: end, marks: ['filled-symbol'] },
  ];
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: figureConfig,
    spacing: 14,
    vconcat: [
      entriesView(entries, layout.width - 20),
      colourBar(scale, Math.min(300, layout.width - 90)),
      panelGrid(
        panels.map((panel) => panelView(panel, colour, scale, size)),
        columns,
        0,
      ),
    ],
  };
}

function colourScale(panels: readonly ProjectionPanel[], { by, title, until = 1 }: PathColour): ColourScale {
  const targets = panels.flatMap(({ paths }) => paths.map(({ target }) => target)).filter(Number.isFinite);
  const low = targets.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY);
  const high = targets.reduce((most, one) => Math.max(most, one), Number.NEGATIVE_INFINITY);
  const domain: [number, number] = by === 'depth' ? [0, until] : low < high ? [low, high] : [0, 1];
  const ticks = linearTicks(domain, 5).map((at) => ({ at, label: formatDepth(at) }));
  return { title, type: 'linear', domain, smallIsPale: false, extent: [0, 0.86], ticks };
}

function panelView(
  { title, xAxis, yAxis, paths }: ProjectionPanel,
  { by, until = 1 }: PathColour,
  scale: ColourScale,
  size: number,
): View {
  const complete = paths.filter(
    ({ points, target }) =>
      points.length > 1 &&
      points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)) &&
      (by === 'depth' || Number.isFinite(target)),
  );
  const drawn = spreadIndices(complete.length, mostPaths).map((i) => complete[i]!);
  const domains = equalDomains(drawn);
  const channel = (axis: string, domain: readonly [number, number]) => ({
    type: 'quantitative' as const,
    scale: { domain: [...domain], nice: false },
    axis: { title: axis, tickCount: 5 },
  });
  const channels = { x: channel(xAxis, domains.x), y: channel(yAxis, domains.y) };
  const note = drawn.length < paths.length ? `${drawn.length} of ${paths.length} paths drawn` : undefined;
  return {
    title: panelTitle(title, note, size),
    width: size,
    height: size,
    layer: [
      pathLayer(drawn, (leastMove * (domains.x[1] - domains.x[0])) / size, { by, until }, scale, channels),
      symbols(drawn, 0, openSymbol(start), channels),
      symbols(drawn, -1, { ...filledSymbol(end), size: 26 }, channels),
    ],
  };
}

function pathLayer(
  paths: readonly ProjectedPath[],
  move: number,
  { by, until }: { readonly by: PathColour['by']; readonly until: number },
  scale: ColourScale,
  channels: Channels,
): Layer {
  const values = paths.flatMap(({ points, target }, path) => {
    const chosen = visible(points, move);
    return by === 'target'
      ? chosen.map(({ x, y, p }) => ({ x, y, p, shade: target, piece: `${path}` }))
      : depthRows(chosen, path, until);
  });
  return {
    data: { values },
    mark: { type: 'line', strokeWidth: 1.1, opacity: 0.85, clip: true },
    encoding: {
      x: { ...channels.x, field: 'x' },
      y: { ...channels.y, field: 'y' },
      order: { field: 'p' },
      detail: { field: 'piece', type: 'nominal' },
      stroke: colourChannel('shade', scale),
    },
  };
}

/** The points of a path that are told apart, first and last among them. */
function visible(points: ProjectedPath['points'], move: number): ProjectedPath['points'] {
  let last = points[0]!;
  const moved = points.slice(1, -1).filter((point) => {
    const seen = Math.hypot(point.x - last.x, point.y - last.y) >= move;
    if (seen) last = point;
    return seen;
  });
  return [points[0]!, ...moved, points.at(-1)!];
}

/** A path cut into pieces of about equal depth that share their ends. */
function depthRows(points: ProjectedPath['points'], path: number, until: number) {
  return points.slice(1).flatMap(({ x, y, p }, i) => {
    const before = points[i]!;
    const piece = pieceOf(before, points[i + 1]!, until);
    const shade = (until * (piece + 0.5)) / pieces;
    const row = { x, y, p, shade, piece: `${path} ${piece}` };
    const first = i === 0 || pieceOf(points[i - 1]!, before, until) !== piece;
    return first ? [{ ...row, x: before.x, y: before.y, p: before.p }, row] : [row];
  });
}

function pieceOf(from: { readonly p: number }, to: { readonly p: number }, until: number): number {
  return Math.min(pieces - 1, Math.max(0, Math.floor((pieces * (from.p + to.p)) / (2 * until))));
}

function symbols(
  paths: readonly ProjectedPath[],
  index: 0 | -1,
  mark: ReturnType<typeof openSymbol | typeof filledSymbol>,
  channels: Channels,
): Layer {
  const values = paths.map(({ points }) => points.at(index)!).map(({ x, y }) => ({ x, y }));
  return { data: { values }, mark, encoding: { x: { ...channels.x, field: 'x' }, y: { ...channels.y, field: 'y' } } };
}

/** Domains of equal length in both directions, so that angles are true. */
function equalDomains(paths: readonly ProjectedPath[]): Record<'x' | 'y', readonly [number, number]> {
  const range = (read: (point: ProjectedPath['points'][number]) => number) => {
    const values = paths.flatMap(({ points }) => points.map(read));
    if (values.length === 0) return [0, 1] as const;
    return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))] as const;
  };
  const x = range((point) => point.x);
  const y = range((point) => point.y);
  const half = 0.54 * (Math.max(x[1] - x[0], y[1] - y[0]) || 1);
  const around = ([low, high]: readonly [number, number]) =>
    [(low + high) / 2 - half, (low + high) / 2 + half] as const;
  return { x: around(x), y: around(y) };
}
