import {
  barWidth,
  capLength,
  curveWidth,
  dotMark,
  filledSymbol,
  type Layer,
  nodeDot,
  openSymbol,
  type View,
  wideBarOpacity,
  wideBarWidth,
} from './layers.ts';
import type { Series } from './series.ts';
import { fontSize, type SeriesStyle } from './theme.ts';
import { reservedWidth, wrapped } from './wrap.ts';

const swatch = 34;
const gap = 8;
const rowHeight = 19;
const lineHeight = 14;

/** The legend starts this far left of the plotting areas, above their tick labels. */
const outdent = 44;

/** Estimate of a character's width relative to the font size (DejaVu Sans). */
const characterWidth = 0.58;

/** A key of a legend; `band` is a shaded area, `node` a dot of the series' colour, `wide-bar` a range drawn behind a bar with caps. */
export type LegendMark =
  | 'line'
  | 'vertical-bar'
  | 'horizontal-bar'
  | 'capped-bar'
  | 'wide-bar'
  | 'band'
  | 'symbol'
  | 'filled-symbol'
  | 'node'
  | 'dot';

/** An entry of a legend: a series and the marks that stand for it. */
export interface LegendEntry {
  readonly label: string;
  readonly style: SeriesStyle;
  readonly marks: readonly LegendMark[];
}

/** The legend of curves and sampled points: curves with their dash, samples with their symbol and bar; equal labels once. */
export function legendView(curves: readonly Series[], samples: readonly Series[], width: number): View {
  const entries = [
    ...unique(curves).map(({ label, style }): LegendEntry => ({ label, style, marks: ['line'] })),
    ...unique(samples).map(({ label, style }): LegendEntry => ({ label, style, marks: ['vertical-bar', 'symbol'] })),
  ];
  return entriesView(entries, width);
}

/**
 * A legend drawn as a view of its own, so that every entry looks as in the figure. Entries fill as few rows as fit into
 * `width` pixels; a label wider than that is broken between words.
 */
export function entriesView(entries: readonly LegendEntry[], width: number): View {
  const texts = entries.map(({ label }) => linesOf(label, width));
  const columns = columnWidths(
    texts.map((lines) => lines.reduce((longest, line) => (line.length > longest.length ? line : longest))),
    width,
  );
  const heights = Array.from({ length: Math.ceil(entries.length / columns.length) }, (_, row) => {
    const own = texts.slice(row * columns.length, (row + 1) * columns.length);
    return rowHeight + (Math.max(...own.map((lines) => lines.length)) - 1) * lineHeight;
  });
  const total = (sizes: readonly number[]) => sizes.reduce((sum, one) => sum + one, 0);
  const layers = entries.flatMap(({ marks, style }, index) => {
    const column = index % columns.length;
    const x = total(columns.slice(0, column)) - outdent;
    const y = total(heights.slice(0, Math.floor(index / columns.length))) + 0.5 * rowHeight;
    const lines = texts[index]!.map((line, i) => text(line, x + swatch + gap, y + i * lineHeight));
    return [...marks.map((mark) => key(mark, style, x, y)), ...lines];
  });
  const size = { width: Math.min(width, total(columns)) - outdent, height: total(heights) };
  return { ...size, view: { stroke: null }, layer: layers };
}

/** A label in as many lines as it needs beside its key. */
function linesOf(label: string, width: number): string[] {
  return wrapped(label, (width - swatch - gap) / (reservedWidth * fontSize));
}

/** Column widths for the smallest number of rows that fits. */
function columnWidths(labels: readonly string[], width: number): number[] {
  for (let rows = 1; ; rows++) {
    const count = Math.ceil(labels.length / rows);
    const widths = Array.from({ length: count }, (_, column) => {
      const longest = Math.max(...labels.filter((_, i) => i % count === column).map((text) => text.length));
      return swatch + gap + longest * characterWidth * fontSize + 2 * gap;
    });
    if (count === 1 || widths.reduce((sum, one) => sum + one, 0) <= width) return widths;
  }
}

type Line = readonly [x: number, y: number, x2: number, y2: number];

function key(mark: LegendMark, style: SeriesStyle, x: number, y: number): Layer {
  const middle = x + swatch / 2;
  const rules = (lines: readonly Line[], width: number, dash: readonly number[], opacity = 1): Layer => ({
    data: { values: lines.map(([x, y, x2, y2]) => ({ x, y, x2, y2 })) },
    mark: {
      type: 'rule',
      color: style.colour,
      strokeWidth: width,
      strokeDash: [...dash],
      ...(opacity < 1 && { opacity }),
    },
    encoding: { x: pixels('x'), x2: { field: 'x2' }, y: pixels('y'), y2: { field: 'y2' } },
  });
  const across = (half: number): Line => [middle - half, y, middle + half, y];
  const upright: Line = [middle, y - 7, middle, y + 7];
  switch (mark) {
    case 'line':
      return rules([across(swatch / 2)], style.strokeWidth ?? curveWidth, style.dash);
    case 'vertical-bar':
      return rules([upright], barWidth, []);
    case 'horizontal-bar':
      return rules([across(12)], barWidth, []);
    case 'capped-bar': {
      const cap = (at: number): Line => [middle - capLength / 2, at, middle + capLength / 2, at];
      return rules([upright, cap(y - 7), cap(y + 7)], barWidth, []);
    }
    case 'wide-bar':
      return rules([upright], wideBarWidth, [], wideBarOpacity);
    case 'band':
      return rules([across(swatch / 2)], 13, []);
    default:
      return {
        data: { values: [{ x: middle, y }] },
        mark: pointMark(mark, style),
        encoding: { x: pixels('x'), y: pixels('y') },
      };
  }
}

function pointMark(mark: 'symbol' | 'filled-symbol' | 'node' | 'dot', style: SeriesStyle) {
  if (mark === 'symbol') return openSymbol(style);
  if (mark === 'node') return nodeDot(style.colour);
  return mark === 'dot' ? dotMark : filledSymbol(style);
}

function text(label: string, x: number, y: number): Layer {
  return {
    data: { values: [{ x, y, text: label }] },
    mark: { type: 'text', align: 'left', baseline: 'middle', fontSize, color: '#111111' },
    encoding: { x: pixels('x'), y: pixels('y'), text: { field: 'text' } },
  };
}

function pixels(field: string) {
  return { field, type: 'quantitative' as const, scale: null, axis: null };
}

function unique(series: readonly Series[]): Series[] {
  return [...new Map(series.map((one) => [one.label, one])).values()];
}
